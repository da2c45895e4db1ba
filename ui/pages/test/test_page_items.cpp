// SPDX-License-Identifier: GPL-3.0-or-later
// How the Test page comes to the items behind a score, and what it keeps.
#include "ui/pages/test/ask_panel.h"
#include "ui/pages/test/data_panel.h"
#include "ui/pages/test/score_grid.h"
#include "ui/pages/test/test_page.h"

#include <QComboBox>
#include <QStackedWidget>

#include <utility>

namespace bafo::ui {

void TestPage::openItems()
{
    const QModelIndex index = m_grid->currentIndex();
    const ScoreRow *row = m_scores->rowAt(index.row());
    if (row == nullptr || view() != View::scores) {
        return;
    }
    const ComparedColumns &pair = m_scores->compared();
    const auto placeIn = [row](int column) {
        return column >= 0 && column < static_cast<int>(row->cells.size())
            ? row->cells[static_cast<std::size_t>(column)].place
            : CellPlace{};
    };
    if (m_scores->isComparison(index.column())) {
        if (placeIn(pair.second).isSomewhere() && placeIn(pair.first).isSomewhere()) {
            openItemsOf(placeIn(pair.second), placeIn(pair.first), ItemFilter::flipped);
        }
        return;
    }
    const int column = index.column() - 1;
    const CellPlace place = placeIn(column);
    if (place.isSomewhere()) {
        const bool isOfPair = pair.isPair() && (column == pair.first || column == pair.second);
        openItemsOf(place, isOfPair ? placeIn(column == pair.first ? pair.second : pair.first) : CellPlace{},
                    ItemFilter::all);
    }
}

void TestPage::openItemsOf(const CellPlace &place, const CellPlace &other, ItemFilter filter)
{
    const EvaluationRecord *record = m_shelf->find(place.evaluation);
    if (record == nullptr || place.cell >= static_cast<int>(record->info.cells.size())) {
        return;
    }
    const scoring::EvaluationCell &cell = record->info.cells[static_cast<std::size_t>(place.cell)];
    const EvaluationRecord *beside = m_shelf->find(other.evaluation);
    ItemContext context{.model = record->model, .otherModel = beside == nullptr ? QString() : beside->model};
    for (const std::string &metric : cell.metrics) {
        context.metrics.append(QString::fromStdString(metric));
    }
    const QString task = QString::fromStdString(cell.title.empty() ? cell.task : cell.title);
    QString title = tr("%1, asked as %2: %3").arg(task, QString::fromStdString(cell.prompt), record->model);
    if (beside != nullptr) {
        title = tr("%1, asked as %2: %3 beside %4")
                    .arg(task, QString::fromStdString(cell.prompt), record->model, beside->model);
    }
    m_items->open(
        {.title = title, .place = place, .other = beside == nullptr ? CellPlace{} : other, .context = context}, filter);
    showView(View::items);
}

void TestPage::openWantedItems()
{
    if (m_wantedItems.isEmpty() || !m_shelf->records()) {
        return;
    }
    if (m_shelf->find(m_wantedItems.value(QLatin1String("evaluation")).toString()) == nullptr) {
        return; // not read yet
    }
    const QJsonObject wanted = std::exchange(m_wantedItems, {});
    const CellPlace place{wanted.value(QLatin1String("evaluation")).toString(),
                          wanted.value(QLatin1String("cell")).toInt()};
    const CellPlace other{wanted.value(QLatin1String("other_evaluation")).toString(),
                          wanted.value(QLatin1String("other_cell")).toInt()};
    m_items->restore(wanted);
    openItemsOf(place, other, m_items->list().filter());
}

void TestPage::chooseWantedEvaluation()
{
    const EvaluationRecord *record = m_shelf->find(m_wantedEvaluation);
    if (record == nullptr || record->tasks.isEmpty()) {
        return;
    }
    m_wantedEvaluation.clear();
    const QString prompt
        = record->info.cells.empty() ? QString() : QString::fromStdString(record->info.cells.front().prompt);
    for (const ScoreColumn &column : m_scores->table().columns) {
        const bool isOf = column.model == record->model
            && (record->info.weightHash.empty()
                || column.weightHash == QString::fromStdString(record->info.weightHash));
        if (isOf) {
            m_grid->choose(record->tasks.front(), prompt, column.title);
        }
    }
    if (std::exchange(m_wantsItems, false)) {
        openItemsOf({record->id, 0}, {}, ItemFilter::all);
    }
}

QJsonObject TestPage::state() const
{
    QJsonObject items = m_wantedItems;
    if (m_items->place().isSomewhere()) {
        items = m_items->state();
        items.insert(QStringLiteral("evaluation"), m_items->place().evaluation);
        items.insert(QStringLiteral("cell"), m_items->place().cell);
        items.insert(QStringLiteral("other_evaluation"), m_items->list().other().evaluation);
        items.insert(QStringLiteral("other_cell"), m_items->list().other().cell);
    }
    const bool isItems = view() == View::items || !m_wantedItems.isEmpty();
    return {{QStringLiteral("view"), static_cast<int>(isItems ? View::items : view())},
            {QStringLiteral("task"), m_grid->chosenTask()},
            {QStringLiteral("prompt"), m_grid->chosenPrompt()},
            {QStringLiteral("column"), m_grid->chosenColumn()},
            {QStringLiteral("first"), m_wantedFirst.isEmpty() ? m_first->currentData().toString() : m_wantedFirst},
            {QStringLiteral("second"), m_wantedSecond.isEmpty() ? m_second->currentData().toString() : m_wantedSecond},
            {QStringLiteral("items"), items},
            {QStringLiteral("ask"), m_ask->state()},
            {QStringLiteral("data"), m_data->state()}};
}

void TestPage::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_wantedFirst = state.value(QLatin1String("first")).toString();
    m_wantedSecond = state.value(QLatin1String("second")).toString();
    m_grid->keep(state.value(QLatin1String("task")).toString(), state.value(QLatin1String("prompt")).toString(),
                 state.value(QLatin1String("column")).toString());
    m_ask->restore(state.value(QLatin1String("ask")).toObject());
    m_data->restore(state.value(QLatin1String("data")).toObject());
    const auto view = static_cast<View>(state.value(QLatin1String("view")).toInt());
    if (view == View::items) {
        m_wantedItems = state.value(QLatin1String("items")).toObject();
        openWantedItems();
    } else if (view == View::ask || view == View::data) {
        showView(view);
    }
}

QString TestPage::help() const
{
    return tr(
        "# Test\n\n"
        "Rows are **tasks**, columns are **models**. A cell holds the score and, as a bar, the interval in which it "
        "lies "
        "with 95 % certainty; the thin line is the score of guessing. **Enter** opens the items behind a score.\n\n"
        "1. **Add test data**: drop the file of a test on this window. It is copied into the project; nothing is "
        "downloaded.\n"
        "2. **Ask a model**: an evaluation is a run. It goes on when this window closes, and can be paused, cancelled "
        "and gone on with: every answer is kept.\n"
        "3. **Compare** two models: on how many items only one of them is right, and whether that can be chance.\n\n"
        "Few items decide little: with 50 of them a score is uncertain by some 14 points.\n\n"
        "Among the items, keys **1** to **4** give a native speaker's verdict and go on to the next item; **0** takes "
        "it "
        "back. Verdicts are kept with the evaluation; scores stay as they are.");
}

} // namespace bafo::ui
