// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/score_grid.h"

#include "ui/pages/test/score_delegate.h"
#include "ui/widgets/measures.h"

#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace bafo::ui {
namespace {

const QString kComparison = QStringLiteral("→");

} // namespace

ScoreGrid::ScoreGrid(ScoreModel &model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setModel(&model);
    setItemDelegate(new ScoreDelegate(model, this));
    setAccessibleName(tr("Scores"));
    setShowGrid(false);
    setTabKeyNavigation(false);
    setSelectionBehavior(SelectItems);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        arrange();
        choose(QString(m_task), QString(m_prompt), QString(m_column));
    });
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (now.isValid() && !m_isArranging) {
            const ScoreRow *row = m_model.rowAt(now.row());
            m_task = row != nullptr ? row->task : QString();
            m_prompt = row != nullptr ? row->prompt : QString();
            m_column = m_model.isComparison(now.column())
                ? kComparison
                : m_model.headerData(now.column(), Qt::Horizontal, Qt::DisplayRole).toString();
        }
        Q_EMIT chosenChanged();
    });
    connect(this, &QTableView::doubleClicked, this, &ScoreGrid::opened);
    arrange();
}

void ScoreGrid::choose(const QString &task, const QString &prompt, const QString &column)
{
    int row = m_model.table().rowOf(task, prompt);
    if (row < 0 && !task.isEmpty()) {
        row = m_model.table().rowOf(task, {});
    }
    int place = column == kComparison ? m_model.comparisonColumn() : m_model.table().columnOf(column) + 1;
    place = std::clamp(place, 0, std::max(0, m_model.columnCount() - 1));
    if (row < 0) { // the first with scores, so that there is something to read below
        for (int one = 0; one < m_model.rowCount() && row < 0; ++one) {
            row = m_model.rowAt(one) != nullptr ? one : -1;
        }
        place = std::min(1, std::max(0, m_model.columnCount() - 1));
    }
    if (row >= 0) {
        setCurrentIndex(m_model.index(row, place));
    }
}

void ScoreGrid::keep(const QString &task, const QString &prompt, const QString &column)
{
    m_task = task;
    m_prompt = prompt;
    m_column = column;
    if (m_model.rowCount() > 0) {
        choose(task, prompt, column);
    }
}

QString ScoreGrid::chosenTask() const
{
    return m_task;
}

QString ScoreGrid::chosenPrompt() const
{
    return m_prompt;
}

QString ScoreGrid::chosenColumn() const
{
    return m_column;
}

void ScoreGrid::arrange()
{
    m_isArranging = true;
    const int u = unitOf(*this);
    const int line = fontMetrics().height();
    clearSpans();
    const int columns = m_model.columnCount();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const bool isSection = m_model.rowAt(row) == nullptr;
        if (isSection && columns > 1) {
            setSpan(row, 0, 1, columns);
        }
        setRowHeight(row, isSection ? rowHeightOf(font()) + u / 2 : 2 * line + 2 * u);
    }
    int rest = viewport()->width();
    for (int column = 1; column < columns; ++column) {
        const int head = horizontalHeader()->sectionSizeHint(column) + u;
        const int width = std::clamp(head, (m_model.isComparison(column) ? 26 : 23) * u, 40 * u);
        setColumnWidth(column, width);
        rest -= width;
    }
    if (columns > 0) {
        setColumnWidth(0, std::clamp(rest, 26 * u, 60 * u));
    }
    m_isArranging = false;
}

void ScoreGrid::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    arrange();
}

void ScoreGrid::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT opened();
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace bafo::ui
