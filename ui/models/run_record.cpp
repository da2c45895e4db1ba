// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_record.h"

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "ui/models/event_words.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace bafo::ui {
namespace {

constexpr std::size_t kMostNotes = 5000;
constexpr qint64 kReadingMs = 2000; ///< a look a second, and the same for the log's tail

/// Every number of a step is a curve by its own name. Looked up once: a long log has a hundred thousand steps.
struct StepNumbers {
    QMap<QString, MetricSeries> &series;
    std::vector<MetricSeries *> &known;
    std::int64_t step;
    std::size_t place = 0;

    template <class Field>
    void operator()(const char *name, const Field &value)
    {
        if constexpr (std::is_arithmetic_v<Field>) {
            if (std::string_view(name) != "step") {
                if (place == known.size()) {
                    known.push_back(&series[QString::fromLatin1(name)]);
                }
                known[place++]->add(step, static_cast<double>(value));
            }
        }
    }
};

template <class Entry>
void dropAfter(std::vector<Entry> &entries, std::int64_t step)
{
    std::erase_if(entries, [step](const Entry &entry) { return entry.step > step; });
}

} // namespace

RunRecord::RunRecord(runs::RunFolder folder, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_tail(new LogTail(m_folder.eventLog(), this))
{
    m_rate.setSingleShot(true);
    m_rate.setInterval(100);
    connect(&m_rate, &QTimer::timeout, this, [this] {
        lookForSavedPoints();
        Q_EMIT changed();
    });
    connect(m_tail, &LogTail::received, this, [this](const EventBatch &batch) { take(*batch); });
    connect(m_tail, &LogTail::restarted, this, &RunRecord::forget);
    connect(m_tail, &LogTail::failed, this, &RunRecord::failed);
    connect(m_tail, &LogTail::damaged, this, [this](qulonglong numLines) {
        m_numDamagedLines = numLines;
        m_rate.start();
    });
    connect(m_tail, &LogTail::caughtUp, this, [this] {
        m_isCaughtUp = true;
        lookForSavedPoints();
        Q_EMIT changed();
    });
}

void RunRecord::start()
{
    m_tail->start();
}

void RunRecord::take(const std::vector<protocol::Message> &messages)
{
    for (const protocol::Message &message : messages) {
        add(message);
    }
    if (!m_rate.isActive()) {
        m_rate.start();
    }
}

void RunRecord::forget()
{
    m_summary = {};
    m_stepSeries.clear();
    m_series.clear();
    m_evaluations.clear();
    m_savedPoints.clear();
    m_samples.clear();
    m_notes.clear();
    m_marks.clear();
    m_isCaughtUp = false;
}

runs::RunStatus RunRecord::status() const
{
    PosixFileSystem files;
    const auto isAlive = runs::hasLivingProcess(files, m_folder);
    const bool hasProcess = isAlive && *isAlive;
    if (hasProcess) {
        m_lastAlive.start();
    }
    // A process that has just gone said its last words before, and they are read a moment later.
    const bool isStillToRead = !m_summary.hasEnded && m_lastAlive.isValid() && m_lastAlive.elapsed() < kReadingMs;
    return runs::statusFrom(m_summary, hasProcess || isStillToRead, SystemClock().wallMs());
}

QString RunRecord::configYaml() const
{
    PosixFileSystem files;
    const auto text = files.readFile(m_folder.configFile(), 1 << 20);
    return text ? QString::fromStdString(*text) : QString();
}

const MetricSeries &RunRecord::series(const QString &name) const
{
    static const MetricSeries kNone;
    const auto found = m_series.constFind(name);
    return found == m_series.constEnd() ? kNone : *found;
}

void RunRecord::add(const protocol::Message &message)
{
    m_summary.add(message);
    const protocol::Event &event = message.event;
    if (const auto *step = std::get_if<protocol::StepFinished>(&event)) {
        StepNumbers numbers{m_series, m_stepSeries, step->step};
        protocol::StepFinished::visitFields(numbers, *step);
        m_series[QStringLiteral("time")].add(step->step, static_cast<double>(message.envelope.t) / 1000);
        if (!std::isfinite(step->loss)) {
            m_marks.push_back({RunMark::Kind::trouble, step->step, tr("The loss is no number.")});
        }
    } else if (const auto *metric = std::get_if<protocol::Metric>(&event)) {
        m_series[QString::fromStdString(metric->name)].add(metric->step, metric->value);
    } else if (const auto *measured = std::get_if<protocol::EvalFinished>(&event)) {
        const QString name = QString::fromStdString(measured->name);
        std::erase_if(m_evaluations,
                      [&](const Evaluation &other) { return other.step == measured->step && other.name == name; });
        m_evaluations.push_back({name, QString::fromStdString(measured->language), measured->step,
                                 measured->bitsPerByte, measured->bitsPerByteLow, measured->bitsPerByteHigh});
    } else if (const auto *saved = std::get_if<protocol::CheckpointCommitted>(&event)) {
        std::erase_if(m_savedPoints, [&](const SavedPoint &other) { return other.step == saved->step; });
        m_savedPoints.push_back(
            {saved->step, QString::fromStdString(saved->folder), static_cast<qint64>(saved->sizeBytes), false});
    } else if (const auto *sample = std::get_if<protocol::SampleGenerated>(&event)) {
        m_samples.push_back(
            {sample->step, QString::fromStdString(sample->prompt), QString::fromStdString(sample->text)});
    } else if (const auto *stage = std::get_if<protocol::StageEntered>(&event)) {
        const QString name = QString::fromStdString(stage->name);
        markBeginning(stage->step, stage->replayOf.empty() ? name : tr("+ %1").arg(name));
    } else if (const auto *freezing = std::get_if<protocol::FreezingChanged>(&event)) {
        markBeginning(freezing->step,
                      freezing->trained == "new_rows" ? tr("new word pieces only") : tr("everything learns"));
    } else if (const auto *rewound = std::get_if<protocol::Rewound>(&event)) {
        rewindTo(rewound->toStep);
    }
    note(message);
}

/// What begins with one step stands at one line of the charts.
void RunRecord::markBeginning(std::int64_t step, const QString &text)
{
    if (!m_marks.empty() && m_marks.back().kind == RunMark::Kind::stage && m_marks.back().step == step) {
        m_marks.back().text += QStringLiteral(", ") + text;
    } else {
        m_marks.push_back({RunMark::Kind::stage, step, text});
    }
}

void RunRecord::lookForSavedPoints()
{
    constexpr std::size_t kNewest = 50; // only the last few are kept, and a folder that is gone does not come back
    const std::size_t first = m_savedPoints.size() - std::min(kNewest, m_savedPoints.size());
    for (std::size_t i = 0; i < m_savedPoints.size(); ++i) {
        SavedPoint &point = m_savedPoints[i];
        const Path place = m_folder.path() / point.folder.toStdString();
        point.isThere = i >= first && QFileInfo::exists(QString::fromStdString(place.string()));
    }
}

void RunRecord::rewindTo(std::int64_t step)
{
    for (MetricSeries &series : m_series) {
        series.rewindTo(step);
    }
    dropAfter(m_evaluations, step);
    dropAfter(m_savedPoints, step);
    dropAfter(m_samples, step);
    dropAfter(m_marks, step);
}

void RunRecord::note(const protocol::Message &message)
{
    const auto words = wordsOf(message.event);
    if (!words) {
        return;
    }
    if (m_notes.size() >= kMostNotes) {
        m_notes.erase(m_notes.begin(), m_notes.begin() + kMostNotes / 10);
    }
    m_notes.push_back({message.envelope.t, words->step, words->tone, words->text});
}

} // namespace bafo::ui
