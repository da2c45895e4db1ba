// SPDX-License-Identifier: Apache-2.0
#include "core/data/dataset.h"

#include "core/base/sha256.h"
#include "core/data/source_ledger.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <set>
#include <utility>

namespace bafo::data {
namespace {

// documents_fts is an external-content index: the text is stored once. `identity` is a hash of language, text and the
// translations, so that exact duplicates are found at import. `context` tells homonyms apart.
constexpr const char *kSchema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources(
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, language TEXT NOT NULL,
  licence TEXT NOT NULL, provenance TEXT NOT NULL, steps TEXT NOT NULL, imported_ms INTEGER NOT NULL,
  UNIQUE(kind, sha256, language));
CREATE TABLE skipped(
  source INTEGER NOT NULL REFERENCES sources(id), reason TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY(source, reason)) WITHOUT ROWID;
CREATE TABLE documents(
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, language TEXT NOT NULL, split TEXT NOT NULL,
  source INTEGER NOT NULL REFERENCES sources(id), pair INTEGER NOT NULL, cluster INTEGER NOT NULL,
  context TEXT NOT NULL, num_words INTEGER NOT NULL, num_bytes INTEGER NOT NULL, identity BLOB NOT NULL);
CREATE INDEX documents_by_language ON documents(language, id);
CREATE INDEX documents_by_selection ON documents(language, split, id);
CREATE INDEX documents_by_split ON documents(split, id);
CREATE INDEX documents_by_identity ON documents(identity);
CREATE INDEX documents_by_group ON documents(language, split, source, num_words, num_bytes);
CREATE VIRTUAL TABLE documents_fts USING fts5(text, content='documents', content_rowid='id', tokenize='unicode61');
)sql";

// What version 2 has more. `turns` is the structure of a conversation, whose text lies in documents like any other.
constexpr const char *kSinceVersion2 = R"sql(
CREATE TABLE conversations(document INTEGER PRIMARY KEY REFERENCES documents(id), turns TEXT NOT NULL);
CREATE TABLE evaluation_sources(source INTEGER PRIMARY KEY REFERENCES sources(id));
)sql";

constexpr DatabaseKind kKind{
    .applicationId = 0x42414644, .version = 2, .schema = kSchema, .upgrade = kSinceVersion2, .what = "dataset"};

constexpr const char *kLedger = "sources.yaml";
constexpr const char *kStagedLedger = ".new-sources.yaml";

constexpr const char *kColumns = "d.id, d.text, d.language, d.split, d.source, d.pair, d.cluster, d.context, ";
constexpr const char *kTurns = "(SELECT turns FROM conversations WHERE document = d.id)";

/// Words as FTS5 strings, so that nothing in them is read as its query language; the last one as a prefix.
std::string ftsQueryOf(std::string_view search)
{
    std::string query;
    std::string word;
    const auto close = [&] {
        if (!word.empty()) {
            query += (query.empty() ? "\"" : " \"") + word + "\"";
            word.clear();
        }
    };
    for (const char letter : search) {
        if (std::isspace(static_cast<unsigned char>(letter)) != 0) {
            close();
        } else {
            word += letter == '"' ? "\"\"" : std::string(1, letter);
        }
    }
    const bool isUnfinished = !word.empty();
    close();
    return isUnfinished ? query + "*" : query;
}

/// The documents of one source follow each other; the small index says where, so that nobody walks over all others.
std::string ofSource(const std::string &id)
{
    const std::string ids = "id) FROM documents INDEXED BY documents_by_group WHERE source = ?5)";
    return " AND d.source = ?5 AND " + id + " >= (SELECT min(" + ids + " AND " + id + " <= (SELECT max(" + ids;
}

Document documentOf(const Statement &row)
{
    return {.id = row.integer(0),
            .text = std::string(row.text(1)),
            .language = std::string(row.text(2)),
            .split = std::string(row.text(3)),
            .source = row.integer(4),
            .pair = row.integer(5),
            .cluster = row.integer(6),
            .context = std::string(row.text(7)),
            .turns = std::string(row.text(8))};
}

Result<void> refuseNetworkFolder(const Path &folder)
{
    constexpr long kNfs = 0x6969;
    constexpr long kSmb = 0x517B;
    constexpr long kCifs = 0xFF534D42;
    constexpr long kSmb2 = 0xFE534D42;
    struct statfs status = {};
    if (statfs(folder.c_str(), &status) == 0) {
        const auto type = static_cast<long>(static_cast<std::uint32_t>(status.f_type));
        if (type == kNfs || type == kSmb || type == kCifs || type == kSmb2) {
            return fail(ErrorCode::config,
                        folder.string() + " lies on a network file system, which cannot lock a dataset",
                        "keep the project on a disk of this computer");
        }
    }
    return {};
}

} // namespace

Result<DatasetLock> DatasetLock::take(const Path &datasetFolder)
{
    const Path path = datasetFolder / "lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return fail(errno == ENOSPC || errno == EDQUOT ? ErrorCode::diskFull : ErrorCode::data,
                    "cannot write " + path.string(), "check that the folder is yours to write in");
    }
    DatasetLock lock(descriptor);
    // Whoever held it may have removed the dataset meanwhile: then this is no file of the folder any more.
    struct stat held = {};
    struct stat there = {};
    const bool isOfFolder = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor, &held) == 0
        && ::stat(path.c_str(), &there) == 0 && held.st_ino == there.st_ino && held.st_dev == there.st_dev;
    if (!isOfFolder) {
        return fail(ErrorCode::inUse, datasetFolder.string() + " is being changed by another program",
                    "wait until it is done, then do it again");
    }
    return lock;
}

DatasetLock::DatasetLock(DatasetLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

DatasetLock &DatasetLock::operator=(DatasetLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

DatasetLock::~DatasetLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Dataset::Dataset(FileSystem &files, Path folder, Database database, std::optional<DatasetLock> lock)
    : m_files(&files)
    , m_folder(std::move(folder))
    , m_lock(std::move(lock))
    , m_database(std::move(database))
{
}

Result<Dataset> Dataset::open(FileSystem &files, const Path &folder)
{
    if (!BAFO_TRY(files.status(folder / "documents.sqlite")).exists) {
        return fail(ErrorCode::data, folder.string() + " holds no dataset",
                    "see 'bafo data list', or make one: bafo data import");
    }
    auto database = BAFO_TRY(Database::open(folder / "documents.sqlite", DatabaseMode::read, kKind));
    return Dataset(files, folder, std::move(database), std::nullopt);
}

Result<Dataset> Dataset::openForWriting(FileSystem &files, const Path &folder)
{
    BAFO_TRY(files.createDirectories(folder));
    BAFO_TRY(refuseNetworkFolder(folder));
    auto lock = BAFO_TRY(DatasetLock::take(folder));
    const bool isNew = !BAFO_TRY(files.status(folder / "documents.sqlite")).exists;
    auto database = Database::open(folder / "documents.sqlite", DatabaseMode::write, kKind);
    if (!database) {
        if (isNew) {
            (void)files.removeTree(folder); // under the lock; what failed is the thing to tell
        }
        return fail(std::move(database).error());
    }
    return Dataset(files, folder, std::move(*database), std::move(lock));
}

Result<std::string> Dataset::meta(std::string_view key)
{
    auto statement = BAFO_TRY(m_database.prepare("SELECT value FROM meta WHERE key=?"));
    statement.bind(1, key);
    return BAFO_TRY(statement.step()) ? std::string(statement.text(0)) : std::string();
}

Result<void> Dataset::setMeta(std::string_view key, std::string_view value)
{
    auto statement = BAFO_TRY(m_database.prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)"));
    return statement.bind(1, key).bind(2, value).run();
}

Result<std::string> Dataset::revision()
{
    return meta("revision");
}

Result<std::string> Dataset::splitRule()
{
    return meta("split_rule");
}

Result<void> Dataset::advanceRevision(std::string_view change)
{
    Sha256 hash;
    hash.update(BAFO_TRY(revision()));
    hash.update("\n");
    hash.update(change);
    return setMeta("revision", hash.finish());
}

Result<Statement> Dataset::select(std::string_view columns, const DocumentQuery &query, std::int64_t afterId,
                                  Order order, std::int64_t limit)
{
    const std::string fts = ftsQueryOf(query.search);
    std::string sql = "SELECT " + std::string(columns);
    sql += fts.empty() ? std::string(" FROM documents d WHERE ") + (order == Order::byId ? "" : "+") + "d.id > ?1"
                       : " FROM documents_fts CROSS JOIN documents d ON d.id = documents_fts.rowid"
                         " WHERE documents_fts MATCH ?4 AND documents_fts.rowid > ?1";
    sql += query.language.empty() ? "" : " AND d.language = ?2";
    sql += query.split.empty() ? "" : " AND d.split = ?3";
    sql += query.source == 0 ? std::string() : ofSource(fts.empty() ? "d.id" : "documents_fts.rowid");
    if (order == Order::byId) {
        sql += fts.empty() ? " ORDER BY d.id" : " ORDER BY documents_fts.rowid";
    } else if (order == Order::byGroup) {
        sql += " GROUP BY d.language, d.split, d.source ORDER BY d.language, d.split, d.source";
    }
    sql += limit < 0 ? "" : " LIMIT " + std::to_string(limit);
    auto statement = BAFO_TRY(m_database.prepare(sql));
    statement.bind(1, afterId);
    if (!query.language.empty()) {
        statement.bind(2, query.language);
    }
    if (!query.split.empty()) {
        statement.bind(3, query.split);
    }
    if (!fts.empty()) {
        statement.bind(4, fts);
    }
    if (query.source != 0) {
        statement.bind(5, query.source);
    }
    return statement;
}

Result<bool> Dataset::isOfVersion2()
{
    return BAFO_TRY(m_database.integer("SELECT count(*) FROM sqlite_schema WHERE name='conversations'")) > 0;
}

Result<bool> Dataset::holdsConversations()
{
    return BAFO_TRY(isOfVersion2()) && BAFO_TRY(m_database.integer("SELECT EXISTS(SELECT 1 FROM conversations)")) > 0;
}

Result<std::int64_t> Dataset::count(const DocumentQuery &query)
{
    auto statement = BAFO_TRY(select("count(*)", query, 0, Order::none, -1));
    BAFO_TRY(statement.step());
    return statement.integer(0);
}

Result<std::vector<Document>> Dataset::page(const DocumentQuery &query, std::int64_t afterId, std::int64_t limit)
{
    std::vector<Document> documents;
    BAFO_TRY(visitPage(query, afterId, std::max<std::int64_t>(limit, 0), [&documents](const Document &document) {
        documents.push_back(document);
        return Result<void>();
    }));
    return documents;
}

Result<std::vector<std::int64_t>> Dataset::pageStarts(const DocumentQuery &query, std::int64_t pageSize)
{
    auto statement = BAFO_TRY(select("d.id", query, 0, Order::byId, -1));
    std::vector<std::int64_t> starts{0};
    std::int64_t row = 0;
    std::int64_t previous = 0;
    while (BAFO_TRY(statement.step())) {
        if (row > 0 && row % std::max<std::int64_t>(pageSize, 1) == 0) {
            starts.push_back(previous);
        }
        previous = statement.integer(0);
        ++row;
    }
    return starts;
}

Result<void> Dataset::visit(const DocumentQuery &query, const std::function<Result<void>(const Document &)> &visitor)
{
    return visitPage(query, 0, -1, visitor);
}

Result<void> Dataset::visitPage(const DocumentQuery &query, std::int64_t afterId, std::int64_t limit,
                                const std::function<Result<void>(const Document &)> &visitor)
{
    const std::string turns = BAFO_TRY(isOfVersion2()) ? kTurns : "''";
    auto statement = BAFO_TRY(select(kColumns + turns, query, afterId, Order::byId, limit));
    while (BAFO_TRY(statement.step())) {
        BAFO_TRY(visitor(documentOf(statement)));
    }
    return {};
}

Result<std::vector<Source>> Dataset::sources()
{
    auto statement = BAFO_TRY(m_database.prepare("SELECT id, kind, file, sha256, language, licence, provenance, steps, "
                                                 "imported_ms FROM sources ORDER BY id"));
    auto skipped = BAFO_TRY(m_database.prepare("SELECT reason, count FROM skipped WHERE source=? ORDER BY reason"));
    std::set<std::int64_t> forEvaluation;
    if (BAFO_TRY(isOfVersion2())) {
        auto marked = BAFO_TRY(m_database.prepare("SELECT source FROM evaluation_sources"));
        while (BAFO_TRY(marked.step())) {
            forEvaluation.insert(marked.integer(0));
        }
    }
    std::vector<Source> sources;
    while (BAFO_TRY(statement.step())) {
        Source source{.id = statement.integer(0),
                      .kind = std::string(statement.text(1)),
                      .file = std::string(statement.text(2)),
                      .sha256 = std::string(statement.text(3)),
                      .language = std::string(statement.text(4)),
                      .licence = std::string(statement.text(5)),
                      .provenance = std::string(statement.text(6)),
                      .steps = std::string(statement.text(7)),
                      .importedMs = statement.integer(8),
                      .skipped = {},
                      .isForEvaluation = forEvaluation.contains(statement.integer(0))};
        skipped.bind(1, source.id);
        while (BAFO_TRY(skipped.step())) {
            source.skipped.emplace(skipped.text(0), skipped.integer(1));
        }
        skipped.reset();
        sources.push_back(std::move(source));
    }
    return sources;
}

Result<std::vector<GroupCount>> Dataset::statistics(const DocumentQuery &query)
{
    auto statement = BAFO_TRY(select("d.language, d.split, d.source, count(*), sum(d.num_words), sum(d.num_bytes)",
                                     query, 0, Order::byGroup, -1));
    std::vector<GroupCount> groups;
    while (BAFO_TRY(statement.step())) {
        groups.push_back({.language = std::string(statement.text(0)),
                          .split = std::string(statement.text(1)),
                          .source = statement.integer(2),
                          .numDocuments = statement.integer(3),
                          .numWords = statement.integer(4),
                          .numBytes = statement.integer(5)});
    }
    return groups;
}

Result<void> Dataset::stageLedger()
{
    return writeFileAtomically(*m_files, m_folder / kStagedLedger, ledgerYaml(BAFO_TRY(sources())));
}

Result<void> Dataset::placeLedger()
{
    BAFO_TRY(m_files->rename(m_folder / kStagedLedger, m_folder / kLedger));
    return m_files->syncDirectory(m_folder);
}

void Dataset::dropStagedLedger()
{
    (void)m_files->removeFile(m_folder / kStagedLedger); // the next import writes over it
}

Result<void> Dataset::removeIfNeverFilled()
{
    return BAFO_TRY(revision()).empty() ? m_files->removeTree(m_folder) : Result<void>();
}

} // namespace bafo::data
