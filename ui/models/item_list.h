// SPDX-License-Identifier: GPL-3.0-or-later
// The answered items of one cell as a table of any length, beside those of another model where there is one. The index
// is read whole (a hundred bytes an item), the items' texts page by page when they come into sight.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/scoring/item_index.h"
#include "core/scoring/verdict_file.h"
#include "ui/connection/background.h"
#include "ui/models/score_table.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QTimer>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

enum class ItemFilter { all, right, wrong, flipped, contaminated, unjudged };
inline constexpr std::size_t kNumItemFilters = 6;

/// One item with what the model said, and the other one.
struct ItemText {
    scoring::ItemEntry entry = {};
    scoring::ItemRecord record = {};
    std::optional<scoring::ItemEntry> otherEntry = {};
    std::optional<scoring::ItemRecord> otherRecord = {};
};

/// The window's thread only. Nothing here waits for a disk.
class ItemList final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum class State { closed, loading, ready, failed };
    enum Column { kMark, kOther, kLine, kText, kVerdict, kNumColumns };
    static constexpr int kExcerptLength = 200;
    static constexpr int kPageSize = 50;

    /// `evaluations` holds a folder an evaluation.
    explicit ItemList(Path evaluations, QObject *parent = nullptr);
    ~ItemList() override;

    /// Forgets what was open. `other` may be nowhere.
    void open(const CellPlace &place, const CellPlace &other);

    /// Looks whether there are more items by now, and keeps the filter.
    void refresh();

    void setFilter(ItemFilter filter);

    /// Empty: all. Looks into question, choices and answers, whatever the case of letters.
    void setSearch(const QString &search);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] ItemFilter filter() const { return m_filter; }
    [[nodiscard]] const QString &search() const { return m_search; }
    [[nodiscard]] bool isSearching() const { return m_isSearching; }
    [[nodiscard]] bool hasOther() const { return m_other.isSomewhere(); }
    [[nodiscard]] const CellPlace &place() const { return m_place; }
    [[nodiscard]] const CellPlace &other() const { return m_other; }

    /// How many items each filter leaves of those that the search found.
    [[nodiscard]] const std::array<qint64, kNumItemFilters> &counts() const { return m_counts; }
    [[nodiscard]] qint64 numItems() const;

    /// The line of an item in its data; 0 where there is no such row. And back: -1.
    [[nodiscard]] qint64 lineAt(int row) const;
    [[nodiscard]] int rowOfLine(qint64 line) const;
    [[nodiscard]] scoring::Verdict verdictAt(int row) const;

    /// As the window knows it already; the file is written elsewhere.
    void setVerdict(qint64 line, scoring::Verdict verdict);
    [[nodiscard]] qint64 numJudged() const;

    /// Asks for an item; itemRead() brings it, or itemFailed() the reason. Only the last one comes.
    void readItem(int row);

    [[nodiscard]] bool isRightAt(int row) const;
    [[nodiscard]] std::optional<bool> isOtherRightAt(int row) const;
    [[nodiscard]] bool isContaminatedAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void stateChanged();
    void rowsChanged(); ///< other rows, after a model reset
    void countsChanged();
    void itemRead(const bafo::ui::ItemText &item);
    void itemFailed(const bafo::Error &error);

private:
    struct Contents;
    using ContentsPtr = std::shared_ptr<const Contents>;

    void load(bool isNew);
    void take(Result<ContentsPtr> contents);
    void append(std::size_t from);
    void count(std::size_t item);
    void applyFilter();
    void startSearch();
    void putVerdict(qint64 line, scoring::Verdict verdict);
    [[nodiscard]] bool fits(std::size_t item, ItemFilter filter) const;
    [[nodiscard]] std::optional<QString> excerptAt(int row) const;
    void fetchNext();
    void setState(State state);
    [[nodiscard]] const scoring::ItemEntry *entryAt(int row) const;

    Path m_evaluations;
    CellPlace m_place;
    CellPlace m_other;
    State m_state = State::closed;
    std::optional<Error> m_error;
    ContentsPtr m_contents; ///< shared with the work in the thread beside; never changed
    scoring::Verdicts m_verdicts;
    std::map<qint64, scoring::Verdict> m_given; ///< here, by line
    ItemFilter m_filter = ItemFilter::all;
    QString m_search;
    std::optional<std::vector<bool>> m_found; ///< by the search, an item each
    bool m_isSearching = false;
    std::vector<std::uint32_t> m_rows; ///< items that are shown
    std::array<qint64, kNumItemFilters> m_counts{};
    quint64 m_loadGeneration = 0;
    quint64 m_generation = 0; ///< of the rows: pages of older ones are not wanted
    quint64 m_searchGeneration = 0;
    std::shared_ptr<std::atomic<quint64>> m_wantedSearch; ///< the newest: older ones stop
    quint64 m_itemGeneration = 0;
    QCache<int, std::vector<QString>> m_pages; ///< excerpts
    mutable std::vector<int> m_wanted; ///< pages to be read, the most urgent one last
    int m_inWork = -1;
    QTimer *m_fetch;
    std::unique_ptr<Background> m_background; ///< ended first
    std::unique_ptr<Background> m_searcher; ///< a search must not hold up an item
};

/// The side of an item that tells it from the others: without what many share at their beginning, one line.
[[nodiscard]] QString excerptOf(const scoring::ItemRecord &record);

} // namespace bafo::ui
