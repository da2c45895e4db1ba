// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/pieces_card.h"

#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_view.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QStyle>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {

PiecesCard::PiecesCard(QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit)
    , m_count(new Label({}, TextSize::body, TextWeight::normal, Tone::muted))
    , m_table(new QTreeView)
    , m_view(new StateView(m_table))
{
    m_sorted.setSourceModel(&m_model);
    m_sorted.setSortRole(PiecesModel::kSortRole);
    m_sorted.setFilterKeyColumn(-1);
    m_sorted.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_sorted.setSortCaseSensitivity(Qt::CaseInsensitive);
    build();
    connect(m_search, &QLineEdit::textChanged, this, &PiecesCard::search);
}

void PiecesCard::build()
{
    const int u = unitOf(*this);
    auto *card = new Card(tr("New pieces"), this);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(card);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search the new pieces"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(22 * u);
    card->addToHead(m_count);
    card->addToHead(m_search);
    m_table->setModel(&m_sorted);
    m_table->setAccessibleName(tr("New pieces"));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded); // heads are never cut
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(PiecesModel::numSaved, Qt::DescendingOrder);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setStretchLastSection(true);
    m_table->setMinimumHeight(5 * rowHeightOf(font()));
    card->body()->addWidget(m_view);
}

void PiecesCard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const auto give = [this](int column, int percent) {
        const int head = m_table->header()->sectionSizeHint(column);
        m_table->setColumnWidth(column, std::max(m_table->width() * percent / 100, head));
    };
    give(PiecesModel::piece, 19);
    give(PiecesModel::madeOf, 20);
    give(PiecesModel::numUses, 11);
    give(PiecesModel::numSaved, 15);
    // The last column has the rest; where its head needs more, the first two give what theirs can spare.
    const QHeaderView &header = *m_table->header();
    const int last = header.count() - 1;
    int rest = m_table->width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    for (int column = 0; column < last; ++column) {
        rest -= m_table->columnWidth(column);
    }
    for (const int column : {PiecesModel::madeOf, PiecesModel::piece}) {
        const int lacking = header.sectionSizeHint(last) - rest;
        const int spare = m_table->columnWidth(column) - header.sectionSizeHint(column);
        const int given = std::clamp(lacking, 0, std::max(spare, 0));
        m_table->setColumnWidth(column, m_table->columnWidth(column) - given);
        rest += given;
    }
    const int head = header.sectionSizeHint(last);
    m_table->header()->setStretchLastSection(rest >= head);
    if (rest < head) {
        m_table->setColumnWidth(last, head);
    }
}

void PiecesCard::showLoading()
{
    m_search->hide();
    m_count->clear();
    m_view->showLoading(tr("Counting where the new pieces are used…"));
}

void PiecesCard::showEmpty(const QString &sentence, const Offer &offer)
{
    m_search->hide();
    m_count->clear();
    m_view->showEmpty(sentence, offer);
}

void PiecesCard::show(const std::vector<NewPieceRow> &pieces)
{
    m_model.setPieces(pieces);
    m_search->show();
    search(m_search->text());
}

void PiecesCard::search(const QString &text)
{
    m_sorted.setFilterFixedString(text.trimmed());
    const int numShown = m_sorted.rowCount();
    const int numAll = m_model.rowCount();
    m_count->setText(numShown == numAll ? groupedNumber(numAll)
                                        : tr("%1 of %2").arg(groupedNumber(numShown), groupedNumber(numAll)));
    if (numShown == 0) {
        m_view->showNoMatch(tr("No new piece, and no word with one, holds “%1”.").arg(text.trimmed()),
                            {.label = tr("Clear the search"), .act = [this] { m_search->clear(); }});
    } else {
        m_view->showContent();
    }
}

void PiecesCard::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QJsonObject PiecesCard::state() const
{
    return {{QStringLiteral("search"), m_search->text()},
            {QStringLiteral("sort_column"), m_sorted.sortColumn()},
            {QStringLiteral("is_descending"), m_sorted.sortOrder() == Qt::DescendingOrder}};
}

void PiecesCard::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_search->setText(state.value(QLatin1String("search")).toString());
    const int column = state.value(QLatin1String("sort_column")).toInt(PiecesModel::numSaved);
    if (column >= 0 && column < PiecesModel::numColumns) {
        m_table->sortByColumn(column,
                              state.value(QLatin1String("is_descending")).toBool(true) ? Qt::DescendingOrder
                                                                                       : Qt::AscendingOrder);
    }
}

} // namespace bafo::ui
