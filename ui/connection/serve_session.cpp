// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/serve_session.h"

#include "ui/connection/start_problem.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace bafo::ui {
namespace {

constexpr int kShortestPauseMs = 100;
constexpr qsizetype kErrorTailBytes = 8192;
constexpr int kNumChoices = 5;

QString textOf(const QJsonObject &event, const char *key)
{
    return event.value(QLatin1String(key)).toString();
}

SpokenToken tokenIn(const QJsonObject &event)
{
    SpokenToken token{.text = textOf(event, "text"),
                      .probability = event.value(QLatin1String("probability")).toDouble(),
                      .rank = event.value(QLatin1String("rank")).toInt(1),
                      .choices = {}};
    for (const QJsonValue &value : event.value(QLatin1String("alternatives")).toArray()) {
        const QJsonObject choice = value.toObject();
        token.choices.push_back(
            {.text = textOf(choice, "text"), .probability = choice.value(QLatin1String("probability")).toDouble()});
    }
    return token;
}

} // namespace

ServeSession::ServeSession(QString program, QString projectFolder, QString model, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_projectFolder(std::move(projectFolder))
    , m_model(std::move(model))
{
    m_rate.setSingleShot(true);
    m_rate.setInterval(kShortestPauseMs);
    connect(&m_rate, &QTimer::timeout, this, &ServeSession::flush);
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &ServeSession::harder);
}

ServeSession::~ServeSession()
{
    abandon();
}

void ServeSession::start()
{
    if (m_state == State::notStarted) {
        launch();
    }
}

void ServeSession::restart()
{
    if (m_state == State::failed || m_state == State::ended) {
        abandon();
        launch();
    }
}

bool ServeSession::ask(const std::vector<ChatLine> &lines, const SamplingChoice &sampling)
{
    if (isAnswering()) {
        return false;
    }
    QJsonArray messages;
    for (const ChatLine &line : lines) {
        messages.append(QJsonObject{{QStringLiteral("role"), line.role}, {QStringLiteral("content"), line.text}});
    }
    m_question = {{QStringLiteral("kind"), QStringLiteral("chat")},
                  {QStringLiteral("id"), QString::number(++m_numQuestions)},
                  {QStringLiteral("messages"), messages},
                  {QStringLiteral("top"), kNumChoices},
                  {QStringLiteral("sampling"),
                   QJsonObject{{QStringLiteral("temperature"), sampling.temperature},
                               {QStringLiteral("top_k"), sampling.topK},
                               {QStringLiteral("top_p"), sampling.topP},
                               {QStringLiteral("repetition_penalty"), sampling.repetitionPenalty},
                               {QStringLiteral("max_new_tokens"), sampling.longestAnswer},
                               {QStringLiteral("seed"), sampling.seed}}}};
    m_isAsked = true;
    if (m_state == State::ready) {
        sendQuestion();
    } else {
        start();
        restart();
    }
    return true;
}

void ServeSession::stop()
{
    if (m_state == State::speaking) {
        send({{QStringLiteral("kind"), QStringLiteral("stop")},
              {QStringLiteral("id"), m_question.value(QLatin1String("id"))}});
        m_limit.start(m_patience.stopMs);
    } else if (m_isAsked) {
        m_isAsked = false;
        Q_EMIT answered({.reason = QStringLiteral("cancelled")});
    }
}

void ServeSession::end()
{
    m_isAsked = false;
    if (m_process == nullptr || m_process->state() == QProcess::NotRunning) {
        setState(State::ended);
        return;
    }
    flush();
    send({{QStringLiteral("kind"), QStringLiteral("quit")}});
    m_process->closeWriteChannel();
    setState(State::ended);
    m_limit.start(m_patience.endMs);
}

void ServeSession::launch()
{
    m_lines = {};
    m_errorTail.clear();
    m_unsaid.clear();
    m_reason.reset();
    m_served = {};
    m_process = new QProcess; // without a parent: it may outlive this object by the moment that it takes to die
    connect(m_process, &QProcess::readyReadStandardOutput, this, &ServeSession::readOutput);
    connect(m_process, &QProcess::readyReadStandardError, this,
            [this] { m_errorTail = (m_errorTail + m_process->readAllStandardError()).right(kErrorTailBytes); });
    connect(m_process, &QProcess::finished, this, &ServeSession::processEnded);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError problem) {
        if (problem == QProcess::FailedToStart) {
            fail(startProblem(m_program, m_projectFolder, m_process->errorString()));
        }
    });
    setState(State::loading);
    m_process->setWorkingDirectory(m_projectFolder);
    m_process->start(m_program,
                     {QStringLiteral("serve"), QStringLiteral("--json"), QStringLiteral("--project"), m_projectFolder});
    send({{QStringLiteral("kind"), QStringLiteral("load")}, {QStringLiteral("model"), m_model}});
}

void ServeSession::readOutput()
{
    for (const QByteArray &line : m_lines.take(m_process->readAllStandardOutput())) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (!event.isEmpty() && m_state != State::failed && m_state != State::ended) {
            take(event);
        }
    }
}

void ServeSession::take(const QJsonObject &event)
{
    const QString kind = textOf(event, "kind");
    const bool isOurs
        = m_state == State::speaking && event.value(QLatin1String("id")) == m_question.value(QLatin1String("id"));
    if (kind == QLatin1String("ready") && m_state == State::loading) {
        m_served = {.style = textOf(event, "style"),
                    .hasTemplate = event.value(QLatin1String("has_template")).toBool(),
                    .isTemplateKnown = event.value(QLatin1String("is_template_known")).toBool(),
                    .contextLength = event.value(QLatin1String("context_length")).toInteger(),
                    .weightHash = event.value(QLatin1String("weight_hash")).toString()};
        setState(State::ready);
        if (m_isAsked) {
            sendQuestion();
        }
    } else if (kind == QLatin1String("token") && isOurs) {
        m_unsaid.push_back(tokenIn(event));
        if (!m_rate.isActive()) {
            m_rate.start();
        }
    } else if (kind == QLatin1String("done") && isOurs) {
        m_limit.stop();
        flush();
        setState(State::ready);
        Q_EMIT answered({.reason = textOf(event, "reason"),
                         .rest = textOf(event, "text"),
                         .numTokens = event.value(QLatin1String("num_tokens")).toInteger(),
                         .numPromptTokens = event.value(QLatin1String("num_prompt_tokens")).toInteger(),
                         .tokensPerSecond = event.value(QLatin1String("tokens_per_second")).toDouble()});
    } else if (kind == QLatin1String("error") || event.contains(QLatin1String("error"))) {
        takeError(event);
    }
}

void ServeSession::takeError(const QJsonObject &event)
{
    // What bafo itself tells (no engine, wrong usage) comes as {"error": {...}} and is its last word.
    const auto error
        = errorIn(event.contains(QLatin1String("error")) ? event : QJsonObject{{QStringLiteral("error"), event}});
    if (!error) {
        return;
    }
    if (m_state == State::speaking && event.value(QLatin1String("id")) == m_question.value(QLatin1String("id"))) {
        m_limit.stop();
        flush();
        setState(State::ready);
        Q_EMIT refused(*error);
    } else if (m_state == State::loading) {
        fail(*error);
    }
}

void ServeSession::processEnded(int exitCode, QProcess::ExitStatus status)
{
    m_limit.stop();
    readOutput();
    if (m_state == State::failed || m_state == State::ended) {
        return;
    }
    flush();
    if (m_reason) {
        fail(*m_reason);
        return;
    }
    const QString why = QString::fromUtf8(m_errorTail).trimmed().section(QLatin1Char('\n'), -1);
    const QString what = status == QProcess::CrashExit
        ? tr("The program that runs %1 crashed").arg(m_model)
        : tr("The program that runs %1 ended by itself (exit code %2)").arg(m_model).arg(exitCode);
    fail({.code = ErrorCode::internal,
          .message = what.toStdString() + (why.isEmpty() ? "" : ": " + why.toStdString()),
          .hint = tr("Start it again: the conversation is still here. Where memory is short, close other programs "
                     "first.")
                      .toStdString()});
}

void ServeSession::fail(Error error)
{
    m_rate.stop();
    m_limit.stop();
    m_isAsked = false;
    m_error = std::move(error);
    if (m_process != nullptr && m_process->state() != QProcess::NotRunning) {
        abandon();
    }
    setState(State::failed);
}

void ServeSession::send(const QJsonObject &request)
{
    if (m_process != nullptr && m_process->state() != QProcess::NotRunning) {
        m_process->write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    }
}

void ServeSession::sendQuestion()
{
    m_isAsked = false;
    send(m_question);
    setState(State::speaking);
}

void ServeSession::flush()
{
    m_rate.stop();
    if (!m_unsaid.empty()) {
        const std::vector<SpokenToken> tokens = std::move(m_unsaid);
        m_unsaid.clear();
        Q_EMIT spoke(tokens);
    }
}

void ServeSession::setState(State state)
{
    if (m_state != state) {
        m_state = state;
        Q_EMIT stateChanged();
    }
}

void ServeSession::harder()
{
    if (m_process == nullptr || m_process->state() == QProcess::NotRunning) {
        return;
    }
    if (m_state == State::speaking && !m_reason) {
        m_reason = Error{.code = ErrorCode::cancelled,
                         .message = tr("%1 did not stop and was ended").arg(m_model).toStdString(),
                         .hint = tr("Start it again: the conversation is still here.").toStdString()};
        m_process->terminate();
        m_limit.start(m_patience.endMs);
    } else if (m_state == State::ended && !m_reason) {
        m_reason = Error{.code = ErrorCode::cancelled, .message = {}, .hint = {}};
        m_process->terminate();
        m_limit.start(m_patience.endMs);
    } else {
        m_process->kill();
    }
}

void ServeSession::abandon()
{
    if (m_process == nullptr) {
        return;
    }
    // Not waited for: a process with gigabytes takes its time to die, and the window would stand still for it.
    m_process->disconnect(this);
    if (m_process->state() == QProcess::NotRunning) {
        m_process->deleteLater();
    } else {
        connect(m_process, &QProcess::finished, m_process, &QObject::deleteLater);
        m_process->kill();
    }
    m_process = nullptr;
}

} // namespace bafo::ui
