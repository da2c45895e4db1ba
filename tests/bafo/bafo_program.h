// SPDX-License-Identifier: Apache-2.0
// The built bafo, run as people run it: a command line in a folder, an exit code, words on stderr, JSON on stdout.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/runs/project.h"
#include "core/runs/run_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

/// So that QCOMPARE shows what a program said.
template <>
inline char *QTest::toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

namespace bafo::fakes {

/// How a program ended and what it said.
struct ProgramEnd {
    int exitCode = -1;
    std::string words; ///< stderr
    nlohmann::json json; ///< the last line of stdout; null where there is none

    /// As bad input has to be answered: this exit code, each of these texts in the message, a hint, and the same as
    /// JSON. Says what is wrong; empty where nothing is.
    [[nodiscard]] std::string differsFrom(int code, const std::vector<std::string> &texts) const;
};

/// A folder with a project in it, a cache folder of its own, and the program. One thread.
class BafoProgram {
public:
    BafoProgram();

    /// `bafo ARGUMENTS --json` in the project's root, or in `from`.
    ProgramEnd run(const std::vector<std::string> &arguments, const Path &from = {}) const;

    /// A command line for sh in the project's root, where $bafo is the program.
    ProgramEnd shell(const std::string &line) const;

    /// The program that run() calls from now on is a copy beside this bafo-engine, a script for sh; empty: beside none.
    void standBeside(const std::string &engineScript);

    /// A value for the environment of later calls.
    void setVariable(const std::string &name, const std::string &value) { m_variables.emplace_back(name, value); }

    /// A run whose worker is the test itself: alive as long as the test.
    runs::RunFolder makeLiveRun(const std::string &name, const std::string &yaml);

    [[nodiscard]] Path root() const { return m_project->root(); }
    [[nodiscard]] const runs::Project &project() const { return *m_project; }
    [[nodiscard]] Path outside(const std::string &name) const { return Path(m_folder.path().toStdString()) / name; }
    void write(const Path &path, const std::string &content);

    PosixFileSystem files;
    SystemClock clock;

private:
    ProgramEnd execute(const std::string &program, const std::vector<std::string> &arguments, const Path &from) const;

    QTemporaryDir m_folder;
    std::string m_program;
    std::vector<std::pair<std::string, std::string>> m_variables;
    std::optional<runs::Project> m_project;
};

} // namespace bafo::fakes
