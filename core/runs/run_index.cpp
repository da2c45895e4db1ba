// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_index.h"

#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"
#include "core/runs/run_folder.h"

#include <sqlite3.h>

#include <set>
#include <type_traits>

namespace bafo::runs {
namespace {

constexpr int kSchemaVersion = 1;
constexpr const char *kSchema = R"(
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, log_offset INTEGER NOT NULL DEFAULT 0, started_ms INTEGER NOT NULL DEFAULT 0,
  last_event_ms INTEGER NOT NULL DEFAULT 0, last_seq INTEGER NOT NULL DEFAULT -1, step INTEGER NOT NULL DEFAULT 0,
  total_steps INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '', output_model TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS points (
  run TEXT NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, value REAL,
  PRIMARY KEY (run, name, step)
) WITHOUT ROWID;
PRAGMA user_version = 1;
)";

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

} // namespace

/// A database handle and the few ways in which it is used.
class RunIndex::Connection {
public:
    Connection() = default;
    ~Connection() { sqlite3_close(m_handle); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    bool open(const Path &file)
    {
        return sqlite3_open_v2(file.c_str(), &m_handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr)
            == SQLITE_OK
            && sqlite3_busy_timeout(m_handle, 5000) == SQLITE_OK
            && run("PRAGMA trusted_schema=OFF; PRAGMA synchronous=NORMAL;") && run(kSchema);
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

    static std::string text(sqlite3_stmt *statement, int column)
    {
        const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
        return bytes == nullptr ? std::string() : std::string(bytes);
    }

private:
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

int versionOf(const Path &file)
{
    sqlite3 *handle = nullptr;
    int version = -1;
    if (sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
        sqlite3_stmt *statement = nullptr;
        if (sqlite3_prepare_v2(handle, "PRAGMA user_version", -1, &statement, nullptr) == SQLITE_OK
            && sqlite3_step(statement) == SQLITE_ROW) {
            version = sqlite3_column_int(statement, 0);
        }
        sqlite3_finalize(statement);
    }
    sqlite3_close(handle);
    return version;
}

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
    const int version = BAFO_TRY(files.status(file)).exists ? versionOf(file) : 0;
    if (version != 0 && version != kSchemaVersion) {
        BAFO_TRY(removeIndexFiles(files, file));
    }
    auto connection = std::make_unique<Connection>();
    if (!connection->open(file)) {
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
    for (const RunFolder &run : BAFO_TRY(RunFolder::list(files, project))) {
        BAFO_TRY(refreshRun(run.id(), run.eventLog()));
        known.erase(run.id());
    }
    for (const std::string &gone : known) {
        BAFO_TRY(forgetRun(gone));
    }
    return {};
}

Result<void> RunIndex::addPoint(const std::string &run, const std::string &name, std::int64_t step, double value)
{
    return m_connection->change("INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?)", run, name, step, value);
}

Result<void> RunIndex::addMessage(const std::string &id, const protocol::Message &message)
{
    using namespace protocol;
    Connection &db = *m_connection;
    BAFO_TRY(db.change("UPDATE runs SET started_ms = CASE last_seq WHEN -1 THEN ?2 ELSE started_ms END, "
                       "last_event_ms = ?2, last_seq = ?3 WHERE id = ?1",
                       id, message.envelope.t, message.envelope.seq));
    if (const auto *step = std::get_if<StepFinished>(&message.event)) {
        Result<void> all;
        NumberVisitor visitor{[&](const char *name, double value) {
            if (all) {
                all = addPoint(id, name, step->step, value);
            }
        }};
        StepFinished::visitFields(visitor, *step);
        BAFO_TRY(std::move(all));
        return db.change("UPDATE runs SET step = ?2 WHERE id = ?1", id, step->step);
    }
    if (const auto *metric = std::get_if<Metric>(&message.event)) {
        return addPoint(id, metric->name, metric->step, metric->value);
    }
    if (const auto *evaluation = std::get_if<EvalFinished>(&message.event)) {
        return addPoint(id, "bits_per_byte/" + evaluation->name, evaluation->step, evaluation->bitsPerByte);
    }
    if (const auto *rewound = std::get_if<Rewound>(&message.event)) {
        BAFO_TRY(db.change("DELETE FROM points WHERE run = ? AND step > ?", id, rewound->toStep));
        return db.change("UPDATE runs SET step = ?2 WHERE id = ?1", id, rewound->toStep);
    }
    if (const auto *started = std::get_if<RunStarted>(&message.event)) {
        return db.change("UPDATE runs SET total_steps = ?2 WHERE id = ?1", id, started->totalSteps);
    }
    if (std::holds_alternative<Hello>(message.event)) {
        return db.change("UPDATE runs SET outcome = '' WHERE id = ?1", id);
    }
    if (const auto *finished = std::get_if<RunFinished>(&message.event)) {
        return db.change("UPDATE runs SET outcome = ?2, output_model = ?3 WHERE id = ?1", id, finished->outcome,
                         finished->outputModel);
    }
    if (std::holds_alternative<RunFailed>(message.event)) {
        return db.change("UPDATE runs SET outcome = 'failed' WHERE id = ?1", id);
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
    Connection &db = *m_connection;
    std::int64_t offset = 0;
    BAFO_TRY(db.change("INSERT OR IGNORE INTO runs (id) VALUES (?)", id));
    BAFO_TRY(db.query(
        "SELECT log_offset FROM runs WHERE id = ?",
        [&offset](sqlite3_stmt *row) { offset = sqlite3_column_int64(row, 0); }, id));
    EventLogReader reader(log, static_cast<std::uint64_t>(offset));
    auto messages = reader.poll();
    if (!messages) { // a torn line that had been read was cut off: begin again
        BAFO_TRY(forgetRun(id));
        BAFO_TRY(db.change("INSERT INTO runs (id) VALUES (?)", id));
        reader = EventLogReader(log);
        messages = reader.poll();
    }
    while (messages && !messages->empty()) {
        for (const protocol::Message &message : *messages) {
            BAFO_TRY(addMessage(id, message));
        }
        messages = reader.poll();
    }
    if (!messages) {
        return fail(std::move(messages).error());
    }
    return db.change("UPDATE runs SET log_offset = ?2 WHERE id = ?1", id, static_cast<std::int64_t>(reader.offset()));
}

Result<void> RunIndex::refreshRun(const std::string &id, const Path &log)
{
    Connection &db = *m_connection;
    if (!db.run("BEGIN IMMEDIATE")) {
        return db.failure("begin");
    }
    const auto result = readLog(id, log);
    if (!result) {
        db.run("ROLLBACK");
        return result;
    }
    return db.run("COMMIT") ? Result<void>() : db.failure("commit");
}

Result<std::vector<IndexedRun>> RunIndex::runs() const
{
    std::vector<IndexedRun> found;
    BAFO_TRY(m_connection->query("SELECT id, started_ms, last_event_ms, last_seq, step, total_steps, outcome, "
                                 "output_model FROM runs ORDER BY id",
                                 [&found](sqlite3_stmt *row) {
                                     found.push_back({.id = Connection::text(row, 0),
                                                      .startedMs = sqlite3_column_int64(row, 1),
                                                      .lastEventMs = sqlite3_column_int64(row, 2),
                                                      .lastSeq = sqlite3_column_int64(row, 3),
                                                      .step = sqlite3_column_int64(row, 4),
                                                      .totalSteps = sqlite3_column_int64(row, 5),
                                                      .outcome = Connection::text(row, 6),
                                                      .outputModel = Connection::text(row, 7)});
                                 }));
    return found;
}

Result<std::vector<std::string>> RunIndex::seriesNames(const std::string &run) const
{
    std::vector<std::string> names;
    BAFO_TRY(m_connection->query(
        "SELECT DISTINCT name FROM points WHERE run = ? ORDER BY name",
        [&names](sqlite3_stmt *row) { names.push_back(Connection::text(row, 0)); }, run));
    return names;
}

Result<std::vector<SeriesPoint>> RunIndex::series(const std::string &run, const std::string &name) const
{
    std::vector<SeriesPoint> points;
    BAFO_TRY(m_connection->query(
        "SELECT step, value FROM points WHERE run = ? AND name = ? ORDER BY step",
        [&points](sqlite3_stmt *row) {
            points.push_back({sqlite3_column_int64(row, 0), sqlite3_column_double(row, 1)});
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
