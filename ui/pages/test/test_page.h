// SPDX-License-Identifier: GPL-3.0-or-later
// Test: what models can do, with how far that can be trusted; two of them beside each other; the items behind it.
#pragma once

#include "ui/models/evaluation_shelf.h"
#include "ui/models/evaluation_tasks.h"
#include "ui/models/pair_reader.h"
#include "ui/models/score_model.h"
#include "ui/pages/page.h"
#include "ui/pages/test/items_view.h"

#include <QJsonObject>

class QComboBox;
class QHBoxLayout;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace bafo::ui {

class AskPanel;
class CellCard;
class DataPanel;
class EvaluationStrip;
class JobStrip;
class ScoreGrid;
class StateView;
class TestWork;
struct CellSubject;

class TestPage final : public Page {
    Q_OBJECT

public:
    TestPage(const PageContext &context, QWidget *parent);
    ~TestPage() override;

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    /// {"evaluation": id}: its scores are chosen; with "items": true its items are shown. {"first": model, "second":
    /// model}: they are compared. {"model": name}: the form opens with it.
    void handle(const QJsonObject &request) override;
    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;

    /// Opens the form for test data where it is being filled, or nothing else can be meant.
    bool takeFiles(const QStringList &paths) override;
    void setInSight(bool isInSight) override;

    [[nodiscard]] const ScoreModel &scores() const { return *m_scores; }
    [[nodiscard]] const ItemsView &items() const { return *m_items; }

private:
    enum class View { scores, items, ask, data };

    QWidget *buildHead();
    void buildCompare(QHBoxLayout &row);
    QWidget *buildScores();
    void buildActions();
    void connectParts();
    void showView(View view);
    [[nodiscard]] View view() const;
    void refresh();
    void showTable();
    void showScoresState();
    void showHead();
    void fillCompare();
    void compare();
    void readPairs();
    void showCell();
    [[nodiscard]] CellSubject subjectOf(const QModelIndex &index) const;
    [[nodiscard]] CellSubject pairSubjectOf(int row) const;
    [[nodiscard]] QString scoreDifference(int row) const;
    void openItems();
    void openItemsOf(const CellPlace &place, const CellPlace &other, ItemFilter filter);
    void openWantedItems();
    void chooseWantedEvaluation();

    EvaluationShelf *m_shelf;
    EvaluationTasks *m_tasks;
    PairReader *m_pairs;
    TestWork *m_work;
    ScoreModel *m_scores;
    std::vector<PairWish> m_pairsOf; ///< what was counted last
    QStringList m_live; ///< evaluations at work
    QJsonObject m_wantedItems; ///< of the state, until the evaluations are read
    QString m_wantedFirst; ///< compared, until the columns are known
    QString m_wantedSecond;
    QString m_wantedEvaluation;
    bool m_wantsItems = false; ///< of it
    bool m_werePairsLive = false;
    bool m_isInSight = false;
    bool m_isFilling = false;
    Label *m_summary = nullptr;
    Label *m_compareLabel = nullptr;
    QComboBox *m_first = nullptr;
    QComboBox *m_second = nullptr;
    QPushButton *m_askButton = nullptr;
    QPushButton *m_dataButton = nullptr;
    EvaluationStrip *m_strip = nullptr;
    JobStrip *m_jobs = nullptr;
    QStackedWidget *m_body = nullptr;
    StateView *m_state = nullptr;
    ScoreGrid *m_grid = nullptr;
    CellCard *m_cell = nullptr;
    ItemsView *m_items = nullptr;
    AskPanel *m_ask = nullptr;
    DataPanel *m_data = nullptr;
    QWidget *m_head = nullptr;
};

} // namespace bafo::ui
