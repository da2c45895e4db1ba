// SPDX-License-Identifier: GPL-3.0-or-later
// What the Test page asks of `bafo`: evaluations to be started and steered, data to be taken in, verdicts to be kept.
#pragma once

#include "core/scoring/verdict_file.h"
#include "ui/models/score_table.h"
#include "ui/pages/models/job_strip.h"
#include "ui/pages/page.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QStringList>

#include <deque>
#include <vector>

namespace bafo::ui {

/// What models are to be asked.
struct AskWish {
    QStringList models = {};
    QStringList tasks = {};
    QString prompt = {}; ///< empty: every way of asking
    qint64 limit = 0; ///< items a task; 0: all
};

struct DataWish {
    QString task = {};
    QStringList files = {}; ///< in the order of the task's roles
    QString taskFile = {}; ///< YAML of an own task; empty: none
};

/// The words of `bafo eval run` for one of the models.
[[nodiscard]] QStringList runArguments(const AskWish &wish, const QString &model, const QString &after);

/// The window's thread.
class TestWork final : public QObject {
    Q_OBJECT

public:
    explicit TestWork(const PageContext &context, QObject *parent = nullptr);
    ~TestWork() override;

    /// One evaluation a model, each waiting for the one before it.
    void ask(const AskWish &wish);
    [[nodiscard]] bool isStarting() const { return !m_toStart.isEmpty() || m_isStarting; }

    /// A job: it goes on without the page.
    void importData(const DataWish &wish);
    [[nodiscard]] bool isImporting() const;

    /// pause, resume or cancel.
    void steer(const QString &run, const QString &verb);
    [[nodiscard]] bool isSteering(const QString &run) const { return m_steered.contains(run); }

    /// In the order in which they were given.
    void giveVerdict(const scoring::EvaluationCell &cell, const CellPlace &place, qint64 line,
                     scoring::Verdict verdict);

    /// The scores' differences of two evaluations: compared() tells. Asked once a pair.
    void compare(const QString &first, const QString &second);

    /// Null where it was not asked, or is not there yet.
    [[nodiscard]] const QJsonObject *comparisonOf(const QString &first, const QString &second) const;
    void forgetComparisons() { m_comparisons.clear(); }

    /// For the strip: data that is taken in, or could not be.
    [[nodiscard]] std::vector<JobLine> lines() const;
    void cancelJob(const QString &key);
    void closeJob(const QString &key);

Q_SIGNALS:
    void changed();
    void started(); ///< all evaluations that were asked for, or as many as could be
    void imported(const QString &task);
    void compared();
    void verdictFailed();

private:
    void startNext();
    void takeEnd(Job *job);
    void writeNext();

    PageContext m_context;
    AskWish m_wish;
    QStringList m_toStart; ///< models
    QStringList m_begun; ///< runs
    QString m_after;
    bool m_isStarting = false;
    QSet<QString> m_steered;
    std::deque<QStringList> m_verdicts; ///< commands
    QStringList m_inWork; ///< the one that is being carried out
    bool m_isWriting = false;
    QHash<QString, QJsonObject> m_comparisons; ///< empty object: asked
};

} // namespace bafo::ui
