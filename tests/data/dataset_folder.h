// SPDX-License-Identifier: Apache-2.0
// A dataset in a temporary folder, with texts as files, for the tests of this room.
#pragma once

#include "core/data/importer.h"
#include "core/data/splitter.h"
#include "plugins/sources/sources.h"

#include <QTemporaryDir>

namespace bafo::data {

class ManualTime final : public Clock {
public:
    [[nodiscard]] std::int64_t wallMs() const override { return 1'700'000'000'000; }
    [[nodiscard]] std::int64_t steadyNs() const override { return 0; }
};

class DatasetFolder {
public:
    [[nodiscard]] Path root() const { return m_folder.path().toStdString(); }
    [[nodiscard]] Path path() const { return root() / "dataset"; }

    Path write(const std::string &name, std::string_view content)
    {
        const Path file = root() / name;
        const auto written = writeFileAtomically(files, file, content);
        return written ? file : Path();
    }

    Result<ImportReport> import(const std::string &kind, const std::vector<Path> &paths, ImportOptions options)
    {
        const auto sources = sources::makeSources();
        auto dataset = BAFO_TRY(Dataset::openForWriting(files, path()));
        return importFiles(dataset, *sources.find(kind), paths, options, ManualTime());
    }

    Result<ImportReport> importLines(const std::string &name, std::string_view content,
                                     const std::string &language = "zul")
    {
        ImportOptions options;
        options.source.language = language;
        options.source.unit = DocumentUnit::line;
        return import("plain_text", {write(name, content)}, options);
    }

    [[nodiscard]] Dataset open() { return std::move(*Dataset::open(files, path())); }

    Result<SplitReport> split(double share, std::uint64_t seed = 1)
    {
        auto dataset = BAFO_TRY(Dataset::openForWriting(files, path()));
        return assignSplits(dataset, share, seed);
    }

    /// Changes rows behind the back of the program.
    Result<void> tamper(const char *sql)
    {
        auto dataset = BAFO_TRY(Dataset::openForWriting(files, path()));
        return dataset.database().execute(sql);
    }

    PosixFileSystem files;

private:
    QTemporaryDir m_folder;
};

} // namespace bafo::data
