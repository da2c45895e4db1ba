// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_folder.h"

#include "core/config/run_config.h"
#include "tests/fakes/failing_file_system.h"

#include <QTemporaryDir>
#include <QTest>

#include <mutex>
#include <set>
#include <thread>

using namespace bafo;
using namespace bafo::runs;

namespace {

/// All of a test within one second.
class StandingClock final : public Clock {
public:
    [[nodiscard]] std::int64_t wallMs() const override { return 1700000000000; }
    [[nodiscard]] std::int64_t steadyNs() const override { return 0; }
};

} // namespace

class RunFolderTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    StandingClock m_clock;
    std::optional<Project> m_project;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::init(m_files, Path(m_folder->path().toStdString()) / "project", "p", {"zul"});
    }

    void aNameThatWouldMakeAnInvisibleRunIsRefused()
    {
        const std::string longest(config::kLongestRunName, 'n');
        const auto made = RunFolder::create(m_files, *m_project, longest, "name: x\n", m_clock);
        QVERIFY(made.has_value());
        for (int again = 0; again < 12; ++again) {
            QVERIFY(RunFolder::create(m_files, *m_project, longest, "name: x\n", m_clock));
        }
        QCOMPARE(RunFolder::list(m_files, *m_project)->size(), std::size_t{13});
        QVERIFY(RunFolder::find(m_files, *m_project, made->id()));
        const auto refused = RunFolder::create(m_files, *m_project, longest + "n", "name: x\n", m_clock);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::config);
        QVERIFY(refused.error().hint.find("80") != std::string::npos);
        QCOMPARE(m_files.list(m_project->runsFolder())->size(), std::size_t{13});
    }

    void twoStartsInOneSecondNeverShareAFolder()
    {
        // Between the question whether a name is free and its taking, another program takes it.
        std::set<Path> taken;
        fakes::FailingFileSystem racing(m_files, [&](fakes::FileOperation operation, const Path &path) {
            const Path folder = m_project->runsFolder() / "20231114-221320-same";
            const bool isTaking = operation == fakes::FileOperation::rename
                || (operation == fakes::FileOperation::createDirectories && path == folder);
            if (isTaking && taken.insert(folder).second) {
                (void)m_files.createDirectories(folder);
                (void)writeFileAtomically(m_files, folder / "config.yaml", "name: theirs\n");
            }
            return std::optional<Error>();
        });
        const auto ours = RunFolder::create(racing, *m_project, "same", "name: ours\n", m_clock);
        QVERIFY(ours.has_value());
        QCOMPARE(taken.size(), std::size_t{1});
        QCOMPARE(*m_files.readFile(*taken.begin() / "config.yaml", 100), std::string("name: theirs\n"));
        QCOMPARE(*m_files.readFile(ours->configFile(), 100), std::string("name: ours\n"));
    }

    void manyStartsAtOnceGetAFolderEach()
    {
        std::mutex mutex;
        std::set<std::string> ids;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 8; ++thread) {
            threads.emplace_back([&, thread] {
                const auto run = RunFolder::create(m_files, *m_project, "same", std::to_string(thread), m_clock);
                const std::lock_guard lock(mutex);
                if (run && *m_files.readFile(run->configFile(), 10) == std::to_string(thread)) {
                    ids.insert(run->id());
                }
            });
        }
        for (auto &thread : threads) {
            thread.join();
        }
        QCOMPARE(ids.size(), std::size_t{8});
        QCOMPARE(m_files.list(m_project->runsFolder())->size(), std::size_t{8});
    }

    void aFullDiskLeavesNoRunBehind()
    {
        for (int numGood = 0; numGood < 6; ++numGood) {
            fakes::FailingFileSystem full(m_files, fakes::fullAfter(numGood));
            const auto run = RunFolder::create(full, *m_project, "full", "name: x\n", m_clock);
            QVERIFY(!run);
            QCOMPARE(run.error().code, ErrorCode::diskFull);
            QVERIFY(m_files.list(m_project->runsFolder())->empty());
        }
        QVERIFY(RunFolder::create(m_files, *m_project, "full", "name: x\n", m_clock));
    }
};

QTEST_GUILESS_MAIN(RunFolderTest)
#include "run_folder_test.moc"
