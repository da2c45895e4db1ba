// SPDX-License-Identifier: GPL-3.0-or-later
// The top of a run's page: its name and state, what can be done with it, and the figures that matter.
#pragma once

#include "ui/models/run_record.h"
#include "ui/pages/page.h"
#include "ui/widgets/state_mark.h"

#include <QWidget>

#include <vector>

class QAction;
class QHBoxLayout;
class QPushButton;

namespace bafo::ui {

class FlowLayout;

/// Asks `bafo run ...` for what its buttons say; the page tells it what the run does.
class RunHead final : public QWidget {
    Q_OBJECT

public:
    RunHead(const PageContext &context, QWidget *parent = nullptr);

    /// Null: no run.
    void show(const RunRecord *record);

    /// Another run is to be shown, whose log is still being read: nothing here speaks of the run before any more, or
    /// does something to it.
    void await(const QString &run);

    /// For the list of all actions: those that apply now are enabled.
    [[nodiscard]] QList<QAction *> verbs() const { return m_verbs; }

private:
    struct Control {
        QPushButton *button = nullptr;
        QAction *action = nullptr;
        QString label;
        QString busyLabel;
    };
    struct Place {
        QWidget *widget = nullptr;
        Label *caption = nullptr;
        Figure *figure = nullptr;
    };

    void buildRows();
    Control addControl(const QString &label, const QString &busyLabel, bool isPrimary);
    void ask(Control &control, const QString &verb);
    void setRun(const QString &run);
    void rest();
    void showControls(const runs::RunStatus &status);
    /// To the first button where the one that had it went away.
    void keepFocus(bool hadFocus);
    void showFigures(const RunRecord &record, const runs::RunStatus &status);
    void setFigure(std::size_t place, const QString &caption, const QString &figure, const QString &unit);
    void setWaitingFor(std::size_t place, const runs::RunSummary &summary);
    [[nodiscard]] QString madeModel(const runs::RunStatus &status) const;

    PageContext m_context;
    QString m_run;
    QString m_model; ///< that the run made and that is still there
    Label *m_name;
    StateMark *m_state;
    QHBoxLayout *m_buttons = nullptr;
    FlowLayout *m_figureRow = nullptr;
    std::vector<Place> m_figures;
    QList<QAction *> m_verbs;
    Control m_resume;
    Control m_pause;
    Control m_save;
    Control m_stop;
    Control m_dequeue;
    Control m_chat;
    Control m_clone;
    QPushButton *m_lastPressed = nullptr;
    bool m_isBusy = false;
};

} // namespace bafo::ui
