// SPDX-License-Identifier: Apache-2.0
// SQLite with its safety catches on: defensive mode, low limits, prepared statements, one transaction at a time.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace bafo::data {

/// A compiled statement. Parameters count from 1, columns from 0. Texts handed to bind() are copied; texts read live
/// until the next step. Must not outlive its database. One thread at a time.
class Statement {
public:
    Statement &bind(int parameter, std::int64_t value);
    Statement &bind(int parameter, std::string_view value);
    Statement &bindBlob(int parameter, std::string_view value);
    Statement &bindNull(int parameter);

    /// True where there is a row; false at the end.
    Result<bool> step();

    /// For statements that give no row.
    Result<void> run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] bool isNull(int column) const;

    /// Ready for other values and another run.
    void reset();

private:
    friend class Database;
    struct Finalizer {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    Path m_path;
};

enum class DatabaseMode { read, write };

/// Which kind of database a file is. A file of another kind or of a newer version is refused.
struct DatabaseKind {
    std::uint32_t applicationId = 0;
    int version = 0; ///< PRAGMA user_version
    const char *schema = ""; ///< statements that make an empty file one of this kind
    const char *upgrade = ""; ///< statements behind them, which also make version - 1 this one where somebody writes
    const char *what = ""; ///< for messages: "dataset"
};

/// One connection. Writing goes through a write-ahead log with synchronous=FULL. Movable; one thread at a time.
class Database {
public:
    /// Writing makes the file where there is none; reading demands it, and does without a place to write. Fails (data)
    /// on a file that is damaged or of another kind.
    static Result<Database> open(const Path &path, DatabaseMode mode, const DatabaseKind &kind);

    Result<Statement> prepare(std::string_view sql);

    /// One or more statements without parameters, written in this program.
    Result<void> execute(const char *sql);

    /// The first column of the first row as a number; 0 where there is no row.
    Result<std::int64_t> integer(std::string_view sql);

    [[nodiscard]] std::int64_t lastRowId() const;

private:
    /// `name` is what SQLite calls the path.
    static Result<Database> openAs(const std::string &name, int flags, const Path &path, DatabaseMode mode,
                                   const DatabaseKind &kind);

    struct Closer {
        void operator()(sqlite3 *database) const;
    };
    std::unique_ptr<sqlite3, Closer> m_database;
    Path m_path;
};

/// BEGIN IMMEDIATE now, ROLLBACK in the destructor unless commit() came first.
class Transaction {
public:
    static Result<Transaction> begin(Database &database);
    Result<void> commit();

    ~Transaction();
    Transaction(Transaction &&other) noexcept;
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    Transaction &operator=(Transaction &&) = delete;

private:
    explicit Transaction(Database &database);
    Database *m_database;
};

} // namespace bafo::data
