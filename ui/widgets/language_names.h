// SPDX-License-Identifier: GPL-3.0-or-later
// Languages as their speakers call them, beside the tags that datasets know them by.
#pragma once

#include <QString>
#include <QStringList>

namespace bafo::ui {

/// "isiZulu" for "zul"; the tag itself where nobody told us its name, and words for an unknown one ("und").
[[nodiscard]] QString languageName(const QString &tag);

/// The tag that somebody means who typed a tag or one of these names.
[[nodiscard]] QString languageTag(const QString &nameOrTag);

/// Tags with a name, those of South Africa first.
[[nodiscard]] QStringList knownLanguageTags();

} // namespace bafo::ui
