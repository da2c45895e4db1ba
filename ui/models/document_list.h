// SPDX-License-Identifier: GPL-3.0-or-later
// The documents of one dataset as a table of any length: rows are read from SQLite in a thread beside, page by page,
// when they come into sight.
#pragma once

#include "core/base/result.h"
#include "core/data/document.h"
#include "ui/connection/background.h"
#include "ui/models/dataset_contents.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

/// What a row shows.
struct DocumentRow {
    qint64 id = 0;
    QString excerpt; ///< one line, at most DocumentList::kExcerptLength characters, around the first match
    QString language;
    QString split;
    qint64 source = 0;
};

/// A translation of a document, or its beginning.
struct TranslationText {
    qint64 id = 0;
    QString language;
    QString text;
    bool isCut = false;
};

/// One document with one slice of its text: a book is not laid out at once.
struct DocumentText {
    qint64 id = 0;
    QString language;
    QString split;
    QString context; ///< what the source says about its use
    qint64 source = 0;
    qint64 cluster = 0;
    qint64 numCharacters = 0;
    qint64 numWords = 0;
    int slice = 0;
    int numSlices = 1;
    QString text; ///< of the slice
    std::vector<TranslationText> translations;
};

/// The window's thread only. Nothing here waits for a disk. Rows are empty until they have been read.
class DocumentList final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum class State { closed, loading, ready, failed };
    enum Column { kText, kLanguage, kSplit, kNumColumns };
    static constexpr int kExcerptLength = 200;
    static constexpr int kPageSize = 100;
    static constexpr int kSliceLength = 20'000; ///< characters, about

    explicit DocumentList(QObject *parent = nullptr);
    ~DocumentList() override;

    /// Forgets what was open.
    void open(const QString &datasetFolder, const data::DocumentQuery &query);
    void close();

    /// Other filters, from their first row on.
    void setQuery(const data::DocumentQuery &query);

    /// A document to find again among the next rows: see keptRow().
    void keep(qint64 id) { m_keptId = id; }

    /// The dataset may have changed: looks, and where it has, reads again with the same filters.
    void refresh();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const data::DocumentQuery &query() const { return m_query; }

    /// Null until the dataset has been opened.
    [[nodiscard]] const DatasetContentsPtr &contents() const { return m_contents; }

    /// How many documents match the search, by what the other filters look at.
    [[nodiscard]] const GroupCounts &matching() const { return m_matching; }

    /// The row of the document that was to be kept, when rowsChanged() comes; -1 where it is not among the rows.
    [[nodiscard]] int keptRow() const { return m_keptRow; }

    /// 0 while the row has not been read.
    [[nodiscard]] qint64 idAt(int row) const;
    [[nodiscard]] std::optional<DocumentRow> rowAt(int row) const;

    /// Asks for a document; documentRead() brings it. Only the last one that was asked for comes. Slice -1: the first
    /// one with a match.
    void readDocument(qint64 id, int slice = -1);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void stateChanged();
    void contentsChanged();
    void rowsChanged(); ///< other rows, after a model reset
    void documentRead(const bafo::ui::DocumentText &document);

private:
    struct Reader;
    struct Rows;

    void ask(bool isNew);
    void take(Result<Rows> rows);
    void setState(State state);
    void fetchNext();

    std::shared_ptr<Reader> m_reader; ///< shared with the work in the thread beside, which alone looks into it
    State m_state = State::closed;
    std::optional<Error> m_error;
    data::DocumentQuery m_query;
    DatasetContentsPtr m_contents;
    GroupCounts m_matching;
    std::vector<std::int64_t> m_starts;
    int m_numRows = 0;
    qint64 m_keptId = 0;
    int m_keptRow = -1;
    bool m_isAsking = false; ///< the starts of the pages belong to filters that are no more
    quint64 m_generation = 0; ///< answers to older questions are not wanted
    quint64 m_documentGeneration = 0;
    QCache<int, std::vector<DocumentRow>> m_pages;
    mutable std::vector<int> m_wanted; ///< pages to be read, the most urgent one last
    int m_inWork = -1;
    QTimer *m_fetch;
    std::unique_ptr<Background> m_background; ///< ended first
};

} // namespace bafo::ui
