// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/documents_card.h"

#include "ui/pages/text/excerpt_delegate.h"
#include "ui/widgets/filter_chips.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr int kTypingPauseMs = 250;

} // namespace

DocumentsCard::DocumentsCard(DocumentList &list, QWidget *parent)
    : QWidget(parent)
    , m_list(list)
    , m_search(new QLineEdit)
    , m_languages(new FilterChips(tr("Language")))
    , m_splits(new FilterChips(tr("Split")))
    , m_count(mutedWords({}))
    , m_table(new QTableView)
    , m_delegate(new ExcerptDelegate(this))
    , m_view(nullptr)
{
    const int u = unitOf(*this);
    auto *card = new Card(tr("Documents"), nullptr);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card);
    m_count->setWordWrap(false);
    card->addToHead(m_count);
    m_search->setPlaceholderText(tr("Search words"));
    m_search->setAccessibleName(tr("Search in the documents"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("edit-find")), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    card->body()->addWidget(m_search);
    auto *filters = new FlowLayout; // the two groups below each other where they do not fit in a line
    filters->setSpacing(u);
    filters->addWidget(m_languages);
    filters->addWidget(m_splits);
    card->body()->addLayout(filters);
    buildTable();
    m_view = new StateView(m_table);
    card->body()->addWidget(m_view, 1);
    card->body()->setSpacing(u / 2);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, &DocumentsCard::applyQuery);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_query.search = text.toStdString();
        m_typing.start();
    });
    connect(m_languages, &FilterChips::chosenByUser, this, [this](const QString &value) {
        m_query.language = value.toStdString();
        applyQuery();
    });
    connect(m_splits, &FilterChips::chosenByUser, this, [this](const QString &value) {
        m_query.split = value.toStdString();
        applyQuery();
    });
    connect(&m_list, &DocumentList::stateChanged, this, &DocumentsCard::showState);
    connect(&m_list, &DocumentList::rowsChanged, this, &DocumentsCard::showRows);
    connect(&m_list, &DocumentList::dataChanged, this, [this] { chooseRow(m_table->currentIndex().row()); });
}

void DocumentsCard::buildTable()
{
    m_table->setModel(&m_list);
    m_table->setAccessibleName(tr("Documents"));
    m_table->setItemDelegateForColumn(DocumentList::kText, m_delegate);
    for (const int column : {DocumentList::kLanguage, DocumentList::kSplit}) {
        m_table->setItemDelegateForColumn(column, new ExcerptDelegate(this)); // without a search
    }
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    setFocusProxy(m_table);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(rowHeightOf(m_table->font()));
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(DocumentList::kText, QHeaderView::Stretch);
    header->setSectionResizeMode(DocumentList::kLanguage, QHeaderView::Interactive);
    header->setSectionResizeMode(DocumentList::kSplit, QHeaderView::Interactive);
    m_table->setProperty("bafoWholeColumns", QVariantList{DocumentList::kLanguage, DocumentList::kSplit});
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &now) { chooseRow(now.row()); });
}

void DocumentsCard::fitColumns()
{
    const int u = unitOf(*this);
    const auto fit
        = [this, u](int column, const std::vector<FilterValue> &values, QString (*inWords)(const QString &)) {
              int width = std::max(10 * u, m_table->horizontalHeader()->sectionSizeHint(column));
              for (const FilterValue &value : values) {
                  width = std::max(width, m_table->fontMetrics().horizontalAdvance(inWords(value.value)) + 2 * u + 2);
              }
              if (m_table->columnWidth(column) < width) {
                  m_table->setColumnWidth(column, width);
              }
          };
    fit(DocumentList::kLanguage, languagesIn(m_list.contents()->groups, {}), &languageName);
    fit(DocumentList::kSplit, splitsIn(m_list.contents()->groups, {}), &splitInWords);
}

void DocumentsCard::setSource(qint64 source)
{
    if (m_query.source != source) {
        m_query.source = source;
        applyQuery();
    }
}

void DocumentsCard::clearFilters()
{
    m_query = {};
    m_search->clear();
    m_typing.stop();
    applyQuery();
    Q_EMIT sourceCleared();
}

void DocumentsCard::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void DocumentsCard::applyQuery()
{
    m_typing.stop();
    m_firstRow = 0;
    m_list.keep(m_chosen);
    m_list.setQuery(m_query);
}

void DocumentsCard::showRows()
{
    m_delegate->setSearch(QString::fromStdString(m_list.query().search));
    showChips();
    fitColumns();
    if (m_list.keptRow() >= 0) {
        m_table->selectRow(m_list.keptRow());
    }
    if (m_firstRow >= 0) {
        m_table->verticalScrollBar()->setValue(m_firstRow);
    }
    if (m_list.keptRow() >= 0) {
        m_table->scrollTo(m_list.index(m_list.keptRow(), 0));
    }
    if (m_list.keptRow() < 0 && m_list.rowCount() > 0) {
        m_table->selectRow(0); // so that there is something to read beside the table
    }
    m_firstRow = -1;
    showState();
}

void DocumentsCard::showChips()
{
    std::vector<Chip> languages;
    for (const FilterValue &value : languagesIn(m_list.contents()->groups, {})) {
        data::DocumentQuery query = m_list.query();
        query.language = value.value.toStdString();
        languages.push_back({value.value, languageName(value.value), totalsOf(m_list.matching(), query).numDocuments});
    }
    std::vector<Chip> splits;
    for (const FilterValue &value : splitsIn(m_list.contents()->groups, {})) {
        data::DocumentQuery query = m_list.query();
        query.split = value.value.toStdString();
        splits.push_back({value.value, splitInWords(value.value), totalsOf(m_list.matching(), query).numDocuments});
    }
    m_languages->setVisible(languages.size() > 1);
    m_splits->setVisible(splits.size() > 1);
    m_languages->setChips(languages, QString::fromStdString(m_query.language));
    m_splits->setChips(splits, QString::fromStdString(m_query.split));
    const qint64 all = totalsOf(m_list.contents()->groups).numDocuments;
    const qint64 shown = m_list.rowCount();
    m_count->setText(shown == all ? documentsInWords(all)
                                  : tr("%1 of %2").arg(groupedNumber(shown), documentsInWords(all)));
}

void DocumentsCard::showState()
{
    switch (m_list.state()) {
    case DocumentList::State::closed:
        break;
    case DocumentList::State::loading:
        if (m_list.rowCount() == 0) {
            m_view->showLoading(tr("Reading the documents…"));
        }
        break;
    case DocumentList::State::failed:
        m_view->showFailed(*m_list.error(), {tr("Try again"), [this] { applyQuery(); }});
        break;
    case DocumentList::State::ready:
        if (m_list.rowCount() > 0) {
            m_view->showContent();
        } else if (totalsOf(m_list.contents()->groups).numDocuments == 0) {
            m_view->showEmpty(tr("This dataset holds no document yet."));
        } else {
            m_view->showNoMatch(tr("No document has all of this."),
                                {tr("Clear the filters"), [this] { clearFilters(); }});
        }
        break;
    }
}

void DocumentsCard::chooseRow(int row)
{
    const qint64 id = m_list.idAt(row);
    if (id > 0 && id != m_announced) {
        m_chosen = id;
        m_announced = id;
        m_list.keep(id);
        Q_EMIT documentChosen(id);
    }
}

bool DocumentsCard::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (m_typing.isActive()) {
                applyQuery();
            }
            m_table->setFocus();
            return true;
        }
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void DocumentsCard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isNarrow = width() < 52 * unitOf(*this); // then the text needs all of it; the rest stands beside
    m_table->setColumnHidden(DocumentList::kLanguage, isNarrow);
    m_table->setColumnHidden(DocumentList::kSplit, isNarrow);
}

QJsonObject DocumentsCard::state() const
{
    return {{QStringLiteral("language"), QString::fromStdString(m_query.language)},
            {QStringLiteral("split"), QString::fromStdString(m_query.split)},
            {QStringLiteral("source"), static_cast<qint64>(m_query.source)},
            {QStringLiteral("search"), m_search->text()},
            {QStringLiteral("first_row"), m_firstRow >= 0 ? m_firstRow : m_table->verticalScrollBar()->value()},
            {QStringLiteral("document"), m_chosen}};
}

void DocumentsCard::restore(const QJsonObject &state)
{
    m_search->setText(state.value(QLatin1String("search")).toString());
    m_typing.stop();
    m_query = {.language = state.value(QLatin1String("language")).toString().toStdString(),
               .split = state.value(QLatin1String("split")).toString().toStdString(),
               .search = m_search->text().toStdString(),
               .source = state.value(QLatin1String("source")).toInteger()};
    m_firstRow = state.value(QLatin1String("first_row")).toInt();
    m_chosen = state.value(QLatin1String("document")).toInteger();
    m_announced = 0;
    m_list.keep(m_chosen);
}

} // namespace bafo::ui
