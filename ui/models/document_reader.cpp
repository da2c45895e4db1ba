// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/document_reader.h"

#include "core/data/text_rules.h"
#include "ui/models/text_matches.h"

#include <sys/stat.h>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::int64_t kMostTranslations = 16;

/// 0 where there is none.
std::uint64_t inodeOf(const Path &file)
{
    struct stat status = {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

bool isSameLedger(const std::vector<data::Source> &a, const std::vector<data::Source> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const data::Source &one, const data::Source &other) {
        return one.id == other.id && one.licence == other.licence && one.provenance == other.provenance;
    });
}

int firstSliceWithMatch(const QString &text, const std::vector<qsizetype> &borders, const QString &search)
{
    const auto matches = matchesIn(text, search, 1);
    if (matches.empty()) {
        return 0;
    }
    const auto after = std::upper_bound(borders.begin(), borders.end() - 1, matches.front().start);
    return static_cast<int>(after - borders.begin()) - 1;
}

} // namespace

std::vector<qsizetype> sliceBordersOf(const QString &text, qsizetype length)
{
    std::vector<qsizetype> borders{0};
    while (text.size() - borders.back() > length) {
        const qsizetype latest = borders.back() + length;
        qsizetype border = latest;
        while (border > latest - length / 20 && !text.at(border - 1).isSpace()) {
            --border;
        }
        if (!text.at(border - 1).isSpace()) {
            border = latest - (text.at(latest).isLowSurrogate() ? 1 : 0);
        }
        borders.push_back(border);
    }
    borders.push_back(text.size());
    return borders;
}

Result<void> DocumentReader::open(const Path &folder)
{
    close();
    m_folder = folder;
    m_inode = inodeOf(folder / "documents.sqlite");
    m_dataset = BAFO_TRY(data::Dataset::open(m_files, folder));
    return {};
}

void DocumentReader::close()
{
    m_dataset.reset();
}

Result<data::Dataset *> DocumentReader::dataset()
{
    if (!m_dataset || inodeOf(m_folder / "documents.sqlite") != m_inode) {
        BAFO_TRY(open(Path(m_folder))); // its own copy: open() writes to the member
    }
    return &*m_dataset;
}

Result<DatasetContentsPtr> DocumentReader::contentsUnless(const DatasetContentsPtr &known)
{
    data::Dataset *dataset = BAFO_TRY(this->dataset());
    DatasetContents contents{.sources = BAFO_TRY(dataset->sources()),
                             .groups = {},
                             .splitRule = BAFO_TRY(dataset->splitRule()),
                             .revision = BAFO_TRY(dataset->revision()),
                             .holdsConversations = BAFO_TRY(dataset->holdsConversations())};
    const bool isSameText = known && known->revision == contents.revision;
    if (isSameText && isSameLedger(known->sources, contents.sources)) {
        return DatasetContentsPtr();
    }
    contents.groups = isSameText ? known->groups : BAFO_TRY(dataset->statistics());
    return std::make_shared<const DatasetContents>(std::move(contents));
}

Result<DocumentRows> DocumentReader::rows(const data::DocumentQuery &query, qint64 keepId,
                                          const DatasetContentsPtr &known)
{
    DocumentRows rows;
    const auto fresh = BAFO_TRY(contentsUnless(known));
    rows.contents = fresh ? fresh : known;
    data::Dataset *dataset = BAFO_TRY(this->dataset());
    rows.matching = rows.contents->groups;
    if (!query.search.empty()) {
        data::DocumentQuery onlySearch;
        onlySearch.search = query.search;
        rows.matching = BAFO_TRY(dataset->statistics(onlySearch));
    }
    rows.starts = BAFO_TRY(dataset->pageStarts(query, DocumentList::kPageSize));
    if (keepId > 0) {
        const auto after = std::lower_bound(rows.starts.begin(), rows.starts.end(), keepId);
        const auto page = std::max<std::ptrdiff_t>(after - rows.starts.begin() - 1, 0);
        int row = static_cast<int>(page) * DocumentList::kPageSize;
        BAFO_TRY(dataset->visitPage(query, rows.starts[static_cast<std::size_t>(page)], DocumentList::kPageSize,
                                    [&](const data::Document &document) {
                                        rows.keptRow = document.id == keepId ? row : rows.keptRow;
                                        ++row;
                                        return Result<void>();
                                    }));
    }
    return rows;
}

Result<std::vector<DocumentRow>> DocumentReader::page(const data::DocumentQuery &query, std::int64_t start)
{
    data::Dataset *dataset = BAFO_TRY(this->dataset());
    const QString search = QString::fromStdString(query.search);
    std::vector<DocumentRow> rows;
    BAFO_TRY(dataset->visitPage(query, start, DocumentList::kPageSize, [&](const data::Document &document) {
        rows.push_back(
            {.id = document.id,
             .excerpt = excerptOf(QString::fromStdString(document.text), search, DocumentList::kExcerptLength),
             .language = QString::fromStdString(document.language),
             .split = QString::fromStdString(document.split),
             .source = document.source});
        return Result<void>();
    }));
    return rows;
}

Result<std::optional<DocumentText>> DocumentReader::document(qint64 id, int slice, const QString &search)
{
    data::Dataset *dataset = BAFO_TRY(this->dataset());
    const auto found = BAFO_TRY(dataset->page({}, id - 1, 1));
    if (found.empty() || found.front().id != id) {
        return std::optional<DocumentText>();
    }
    const data::Document &document = found.front();
    const QString text = QString::fromStdString(document.text);
    const auto borders = sliceBordersOf(text, DocumentList::kSliceLength);
    const int numSlices = static_cast<int>(borders.size()) - 1;
    const int shown = slice < 0 ? firstSliceWithMatch(text, borders, search) : std::min(slice, numSlices - 1);
    const auto at = static_cast<std::size_t>(shown);
    DocumentText result{.id = id,
                        .language = QString::fromStdString(document.language),
                        .split = QString::fromStdString(document.split),
                        .context = QString::fromStdString(document.context),
                        .source = document.source,
                        .cluster = document.cluster,
                        .numCharacters = text.size(),
                        .numWords = data::countWords(document.text),
                        .slice = shown,
                        .numSlices = numSlices,
                        .text = text.mid(borders[at], borders[at + 1] - borders[at]),
                        .translations = {}};
    if (document.pair != 0) { // the documents of a pair follow each other, and the first gives it its number
        BAFO_TRY(dataset->visitPage({}, document.pair - 1, kMostTranslations, [&](const data::Document &other) {
            if (other.pair == document.pair && other.id != id) {
                const QString whole = QString::fromStdString(other.text);
                result.translations.push_back({.id = other.id,
                                               .language = QString::fromStdString(other.language),
                                               .text = whole.left(DocumentList::kSliceLength),
                                               .isCut = whole.size() > DocumentList::kSliceLength});
            }
            return Result<void>();
        }));
    }
    return std::optional(std::move(result));
}

} // namespace bafo::ui
