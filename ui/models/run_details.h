// SPDX-License-Identifier: GPL-3.0-or-later
// What a list of runs shows beside their states, read by a thread of its own when somebody looks: curve, model, size.
#pragma once

#include "core/base/file_system.h"
#include "core/runs/run_folder.h"
#include "ui/models/metric_series.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>
#include <QThread>

#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

/// For one row.
struct RunDetails {
    QString model; ///< the run starts from it; empty where its configuration cannot be read
    std::vector<float> curve; ///< of the loss, thinned
};

/// For runs that are compared.
struct RunComparison {
    struct Curve {
        QString name; ///< "loss", or the name of a measurement
        QString language; ///< of a measurement
        MetricSeries series;
    };
    struct Setting {
        QString key;
        QString value;
    };

    QString id;
    std::vector<Curve> curves;
    std::vector<Setting> settings; ///< all, in the order in which people read them
    QString problem; ///< why there are no settings; empty where there are
    quint64 sizeBytes = 0; ///< of its folder: what removing it frees
};
using RunComparisons = std::shared_ptr<const std::vector<RunComparison>>;

/// Lives in the window's thread; reads in the order in which it was asked.
class RunDetailsReader final : public QObject {
    Q_OBJECT

public:
    explicit RunDetailsReader(Path indexFile, QObject *parent = nullptr);
    ~RunDetailsReader() override;

    /// What is known; asks for it where it is not, or where the run has gone on since. detailsRead() tells when it is.
    [[nodiscard]] const RunDetails *of(const runs::RunFolder &folder, qint64 lastSeq);

    /// compared() answers; only the last question counts.
    void compare(std::vector<runs::RunFolder> folders);

Q_SIGNALS:
    void detailsRead(const QString &id);
    void compared(const bafo::ui::RunComparisons &comparisons);

private:
    class Reader;
    struct Known {
        RunDetails details;
        qint64 lastSeq = -1;
    };

    void take(const QString &id, qint64 lastSeq, RunDetails details);

    QThread m_thread;
    Reader *m_reader;
    QHash<QString, Known> m_known;
    QSet<QString> m_asked;
    quint64 m_question = 0;
};

/// One line a setting that is not the same in all of them, with its value in each.
struct SettingDifference {
    QString key;
    QStringList values;
};
[[nodiscard]] std::vector<SettingDifference> differencesOf(const std::vector<RunComparison> &runs);

} // namespace bafo::ui

Q_DECLARE_METATYPE(bafo::ui::RunComparisons)
