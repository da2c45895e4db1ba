// SPDX-License-Identifier: GPL-3.0-or-later
// One `bafo serve` child with one model: what the window says to it and what it answers (the protocol's page is
// app/engine/serve_protocol.h).
#pragma once

#include "core/base/result.h"
#include "ui/connection/bafo_process.h"

#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>

#include <optional>
#include <vector>

namespace bafo::ui {

struct TokenChoice {
    QString text = {};
    double probability = 0; ///< 0 to 1
};

/// A token of an answer with what the model itself thought of it.
struct SpokenToken {
    QString text = {}; ///< characters that are whole with it; empty while one is split between tokens
    double probability = 0;
    int rank = 1; ///< 1: the model's first choice
    std::vector<TokenChoice> choices = {}; ///< the first choices, best first
};

struct ServedModel {
    QString style = {};
    bool hasTemplate = false; ///< false: a base model, which completes what it is given
    bool isTemplateKnown = false;
    qint64 contextLength = 0;
    QString weightHash = {}; ///< of an adapter "HASH over HASH of the base"; empty where nobody noted one
};

struct SamplingChoice {
    double temperature = 0.7;
    qint64 topK = 0;
    double topP = 0.95;
    double repetitionPenalty = 1.1;
    qint64 longestAnswer = 256; ///< tokens
    qint64 seed = 0;
};

struct ChatLine {
    QString role = {}; ///< system, user, assistant
    QString text = {};
};

struct AnswerEnd {
    QString reason = {}; ///< stop_token, max_new_tokens, context_full, cancelled
    QString rest = {}; ///< what never became a character
    qint64 numTokens = 0;
    qint64 numPromptTokens = 0;
    double tokensPerSecond = 0;
};

/// States: notStarted -> loading -> ready <-> speaking; any -> failed (restart() begins anew) or ended (by end()).
/// While an answer is made: spoke() at most ten times a second, then exactly one of answered(), refused() or, where the
/// child fails, failed. The child ends by itself when the window dies: its stdin ends. The window's thread only.
class ServeSession final : public QObject {
    Q_OBJECT

public:
    enum class State { notStarted, loading, ready, speaking, failed, ended };
    Q_ENUM(State)

    /// How long it is waited before the next, harder step.
    struct Patience {
        int stopMs = 10'000; ///< after stop(): one token or piece of a prompt may take long. Then SIGTERM.
        int endMs = 2'000; ///< after end(), and between SIGTERM and SIGKILL
    };

    /// `program` is the path of bafo.
    ServeSession(QString program, QString projectFolder, QString model, QObject *parent = nullptr);
    ~ServeSession() override;

    void setPatience(const Patience &patience) { m_patience = patience; }

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString model() const { return m_model; }

    /// From ready on.
    [[nodiscard]] const ServedModel &served() const { return m_served; }

    /// Of failed: what happened and what to do.
    [[nodiscard]] const Error &error() const { return m_error; }

    void start(); ///< of notStarted; else nothing
    void restart(); ///< of failed or ended; else nothing

    /// Asks on: when it is ready, else as soon as it is. One answer at a time: false while one is made or waits.
    bool ask(const std::vector<ChatLine> &lines, const SamplingChoice &sampling);

    /// Of the answer at hand.
    void stop();

    /// Quit, then SIGTERM, then SIGKILL.
    void end();

    /// 0 where no child runs.
    [[nodiscard]] qint64 processId() const { return m_process != nullptr ? m_process->processId() : 0; }

    [[nodiscard]] bool isAnswering() const { return m_state == State::speaking || m_isAsked; }

Q_SIGNALS:
    void stateChanged();
    void spoke(const std::vector<bafo::ui::SpokenToken> &tokens);
    void answered(const bafo::ui::AnswerEnd &end);

    /// The answer could not be made; the child goes on.
    void refused(const bafo::Error &error);

private:
    void launch();
    void readOutput();
    void take(const QJsonObject &event);
    void takeError(const QJsonObject &event);
    void processEnded(int exitCode, QProcess::ExitStatus status);
    void fail(Error error);
    void send(const QJsonObject &request);
    void sendQuestion();
    void flush();
    void setState(State state);
    void harder();
    void abandon();

    QString m_program;
    QString m_projectFolder;
    QString m_model;
    Patience m_patience;
    QProcess *m_process = nullptr; ///< ours, or its own once it is abandoned
    LineSplitter m_lines;
    QByteArray m_errorTail;
    ServedModel m_served;
    Error m_error;
    std::optional<Error> m_reason; ///< why the child is being ended by us
    std::vector<SpokenToken> m_unsaid; ///< until the next flush
    QTimer m_rate;
    QTimer m_limit;
    QJsonObject m_question;
    bool m_isAsked = false; ///< the question waits for ready
    int m_numQuestions = 0;
    State m_state = State::notStarted;
};

} // namespace bafo::ui

Q_DECLARE_METATYPE(bafo::ui::AnswerEnd)
Q_DECLARE_METATYPE(bafo::Error)
