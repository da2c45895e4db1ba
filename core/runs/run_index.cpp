// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_index.h"

#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"
#include "core/runs/run_folder.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <set>
#include <type_traits>

namespace bafo::runs {
namespace {

constexpr int kSchemaVersion = 6;
constexpr int kApplicationId = 0x42414649; // "BAFI"
constexpr int kLongestValueBytes = 16 << 20;
constexpr int kLongestSqlBytes = 1 << 14;

/// What the fields of a step give to the curves: every number but the step itself.
template <class Tell>
struct NumberVisitor {
    Tell tell;

    void operator()(const char *name, const double &value) { tell(name, value); }
    void operator()(const char *name, const std::int64_t &value)
    {
        if (std::string_view(name) != "step") {
            tell(name, static_cast<double>(value));
        }
    }
    void operator()(const char *, const std::string &) { }
    void operator()(const char *, const bool &) { }
};

/// Calls tell(column name, its type) for what lasts of a run.
template <class Tell>
void visitColumns(const Tell &tell)
{
    const RunSummary none;
    RunSummary::visitLasting(
        [&tell](const char *name, const auto &field) {
            using Field = std::decay_t<decltype(field)>;
            tell(name,
                 std::is_same_v<Field, std::string>  ? "TEXT"
                     : std::is_same_v<Field, double> ? "REAL"
                                                     : "INTEGER");
        },
        none);
}

std::string schema()
{
    std::string columns;
    visitColumns([&columns](const char *name, const char *type) { columns += std::string(", ") + name + " " + type; });
    return "BEGIN IMMEDIATE; CREATE TABLE runs (id TEXT PRIMARY KEY, log_offset INTEGER NOT NULL" + columns
        + ") WITHOUT ROWID; CREATE TABLE points (run TEXT NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, value "
          "REAL, PRIMARY KEY (run, name, step)) WITHOUT ROWID; PRAGMA application_id = "
        + std::to_string(kApplicationId) + "; PRAGMA user_version = " + std::to_string(kSchemaVersion) + "; COMMIT;";
}

/// Each commit waits for the disk: thousands of runs must not wait thousands of times.
constexpr std::size_t kRunsPerCommit = 100;

} // namespace

/// A database handle and the few ways in which it is used.
class RunIndex::Connection {
public:
    Connection() = default;
    ~Connection() { sqlite3_close(m_handle); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    bool open(const Path &file, int flags)
    {
        return sqlite3_open_v2(file.c_str(), &m_handle, flags, nullptr) == SQLITE_OK && setLimits()
            && run(flags == SQLITE_OPEN_READONLY ? "PRAGMA query_only=ON" : "PRAGMA synchronous=NORMAL");
    }

    /// Whether this is an index of this version, every page of it.
    bool isSound()
    {
        return firstOf("PRAGMA application_id") == std::to_string(kApplicationId)
            && firstOf("PRAGMA user_version") == std::to_string(kSchemaVersion)
            && firstOf("PRAGMA quick_check(1)") == "ok";
    }

    bool run(const char *sql) { return sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

    [[nodiscard]] Failure failure(const std::string &doing) const
    {
        const int code = sqlite3_errcode(m_handle);
        return fail(code == SQLITE_FULL ? ErrorCode::diskFull : ErrorCode::data,
                    "the run index: " + doing + ": " + sqlite3_errmsg(m_handle),
                    code == SQLITE_FULL ? "free some space in the cache folder" : "'bafo index rebuild' makes it anew");
    }

    /// Binds the values, and calls row(statement) for each row.
    template <class Row, class... Values>
    Result<void> query(const char *sql, const Row &row, const Values &...values)
    {
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v2(m_handle, sql, -1, &statement, nullptr) != SQLITE_OK) {
            return failure("prepare");
        }
        int index = 0;
        (bind(statement, ++index, values), ...);
        int code = sqlite3_step(statement);
        while (code == SQLITE_ROW) {
            row(statement);
            code = sqlite3_step(statement);
        }
        sqlite3_finalize(statement);
        return code == SQLITE_DONE ? Result<void>() : failure("step");
    }

    template <class... Values>
    Result<void> change(const char *sql, const Values &...values)
    {
        return query(
            sql, [](sqlite3_stmt *) {}, values...);
    }

    /// A number that was stored as NULL was no number.
    static double real(sqlite3_stmt *statement, int column)
    {
        return sqlite3_column_type(statement, column) == SQLITE_NULL ? std::numeric_limits<double>::quiet_NaN()
                                                                     : sqlite3_column_double(statement, column);
    }

    static std::string text(sqlite3_stmt *statement, int column)
    {
        const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
        return bytes == nullptr ? std::string() : std::string(bytes);
    }

    /// What lasts of a run, from the columns from `column` on.
    static RunSummary summary(sqlite3_stmt *statement, int column)
    {
        RunSummary found;
        RunSummary::visitLasting(
            [&](const char *, auto &field) {
                using Field = std::decay_t<decltype(field)>;
                if constexpr (std::is_same_v<Field, std::string>) {
                    field = text(statement, column++);
                } else if constexpr (std::is_same_v<Field, double>) {
                    field = real(statement, column++);
                } else {
                    field = static_cast<Field>(sqlite3_column_int64(statement, column++));
                }
            },
            found);
        return found;
    }

    Result<void> putRun(const std::string &id, std::int64_t logOffset, const RunSummary &summary)
    {
        std::string sql = "INSERT OR REPLACE INTO runs VALUES (?, ?";
        visitColumns([&sql](const char *, const char *) { sql += ", ?"; });
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v2(m_handle, (sql + ")").c_str(), -1, &statement, nullptr) != SQLITE_OK) {
            return failure("prepare");
        }
        int index = 0;
        bind(statement, ++index, id);
        bind(statement, ++index, logOffset);
        RunSummary::visitLasting(
            [&](const char *, const auto &field) {
                if constexpr (std::is_same_v<std::decay_t<decltype(field)>, bool>) {
                    bind(statement, ++index, std::int64_t{field});
                } else {
                    bind(statement, ++index, field);
                }
            },
            summary);
        const bool isDone = sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_finalize(statement);
        return isDone ? Result<void>() : failure("step");
    }

private:
    bool setLimits()
    {
        sqlite3_limit(m_handle, SQLITE_LIMIT_LENGTH, kLongestValueBytes);
        sqlite3_limit(m_handle, SQLITE_LIMIT_SQL_LENGTH, kLongestSqlBytes);
        sqlite3_limit(m_handle, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_limit(m_handle, SQLITE_LIMIT_EXPR_DEPTH, 64);
        sqlite3_limit(m_handle, SQLITE_LIMIT_COMPOUND_SELECT, 16);
        sqlite3_limit(m_handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
        sqlite3_limit(m_handle, SQLITE_LIMIT_WORKER_THREADS, 0);
        return sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr) == SQLITE_OK
            && sqlite3_db_config(m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr) == SQLITE_OK
            && sqlite3_busy_timeout(m_handle, 5000) == SQLITE_OK;
    }

    std::string firstOf(const char *sql)
    {
        std::string found;
        const auto take = [&found](sqlite3_stmt *row) { found = found.empty() ? text(row, 0) : found; };
        return query(sql, take) ? found : std::string();
    }

    static void bind(sqlite3_stmt *statement, int index, const std::string &value)
    {
        sqlite3_bind_text(statement, index, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    }
    static void bind(sqlite3_stmt *statement, int index, std::int64_t value)
    {
        sqlite3_bind_int64(statement, index, value);
    }
    static void bind(sqlite3_stmt *statement, int index, double value) { sqlite3_bind_double(statement, index, value); }

    sqlite3 *m_handle = nullptr;
};

namespace {

Result<void> removeIndexFiles(FileSystem &files, const Path &file)
{
    for (const char *suffix : {"", "-journal", "-wal", "-shm"}) {
        const Path path = file.string() + suffix;
        if (BAFO_TRY(files.status(path)).exists) {
            BAFO_TRY(files.removeFile(path));
        }
    }
    return {};
}

} // namespace

RunIndex::RunIndex(Path file, std::unique_ptr<Connection> connection)
    : m_file(std::move(file))
    , m_connection(std::move(connection))
{
}

RunIndex::~RunIndex() = default;
RunIndex::RunIndex(RunIndex &&other) noexcept = default;
RunIndex &RunIndex::operator=(RunIndex &&other) noexcept = default;

Result<RunIndex> RunIndex::open(FileSystem &files, const Path &file)
{
    BAFO_TRY(files.createDirectories(file.parent_path()));
    const auto lock = BAFO_TRY(FileLock::acquire(file.string() + ".lock"));
    auto connection = std::make_unique<Connection>();
    if (connection->open(file, SQLITE_OPEN_READWRITE) && connection->isSound()) {
        return RunIndex(file, std::move(connection));
    }
    connection.reset();
    BAFO_TRY(removeIndexFiles(files, file));
    connection = std::make_unique<Connection>();
    if (!connection->open(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) || !connection->run(schema().c_str())) {
        return connection->failure("make " + file.string());
    }
    return RunIndex(file, std::move(connection));
}

Result<RunIndex> RunIndex::openForReading(const Path &file)
{
    auto connection = std::make_unique<Connection>();
    if (!connection->open(file, SQLITE_OPEN_READONLY)) {
        return connection->failure("open " + file.string());
    }
    return RunIndex(file, std::move(connection));
}

Result<void> RunIndex::refresh(FileSystem &files, const Project &project)
{
    const auto lock = BAFO_TRY(FileLock::acquire(m_file.string() + ".lock"));
    std::set<std::string> known;
    for (const IndexedRun &run : BAFO_TRY(runs())) {
        known.insert(run.id);
    }
    const std::vector<RunFolder> all = BAFO_TRY(RunFolder::list(files, project));
    for (std::size_t begin = 0; begin < all.size(); begin += kRunsPerCommit) {
        BAFO_TRY(refreshRuns(std::span(all).subspan(begin, std::min(kRunsPerCommit, all.size() - begin))));
    }
    for (const RunFolder &run : all) {
        known.erase(run.id());
    }
    return known.empty() ? Result<void>() : forgetRuns({known.begin(), known.end()});
}

Result<void> RunIndex::forgetRuns(const std::vector<std::string> &gone)
{
    Connection &db = *m_connection;
    if (!db.run("BEGIN IMMEDIATE")) {
        return db.failure("begin");
    }
    for (const std::string &id : gone) {
        if (const auto result = forgetRun(id); !result) {
            db.run("ROLLBACK");
            return result;
        }
    }
    return db.run("COMMIT") ? Result<void>() : db.failure("commit");
}

Result<void> RunIndex::addPoint(const std::string &run, const std::string &name, std::int64_t step, double value)
{
    return m_connection->change("INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?)", run, name, step, value);
}

Result<void> RunIndex::addNumbers(const std::string &id, const protocol::Message &message)
{
    using namespace protocol;
    if (const auto *step = std::get_if<StepFinished>(&message.event)) {
        Result<void> all;
        const auto tell = [&](const char *name, double value) {
            if (all) {
                all = addPoint(id, name, step->step, value);
            }
        };
        NumberVisitor<decltype(tell)> visitor{tell};
        StepFinished::visitFields(visitor, *step);
        return all;
    }
    if (const auto *metric = std::get_if<Metric>(&message.event)) {
        return addPoint(id, metric->name, metric->step, metric->value);
    }
    if (const auto *evaluation = std::get_if<EvalFinished>(&message.event)) {
        return addPoint(id, "bits_per_byte/" + evaluation->name, evaluation->step, evaluation->bitsPerByte);
    }
    if (const auto *rewound = std::get_if<Rewound>(&message.event)) {
        return m_connection->change("DELETE FROM points WHERE run = ? AND step > ?", id, rewound->toStep);
    }
    return {};
}

Result<void> RunIndex::forgetRun(const std::string &id)
{
    BAFO_TRY(m_connection->change("DELETE FROM runs WHERE id = ?", id));
    return m_connection->change("DELETE FROM points WHERE run = ?", id);
}

Result<void> RunIndex::readLog(const std::string &id, const Path &log)
{
    std::int64_t offset = 0;
    bool isKnown = false;
    RunSummary summary;
    BAFO_TRY(m_connection->query(
        "SELECT * FROM runs WHERE id = ?",
        [&](sqlite3_stmt *row) {
            isKnown = true;
            offset = sqlite3_column_int64(row, 1);
            summary = Connection::summary(row, 2);
        },
        id));
    EventLogReader reader(log, static_cast<std::uint64_t>(offset));
    auto messages = reader.poll();
    if (!messages) { // a torn line that had been read was cut off: begin again
        BAFO_TRY(forgetRun(id));
        isKnown = false;
        summary = RunSummary();
        reader = EventLogReader(log);
        messages = reader.poll();
    }
    while (messages && !messages->empty()) {
        for (const protocol::Message &message : *messages) {
            summary.add(message);
            BAFO_TRY(addNumbers(id, message));
        }
        messages = reader.poll();
    }
    if (!messages) {
        return fail(std::move(messages).error());
    }
    if (isKnown && static_cast<std::int64_t>(reader.offset()) == offset) {
        return {}; // nothing came: nothing is written, and the disk is not waited for
    }
    return m_connection->putRun(id, static_cast<std::int64_t>(reader.offset()), summary);
}

Result<void> RunIndex::refreshRuns(std::span<const RunFolder> group)
{
    Connection &db = *m_connection;
    if (!db.run("BEGIN IMMEDIATE")) {
        return db.failure("begin");
    }
    for (const RunFolder &run : group) {
        if (const auto result = readLog(run.id(), run.eventLog()); !result) {
            db.run("ROLLBACK");
            return result;
        }
    }
    return db.run("COMMIT") ? Result<void>() : db.failure("commit");
}

Result<std::vector<IndexedRun>> RunIndex::runs() const
{
    std::vector<IndexedRun> found;
    BAFO_TRY(m_connection->query("SELECT * FROM runs ORDER BY id", [&found](sqlite3_stmt *row) {
        found.push_back({.id = Connection::text(row, 0), .summary = Connection::summary(row, 2)});
    }));
    return found;
}

Result<std::vector<SeriesPoint>> RunIndex::series(const std::string &run, const std::string &name) const
{
    std::vector<SeriesPoint> points;
    BAFO_TRY(m_connection->query(
        "SELECT step, value FROM points WHERE run = ? AND name = ? ORDER BY step",
        [&points](sqlite3_stmt *row) {
            points.push_back({sqlite3_column_int64(row, 0), Connection::real(row, 1)});
        },
        run, name));
    return points;
}

Result<std::string> RunIndex::dump() const
{
    std::string text;
    const auto addRow = [&text](sqlite3_stmt *row) {
        for (int column = 0; column < sqlite3_column_count(row); ++column) {
            text += Connection::text(row, column) + "\t";
        }
        text += "\n";
    };
    BAFO_TRY(m_connection->query("SELECT * FROM runs ORDER BY id", addRow));
    BAFO_TRY(m_connection->query("SELECT * FROM points ORDER BY run, name, step", addRow));
    return text;
}

Path runIndexFile(const Path &cacheFolder, const Project &project)
{
    return cacheFolder / "bafo" / project.id() / "runs.sqlite";
}

Result<RunIndex> upToDateRunIndex(FileSystem &files, const Path &file, const Project &project)
{
    {
        auto index = BAFO_TRY(RunIndex::open(files, file));
        const auto refreshed = index.refresh(files, project);
        if (!refreshed && refreshed.error().code != ErrorCode::data) {
            return fail(refreshed.error());
        }
        if (!refreshed) {
            BAFO_TRY(rebuildRunIndex(files, file, project));
        }
    }
    return RunIndex::openForReading(file);
}

Result<RunIndex> rebuildRunIndex(FileSystem &files, const Path &file, const Project &project)
{
    {
        BAFO_TRY(files.createDirectories(file.parent_path()));
        const auto lock = BAFO_TRY(FileLock::acquire(file.string() + ".lock"));
        BAFO_TRY(removeIndexFiles(files, file));
    }
    auto index = BAFO_TRY(RunIndex::open(files, file));
    BAFO_TRY(index.refresh(files, project));
    return index;
}

} // namespace bafo::runs
