// SPDX-License-Identifier: GPL-3.0-or-later
// How much of an answer is in which language, in words.
#pragma once

#include <QString>
#include <QStringList>

namespace bafo::ui {

struct LanguageShareWords {
    QString text; ///< "isiZulu 82 % · English 18 %", or that it is too short to tell
    QString tip; ///< every language that was found, and what could not be told
};

/// `languages` are the project's, which have names of their own; English always has one, all others are "other".
/// Cheap: a page of text takes a millisecond. Any thread.
[[nodiscard]] LanguageShareWords languagesInWords(const QString &text, const QStringList &languages);

} // namespace bafo::ui
