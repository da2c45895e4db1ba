// SPDX-License-Identifier: GPL-3.0-or-later
// What was asked of one model and what it answered, as a tree: an edited question and an answer made again stand beside
// the ones before, and every branch stays reachable.
#pragma once

#include "ui/connection/serve_session.h"

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace bafo::ui {

/// Where an answer that was put right lies.
struct CorrectionNote {
    QString dataset = {};
    QString id = {};
    QString text = {}; ///< the answer as it should have been
    qint64 atMs = 0; ///< since 1970

    [[nodiscard]] bool isThere() const { return !id.isEmpty(); }
};

/// What an answer was made with.
struct AnswerOrigin {
    QString weightHash = {}; ///< as `bafo serve` tells it; empty where it did not
    QJsonObject sampling = {};
};

/// A question or an answer.
struct ChatNode {
    enum class Kind { question, answer };
    Kind kind = Kind::question;
    int parent = 0; ///< the node that it follows; 0 is the beginning
    int turn = 0; ///< of a question: its number, shared by all models that were asked it
    QString question; ///< of a question: its text
    QString model; ///< of an answer: who gave it
    std::vector<SpokenToken> tokens; ///< of an answer
    QString reason; ///< how an answer ended; empty while it is made; "interrupted", "failed" besides the protocol's
    QString problem; ///< why it failed, and what to do
    double tokensPerSecond = 0;
    AnswerOrigin origin; ///< of an answer
    CorrectionNote correction; ///< of an answer that was put right
    std::optional<QString> draft; ///< of an answer that is being put right: what is typed so far
    std::vector<int> children; ///< what follows it, oldest first
    int current = 0; ///< place in `children` of the branch in sight

    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isBeingMade() const { return kind == Kind::answer && reason.isEmpty(); }
};

/// Where a node stands among those that could stand in its place: "2 of 3".
struct Variant {
    int number = 1; ///< from 1
    int count = 1;
};

/// Nodes are named by numbers that stay. Each change but append() may change the path. One thread.
class Conversation {
public:
    Conversation();

    /// A question after what is in sight. Gives its node.
    int ask(int turn, const QString &text);

    /// A question in place of this one; the old one and what followed it stay as a branch. Gives the new node.
    int edit(int question, int turn, const QString &text);

    /// An empty answer in place of all others to this question. Gives its node.
    int beginAnswer(int question, const QString &model);
    void append(int answer, const std::vector<SpokenToken> &tokens);
    void finish(int answer, const AnswerEnd &end);
    void failAnswer(int answer, const QString &problem);
    void setOrigin(int answer, const AnswerOrigin &origin);
    void setDraft(int answer, const std::optional<QString> &text);
    void setCorrection(int answer, const CorrectionNote &note);

    /// Takes what is not finished for interrupted: whoever made it is gone.
    void interruptAll();

    /// The branch in sight, first question first.
    [[nodiscard]] std::vector<int> path() const;
    [[nodiscard]] const ChatNode &node(int node) const { return m_nodes[static_cast<std::size_t>(node)]; }
    [[nodiscard]] bool has(int node) const { return node > 0 && node < static_cast<int>(m_nodes.size()); }
    [[nodiscard]] bool isEmpty() const { return m_nodes.size() == 1; }

    /// The question with this number that is in sight, or that an edit could bring into sight; 0 where there is none.
    [[nodiscard]] int questionOf(int turn) const;
    [[nodiscard]] int lastTurn() const;

    [[nodiscard]] Variant variantOf(int node) const;

    /// Brings another variant of this node into sight; `number` from 1.
    void showVariant(int node, int number);

    /// Brings this node and all before it into sight.
    void show(int node);

    /// What a model is to read before it answers this question: all before it on its branch and the question. Failed
    /// and empty answers are left out.
    [[nodiscard]] std::vector<ChatLine> linesFor(int question, const QString &systemText) const;

    /// A row to learn from: what was asked, and this text as the answer. `isWithEarlier`: with the turns before it, in
    /// which answers that were put right stand as they should have been.
    [[nodiscard]] std::vector<ChatLine> correctedLines(int answer, const QString &text, bool isWithEarlier,
                                                       const QString &systemText) const;

    /// Answers before this one on its branch, and those of them that nobody put right.
    [[nodiscard]] int numAnswersBefore(int answer) const;
    [[nodiscard]] int numUncorrectedBefore(int answer) const;

    /// Probabilities go along; of the alternatives only those of unlikely tokens, or a state would grow large.
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Conversation fromJson(const QJsonObject &json);

private:
    ChatNode &at(int node) { return m_nodes[static_cast<std::size_t>(node)]; }
    ChatNode &touch(int node);
    int add(ChatNode node);

    std::vector<ChatNode> m_nodes; ///< the first is the beginning; parents come before children
    mutable std::vector<QJsonObject> m_json; ///< of each node; empty: to be made anew
};

/// Not the model's first choice, and under 5 %: more would underline half of what a small model says.
[[nodiscard]] bool isUnlikely(const SpokenToken &token);

} // namespace bafo::ui
