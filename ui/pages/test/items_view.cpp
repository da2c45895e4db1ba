// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/items_view.h"

#include "ui/models/verdict_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/filter_chips.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_mark.h"
#include "ui/widgets/state_view.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr int kTypingPauseMs = 300;

/// Names of filters in the state, in their order.
const std::array<const char *, kNumItemFilters> kFilterIds{"all",     "right",        "wrong",
                                                           "flipped", "contaminated", "unjudged"};

ItemFilter filterCalled(const QString &id)
{
    const auto *const found = std::find_if(kFilterIds.begin(), kFilterIds.end(),
                                           [&id](const char *one) { return id == QLatin1String(one); });
    return found == kFilterIds.end() ? ItemFilter::all : static_cast<ItemFilter>(found - kFilterIds.begin());
}

QString idOf(ItemFilter filter)
{
    return QString::fromLatin1(kFilterIds[static_cast<std::size_t>(filter)]);
}

std::optional<scoring::Verdict> verdictOfKey(int key)
{
    if (key == Qt::Key_0) {
        return scoring::Verdict::none;
    }
    const int place = key - Qt::Key_1;
    return place >= 0 && place < static_cast<int>(kGivenVerdicts.size())
        ? std::optional(kGivenVerdicts[static_cast<std::size_t>(place)])
        : std::nullopt;
}

} // namespace

void ItemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString words = index.data().toString();
    if (words.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    const auto *list = static_cast<const ItemList *>(index.model());
    const bool isRight = index.column() == ItemList::kMark ? list->isRightAt(index.row())
                                                           : list->isOtherRightAt(index.row()).value_or(false);
    const int u = unitOf(option.font);
    const QColor colour = colourOf(isRight ? Tone::good : Tone::error, option.palette);
    const QRect area = option.rect.adjusted(u, 0, 0, 0);
    drawShape(*painter, QRectF(area.left(), area.top(), 2 * u, area.height()), isRight ? Shape::tick : Shape::cross,
              colour);
    painter->setPen(colour);
    const QRect room = area.adjusted(2 * u + u / 3, 0, 0, 0);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(words, Qt::ElideRight, room.width()));
}

ItemTable::ItemTable(QWidget *parent)
    : QTableView(parent)
{
}

void ItemTable::keyPressEvent(QKeyEvent *event)
{
    const auto verdict = verdictOfKey(event->key());
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (verdict && modifiers == Qt::NoModifier && currentIndex().isValid()) {
        Q_EMIT verdictGiven(*verdict);
        return;
    }
    QTableView::keyPressEvent(event);
}

ItemsView::ItemsView(Path evaluations, QWidget *parent)
    : QWidget(parent)
    , m_list(new ItemList(std::move(evaluations), this))
    , m_title(title({}))
    , m_count(mutedWords({}))
    , m_search(new QLineEdit)
    , m_chips(new FilterChips(tr("Items")))
    , m_table(new ItemTable)
    , m_view(new StateView(m_table))
    , m_card(new ItemCard)
    , m_splitter(new QSplitter(Qt::Horizontal))
{
    const int u = unitOf(*this);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(u);
    auto *head = new QHBoxLayout;
    head->setSpacing(u);
    QPushButton *back = iconButton(QStringLiteral("go-previous"), tr("Back to the scores"));
    head->addWidget(back);
    m_title->setWordWrap(true);
    head->addWidget(m_title, 1);
    outer->addLayout(head);
    m_splitter->setHandleWidth(u + u / 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(buildList());
    m_splitter->addWidget(m_card);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({60 * u, 60 * u});
    outer->addWidget(m_splitter, 1);
    connect(back, &QPushButton::clicked, this, &ItemsView::closed);
    connectParts();
}

ItemsView::~ItemsView()
{
    disconnect(m_list, nullptr, nullptr, nullptr); // the parts that it tells go before it
}

QWidget *ItemsView::buildList()
{
    const int u = unitOf(*this);
    auto *card = new Card(tr("Items"), nullptr);
    m_count->setWordWrap(false);
    card->addToHead(m_count);
    m_search->setPlaceholderText(tr("Search words"));
    m_search->setAccessibleName(tr("Search in the items"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("edit-find")), QLineEdit::LeadingPosition);
    card->body()->setSpacing(u);
    card->body()->addWidget(m_search);
    card->body()->addWidget(m_chips);
    buildTable();
    card->body()->addWidget(m_view, 1);
    return card;
}

void ItemsView::buildTable()
{
    const int u = unitOf(*this);
    m_table->setModel(m_list);
    m_table->setAccessibleName(tr("Items"));
    auto *marks = new ItemDelegate(this);
    m_table->setItemDelegateForColumn(ItemList::kMark, marks);
    m_table->setItemDelegateForColumn(ItemList::kOther, marks);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(rowHeightOf(m_table->font()));
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setSectionResizeMode(ItemList::kText, QHeaderView::Stretch);
    const QFontMetrics metrics(m_table->font());
    const auto fit = [&](int column, const QStringList &words, int more) {
        int width = header->sectionSizeHint(column);
        for (const QString &word : words) {
            width = std::max(width, metrics.horizontalAdvance(word) + more);
        }
        m_table->setColumnWidth(column, width + u);
    };
    fit(ItemList::kMark, {ItemList::tr("right"), ItemList::tr("wrong")}, 4 * u);
    fit(ItemList::kOther, {ItemList::tr("right"), ItemList::tr("wrong")}, 4 * u);
    fit(ItemList::kLine, {QStringLiteral("100,000")}, 2 * u);
    QStringList verdicts;
    for (const scoring::Verdict verdict : kGivenVerdicts) {
        verdicts.append(verdictInWords(verdict));
    }
    fit(ItemList::kVerdict, verdicts, 2 * u);
    m_table->setProperty("bafoWholeColumns", QVariantList{ItemList::kMark, ItemList::kVerdict});
}

void ItemsView::connectParts()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, [this] { m_list->setSearch(m_search->text().simplified()); });
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_typing.stop();
        m_list->setSearch(m_search->text().simplified());
        m_table->setFocus();
    });
    connect(m_chips, &FilterChips::chosenByUser, this, [this](const QString &value) {
        m_list->setFilter(value.isEmpty() ? ItemFilter::all : filterCalled(value));
    });
    connect(m_list, &ItemList::stateChanged, this, &ItemsView::showState);
    connect(m_list, &ItemList::rowsChanged, this, &ItemsView::showRows);
    connect(m_list, &ItemList::countsChanged, this, &ItemsView::showChips);
    connect(m_list, &ItemList::itemRead, this, [this](const ItemText &item) {
        m_card->show(item, m_list->verdictAt(m_list->rowOfLine(item.entry.line)));
    });
    connect(m_list, &ItemList::itemFailed, m_card, &ItemCard::showFailed);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (!m_isFilling) { // a view that gets the focus then takes its first row
            chooseRow(now.row());
        }
    });
    connect(m_list, &ItemList::modelAboutToBeReset, this, [this] { m_isFilling = true; });
    connect(m_table, &ItemTable::verdictGiven, this, &ItemsView::judge);
    connect(m_card, &ItemCard::verdictGiven, this, [this](scoring::Verdict verdict) {
        m_list->setVerdict(m_chosen, verdict);
        m_card->showVerdict(verdict);
        Q_EMIT verdictGiven(m_chosen, verdict);
    });
}

void ItemsView::open(const ItemsSubject &subject, ItemFilter filter)
{
    const bool isSame = subject.place == m_list->place() && subject.other == m_list->other();
    m_title->setText(subject.title);
    m_card->setContext(subject.context);
    m_table->setColumnHidden(ItemList::kOther, !subject.other.isSomewhere());
    m_list->setFilter(filter);
    if (isSame && m_list->state() == ItemList::State::ready) {
        m_list->refresh();
        return;
    }
    m_card->clear();
    m_list->open(subject.place, subject.other);
}

void ItemsView::showChips()
{
    const auto count = [this](ItemFilter filter) { return m_list->counts()[static_cast<std::size_t>(filter)]; };
    std::vector<Chip> chips{{idOf(ItemFilter::right), tr("Right"), count(ItemFilter::right)},
                            {idOf(ItemFilter::wrong), tr("Wrong"), count(ItemFilter::wrong)}};
    if (m_list->hasOther()) {
        chips.push_back({idOf(ItemFilter::flipped), tr("Flipped"), count(ItemFilter::flipped)});
    }
    if (count(ItemFilter::contaminated) > 0 || m_list->filter() == ItemFilter::contaminated) {
        chips.push_back({idOf(ItemFilter::contaminated), tr("Known from training"), count(ItemFilter::contaminated)});
    }
    chips.push_back({idOf(ItemFilter::unjudged), tr("Not judged"), count(ItemFilter::unjudged)});
    m_chips->setChips(chips, m_list->filter() == ItemFilter::all ? QString() : idOf(m_list->filter()));
    const qint64 all = m_list->numItems();
    const qint64 shown = m_list->rowCount();
    QString words = shown == all ? groupedNumber(all) : tr("%1 of %2").arg(groupedNumber(shown), groupedNumber(all));
    if (m_list->isSearching()) {
        words = tr("Searching…");
    } else if (m_list->numJudged() > 0) {
        words += QStringLiteral(" · ") + tr("%1 judged").arg(groupedNumber(m_list->numJudged()));
    }
    m_count->setText(words);
}

void ItemsView::showState()
{
    switch (m_list->state()) {
    case ItemList::State::closed:
        break;
    case ItemList::State::loading:
        m_view->showLoading(tr("Reading the items…"));
        break;
    case ItemList::State::failed:
        m_view->showFailed(*m_list->error(),
                           {tr("Try again"), [this] { m_list->open(m_list->place(), m_list->other()); }});
        break;
    case ItemList::State::ready:
        if (m_list->rowCount() > 0) {
            m_view->showContent();
        } else if (m_list->numItems() == 0) {
            m_view->showEmpty(tr("No item has been answered yet."));
        } else if (!m_list->isSearching()) {
            m_view->showNoMatch(tr("No item is like that."), {tr("Show all items"), [this] { clearFilters(); }});
        }
        break;
    }
}

void ItemsView::showRows()
{
    showState();
    const int row = m_list->rowOfLine(m_chosen);
    if (m_list->rowCount() == 0) {
        m_card->clear();
        m_isFilling = false;
        return;
    }
    m_table->selectRow(std::max(row, 0)); // so that there is something to read beside the list
    m_table->scrollTo(m_list->index(std::max(row, 0), 0));
    m_isFilling = false;
    chooseRow(std::max(row, 0));
}

void ItemsView::chooseRow(int row)
{
    const qint64 line = m_list->lineAt(row);
    if (line > 0) {
        m_chosen = line;
        if (m_card->line() != line) {
            m_list->readItem(row);
        }
    }
}

void ItemsView::judge(scoring::Verdict verdict)
{
    const int row = m_table->currentIndex().row();
    const qint64 line = m_list->lineAt(row);
    if (line == 0) {
        return;
    }
    m_list->setVerdict(line, verdict);
    if (m_card->line() == line) {
        m_card->showVerdict(verdict);
    }
    Q_EMIT verdictGiven(line, verdict);
    if (verdict != scoring::Verdict::none && row + 1 < m_list->rowCount()) {
        m_table->selectRow(row + 1);
    }
}

void ItemsView::clearFilters()
{
    m_search->clear();
    m_typing.stop();
    m_list->setSearch({});
    m_list->setFilter(ItemFilter::all);
    m_table->setFocus();
}

void ItemsView::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

QJsonObject ItemsView::state() const
{
    QJsonObject state{{QStringLiteral("filter"), idOf(m_list->filter())},
                      {QStringLiteral("search"), m_search->text()},
                      {QStringLiteral("line"), m_chosen}};
    const QList<int> sizes = m_splitter->sizes();
    state.insert(QStringLiteral("list_width"), sizes.value(0));
    state.insert(QStringLiteral("item_width"), sizes.value(1));
    return state;
}

void ItemsView::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_list->setFilter(filterCalled(state.value(QLatin1String("filter")).toString()));
    m_search->setText(state.value(QLatin1String("search")).toString());
    m_typing.stop();
    m_list->setSearch(m_search->text().simplified());
    m_chosen = state.value(QLatin1String("line")).toInteger();
    const int list = state.value(QLatin1String("list_width")).toInt();
    const int item = state.value(QLatin1String("item_width")).toInt();
    if (list > 0 && item > 0) {
        m_splitter->setSizes({list, item});
    }
}

} // namespace bafo::ui
