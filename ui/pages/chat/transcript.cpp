// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/transcript.h"

#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace bafo::ui {
namespace {

struct TranscriptWords {
    Q_DECLARE_TR_FUNCTIONS(TranscriptWords)
};

QString quotedLines(const QString &text)
{
    return QStringLiteral("> ") + QString(text).replace(QLatin1Char('\n'), QLatin1String("\n> "));
}

QString samplingInWords(const SamplingChoice &sampling)
{
    return QStringLiteral("temperature %1, top-p %2, top-k %3, repetition penalty %4")
        .arg(plainNumber(sampling.temperature), plainNumber(sampling.topP), QString::number(sampling.topK),
             plainNumber(sampling.repetitionPenalty));
}

/// What stands in sight: the question of each turn, in the order of the first column that has it.
std::vector<std::pair<int, QString>> turnsOf(const std::vector<TranscriptColumn> &columns)
{
    std::vector<std::pair<int, QString>> turns;
    for (const TranscriptColumn &column : columns) {
        for (const int number : column.conversation->path()) {
            const ChatNode &node = column.conversation->node(number);
            const bool isKnown = std::any_of(turns.begin(), turns.end(),
                                             [&node](const auto &turn) { return turn.first == node.turn; });
            if (node.kind == ChatNode::Kind::question && !isKnown) {
                turns.emplace_back(node.turn, node.question);
            }
        }
    }
    return turns;
}

const ChatNode *answerTo(const Conversation &conversation, int turn)
{
    bool isNext = false;
    for (const int number : conversation.path()) {
        const ChatNode &node = conversation.node(number);
        if (isNext && node.kind == ChatNode::Kind::answer) {
            return &node;
        }
        isNext = node.kind == ChatNode::Kind::question && node.turn == turn;
    }
    return nullptr;
}

} // namespace

QByteArray transcriptMarkdown(const TranscriptHead &head, const std::vector<TranscriptColumn> &columns)
{
    QString text = QStringLiteral("# %1\n\n%2 · %3\n")
                       .arg(head.project, head.time.toString(Qt::ISODate), samplingInWords(head.sampling));
    if (!head.systemText.trimmed().isEmpty()) {
        text += QStringLiteral("\n%1: %2\n").arg(TranscriptWords::tr("System text"), head.systemText.trimmed());
    }
    for (const auto &[turn, question] : turnsOf(columns)) {
        text += QLatin1Char('\n') + quotedLines(question) + QLatin1Char('\n');
        for (const TranscriptColumn &column : columns) {
            if (const ChatNode *answer = answerTo(*column.conversation, turn)) {
                text += QStringLiteral("\n**%1**\n\n%2\n")
                            .arg(answer->model, answer->problem.isEmpty() ? answer->text().trimmed() : answer->problem);
            }
        }
    }
    return text.toUtf8();
}

QByteArray transcriptJsonl(const TranscriptHead &head, const std::vector<TranscriptColumn> &columns)
{
    QByteArray lines;
    for (const TranscriptColumn &column : columns) {
        QJsonArray messages;
        const std::vector<int> path = column.conversation->path();
        const auto lastQuestion = std::find_if(path.rbegin(), path.rend(), [&column](int number) {
            return column.conversation->node(number).kind == ChatNode::Kind::question;
        });
        if (lastQuestion == path.rend()) {
            continue;
        }
        std::vector<ChatLine> said = column.conversation->linesFor(*lastQuestion, head.systemText);
        const ChatNode &last = column.conversation->node(path.back());
        if (last.kind == ChatNode::Kind::answer && !last.tokens.empty()) {
            said.push_back({.role = QStringLiteral("assistant"), .text = last.text()});
        }
        for (const ChatLine &line : said) {
            messages.append(QJsonObject{{QStringLiteral("role"), line.role}, {QStringLiteral("content"), line.text}});
        }
        const QJsonObject sampling{{QStringLiteral("temperature"), head.sampling.temperature},
                                   {QStringLiteral("top_p"), head.sampling.topP},
                                   {QStringLiteral("top_k"), head.sampling.topK},
                                   {QStringLiteral("repetition_penalty"), head.sampling.repetitionPenalty}};
        lines += QJsonDocument(QJsonObject{{QStringLiteral("messages"), messages},
                                           {QStringLiteral("model"), column.model},
                                           {QStringLiteral("sampling"), sampling},
                                           {QStringLiteral("time"), head.time.toString(Qt::ISODate)}})
                     .toJson(QJsonDocument::Compact)
            + '\n';
    }
    return lines;
}

} // namespace bafo::ui
