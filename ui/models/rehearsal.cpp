// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/rehearsal.h"

#include "core/plan/short_run.h"
#include "ui/connection/error_words.h"

#include <algorithm>
#include <cmath>

namespace bafo::ui {
namespace {

constexpr int kPatience = 3; ///< looks, a second apart

double lastOf(const RunRecord &record, const char *name)
{
    const MetricSeries &series = record.series(QLatin1String(name));
    return series.isEmpty() ? 0 : series.values().back();
}

/// The first step pays for what is made once.
double medianWithoutFirst(const RunRecord &record, const char *name)
{
    const MetricSeries &series = record.series(QLatin1String(name));
    if (series.size() < 2) {
        return 0;
    }
    std::vector<double> values(series.values().begin() + 1, series.values().end());
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

std::optional<Measured> measuredIn(const RunRecord &record)
{
    Measured measured{.stepMs = medianWithoutFirst(record, "step_ms"),
                      .tokensPerSecond = medianWithoutFirst(record, "tokens_per_second"),
                      .peakMb = lastOf(record, "peak_resident_mb")};
    if (!(measured.stepMs > 0)) {
        return std::nullopt;
    }
    const double bytes = lastOf(record, "train_bytes");
    measured.tokensPerByte = bytes > 0 ? lastOf(record, "train_tokens") / bytes : 0;
    for (const SavedPoint &point : record.savedPoints()) {
        measured.savedBytes = std::max(measured.savedBytes, point.sizeBytes);
    }
    return measured;
}

Rehearsal::Rehearsal(ProjectSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const bool isGone = m_record && !m_record->status().hasProcess;
        m_numSilentLooks = isGone ? m_numSilentLooks + 1 : 0;
        look();
    });
}

QStringList Rehearsal::changes()
{
    QStringList changes;
    for (const std::string &change : plan::changesForShortRun(runName().toStdString(), kSteps, kSteps / 2)) {
        changes << QStringLiteral("--set") << QString::fromStdString(change);
    }
    return changes;
}

void Rehearsal::start(const QString &configFile, const config::RunConfig &config, int numRanks)
{
    if (m_state != State::idle) {
        return;
    }
    m_isStopped = false;
    m_settings = settingsBehind(config, numRanks);
    setState(State::starting);
    const QStringList ranks
        = numRanks == 1 ? QStringList() : QStringList{QStringLiteral("--ranks"), QString::number(numRanks)};
    BafoProcess *process = m_session.ask(
        QStringList{QStringLiteral("run"), QStringLiteral("start"), configFile} + ranks + changes(), this);
    connect(process, &BafoProcess::ended, this, [this, process](const ProcessEnd &end) {
        process->deleteLater();
        if (end.error) {
            setState(State::idle);
            Q_EMIT failed(*end.error);
            return;
        }
        follow(end.result.value(QLatin1String("run")).toString());
        if (m_isStopped) {
            stop();
        }
    });
    process->start();
}

void Rehearsal::stop()
{
    m_isStopped = true;
    if (m_state == State::running) {
        cleanUp();
    }
}

qint64 Rehearsal::step() const
{
    return m_record ? m_record->summary().step : 0;
}

void Rehearsal::follow(const QString &run)
{
    m_run = run;
    m_numSilentLooks = 0;
    m_record = std::make_unique<RunRecord>(runs::RunFolder(m_session.project().runsFolder() / run.toStdString()));
    connect(m_record.get(), &RunRecord::changed, this, [this] {
        Q_EMIT changed();
        look();
    });
    m_record->start();
    m_timer.start();
    m_session.runs().lookAgain();
    setState(State::running);
}

void Rehearsal::look()
{
    if (m_state != State::running || !m_record->isCaughtUp() || m_record->status().hasProcess) {
        return; // one that said its end may still be letting go of its memory: it cannot be removed yet
    }
    // A process that is gone has said its last word; the log's tail may not have come to it yet.
    if (m_record->summary().hasEnded || m_numSilentLooks >= kPatience) {
        measure();
        cleanUp();
    }
}

void Rehearsal::measure()
{
    const runs::RunSummary summary = m_record->status().summary;
    auto measured = measuredIn(*m_record);
    if (measured && summary.outcome == "finished") {
        measured->settings = m_settings;
        m_measured = measured;
    } else if (!m_isStopped) {
        Q_EMIT failed(
            summary.failureMessage.empty()
                ? Error{.code = ErrorCode::internal,
                        .message = tr("The rehearsal ended without a word.").toStdString(),
                        .hint = tr("Perhaps the memory is too small: lower the context or what is computed "
                                   "at once.")
                                    .toStdString()}
                : inOwnWords(
                    {.code = ErrorCode::data, .message = summary.failureMessage, .hint = summary.failureHint}));
    }
}

void Rehearsal::cleanUp()
{
    m_timer.stop();
    setState(State::cleaning);
    const auto remove = [this] {
        BafoProcess *process = m_session.ask({QStringLiteral("run"), QStringLiteral("rm"), m_run}, this);
        connect(process, &BafoProcess::ended, this, [this, process] {
            process->deleteLater(); // where it could not be removed, it stays in the list of runs, to be seen
            m_record.reset();
            m_lastRun = std::exchange(m_run, {});
            m_session.runs().lookAgain();
            setState(State::idle);
        });
        process->start();
    };
    if (m_record && m_record->status().hasProcess) {
        BafoProcess *process = m_session.ask({QStringLiteral("run"), QStringLiteral("cancel"), m_run}, this);
        connect(process, &BafoProcess::ended, this, [process, remove] {
            process->deleteLater();
            remove();
        });
        process->start();
        return;
    }
    remove();
}

void Rehearsal::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

QJsonObject Rehearsal::toJson() const
{
    return {{QStringLiteral("run"), m_run},
            {QStringLiteral("settings"), m_settings},
            {QStringLiteral("measured"), m_measured ? m_measured->toJson() : QJsonObject()}};
}

void Rehearsal::restore(const QJsonObject &json)
{
    m_settings = json.value(QLatin1String("settings")).toString();
    m_measured = Measured::fromJson(json.value(QLatin1String("measured")).toObject());
    const QString run = json.value(QLatin1String("run")).toString();
    if (runs::isName(run.toStdString())
        && std::filesystem::exists(m_session.project().runsFolder() / run.toStdString() / "config.yaml")) {
        follow(run);
    }
}

} // namespace bafo::ui
