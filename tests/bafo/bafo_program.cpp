// SPDX-License-Identifier: Apache-2.0
#include "tests/bafo/bafo_program.h"

#include "core/runs/process_identity.h"

#include <QProcess>
#include <QString>

#include <filesystem>

#include <unistd.h>

namespace bafo::fakes {

std::string ProgramEnd::differsFrom(int code, const std::vector<std::string> &texts) const
{
    const std::string all = "exit code " + std::to_string(exitCode) + ", said: " + words + "json: " + json.dump();
    if (exitCode != code) {
        return "another exit code than " + std::to_string(code) + ": " + all;
    }
    for (const std::string &text : texts) {
        if (words.find(text) == std::string::npos) {
            return "nothing of '" + text + "': " + all;
        }
    }
    if (words.find("error: ") == std::string::npos || words.find("  -> ") == std::string::npos) {
        return "no message with a hint: " + all;
    }
    if (!json.contains("error") || json["error"].value("hint", "").empty()) {
        return "no error in JSON: " + all;
    }
    return {};
}

BafoProgram::BafoProgram()
    : m_program(BAFO_BIN_DIR "/bafo")
{
    m_project = runs::Project::init(files, outside("project"), "p", {"zul", "eng"}).value();
    setVariable("XDG_CACHE_HOME", outside("cache").string());
}

ProgramEnd BafoProgram::execute(const std::string &program, const std::vector<std::string> &arguments,
                                const Path &from) const
{
    constexpr int kLimitMs = 60'000;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : m_variables) {
        environment.insert(QString::fromStdString(name), QString::fromStdString(value));
    }
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QString::fromStdString(from.empty() ? root().string() : from.string()));
    QStringList words;
    for (const std::string &argument : arguments) {
        words << QString::fromStdString(argument);
    }
    process.start(QString::fromStdString(program), words);
    ProgramEnd end;
    if (process.waitForFinished(kLimitMs) && process.exitStatus() == QProcess::NormalExit) {
        end.exitCode = process.exitCode();
    }
    end.words = process.readAllStandardError().toStdString();
    std::string out = process.readAllStandardOutput().toStdString();
    out.erase(out.find_last_not_of('\n') + 1);
    end.json = nlohmann::json::parse(out.substr(out.rfind('\n') + 1), nullptr, false);
    return end;
}

ProgramEnd BafoProgram::run(const std::vector<std::string> &arguments, const Path &from) const
{
    std::vector<std::string> all = arguments;
    all.emplace_back("--json");
    return execute(m_program, all, from);
}

ProgramEnd BafoProgram::shell(const std::string &line) const
{
    return execute("/bin/sh", {"-c", "bafo='" + m_program + "'; " + line}, {});
}

void BafoProgram::standBeside(const std::string &engineScript)
{
    const Path folder = outside("bin");
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(m_program, folder / "bafo", std::filesystem::copy_options::overwrite_existing);
    m_program = (folder / "bafo").string();
    std::filesystem::remove(folder / "bafo-engine");
    if (!engineScript.empty()) {
        write(folder / "bafo-engine", "#!/bin/sh\n" + engineScript);
        std::filesystem::permissions(folder / "bafo-engine", std::filesystem::perms::owner_all);
    }
}

runs::RunFolder BafoProgram::makeLiveRun(const std::string &name, const std::string &yaml)
{
    auto run = runs::RunFolder::create(files, *m_project, name, yaml, clock).value();
    (void)runs::writeProcessFile(files, run.processFile(), *runs::identityOf(files, ::getpid()).value());
    return run;
}

void BafoProgram::write(const Path &path, const std::string &content)
{
    std::filesystem::create_directories(path.parent_path());
    (void)writeFileAtomically(files, path, content);
}

} // namespace bafo::fakes
