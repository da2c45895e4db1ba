// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_matches.h"

#include <QStringList>

#include <algorithm>

namespace bafo::ui {
namespace {

/// How far into a text an excerpt looks for its match: a book is not searched to show one line of it.
constexpr qsizetype kLookedThrough = 250'000;

bool isWordPart(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
}

QString folded(const QString &word)
{
    QString plain;
    for (const QChar c : word.normalized(QString::NormalizationForm_D)) {
        if (!c.isMark()) {
            plain += c;
        }
    }
    return plain.toCaseFolded();
}

/// Calls found(start, length) for each word until it says false.
template <class Found>
void eachWord(const QString &text, Found found)
{
    for (qsizetype at = 0; at < text.size(); ++at) {
        const qsizetype start = at;
        while (at < text.size() && isWordPart(text.at(at))) {
            ++at;
        }
        if (at > start && !found(start, at - start)) {
            return;
        }
    }
}

} // namespace

std::vector<TextRange> matchesIn(const QString &text, const QString &search, std::size_t limit)
{
    QStringList wanted;
    eachWord(search, [&](qsizetype start, qsizetype length) {
        wanted.append(folded(search.mid(start, length)));
        return true;
    });
    std::vector<TextRange> matches;
    if (wanted.isEmpty()) {
        return matches;
    }
    const QString unfinished = search.back().isSpace() ? QString() : wanted.back();
    eachWord(text, [&](qsizetype start, qsizetype length) {
        const QString word = folded(text.mid(start, length));
        if (wanted.contains(word) || (!unfinished.isEmpty() && word.startsWith(unfinished))) {
            matches.push_back({start, length});
        }
        return matches.size() < limit;
    });
    return matches;
}

QString excerptOf(const QString &text, const QString &search, qsizetype length)
{
    const QString head = text.left(kLookedThrough);
    const auto matches = matchesIn(head, search, 1);
    qsizetype start = 0;
    if (!matches.empty() && matches.front().start + matches.front().length > length / 2) {
        start = std::max<qsizetype>(0, matches.front().start - length / 5);
        start += start < text.size() && text.at(start).isLowSurrogate() ? 1 : 0;
    }
    const QString before = start > 0 ? QStringLiteral("…") : QString();
    QString line = before + text.mid(start, 2 * length).simplified(); // runs of white space become shorter
    const bool isCut = line.size() > length || start + 2 * length < text.size();
    if (isCut) {
        line.truncate(length - 1);
        line.chop(!line.isEmpty() && line.back().isHighSurrogate() ? 1 : 0);
        line += QStringLiteral("…");
    }
    return line;
}

} // namespace bafo::ui
