// SPDX-License-Identifier: GPL-3.0-or-later
// All that one run's log says, kept current: curves, measurements, saved points, samples, and what happened in words.
#pragma once

#include "core/protocol/events.h"
#include "core/runs/run_folder.h"
#include "ui/connection/log_tail.h"
#include "ui/models/metric_series.h"
#include "ui/widgets/labels.h"

#include <QElapsedTimer>
#include <QMap>
#include <QObject>
#include <QString>
#include <QTimer>

#include <vector>

namespace bafo::ui {

/// A measurement on held-out text.
struct Evaluation {
    QString name;
    QString language;
    std::int64_t step = 0;
    double bitsPerByte = 0;
    double low = 0; ///< of its interval
    double high = 0;
};

struct SavedPoint {
    std::int64_t step = 0;
    QString folder; ///< below the run's folder
    qint64 sizeBytes = 0;
    bool isThere = false; ///< still on the disk: only the last ones are kept
};

struct Sample {
    std::int64_t step = 0;
    QString prompt;
    QString text;
};

/// A line for people: what happened.
struct RunNote {
    qint64 t = 0; ///< wall clock, ms since 1970
    std::int64_t step = -1; ///< -1: belongs to no step
    Tone tone = Tone::text;
    QString text;
};

/// A stage of the reading order, other weights that learn, or something that went wrong: a mark on the charts.
struct RunMark {
    enum class Kind { stage, trouble };
    Kind kind = Kind::stage;
    std::int64_t step = 0;
    QString text;
};

/// The window's thread only. changed() comes at most ten times a second.
class RunRecord final : public QObject {
    Q_OBJECT

public:
    explicit RunRecord(runs::RunFolder folder, QObject *parent = nullptr);

    /// Begins to follow the log.
    void start();

    /// Adds events as the log's tail does; for tests, which have no file.
    void take(const std::vector<protocol::Message> &messages);
    void forget();

    [[nodiscard]] const runs::RunFolder &folder() const { return m_folder; }
    [[nodiscard]] QString id() const { return QString::fromStdString(m_folder.id()); }
    [[nodiscard]] const runs::RunSummary &summary() const { return m_summary; }

    /// From log, process and time, now; a process that went without a word is believed to live for two seconds more.
    [[nodiscard]] runs::RunStatus status() const;

    /// Its own copy of the configuration, as text; empty where it cannot be read.
    [[nodiscard]] QString configYaml() const;

    [[nodiscard]] QStringList metricNames() const { return m_series.keys(); }
    [[nodiscard]] const MetricSeries &series(const QString &name) const;
    [[nodiscard]] const std::vector<Evaluation> &evaluations() const { return m_evaluations; }
    [[nodiscard]] const std::vector<SavedPoint> &savedPoints() const { return m_savedPoints; }
    [[nodiscard]] const std::vector<Sample> &samples() const { return m_samples; }
    [[nodiscard]] const std::vector<RunNote> &notes() const { return m_notes; }
    [[nodiscard]] const std::vector<RunMark> &marks() const { return m_marks; }
    [[nodiscard]] qint64 startedMs() const { return m_summary.startedMs; }
    [[nodiscard]] bool isCaughtUp() const { return m_isCaughtUp; }
    [[nodiscard]] qulonglong numDamagedLines() const { return m_numDamagedLines; }

Q_SIGNALS:
    void changed();

    /// The log could not be read. Told once until it can.
    void failed(const QString &message, const QString &hint);

private:
    void add(const protocol::Message &message);
    void markBeginning(std::int64_t step, const QString &text);
    void rewindTo(std::int64_t step);
    void lookForSavedPoints();
    void note(const protocol::Message &message);

    runs::RunFolder m_folder;
    LogTail *m_tail;
    QTimer m_rate;
    runs::RunSummary m_summary;
    QMap<QString, MetricSeries> m_series;
    std::vector<MetricSeries *> m_stepSeries; ///< those of a step, in the order of its fields
    std::vector<Evaluation> m_evaluations;
    std::vector<SavedPoint> m_savedPoints;
    std::vector<Sample> m_samples;
    std::vector<RunNote> m_notes;
    std::vector<RunMark> m_marks;
    mutable QElapsedTimer m_lastAlive; ///< since its process was last seen
    bool m_isCaughtUp = false;
    qulonglong m_numDamagedLines = 0;
};

} // namespace bafo::ui
