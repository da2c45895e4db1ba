// SPDX-License-Identifier: GPL-3.0-or-later
// Train: a configuration from the project's models and texts, what it takes, and its start.
#pragma once

#include "ui/models/rehearsal.h"
#include "ui/models/run_draft.h"
#include "ui/models/train_facts.h"
#include "ui/pages/page.h"

#include <QTemporaryDir>
#include <QTimer>

#include <optional>

class QPushButton;
class QScrollArea;
class QStackedWidget;
class QTabBar;

namespace bafo::ui {

class CommandPane;
class KnobForm;
class PlanPanel;
class PurposeBar;
class StateView;
class YamlPane;

class TrainPage final : public Page {
    Q_OBJECT

public:
    TrainPage(const PageContext &context, QWidget *parent);

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    void handle(const QJsonObject &request) override;
    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;
    bool takeFiles(const QStringList &paths) override;
    void setInSight(bool isInSight) override;

    bool eventFilter(QObject *watched, QEvent *event) override;

    [[nodiscard]] RunDraft &draft() { return m_draft; }

    /// Where the configuration is written before it is started: the first name in the project's configs/ that is free
    /// or holds the same already.
    [[nodiscard]] QString configFile() const;

private:
    void buildHead(class QVBoxLayout *column);
    void buildBody(QWidget *body);
    void addPageActions();
    void connectAll();
    void buildNothing(QVBoxLayout *column);
    void choosePurpose(RunPurpose purpose);
    void showPurpose();
    [[nodiscard]] QStringList uselessKnobs() const;
    void takeFacts(const TrainFactsPtr &facts);
    void readFacts();
    void showAll();
    void showForm();
    void showStart();
    void showCommand();
    [[nodiscard]] QStringList startArguments(bool isQueued, bool mayBeTooLarge = false) const;
    [[nodiscard]] std::vector<RunRow> runsBefore() const;

    /// Whether the run is to wait unless somebody says otherwise: not behind a paused one, which never ends by itself.
    [[nodiscard]] bool isToWait() const;
    void showStartBeside(const std::vector<RunRow> &live);
    [[nodiscard]] bool isReady();
    [[nodiscard]] QString wrongField() const;
    void start(bool isQueued, bool mayBeTooLarge = false);
    [[nodiscard]] bool asksForMemory(bool isQueued);
    void rehearse();
    void mend(const DraftWarning &warning);
    void propose();
    void load(const QString &yaml, const QString &what, bool isClone);
    void replaceDraft(const config::RunConfig &config, const QString &what);
    void offerUndo(const QJsonObject &before, const QString &what);
    [[nodiscard]] bool writeDraft(const QString &path);

    RunDraft m_draft;
    Rehearsal m_rehearsal;
    TrainFactsReader m_reader;
    TrainFactsPtr m_facts; ///< null before the first answer
    std::vector<DraftWarning> m_warnings;
    bool m_fitsMemory = true; ///< as planned
    QTemporaryDir m_scratch; ///< for the rehearsal's configuration
    QJsonObject m_request; ///< waits for the facts
    QTimer m_soon;
    std::string m_tokenizer; ///< that the facts were asked for
    QString m_liveRuns;
    bool m_hasDraft = false;
    RunPurpose m_purpose = RunPurpose::reading;
    QJsonObject m_otherDraft; ///< of the purpose that is not chosen; empty: none yet
    bool m_isInSight = false;
    bool m_isStarting = false;

    StateView *m_view;
    Label *m_situation;
    QPushButton *m_start;
    QPushButton *m_queue;
    QPushButton *m_beside;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    QScrollArea *m_scroll;
    PurposeBar *m_purposeBar;
    KnobForm *m_form;
    QWidget *m_nothing; ///< stands over the form where there are no conversations
    QWidget *m_formBlocked; ///< stands over the form while the YAML cannot be read
    Label *m_formProblem;
    YamlPane *m_yaml;
    CommandPane *m_command;
    PlanPanel *m_plan;
};

} // namespace bafo::ui
