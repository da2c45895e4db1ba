// SPDX-License-Identifier: GPL-3.0-or-later
// Growing, from the questions to a model with rows for the new pieces: form, work, result, next step.
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/words/grow_plan.h"
#include "ui/pages/words/word_study.h"

#include <QTimer>
#include <QWidget>

#include <array>

class QLineEdit;
class QPushButton;

namespace bafo::ui {

class Card;
class GrowForm;
class Label;

/// The work goes on when panel and window are gone; a new panel finds it again by its key.
class GrowPanel final : public QWidget {
    Q_OBJECT

public:
    /// What is in it outlives the panel.
    explicit GrowPanel(const PageContext &context, QWidget *parent = nullptr);

    void setStudy(const std::shared_ptr<const Study> &study);

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);
    void focusFirst();

    /// For the page's own button.
    [[nodiscard]] QString verb() const;

    /// Work that runs, or whose result nobody has seen: the panel should be in sight.
    [[nodiscard]] bool hasWork() const;

Q_SIGNALS:
    void changed();
    void closeWanted();
    void grown(const QString &tokenizer); ///< its name in the project
    void trainWanted(const QString &model);

private:
    void buildWork();
    void buildResult();
    void startGrowth();
    void startExpansion();
    void start(const QString &key, const QString &title, const QStringList &arguments);
    void follow(Job *job);
    void conclude(Job *job);
    void showForm();
    void showWork(const Job &job);
    void showGrowth(const QJsonObject &result);
    [[nodiscard]] QString sizeOfModel() const;
    void tellNext();
    [[nodiscard]] std::array<QWidget *, 3> steps() const;
    void showStep(QWidget *wanted);
    void showModel();
    void showError(const Error &error);
    void refreshTime();
    void close();

    ProjectSession &m_session;
    JobList &m_jobs;
    PageHost &m_host;
    std::shared_ptr<const Study> m_study;
    GrowPlan m_plan; ///< of the growth that runs or is shown
    QString m_model; ///< that gets the rows; empty: none is known
    QJsonObject m_growth; ///< result that is shown
    QString m_madeModel;

    Card *m_card;
    GrowForm *m_form;
    QWidget *m_work;
    QWidget *m_result;
    Label *m_workWords;
    Label *m_workTime;
    Label *m_resultWords;
    Label *m_warnings;
    Label *m_nextWords;
    QLineEdit *m_modelName;
    Label *m_modelProblem;
    QPushButton *m_expand;
    QPushButton *m_train;
    QTimer m_second;
};

} // namespace bafo::ui
