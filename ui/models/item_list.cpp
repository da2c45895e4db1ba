// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/item_list.h"

#include "ui/models/item_contents.h"

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr int kMostPagesKept = 60;
constexpr std::size_t kItemsBetweenLooks = 500; // of a search at whether it is still wanted

QString textOf(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

bool holds(const scoring::ItemRecord &record, const QString &words)
{
    const auto has = [&words](const std::string &text) { return textOf(text).contains(words, Qt::CaseInsensitive); };
    const auto anyHas
        = [&has](const std::vector<std::string> &texts) { return std::any_of(texts.begin(), texts.end(), has); };
    return has(record.question.context) || anyHas(record.question.choices) || anyHas(record.question.references)
        || std::any_of(record.answers.begin(), record.answers.end(),
                       [&has](const scoring::Answer &answer) { return has(answer.text); });
}

} // namespace

ItemList::ItemList(Path evaluations, QObject *parent)
    : QAbstractTableModel(parent)
    , m_evaluations(std::move(evaluations))
    , m_wantedSearch(std::make_shared<std::atomic<quint64>>(0))
    , m_pages(kMostPagesKept)
    , m_fetch(new QTimer(this))
    , m_background(std::make_unique<Background>())
    , m_searcher(std::make_unique<Background>())
{
    m_fetch->setSingleShot(true);
    m_fetch->setInterval(0);
    connect(m_fetch, &QTimer::timeout, this, &ItemList::fetchNext);
}

ItemList::~ItemList()
{
    *m_wantedSearch = ~0ULL;
}

void ItemList::open(const CellPlace &place, const CellPlace &other)
{
    beginResetModel();
    m_place = place;
    m_other = other;
    m_contents.reset();
    m_verdicts.clear();
    m_given.clear();
    m_found.reset();
    m_rows.clear();
    m_counts = {};
    m_pages.clear();
    m_wanted.clear();
    m_inWork = -1;
    m_error.reset();
    endResetModel();
    load(true);
}

void ItemList::refresh()
{
    if (m_state != State::closed) {
        load(false);
    }
}

void ItemList::load(bool isNew)
{
    const quint64 generation = ++m_loadGeneration;
    if (isNew) {
        setState(State::loading);
    }
    m_background->run([evaluations = m_evaluations, place = m_place,
                       other = m_other] { return Contents::read(evaluations, place, other); },
                      [this, generation](Result<ContentsPtr> contents) {
                          if (generation == m_loadGeneration) {
                              take(std::move(contents));
                          }
                      });
}

void ItemList::take(Result<ContentsPtr> contents)
{
    if (!contents) {
        m_error = contents.error();
        setState(State::failed);
        return;
    }
    const bool isSame = m_contents && m_contents->numInIndex == (*contents)->numInIndex
        && m_contents->verdicts.size() == (*contents)->verdicts.size();
    if (isSame && m_state == State::ready) {
        return;
    }
    const bool isLonger = m_state == State::ready && m_search.isEmpty() && (*contents)->goesOnFrom(*m_contents);
    const std::size_t numBefore = m_contents ? m_contents->entries.size() : 0;
    m_contents = std::move(*contents);
    m_verdicts = m_contents->verdicts;
    for (const auto &[line, verdict] : m_given) { // the file may not have them yet
        putVerdict(line, verdict);
    }
    m_error.reset();
    if (isLonger) { // whoever reads an item of an evaluation at work is not disturbed
        append(numBefore);
        return;
    }
    m_found.reset();
    applyFilter();
    setState(State::ready);
    if (!m_search.isEmpty()) {
        startSearch();
    }
}

void ItemList::append(std::size_t from)
{
    std::vector<std::uint32_t> more;
    for (std::size_t i = from; i < m_contents->entries.size(); ++i) {
        count(i);
        if (fits(i, m_filter)) {
            more.push_back(static_cast<std::uint32_t>(i));
        }
    }
    if (!more.empty()) {
        m_pages.remove(rowCount() / kPageSize); // the last page is no longer as short
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(more.size()) - 1);
        m_rows.insert(m_rows.end(), more.begin(), more.end());
        endInsertRows();
    }
    Q_EMIT countsChanged();
}

void ItemList::count(std::size_t item)
{
    for (std::size_t filter = 0; filter < kNumItemFilters; ++filter) {
        m_counts[filter] += fits(item, static_cast<ItemFilter>(filter)) ? 1 : 0;
    }
}

void ItemList::setFilter(ItemFilter filter)
{
    m_filter = filter;
    if (m_contents) {
        applyFilter();
    }
}

void ItemList::setSearch(const QString &search)
{
    if (search == m_search) {
        return;
    }
    m_search = search;
    m_isSearching = false;
    *m_wantedSearch = ++m_searchGeneration;
    if (!m_contents) {
        return;
    }
    if (m_search.isEmpty()) {
        m_found.reset();
        applyFilter();
    } else {
        startSearch();
    }
}

void ItemList::startSearch()
{
    const quint64 generation = ++m_searchGeneration;
    *m_wantedSearch = generation;
    m_isSearching = true;
    Q_EMIT countsChanged();
    m_searcher->run(
        [contents = m_contents, words = m_search, wanted = m_wantedSearch, generation] {
            std::vector<bool> found(contents->entries.size());
            for (std::size_t i = 0; i < found.size(); ++i) {
                if (i % kItemsBetweenLooks == 0 && *wanted != generation) {
                    break;
                }
                const auto record = scoring::readRecord(contents->place, contents->entries[i]);
                found[i] = record && holds(*record, words);
            }
            return found;
        },
        [this, generation, contents = m_contents](std::vector<bool> found) {
            if (generation != m_searchGeneration || contents != m_contents) {
                return;
            }
            m_isSearching = false;
            m_found = std::move(found);
            applyFilter();
        });
}

bool ItemList::fits(std::size_t item, ItemFilter filter) const
{
    const scoring::ItemEntry &entry = m_contents->entries[item];
    switch (filter) {
    case ItemFilter::all:
        return true;
    case ItemFilter::right:
        return entry.has(scoring::ItemEntry::isRight);
    case ItemFilter::wrong:
        return !entry.has(scoring::ItemEntry::isRight);
    case ItemFilter::flipped: {
        const scoring::ItemEntry *other = m_contents->other(entry.line);
        return other != nullptr && other->has(scoring::ItemEntry::isRight) != entry.has(scoring::ItemEntry::isRight);
    }
    case ItemFilter::contaminated:
        return entry.has(scoring::ItemEntry::isContaminated);
    case ItemFilter::unjudged:
        return m_verdicts.count({m_place.cell, entry.line}) == 0;
    }
    return false;
}

void ItemList::applyFilter()
{
    beginResetModel();
    m_rows.clear();
    m_pages.clear();
    m_wanted.clear();
    m_inWork = -1;
    m_counts = {};
    ++m_generation; // pages of other rows are not wanted
    for (std::size_t i = 0; i < m_contents->entries.size(); ++i) {
        if (m_found && !(*m_found)[i]) {
            continue;
        }
        count(i);
        if (fits(i, m_filter)) {
            m_rows.push_back(static_cast<std::uint32_t>(i));
        }
    }
    endResetModel();
    Q_EMIT countsChanged();
    Q_EMIT rowsChanged();
}

void ItemList::setState(State state)
{
    if (m_state != state || state == State::failed) {
        m_state = state;
        Q_EMIT stateChanged();
    }
}

qint64 ItemList::numItems() const
{
    return m_contents ? static_cast<qint64>(m_contents->entries.size()) : 0;
}

const scoring::ItemEntry *ItemList::entryAt(int row) const
{
    return m_contents && row >= 0 && row < rowCount() ? &m_contents->entries[m_rows[static_cast<std::size_t>(row)]]
                                                      : nullptr;
}

qint64 ItemList::lineAt(int row) const
{
    const scoring::ItemEntry *entry = entryAt(row);
    return entry == nullptr ? 0 : entry->line;
}

int ItemList::rowOfLine(qint64 line) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [this, line](std::uint32_t item) {
        return m_contents->entries[item].line == line;
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

scoring::Verdict ItemList::verdictAt(int row) const
{
    const auto found = m_verdicts.find({m_place.cell, lineAt(row)});
    return found == m_verdicts.end() ? scoring::Verdict::none : found->second.verdict;
}

void ItemList::putVerdict(qint64 line, scoring::Verdict verdict)
{
    const std::pair<std::int64_t, std::int64_t> key{m_place.cell, line};
    m_verdicts.erase(key);
    if (verdict != scoring::Verdict::none) {
        m_verdicts.emplace(key, scoring::ItemVerdict{.cell = m_place.cell, .line = line, .verdict = verdict});
    }
}

void ItemList::setVerdict(qint64 line, scoring::Verdict verdict)
{
    const bool wasJudged = m_verdicts.count({m_place.cell, line}) > 0;
    const bool isJudged = verdict != scoring::Verdict::none;
    m_given.insert_or_assign(line, verdict);
    putVerdict(line, verdict);
    // The row stays where it is, under who judges, also where the filter would take it away.
    m_counts[static_cast<std::size_t>(ItemFilter::unjudged)] += (wasJudged ? 1 : 0) - (isJudged ? 1 : 0);
    if (const int row = rowOfLine(line); row >= 0) {
        Q_EMIT dataChanged(index(row, kVerdict), index(row, kVerdict));
    }
    Q_EMIT countsChanged();
}

qint64 ItemList::numJudged() const
{
    return static_cast<qint64>(m_verdicts.size());
}

bool ItemList::isRightAt(int row) const
{
    const scoring::ItemEntry *entry = entryAt(row);
    return entry != nullptr && entry->has(scoring::ItemEntry::isRight);
}

std::optional<bool> ItemList::isOtherRightAt(int row) const
{
    const scoring::ItemEntry *entry = entryAt(row);
    const scoring::ItemEntry *other = entry == nullptr ? nullptr : m_contents->other(entry->line);
    return other == nullptr ? std::nullopt : std::optional(other->has(scoring::ItemEntry::isRight));
}

bool ItemList::isContaminatedAt(int row) const
{
    const scoring::ItemEntry *entry = entryAt(row);
    return entry != nullptr && entry->has(scoring::ItemEntry::isContaminated);
}

void ItemList::readItem(int row)
{
    const quint64 generation = ++m_itemGeneration;
    const scoring::ItemEntry *entry = entryAt(row);
    if (entry == nullptr) {
        return;
    }
    m_background->run(
        [contents = m_contents, entry = *entry]() -> Result<ItemText> {
            ItemText text{.entry = entry, .record = BAFO_TRY(scoring::readRecord(contents->place, entry))};
            if (const scoring::ItemEntry *other = contents->other(entry.line)) {
                text.otherEntry = *other;
                text.otherRecord = BAFO_TRY(scoring::readRecord(contents->otherPlace, *other));
            }
            return text;
        },
        [this, generation](const Result<ItemText> &text) {
            if (generation != m_itemGeneration) {
                return;
            }
            if (text) {
                Q_EMIT itemRead(*text);
            } else {
                Q_EMIT itemFailed(text.error());
            }
        });
}

} // namespace bafo::ui
