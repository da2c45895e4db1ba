// SPDX-License-Identifier: Apache-2.0
#include "core/data/database.h"

#include <sqlite3.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include <unistd.h>

namespace bafo::data {
namespace {

constexpr int kLongestValueBytes = 64 << 20;
constexpr int kLongestSqlBytes = 1 << 16;

constexpr std::uint64_t kLittleRoomBytes = 1U << 20U;

/// SQLite says "full" where a write to its main files fails for want of room, but "I/O error" or "cannot open" where it
/// was another of its files (the index of the write-ahead log, a new journal).
bool isForWantOfRoom(sqlite3 *database, const Path &path)
{
    const int reason = database == nullptr ? 0 : sqlite3_system_errno(database);
    struct statvfs place = {};
    return reason == ENOSPC || reason == EDQUOT
        || (::statvfs(path.parent_path().c_str(), &place) == 0
            && static_cast<std::uint64_t>(place.f_bavail) * place.f_frsize < kLittleRoomBytes);
}

Failure failureOf(int code, sqlite3 *database, const Path &path)
{
    const std::string message
        = path.string() + ": " + (database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database));
    const int kind = code & 0xFF;
    if ((kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN) && isForWantOfRoom(database, path)) {
        return fail(ErrorCode::diskFull, message + ": no room left on the disk", "free some space and do it again");
    }
    switch (kind) {
    case SQLITE_FULL:
        return fail(ErrorCode::diskFull, message, "free some space and do it again");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(ErrorCode::inUse, message, "wait until the other program is done with it");
    case SQLITE_NOMEM:
        return fail(ErrorCode::outOfMemory, message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return fail(ErrorCode::data, message, "check that the file is there and that you may use it");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail(ErrorCode::data, message, "restore it from a copy, or import the text again");
    case SQLITE_TOOBIG:
        return fail(ErrorCode::data, message, "cut the text into smaller documents");
    default:
        return fail(ErrorCode::internal, message);
    }
}

void setLimits(sqlite3 *database)
{
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, kLongestValueBytes);
    sqlite3_limit(database, SQLITE_LIMIT_SQL_LENGTH, kLongestSqlBytes);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(database, SQLITE_LIMIT_EXPR_DEPTH, 64);
    sqlite3_limit(database, SQLITE_LIMIT_COMPOUND_SELECT, 16);
    sqlite3_limit(database, SQLITE_LIMIT_TRIGGER_DEPTH, 4);
    sqlite3_limit(database, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_busy_timeout(database, 5000);
}

/// Whether a database is there whose folder nobody may write, without a write-ahead log.
bool isAtRest(const Path &path)
{
    std::error_code error;
    const bool hasLog = std::filesystem::file_size(path.string() + "-wal", error) > 0 && !error;
    return !hasLog && ::access(path.parent_path().c_str(), W_OK) != 0 && ::access(path.c_str(), R_OK) == 0;
}

std::string inUri(const std::string &path)
{
    std::string text;
    for (const char c : path) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/'
            || c == '.' || c == '-' || c == '_';
        constexpr const char *kDigits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        text += isPlain ? std::string(1, c) : std::string{'%', kDigits[byte / 16], kDigits[byte % 16]};
    }
    return text;
}

Result<void> checkKind(Database &database, const Path &path, DatabaseMode mode, const DatabaseKind &kind)
{
    const auto id = BAFO_TRY(database.integer("PRAGMA application_id"));
    const auto version = BAFO_TRY(database.integer("PRAGMA user_version"));
    if (id == 0 && version == 0 && mode == DatabaseMode::write
        && BAFO_TRY(database.integer("SELECT count(*) FROM sqlite_schema")) == 0) {
        auto transaction = BAFO_TRY(Transaction::begin(database));
        BAFO_TRY(database.execute(kind.schema));
        BAFO_TRY(database.execute(kind.upgrade));
        BAFO_TRY(database.execute(("PRAGMA application_id=" + std::to_string(kind.applicationId)).c_str()));
        BAFO_TRY(database.execute(("PRAGMA user_version=" + std::to_string(kind.version)).c_str()));
        return transaction.commit();
    }
    if (id != static_cast<std::int64_t>(kind.applicationId)) {
        return fail(ErrorCode::data, path.string() + " is a database, but no " + kind.what,
                    "name another file or folder");
    }
    if (version > kind.version) {
        return fail(ErrorCode::data, path.string() + " was made by a newer version of this program",
                    "use that version, or import the text again");
    }
    if (version < kind.version && mode == DatabaseMode::write) {
        auto transaction = BAFO_TRY(Transaction::begin(database));
        BAFO_TRY(database.execute(kind.upgrade));
        BAFO_TRY(database.execute(("PRAGMA user_version=" + std::to_string(kind.version)).c_str()));
        return transaction.commit();
    }
    return {};
}

} // namespace

void Statement::Finalizer::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

void Database::Closer::operator()(sqlite3 *database) const
{
    sqlite3_close_v2(database);
}

Statement &Statement::bind(int parameter, std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), parameter, value);
    return *this;
}

Statement &Statement::bind(int parameter, std::string_view value)
{
    sqlite3_bind_text64(m_statement.get(), parameter, value.data() == nullptr ? "" : value.data(), value.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement &Statement::bindBlob(int parameter, std::string_view value)
{
    sqlite3_bind_blob64(m_statement.get(), parameter, value.data(), value.size(), SQLITE_TRANSIENT);
    return *this;
}

Statement &Statement::bindNull(int parameter)
{
    sqlite3_bind_null(m_statement.get(), parameter);
    return *this;
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    return failureOf(code, sqlite3_db_handle(m_statement.get()), m_path);
}

Result<void> Statement::run()
{
    BAFO_TRY(step());
    reset();
    return {};
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

std::string_view Statement::text(int column) const
{
    const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement.get(), column));
    return data == nullptr
        ? std::string_view()
        : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column)));
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
}

Result<Database> Database::open(const Path &path, DatabaseMode mode, const DatabaseKind &kind)
{
    const int flags = mode == DatabaseMode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    auto database = openAs(path.string(), flags, path, mode, kind);
    if (database || mode == DatabaseMode::write || !isAtRest(path)) {
        return database;
    }
    // Where nothing may be written, the shared index of the write-ahead log cannot be made. With no log there is
    // nothing in it, and nobody can begin one: the file is all there is.
    auto atRest = openAs("file:" + inUri(path.string()) + "?immutable=1", flags | SQLITE_OPEN_URI, path, mode, kind);
    return atRest ? std::move(atRest) : std::move(database);
}

Result<Database> Database::openAs(const std::string &name, int flags, const Path &path, DatabaseMode mode,
                                  const DatabaseKind &kind)
{
    sqlite3 *opened = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database;
    database.m_database.reset(opened);
    database.m_path = path;
    if (code != SQLITE_OK) {
        return failureOf(code, opened, path);
    }
    setLimits(opened);
    if (mode == DatabaseMode::write) {
        BAFO_TRY(database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"));
    } else {
        BAFO_TRY(database.execute("PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0"));
    }
    BAFO_TRY(checkKind(database, path, mode, kind));
    return database;
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt *compiled = nullptr;
    const int code = sqlite3_prepare_v2(m_database.get(), sql.data(), static_cast<int>(sql.size()), &compiled, nullptr);
    Statement statement;
    statement.m_statement.reset(compiled);
    statement.m_path = m_path;
    if (code != SQLITE_OK) {
        return failureOf(code, m_database.get(), m_path);
    }
    return statement;
}

Result<void> Database::execute(const char *sql)
{
    const int code = sqlite3_exec(m_database.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return failureOf(code, m_database.get(), m_path);
    }
    return {};
}

Result<std::int64_t> Database::integer(std::string_view sql)
{
    auto statement = BAFO_TRY(prepare(sql));
    return BAFO_TRY(statement.step()) ? statement.integer(0) : std::int64_t{0};
}

std::int64_t Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_database.get());
}

Transaction::Transaction(Database &database)
    : m_database(&database)
{
}

Transaction::Transaction(Transaction &&other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{
}

Transaction::~Transaction()
{
    if (m_database != nullptr) {
        (void)m_database->execute("ROLLBACK");
    }
}

Result<Transaction> Transaction::begin(Database &database)
{
    BAFO_TRY(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Result<void> Transaction::commit()
{
    BAFO_TRY(m_database->execute("COMMIT"));
    m_database = nullptr;
    return {};
}

} // namespace bafo::data
