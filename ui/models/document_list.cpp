// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/document_list.h"

#include "ui/models/document_reader.h"
#include "ui/widgets/language_names.h"

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr int kMostPagesKept = 40;
constexpr std::size_t kMostPagesWanted = 4; // whoever drags a scroll bar passes many that nobody looks at

} // namespace

struct DocumentList::Reader {
    DocumentReader reader; ///< for the thread beside
    std::atomic<quint64> wanted = 0; ///< the newest question: older ones need no answer
};

struct DocumentList::Rows {
    quint64 generation = 0;
    DocumentRows rows;
};

DocumentList::DocumentList(QObject *parent)
    : QAbstractTableModel(parent)
    , m_reader(std::make_shared<Reader>())
    , m_pages(kMostPagesKept)
    , m_fetch(new QTimer(this))
    , m_background(std::make_unique<Background>())
{
    m_fetch->setSingleShot(true);
    m_fetch->setInterval(0);
    connect(m_fetch, &QTimer::timeout, this, &DocumentList::fetchNext);
}

DocumentList::~DocumentList() = default;

void DocumentList::open(const QString &datasetFolder, const data::DocumentQuery &query)
{
    close();
    m_query = query;
    m_background->run([reader = m_reader, folder = datasetFolder.toStdString()] { return reader->reader.open(folder); },
                      [](const Result<void> &) { /* the next question tells why it failed */ });
    ask(true);
}

void DocumentList::close()
{
    m_reader->wanted = ++m_generation;
    ++m_documentGeneration;
    beginResetModel();
    m_contents.reset();
    m_matching.clear();
    m_starts.clear();
    m_pages.clear();
    m_wanted.clear();
    m_numRows = 0;
    m_keptRow = -1;
    m_inWork = -1;
    endResetModel();
    m_background->run(
        [reader = m_reader] {
            reader->reader.close();
            return true;
        },
        [](bool) {});
    m_error.reset();
    setState(State::closed);
}

void DocumentList::setQuery(const data::DocumentQuery &query)
{
    m_query = query;
    if (m_state != State::closed) {
        ask(true);
    }
}

void DocumentList::refresh()
{
    if (m_state == State::closed) {
        return;
    }
    const quint64 generation = m_generation;
    m_background->run([reader = m_reader, known = m_contents] { return reader->reader.contentsUnless(known); },
                      [this, generation](const Result<DatasetContentsPtr> &contents) {
                          if (generation == m_generation && (!contents || *contents)) {
                              ask(false);
                          }
                      });
}

void DocumentList::ask(bool isNew)
{
    m_isAsking = true;
    const quint64 generation = ++m_generation;
    m_reader->wanted = generation;
    if (isNew) {
        setState(State::loading);
    }
    m_background->run(
        [reader = m_reader, query = m_query, keepId = m_keptId, known = m_contents, generation]() -> Result<Rows> {
            if (reader->wanted != generation) {
                return Rows{};
            }
            return Rows{generation, BAFO_TRY(reader->reader.rows(query, keepId, known))};
        },
        [this, generation](Result<Rows> rows) {
            if (generation == m_generation) {
                take(std::move(rows));
            }
        });
}

void DocumentList::take(Result<Rows> result)
{
    beginResetModel();
    m_pages.clear();
    m_wanted.clear();
    m_inWork = -1;
    m_isAsking = false;
    m_error.reset();
    if (!result) {
        m_error = result.error();
        m_numRows = 0;
        m_keptRow = -1;
        endResetModel();
        setState(State::failed);
        return;
    }
    DocumentRows &rows = result->rows;
    const bool isNews = m_contents != rows.contents;
    m_contents = rows.contents;
    m_matching = std::move(rows.matching);
    m_starts = std::move(rows.starts);
    m_keptRow = rows.keptRow;
    m_numRows = static_cast<int>(totalsOf(m_matching, m_query).numDocuments);
    endResetModel();
    setState(State::ready);
    if (isNews) {
        Q_EMIT contentsChanged();
    }
    Q_EMIT rowsChanged();
}

void DocumentList::setState(State state)
{
    if (m_state != state || state == State::failed) {
        m_state = state;
        Q_EMIT stateChanged();
    }
}

qint64 DocumentList::idAt(int row) const
{
    const auto found = rowAt(row);
    return found ? found->id : 0;
}

std::optional<DocumentRow> DocumentList::rowAt(int row) const
{
    if (row < 0 || row >= m_numRows) {
        return std::nullopt;
    }
    const int page = row / kPageSize;
    const auto *rows = m_pages.object(page);
    if (rows != nullptr) {
        const auto at = static_cast<std::size_t>(row % kPageSize);
        return at < rows->size() ? std::optional(rows->at(at)) : std::nullopt;
    }
    if (page != m_inWork) {
        std::erase(m_wanted, page);
        m_wanted.push_back(page);
        if (m_wanted.size() > kMostPagesWanted) {
            m_wanted.erase(m_wanted.begin());
        }
        m_fetch->start();
    }
    return std::nullopt;
}

void DocumentList::fetchNext()
{
    if (m_inWork >= 0 || m_isAsking || m_wanted.empty()) {
        return;
    }
    const int page = m_wanted.back();
    m_wanted.pop_back();
    if (page >= static_cast<int>(m_starts.size())) {
        return;
    }
    m_inWork = page;
    const std::int64_t start = m_starts[static_cast<std::size_t>(page)];
    const quint64 generation = m_generation;
    m_background->run(
        [reader = m_reader, query = m_query, start, generation]() -> Result<std::vector<DocumentRow>> {
            return reader->wanted == generation ? reader->reader.page(query, start) : std::vector<DocumentRow>();
        },
        [this, page, generation](Result<std::vector<DocumentRow>> rows) {
            if (generation != m_generation) {
                return;
            }
            m_inWork = -1;
            if (!rows) {
                m_error = rows.error();
                setState(State::failed);
                return;
            }
            m_pages.insert(page, new std::vector<DocumentRow>(std::move(*rows))); // the cache owns it
            const int first = page * kPageSize;
            Q_EMIT dataChanged(index(first, 0), index(std::min(first + kPageSize, m_numRows) - 1, kNumColumns - 1));
            m_fetch->start();
        });
}

void DocumentList::readDocument(qint64 id, int slice)
{
    const quint64 generation = ++m_documentGeneration;
    m_background->run(
        [reader = m_reader, id, slice, search = QString::fromStdString(m_query.search)] {
            return reader->reader.document(id, slice, search);
        },
        [this, generation](const Result<std::optional<DocumentText>> &document) {
            if (generation == m_documentGeneration && document && *document) {
                Q_EMIT documentRead(**document);
            }
        });
}

int DocumentList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_numRows;
}

int DocumentList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kNumColumns;
}

QVariant DocumentList::data(const QModelIndex &index, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) {
        return {};
    }
    const auto row = rowAt(index.row());
    if (!row) {
        return {};
    }
    switch (index.column()) {
    case kText:
        return row->excerpt;
    case kLanguage:
        return languageName(row->language);
    default:
        return splitInWords(row->split);
    }
}

QVariant DocumentList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case kText:
        return tr("Text");
    case kLanguage:
        return tr("Language");
    default:
        return tr("Split");
    }
}

} // namespace bafo::ui
