// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/conversation.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace bafo::ui {
namespace {

constexpr double kUnlikely = 0.05;

double rounded(double probability)
{
    return std::round(probability * 1e5) / 1e5;
}

QJsonArray tokensToJson(const std::vector<SpokenToken> &tokens)
{
    QJsonArray all;
    for (const SpokenToken &token : tokens) {
        QJsonArray one{token.text, rounded(token.probability), token.rank};
        if (isUnlikely(token)) {
            for (const TokenChoice &choice : token.choices) {
                one.append(choice.text);
                one.append(rounded(choice.probability));
            }
        }
        all.append(one);
    }
    return all;
}

std::vector<SpokenToken> tokensFromJson(const QJsonArray &all)
{
    std::vector<SpokenToken> tokens;
    for (const QJsonValue &value : all) {
        const QJsonArray one = value.toArray();
        SpokenToken token{.text = one.at(0).toString(),
                          .probability = one.at(1).toDouble(),
                          .rank = one.at(2).toInt(1),
                          .choices = {}};
        for (qsizetype i = 3; i + 1 < one.size(); i += 2) {
            token.choices.push_back({.text = one.at(i).toString(), .probability = one.at(i + 1).toDouble()});
        }
        tokens.push_back(std::move(token));
    }
    return tokens;
}

QJsonObject toJson(const CorrectionNote &note)
{
    return {{QStringLiteral("dataset"), note.dataset},
            {QStringLiteral("id"), note.id},
            {QStringLiteral("text"), note.text},
            {QStringLiteral("at_ms"), note.atMs}};
}

CorrectionNote correctionFromJson(const QJsonObject &json)
{
    return {.dataset = json.value(QLatin1String("dataset")).toString(),
            .id = json.value(QLatin1String("id")).toString(),
            .text = json.value(QLatin1String("text")).toString(),
            .atMs = json.value(QLatin1String("at_ms")).toInteger()};
}

QJsonObject toJson(const ChatNode &node)
{
    QJsonObject json{{QStringLiteral("after"), node.parent}, {QStringLiteral("current"), node.current}};
    if (node.kind == ChatNode::Kind::question) {
        json.insert(QStringLiteral("turn"), node.turn);
        json.insert(QStringLiteral("question"), node.question);
        return json;
    }
    json.insert(QStringLiteral("model"), node.model);
    json.insert(QStringLiteral("tokens"), tokensToJson(node.tokens));
    json.insert(QStringLiteral("reason"), node.reason);
    json.insert(QStringLiteral("problem"), node.problem);
    json.insert(QStringLiteral("speed"), node.tokensPerSecond);
    json.insert(QStringLiteral("weights"), node.origin.weightHash);
    json.insert(QStringLiteral("sampling"), node.origin.sampling);
    if (node.correction.isThere()) {
        json.insert(QStringLiteral("correction"), toJson(node.correction));
    }
    if (node.draft) {
        json.insert(QStringLiteral("draft"), *node.draft);
    }
    return json;
}

ChatNode nodeFromJson(const QJsonObject &json)
{
    const auto text = [&json](const char *key) { return json.value(QLatin1String(key)).toString(); };
    ChatNode node;
    node.kind = json.contains(QLatin1String("question")) ? ChatNode::Kind::question : ChatNode::Kind::answer;
    node.parent = json.value(QLatin1String("after")).toInt();
    node.current = json.value(QLatin1String("current")).toInt();
    node.turn = json.value(QLatin1String("turn")).toInt();
    node.question = text("question");
    node.model = text("model");
    node.tokens = tokensFromJson(json.value(QLatin1String("tokens")).toArray());
    node.reason = text("reason");
    node.problem = text("problem");
    node.tokensPerSecond = json.value(QLatin1String("speed")).toDouble();
    node.origin = {.weightHash = text("weights"), .sampling = json.value(QLatin1String("sampling")).toObject()};
    node.correction = correctionFromJson(json.value(QLatin1String("correction")).toObject());
    if (json.contains(QLatin1String("draft"))) {
        node.draft = text("draft");
    }
    return node;
}

} // namespace

bool isUnlikely(const SpokenToken &token)
{
    return token.rank > 1 && token.probability < kUnlikely;
}

QString ChatNode::text() const
{
    if (kind == Kind::question) {
        return question;
    }
    QString all;
    for (const SpokenToken &token : tokens) {
        all += token.text;
    }
    return all;
}

Conversation::Conversation()
    : m_nodes(1)
    , m_json(1)
{
}

int Conversation::ask(int turn, const QString &text)
{
    const std::vector<int> inSight = path();
    ChatNode question;
    question.parent = inSight.empty() ? 0 : inSight.back();
    question.turn = turn;
    question.question = text;
    return add(std::move(question));
}

int Conversation::edit(int question, int turn, const QString &text)
{
    ChatNode other;
    other.parent = node(question).parent;
    other.turn = turn;
    other.question = text;
    return add(std::move(other));
}

int Conversation::beginAnswer(int question, const QString &model)
{
    ChatNode answer;
    answer.kind = ChatNode::Kind::answer;
    answer.parent = question;
    answer.model = model;
    return add(std::move(answer));
}

void Conversation::append(int answer, const std::vector<SpokenToken> &tokens)
{
    std::vector<SpokenToken> &all = touch(answer).tokens;
    all.insert(all.end(), tokens.begin(), tokens.end());
}

void Conversation::finish(int answer, const AnswerEnd &end)
{
    ChatNode &made = touch(answer);
    made.reason = end.reason.isEmpty() ? QStringLiteral("stop_token") : end.reason;
    made.tokensPerSecond = end.tokensPerSecond;
    if (!end.rest.isEmpty() && !made.tokens.empty()) {
        made.tokens.back().text += end.rest;
    }
}

void Conversation::failAnswer(int answer, const QString &problem)
{
    ChatNode &made = touch(answer);
    made.reason = QStringLiteral("failed");
    made.problem = problem;
}

void Conversation::setOrigin(int answer, const AnswerOrigin &origin)
{
    touch(answer).origin = origin;
}

void Conversation::setDraft(int answer, const std::optional<QString> &text)
{
    touch(answer).draft = text;
}

void Conversation::setCorrection(int answer, const CorrectionNote &note)
{
    touch(answer).correction = note;
}

void Conversation::interruptAll()
{
    for (std::size_t i = 1; i < m_nodes.size(); ++i) {
        if (m_nodes[i].isBeingMade()) {
            touch(static_cast<int>(i)).reason = QStringLiteral("interrupted");
        }
    }
}

std::vector<int> Conversation::path() const
{
    std::vector<int> nodes;
    for (const ChatNode *at = m_nodes.data(); !at->children.empty(); at = &node(nodes.back())) {
        nodes.push_back(at->children[static_cast<std::size_t>(at->current)]);
    }
    return nodes;
}

int Conversation::questionOf(int turn) const
{
    for (std::size_t i = 1; i < m_nodes.size(); ++i) {
        if (m_nodes[i].kind == ChatNode::Kind::question && m_nodes[i].turn == turn) {
            return static_cast<int>(i);
        }
    }
    return 0;
}

int Conversation::lastTurn() const
{
    int last = 0;
    for (const ChatNode &one : m_nodes) {
        last = std::max(last, one.turn);
    }
    return last;
}

Variant Conversation::variantOf(int node) const
{
    const std::vector<int> &all = this->node(this->node(node).parent).children;
    const auto place = std::find(all.begin(), all.end(), node) - all.begin();
    return {.number = static_cast<int>(place) + 1, .count = static_cast<int>(all.size())};
}

void Conversation::showVariant(int node, int number)
{
    ChatNode &parent = touch(this->node(node).parent);
    parent.current = std::clamp(number - 1, 0, static_cast<int>(parent.children.size()) - 1);
}

void Conversation::show(int node)
{
    for (; node != 0; node = this->node(node).parent) {
        showVariant(node, variantOf(node).number);
    }
}

std::vector<ChatLine> Conversation::correctedLines(int answer, const QString &text, bool isWithEarlier,
                                                   const QString &systemText) const
{
    std::vector<ChatLine> lines{{.role = QStringLiteral("assistant"), .text = text}};
    for (int at = node(answer).parent; at != 0; at = isWithEarlier ? node(at).parent : 0) {
        const ChatNode &one = node(at);
        const bool isQuestion = one.kind == ChatNode::Kind::question;
        const QString said = one.correction.isThere() ? one.correction.text : one.text().trimmed();
        const QString role = isQuestion ? QStringLiteral("user") : QStringLiteral("assistant");
        // Nobody learns from a question that has no answer: one whose answer failed goes with it.
        if (role != lines.back().role && !said.isEmpty()) {
            lines.push_back({.role = role, .text = said});
        }
    }
    if (lines.back().role != QLatin1String("user")) {
        lines.pop_back();
    }
    if (!systemText.trimmed().isEmpty()) {
        lines.push_back({.role = QStringLiteral("system"), .text = systemText.trimmed()});
    }
    std::reverse(lines.begin(), lines.end());
    return lines;
}

int Conversation::numAnswersBefore(int answer) const
{
    int count = 0;
    for (int at = node(answer).parent; at != 0; at = node(at).parent) {
        count += node(at).kind == ChatNode::Kind::answer && !node(at).tokens.empty() ? 1 : 0;
    }
    return count;
}

int Conversation::numUncorrectedBefore(int answer) const
{
    int count = 0;
    for (int at = node(answer).parent; at != 0; at = node(at).parent) {
        const ChatNode &one = node(at);
        count += one.kind == ChatNode::Kind::answer && !one.tokens.empty() && !one.correction.isThere() ? 1 : 0;
    }
    return count;
}

std::vector<ChatLine> Conversation::linesFor(int question, const QString &systemText) const
{
    std::vector<ChatLine> lines;
    for (int at = question; at != 0; at = node(at).parent) {
        const ChatNode &one = node(at);
        const bool isQuestion = one.kind == ChatNode::Kind::question;
        if (isQuestion || !one.tokens.empty()) {
            lines.push_back(
                {.role = isQuestion ? QStringLiteral("user") : QStringLiteral("assistant"), .text = one.text()});
        }
    }
    if (!systemText.trimmed().isEmpty()) {
        lines.push_back({.role = QStringLiteral("system"), .text = systemText.trimmed()});
    }
    std::reverse(lines.begin(), lines.end());
    return lines;
}

QJsonObject Conversation::toJson() const
{
    QJsonArray nodes;
    for (std::size_t i = 1; i < m_nodes.size(); ++i) {
        if (m_json[i].isEmpty()) {
            m_json[i] = ui::toJson(m_nodes[i]);
        }
        nodes.append(m_json[i]);
    }
    return {{QStringLiteral("nodes"), nodes}, {QStringLiteral("current"), m_nodes.front().current}};
}

Conversation Conversation::fromJson(const QJsonObject &json)
{
    Conversation made;
    std::vector<int> current{json.value(QLatin1String("current")).toInt()};
    for (const QJsonValue &value : json.value(QLatin1String("nodes")).toArray()) {
        ChatNode node = nodeFromJson(value.toObject());
        if (node.parent < 0 || node.parent >= static_cast<int>(made.m_nodes.size())) {
            break; // damaged: what came before still holds together
        }
        current.push_back(node.current);
        made.add(std::move(node));
    }
    // add() brings what it adds into sight; what was in sight is what the file says.
    for (std::size_t i = 0; i < made.m_nodes.size(); ++i) {
        made.m_nodes[i].current = current[i];
    }
    for (ChatNode &node : made.m_nodes) {
        node.current = std::clamp(node.current, 0, std::max(0, static_cast<int>(node.children.size()) - 1));
    }
    made.interruptAll();
    return made;
}

ChatNode &Conversation::touch(int node)
{
    m_json[static_cast<std::size_t>(node)] = {};
    return at(node);
}

int Conversation::add(ChatNode node)
{
    const int number = static_cast<int>(m_nodes.size());
    ChatNode &parent = touch(node.parent);
    parent.children.push_back(number);
    parent.current = static_cast<int>(parent.children.size()) - 1;
    m_nodes.push_back(std::move(node));
    m_json.emplace_back();
    return number;
}

} // namespace bafo::ui
