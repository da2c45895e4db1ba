// SPDX-License-Identifier: Apache-2.0
// A project on disk with a model and some text, and the real worker started on its runs.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/checkpoint/manifest.h"
#include "core/runs/project.h"
#include "core/runs/run_folder.h"

#include <QProcess>
#include <QTemporaryDir>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bafo::fakes {

/// What a run's log says of its steps: the last word on each, losses as bits.
using StepLosses = std::map<std::int64_t, std::uint64_t>;

class WorkerProject {
public:
    /// Copies a Hugging Face folder to models/tiny, and makes dataset "text" of numbered sentences, split.
    explicit WorkerProject(const Path &modelFolder);

    [[nodiscard]] const runs::Project &project() const { return *m_project; }

    /// A new run with this configuration.
    [[nodiscard]] runs::RunFolder makeRun(const std::string &name, const std::string &yaml);

    /// Starts the worker and waits for its end. `killAt` is BAFO_TEST_KILL_AT of kill_at_call.cpp; empty: it lives.
    /// Gives the exit code, or -1 where a signal ended it.
    int runWorker(const runs::RunFolder &run, const std::string &killAt = {});

    /// The same without waiting for the end.
    [[nodiscard]] std::unique_ptr<QProcess> startWorker(const runs::RunFolder &run, const std::string &killAt = {});

    [[nodiscard]] static StepLosses lossesOf(const runs::RunFolder &run);

    /// SHA-256 of weights and moments after the last step; empty where no checkpoint verifies.
    [[nodiscard]] std::string finalHashOf(const runs::RunFolder &run);

    /// Newest sound checkpoint.
    [[nodiscard]] checkpoint::Manifest newestManifest(const runs::RunFolder &run);

    /// What the worker said on stdout and stderr, for messages of failing tests.
    [[nodiscard]] const QByteArray &output() const { return m_output; }

    PosixFileSystem files;

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<runs::Project> m_project;
    QByteArray m_output;
};

} // namespace bafo::fakes
