// SPDX-License-Identifier: GPL-3.0-or-later
// All runs of the project: those that work now, the history, what differs between some of them.
#pragma once

#include "ui/models/run_details.h"
#include "ui/models/runs_model.h"
#include "ui/pages/page.h"
#include "ui/pages/runs/comparison_view.h"
#include "ui/pages/runs/live_cards.h"
#include "ui/pages/runs/runs_table.h"
#include "ui/widgets/state_view.h"

#include <QSet>

class QAction;
class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QSplitter;

namespace bafo::ui {

class RunsPage final : public Page {
    Q_OBJECT

public:
    RunsPage(const PageContext &context, QWidget *parent);

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;
    void setInSight(bool isInSight) override;

private:
    QWidget *buildContent();
    QHBoxLayout *buildFilterRow();
    void buildVerbs(QHBoxLayout &row);
    QAction *addVerb(QPushButton *button, const QString &keys);
    void update();
    void showListState();
    void showHalfRuns();
    void showSelection();
    [[nodiscard]] bool isAnyLive(const QStringList &ids) const;
    void takeComparison(const std::vector<RunComparison> &runs);
    void openRun(const QModelIndex &index);
    void cloneSelected();
    void removeSelected();
    void removeNext(QStringList ids, quint64 freed);
    void applyWantedSelection();
    [[nodiscard]] QStringList selectedIds() const;

    RunDetailsReader m_details;
    RunsModel m_model;
    const QString m_columnsFor; ///< language and size of letters of this page; both have changed when it is taken away
    RunsFilter m_filter;
    StateView *m_view = nullptr;
    StateView *m_listView = nullptr;
    LiveCards *m_live = nullptr;
    QLineEdit *m_words = nullptr;
    QComboBox *m_kind = nullptr;
    RunsTable *m_table = nullptr;
    QSplitter *m_splitter = nullptr;
    ComparisonView *m_comparison = nullptr;
    Label *m_halfRuns = nullptr;
    Label *m_consequence = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_clone = nullptr;
    QPushButton *m_remove = nullptr;
    QSet<QString> m_wanted; ///< selection of the state, until its runs are listed
    bool m_isInSight = false;
    bool m_isAnyLive = false; ///< of the chosen ones, as shown
};

} // namespace bafo::ui
