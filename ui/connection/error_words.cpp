// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/error_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <array>

namespace bafo::ui {
namespace {

struct ErrorWords {
    Q_DECLARE_TR_FUNCTIONS(ErrorWords)
};

struct Words {
    QString message;
    QString hint;
};

struct Rule {
    const char *message; ///< a regular expression for the whole of bafo's message
    Words (*words)(const QRegularExpressionMatch &match);
};

QString sizeIn(const QString &bytes)
{
    return QLocale().formattedDataSize(bytes.toLongLong(), 1, QLocale::DataSizeSIFormat);
}

/// When a process ended, out of "after step 3 (sum of gradients)", "before its first step" and "before its first word".
QString whenOf(const QString &step)
{
    return step.isEmpty() ? ErrorWords::tr("before its first step") : ErrorWords::tr("after step %1").arg(step);
}

const std::array kRules{
    Rule{"rank (\\d+) of (\\d+) was killed \\(signal (\\d+)\\) (?:before its first (?:word|step)|after step (\\d+)).*",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("One of the %1 processes (rank %2) was killed %3: by somebody, or by the "
                                         "computer, as when there is no memory left (signal %4).")
                              .arg(match.captured(2), match.captured(1), whenOf(match.captured(4)), match.captured(3)),
                          {}};
         }},
    Rule{"rank (\\d+) of (\\d+) crashed \\(signal (\\d+)\\) (?:before its first (?:word|step)|after step (\\d+)).*",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("One of the %1 processes (rank %2) crashed %3 (signal %4).")
                              .arg(match.captured(2), match.captured(1), whenOf(match.captured(4)), match.captured(3)),
                          {}};
         }},
    Rule{"rank (\\d+) of (\\d+) gave no sign of life for (\\d+) s .*",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("One of the %1 processes (rank %2) gave no sign of life for %3 s: it was "
                                         "stopped, or its computer hangs. All were ended.")
                              .arg(match.captured(2), match.captured(1), match.captured(3)),
                          {}};
         }},
    Rule{"this needs the engine, which is not on this computer yet",
         [](const QRegularExpressionMatch & /*match*/) {
             return Words{ErrorWords::tr("This computer cannot train or talk yet: that needs the engine."),
                          ErrorWords::tr("The button above the page fetches it.")};
         }},
    Rule{"this needs the engine, and bafo-engine is not beside .*",
         [](const QRegularExpressionMatch & /*match*/) {
             return Words{
                 ErrorWords::tr(
                     "This installation of BafoGPT Workbench came without the engine: it cannot train or talk."),
                 ErrorWords::tr("Install the package that has it. What is here can be read meanwhile.")};
         }},
    Rule{"(.*) is no project",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("There is no project in %1.").arg(match.captured(1)),
                          ErrorWords::tr("Choose the folder that holds a project, or make a new one there.")};
         }},
    Rule{"no model '(.*)': looked at .*",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("There is no model %1 here any more.").arg(match.captured(1)),
                          ErrorWords::tr("It was removed or moved. The page Models shows those that are here.")};
         }},
    Rule{"no tokenizer '(.*)': looked at .*",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("There are no word pieces %1 here any more.").arg(match.captured(1)),
                          ErrorWords::tr("They were removed or moved. The page Words shows those that are here.")};
         }},
    Rule{"(.*) holds no dataset",
         [](const QRegularExpressionMatch &match) {
             return Words{
                 ErrorWords::tr("There is no dataset in %1.").arg(match.captured(1)),
                 ErrorWords::tr("It may have been removed or moved. The page Text shows those that are here.")};
         }},
    Rule{"(.*): a document of (\\d+) bytes, (\\d+) are allowed",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("%1: one document would be %2 long; %3 are allowed.")
                              .arg(match.captured(1), sizeIn(match.captured(2)), sizeIn(match.captured(3))),
                          ErrorWords::tr("Its text has no breaks where it could be cut. Choose one document a line, or "
                                         "put empty lines between its paragraphs.")};
         }},
    Rule{"(.*): byte (\\d+) of the text is no UTF-8",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("%1 is no text in UTF-8 (byte %2).").arg(match.captured(1), match.captured(2)),
                          ErrorWords::tr("Save it as UTF-8 in the program that wrote it, and take it in again.")};
         }},
    Rule{"(.*) is not UTF-8",
         [](const QRegularExpressionMatch &match) {
             return Words{ErrorWords::tr("%1 is no text in UTF-8.").arg(match.captured(1)),
                          ErrorWords::tr("Save it as UTF-8 in the program that wrote it, and take it in again.")};
         }},
};

/// A command in quotes, or an option.
bool leadsToTerminal(const QString &hint)
{
    static const QRegularExpression kCommand(
        QStringLiteral("'bafo(-engine)? |\\bbafo [a-z]+ [a-z]|(^|[\\s(])--[a-z]|'make |iconv|msg(un)?fmt"));
    return kCommand.match(hint).hasMatch();
}

/// Where a run goes on that its supervisor ended.
QString wayOn(const QString &hint)
{
    static const QRegularExpression kSaved(QStringLiteral("^'bafo run resume [^']*' goes on from step (\\d+)$"));
    if (const auto match = kSaved.match(hint); match.hasMatch()) {
        return ErrorWords::tr("Resume goes on from step %1, where it was saved last.").arg(match.captured(1));
    }
    static const QRegularExpression kAnew(
        QStringLiteral("^nothing was saved yet: 'bafo run resume [^']*' begins anew$"));
    return kAnew.match(hint).hasMatch() ? ErrorWords::tr("Nothing was saved yet: Resume begins anew.") : QString();
}

/// In place of a hint that leads to a terminal.
QString ownHint(const Error &error, const QString &hint)
{
    if (const QString way = wayOn(hint); !way.isEmpty()) {
        return way;
    }
    if (hint.contains(QLatin1String("--from")) || hint.contains(QLatin1String("--index"))) {
        return ErrorWords::tr(
            "Look whether this computer is connected to the internet, or bring the files on a stick.");
    }
    switch (error.code) {
    case ErrorCode::diskFull:
        return ErrorWords::tr("Make room on the disk, then do it again.");
    case ErrorCode::outOfMemory:
        return ErrorWords::tr("Close other programs, or ask for less at once.");
    case ErrorCode::inUse:
        return ErrorWords::tr("Wait until it is done, or stop it, then do it again.");
    case ErrorCode::config:
    case ErrorCode::cancelled:
    case ErrorCode::data:
    case ErrorCode::internal:
        break;
    }
    return {};
}

/// Only before words that are no name of something of the user's.
QString asSentence(QString text)
{
    static const QRegularExpression kStart(QStringLiteral("^(no|this|the|a|an|there|nothing|cannot|it) "));
    if (kStart.match(text).hasMatch()) {
        text[0] = text.at(0).toUpper();
    }
    return text;
}

} // namespace

Error inOwnWords(Error error)
{
    const QString message = QString::fromStdString(error.message);
    const QString hint = QString::fromStdString(error.hint);
    for (const Rule &rule : kRules) {
        const QRegularExpression pattern(QRegularExpression::anchoredPattern(QLatin1String(rule.message)),
                                         QRegularExpression::DotMatchesEverythingOption);
        if (const auto match = pattern.match(message); match.hasMatch()) {
            const Words words = rule.words(match);
            return {.code = error.code,
                    .message = words.message.toStdString(),
                    .hint = (words.hint.isEmpty() ? wayOn(hint) : words.hint).toStdString()};
        }
    }
    error.message = asSentence(message).toStdString();
    error.hint = (leadsToTerminal(hint) ? ownHint(error, hint) : asSentence(hint)).toStdString();
    return error;
}

QString failureInOwnWords(const std::string &message, const std::string &hint)
{
    const Error told = inOwnWords({.code = ErrorCode::internal, .message = message, .hint = hint});
    QString text = QString::fromStdString(told.message);
    if (told.hint.empty()) {
        return text;
    }
    static const QRegularExpression kSentenceEnd(QStringLiteral("[.!?:]$"));
    if (!kSentenceEnd.match(text).hasMatch()) {
        text += QLatin1Char('.');
    }
    return text + QLatin1Char(' ') + QString::fromStdString(told.hint);
}

} // namespace bafo::ui
