// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/runs_table.h"

#include "ui/models/runs_model.h"
#include "ui/models/state_look.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/sparkline.h"

#include <QApplication>
#include <QDateTime>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>

namespace bafo::ui {
namespace {

/// Of a state's shape, with the gap behind it.
int shapeWidth(int unit)
{
    return 2 * unit + unit / 3;
}

} // namespace

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() != RunsModel::curve && index.column() != RunsModel::state) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    const Colours &colours = coloursOf(option.palette);
    const int u = unitOf(option.font);
    if (index.column() == RunsModel::curve) {
        if (const auto *curve = index.data(RunsModel::curveRole).value<const std::vector<float> *>()) {
            drawSparkline(*painter, QRectF(option.rect).adjusted(u, u / 2.0, -2.0 * u, -u / 2.0), *curve,
                          colours.series[0]);
        }
        return;
    }
    const auto *filter = static_cast<const QSortFilterProxyModel *>(index.model());
    const auto *model = static_cast<const RunsModel *>(filter->sourceModel());
    const StateLook look = lookOf(model->rowAt(filter->mapToSource(index).row()).status);
    const QColor colour = colourOf(look.tone, option.palette);
    const QRect area = option.rect.adjusted(u, 0, 0, 0); // below the word in the header
    drawShape(*painter, QRectF(area.left(), area.top(), 2 * u, area.height()), look.shape, colour);
    painter->setPen(colour);
    const QRect room = area.adjusted(shapeWidth(u), 0, 0, 0);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(look.word, Qt::ElideRight, room.width()));
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize words = QStyledItemDelegate::sizeHint(option, index);
    return index.column() == RunsModel::state ? words + QSize(shapeWidth(unitOf(option.font)), 0) : words;
}

RunsTable::RunsTable(QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(tr("Runs"));
    setItemDelegate(new RunDelegate(this));
    setShowGrid(false);
    setSortingEnabled(true);
    setTabKeyNavigation(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setWordWrap(false);
    setMouseTracking(true);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowHeightOf(font()));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(horizontalHeader(), &QHeaderView::customContextMenuRequested, this, &RunsTable::showHeaderMenu);
    connect(this, &QTableView::doubleClicked, this, &RunsTable::opened);
}

void RunsTable::arrangeColumns()
{
    const int u = unitOf(*this);
    const int widths[] = {18, 14, 12, 18, 14, 9, 12, 12, 18};
    const QString longestTime
        = QLocale().toString(QDateTime(QDate(2026, 9, 28), QTime(22, 58)), QStringLiteral("d MMM yyyy HH:mm"));
    for (int column = 0; column < RunsModel::numColumns; ++column) {
        setColumnWidth(column, std::max(widths[column] * u, horizontalHeader()->sectionSizeHint(column) + u));
    }
    int state = columnWidth(RunsModel::state);
    for (const QString &word : stateWords()) {
        state = std::max(state, fontMetrics().horizontalAdvance(word) + shapeWidth(u) + 2 * u);
    }
    setColumnWidth(RunsModel::state, state);
    setProperty("bafoWholeColumns", QVariantList{RunsModel::state}); // what must not be cut: tests look at it
    setColumnWidth(RunsModel::started, QFontMetrics(font()).horizontalAdvance(longestTime) + 4 * u);
    // What room is left goes to the model's name, which is the longest word.
    horizontalHeader()->setSectionResizeMode(RunsModel::model, QHeaderView::Stretch);
}

void RunsTable::restoreColumns(const QByteArray &columns)
{
    horizontalHeader()->restoreState(columns);
    for (int column = 0; column < RunsModel::numColumns; ++column) {
        const int head = horizontalHeader()->sectionSizeHint(column);
        if (!isColumnHidden(column) && columnWidth(column) < head) {
            setColumnWidth(column, head);
        }
    }
}

void RunsTable::resizeEvent(QResizeEvent *event)
{
    // Where there is no room left for the model's name, its head stays whole.
    horizontalHeader()->setMinimumSectionSize(horizontalHeader()->sectionSizeHint(RunsModel::model));
    QTableView::resizeEvent(event);
}

void RunsTable::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT opened(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void RunsTable::showHeaderMenu(const QPoint &place)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < RunsModel::numColumns; ++column) {
        QAction *action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool isShown) { setColumnHidden(column, !isShown); });
    }
    menu->popup(horizontalHeader()->mapToGlobal(place));
}

} // namespace bafo::ui
