// SPDX-License-Identifier: GPL-3.0-or-later
// "zul" -> "isiZulu": languages by the names that their speakers give them.
#pragma once

#include <QString>

namespace bafo::ui {

/// Of a tag as documents and measurements carry it; the tag itself where nobody knows the language.
[[nodiscard]] QString languageName(const QString &tag);

} // namespace bafo::ui
