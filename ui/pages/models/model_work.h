// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of models asks of `bafo`: import, merge, export, verify and delete, with progress and how each ended.
#pragma once

#include "ui/pages/models/export_panel.h"
#include "ui/pages/models/import_source.h"
#include "ui/pages/models/job_strip.h"
#include "ui/pages/models/model_tree.h"
#include "ui/pages/page.h"

#include <QTimer>

namespace bafo::ui {

/// Work goes on without the page and is found again by it. The window's thread.
class ModelWork final : public QObject {
    Q_OBJECT

public:
    ModelWork(const PageContext &context, Background &thread, QObject *parent);

    /// Takes notice of what ended while no page was there. Call it once, with the connections made.
    void begin();

    /// `base` is empty where it is a whole model.
    void import(const ImportSource &source, const QString &name, const QString &base);
    void exportTo(const ExportWish &wish);

    /// `way` is empty where nobody chose one; `sizeBytes` about what is written.
    void merge(const QString &adapter, const QString &name, const QString &way, quint64 sizeBytes);
    void verify(const QString &model, const QString &weightHash);
    void remove(const QString &model);
    void cancel(const QString &key);
    void close(const QString &key);

    /// How far the imports and exports are is only measured in sight.
    void setInSight(bool isInSight);

    [[nodiscard]] std::vector<JobLine> lines() const;
    [[nodiscard]] const CheckOutcomes &checks() const { return m_checks; }
    [[nodiscard]] CheckProgress checkProgress(const QString &model) const;

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void changed();
    void imported(const QString &model); ///< a model that was not there before: taken in or merged
    void removed(const QString &model);
    void checked(const QString &model);

private:
    /// What is remembered of a job beside its key.
    struct Work {
        QString model;
        QString target; ///< folder that it makes; of a check the weight hash that it was started for
        quint64 expectedBytes = 0;
    };

    void start(const QString &key, const QString &title, const QStringList &arguments, const Work &work);
    void conclude(Job *job);
    void concludeCheck(const Job &job);
    void tellMerged(const Work &work, const std::optional<Error> &error);
    void measure();
    [[nodiscard]] QString textOf(const Job &job) const;

    PageContext m_context;
    Background &m_thread;
    QHash<QString, Work> m_works; ///< by key
    QHash<QString, quint64> m_writtenBytes;
    CheckOutcomes m_checks;
    QTimer m_timer;
    bool m_isInSight = false;
    bool m_isMeasuring = false;
};

} // namespace bafo::ui
