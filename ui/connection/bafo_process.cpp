// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/bafo_process.h"

#include "ui/connection/error_words.h"
#include "ui/connection/start_problem.h"

#include <QJsonDocument>

#include <csignal>

namespace bafo::ui {
namespace {

constexpr qsizetype kErrorTailBytes = 8192;
constexpr int kTermLimitMs = 3000;

QString quoted(const QString &word)
{
    static const QString kPlain = QStringLiteral("-_./=:,+@%");
    for (const QChar c : word) {
        if (!c.isLetterOrNumber() && !kPlain.contains(c)) {
            return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QLatin1String("'\\''"))
                + QLatin1Char('\'');
        }
    }
    return word.isEmpty() ? QStringLiteral("''") : word;
}

} // namespace

std::optional<Error> errorIn(const QJsonObject &object)
{
    const QJsonObject error = object.value(QLatin1String("error")).toObject();
    if (error.isEmpty()) {
        return std::nullopt;
    }
    const auto text = [&error](const char *key) { return error.value(QLatin1String(key)).toString().toStdString(); };
    ErrorCode code = ErrorCode::internal;
    for (const ErrorCode known : {ErrorCode::config, ErrorCode::cancelled, ErrorCode::outOfMemory, ErrorCode::data,
                                  ErrorCode::diskFull, ErrorCode::inUse}) {
        code = nameOf(known) == text("code") ? known : code;
    }
    return inOwnWords({.code = code, .message = text("message"), .hint = text("hint")});
}

QString commandLineOf(const QStringList &arguments)
{
    QString line = QStringLiteral("bafo");
    for (const QString &word : arguments) {
        line += QLatin1Char(' ') + quoted(word);
    }
    return line;
}

QList<QByteArray> LineSplitter::take(const QByteArray &bytes)
{
    QList<QByteArray> lines;
    qsizetype start = 0;
    for (qsizetype end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', start)) {
        if (!m_isSkipping) {
            lines.append(m_rest + bytes.mid(start, end - start));
        }
        m_rest.clear();
        m_isSkipping = false;
        start = end + 1;
    }
    if (m_isSkipping || m_rest.size() + bytes.size() - start > kMaxLineBytes) {
        m_rest.clear();
        m_isSkipping = true;
    } else {
        m_rest += bytes.mid(start);
    }
    return lines;
}

BafoProcess::BafoProcess(QString program, QStringList arguments, QString workingFolder, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_arguments(std::move(arguments))
    , m_workingFolder(std::move(workingFolder))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_process.kill(); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &BafoProcess::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &BafoProcess::readErrors);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            finish(startProblem(m_program, m_workingFolder, m_process.errorString()));
        }
    });
    connect(&m_process, &QProcess::finished, this, [this](int exitCode, QProcess::ExitStatus status) {
        readOutput();
        readErrors();
        const auto told = errorIn(m_last);
        if (told) {
            finish(told);
        } else if (m_state == State::ending) {
            finish(Error{.code = ErrorCode::cancelled, .message = tr("Stopped").toStdString(), .hint = {}});
        } else if (status == QProcess::CrashExit || exitCode != 0) {
            const QString why = QString::fromUtf8(m_errorTail).trimmed().section(QLatin1Char('\n'), -1);
            finish(
                Error{.code = ErrorCode::internal,
                      .message = (status == QProcess::CrashExit ? tr("bafo crashed") : tr("bafo failed")).toStdString()
                          + (why.isEmpty() ? "" : ": " + why.toStdString()),
                      .hint = tr("Try it again in a terminal: %1").arg(commandLine()).toStdString()});
        } else {
            finish(std::nullopt);
        }
    });
}

BafoProcess::~BafoProcess()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        if (!m_process.waitForFinished(200)) {
            m_process.kill();
            m_process.waitForFinished(1000);
        }
    }
}

void BafoProcess::start()
{
    m_state = State::running;
    m_process.setWorkingDirectory(m_workingFolder);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start(m_program, QStringList(m_arguments) << QStringLiteral("--json"), QIODevice::ReadOnly);
}

void BafoProcess::stop()
{
    if (m_state == State::running) {
        m_state = State::ending;
        m_process.terminate();
        m_patience.start(kTermLimitMs);
    }
}

void BafoProcess::readOutput()
{
    for (const QByteArray &line : m_lines.take(m_process.readAllStandardOutput())) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (!object.isEmpty()) {
            m_last = object;
            Q_EMIT said(object);
        }
    }
}

void BafoProcess::readErrors()
{
    m_errorTail = (m_errorTail + m_process.readAllStandardError()).right(kErrorTailBytes);
}

void BafoProcess::finish(std::optional<Error> problem)
{
    if (m_state == State::ended) {
        return;
    }
    m_state = State::ended;
    m_patience.stop();
    Q_EMIT ended(ProcessEnd{.result = m_last, .error = std::move(problem)});
}

} // namespace bafo::ui
