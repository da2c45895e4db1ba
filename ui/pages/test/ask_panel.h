// SPDX-License-Identifier: GPL-3.0-or-later
// A new evaluation: which models are asked which tasks, in what way, and how many items of each.
#pragma once

#include "ui/models/evaluation_tasks.h"
#include "ui/pages/test/test_work.h"

#include <QJsonObject>
#include <QWidget>

class QComboBox;
class QListWidget;
class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

class NumberField;

/// The window's thread.
class AskPanel final : public QWidget {
    Q_OBJECT

public:
    explicit AskPanel(QWidget *parent = nullptr);

    /// What there is; what is chosen stays where it still is there.
    void setTasks(const std::vector<EvaluationTask> &tasks);
    void setModels(const QStringList &models);

    /// Chosen beside what is already; empty: nothing.
    void choose(const QString &model, const QString &task);

    [[nodiscard]] AskWish wish() const;
    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

    /// Nothing is started twice while the first is being started.
    void setBusy(bool isBusy);
    [[nodiscard]] QWidget *firstControl() const;

Q_SIGNALS:
    void asked(const bafo::ui::AskWish &wish);
    void dataWanted();
    void closed();

private:
    [[nodiscard]] QListWidget *makeList(const QString &name);
    void buildFields(QVBoxLayout &column);
    void judge();
    void fillPrompts();

    std::vector<EvaluationTask> m_all;
    QJsonObject m_wanted; ///< of the state, until tasks and models are there
    bool m_isBusy = false;
    bool m_isFilling = false;
    QListWidget *m_tasks;
    QListWidget *m_models;
    Label *m_noTasks;
    Label *m_noModels;
    QComboBox *m_prompt;
    NumberField *m_limit;
    Label *m_summary;
    QPushButton *m_ask;
    QPushButton *m_data;
};

} // namespace bafo::ui
