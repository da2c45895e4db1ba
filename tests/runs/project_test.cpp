// SPDX-License-Identifier: Apache-2.0
#include "core/runs/command_channel.h"
#include "core/runs/file_lock.h"
#include "core/runs/process_identity.h"
#include "core/runs/project.h"
#include "tests/fakes/failing_file_system.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace bafo;
using namespace bafo::runs;

class ProjectTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    PosixFileSystem m_files;

    Path path(const char *name) { return Path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void aProjectIsFoundFromBelow()
    {
        const auto made = Project::init(m_files, path("p"), "My \"project\": one", {"zul", "eng"});
        QVERIFY2(made.has_value(), made ? "" : made.error().message.c_str());
        const auto found = Project::find(m_files, path("p") / "runs");
        QCOMPARE(found->root(), made->root());
        QCOMPARE(found->id(), made->id());
        QCOMPARE(found->name(), std::string("My \"project\": one"));
        QCOMPARE(found->languages(), (std::vector<std::string>{"zul", "eng"}));
        const auto text = m_files.readFile(path("p/project.yaml"), 10000);
        QVERIFY2(text->find(m_folder.path().toStdString()) == std::string::npos, "it names an absolute path");
    }

    void aFolderThatIsNoProjectIsRefusedWithTheWayOut()
    {
        const auto opened = Project::open(m_files, path("nothing"));
        QCOMPARE(opened.error().code, ErrorCode::config);
        QVERIFY(opened.error().hint.find("bafo init") != std::string::npos);
        QVERIFY(!Project::find(m_files, "/proc"));
    }

    void aFolderWithOtherThingsIsNotTakenOver()
    {
        QVERIFY(m_files.createDirectories(path("full/x")));
        QVERIFY(!Project::init(m_files, path("full"), "n", {}));
        QVERIFY(!Project::init(m_files, path("p"), "n", {}));
    }

    void aNameHasAtMostAHundredCharacters()
    {
        std::string name;
        for (int i = 0; i < 100; ++i) {
            name += "\xc3\xa9"; // two bytes, one character
        }
        QVERIFY(Project::init(m_files, path("long"), name, {}));
        const auto longer = Project::init(m_files, path("longer"), name + "e", {});
        QCOMPARE(longer.error().code, ErrorCode::config);
        QVERIFY(longer.error().message.find("101 characters") != std::string::npos);
        QVERIFY(!m_files.status(path("longer"))->exists);
    }

    void aFullDiskLeavesNothingAndTheNextTryMakesTheProject()
    {
        for (const bool isThere : {false, true}) {
            int numGood = 0;
            while (true) {
                const Path folder = path("half") / std::to_string(numGood) / (isThere ? "there" : "new");
                QVERIFY(m_files.createDirectories(isThere ? folder : folder.parent_path()));
                fakes::FailingFileSystem full(m_files, fakes::fullAfter(numGood++));
                const auto made = Project::init(full, folder, "n", {});
                if (made) {
                    break;
                }
                QCOMPARE(made.error().code, ErrorCode::diskFull);
                QCOMPARE(m_files.status(folder)->exists, isThere);
                QVERIFY(!isThere || m_files.list(folder)->empty());
                QVERIFY(Project::init(m_files, folder, "n", {}));
            }
            QVERIFY(numGood > 4);
        }
    }

    void aProjectThatWasInterruptedInItsMakingIsMadeByTheNextTry()
    {
        const Path folder = path("interrupted");
        for (const char *room : {"models", "datasets"}) {
            QVERIFY(m_files.createDirectories(folder / room));
        }
        QVERIFY(writeFileAtomically(m_files, folder / "project.yaml.tmp-123", "na"));
        QVERIFY(Project::init(m_files, folder, "n", {}));
        QVERIFY(Project::open(m_files, folder));
        QVERIFY(m_files.createDirectories(path("other/models/mine"))); // not one of ours: something is in it
        QVERIFY(!Project::init(m_files, path("other"), "n", {}));
        QVERIFY(m_files.createDirectories(path("file")));
        QVERIFY(writeFileAtomically(m_files, path("file/models"), "a file"));
        QVERIFY(!Project::init(m_files, path("file"), "n", {}));
    }

    void aDamagedProjectFileIsNamed()
    {
        QVERIFY(m_files.createDirectories(path("bad")));
        for (const char *text : {"", "name: [", "name: x\n", "id: ../../x\n", "id: &a b\n"}) {
            QVERIFY(writeFileAtomically(m_files, path("bad/project.yaml"), text));
            const auto opened = Project::open(m_files, path("bad"));
            QVERIFY2(!opened, text);
            QVERIFY(opened.error().message.find("project.yaml") != std::string::npos);
        }
    }

    void namesNeverLeaveTheProject()
    {
        for (const char *good : {"a", "SmolLM2-135M", "v1.2_x", "0"}) {
            QVERIFY2(isName(good), good);
        }
        for (const char *bad : {"", ".", "..", "a/b", "/etc", "-rf", ".hidden", "a b", "n\n", "ü"}) {
            QVERIFY2(!isName(bad), bad);
        }
        QVERIFY(!isName(std::string(101, 'a')));
    }

    void aModelIsAProjectNameOrAPath()
    {
        const auto project = Project::open(m_files, path("p"));
        QVERIFY(m_files.createDirectories(path("p/models/smol")));
        QVERIFY(m_files.createDirectories(path("elsewhere")));
        QCOMPARE(*resolveModel(m_files, &*project, "smol"), project->modelsFolder() / "smol");
        QCOMPARE(*resolveModel(m_files, nullptr, path("elsewhere").string()), path("elsewhere"));
        QVERIFY(!resolveModel(m_files, nullptr, "smol"));
        QCOMPARE(resolveModel(m_files, &*project, "other").error().code, ErrorCode::data);
        QVERIFY(resolveTokenizer(m_files, &*project, "other").error().hint.find("bafo status") != std::string::npos);
    }

    void aLockHasOneHolder()
    {
        auto first = FileLock::tryAcquire(path("lock"));
        QVERIFY(first->has_value());
        QVERIFY(!FileLock::tryAcquire(path("lock"))->has_value());
        first->reset();
        QVERIFY(FileLock::tryAcquire(path("lock"))->has_value());
        QVERIFY(!FileLock::tryAcquire(path("no/such/folder/lock")));
    }

    void aProcessIsKnownByMoreThanItsNumber()
    {
        const auto self = *identityOf(m_files, ::getpid());
        QVERIFY(self.has_value());
        QVERIFY(*isRunning(m_files, *self));
        ProcessIdentity other = *self;
        ++other.startTicks;
        QVERIFY(!*isRunning(m_files, other));
        other = *self;
        other.bootId = "another boot";
        QVERIFY(!*isRunning(m_files, other));
        QVERIFY(writeProcessFile(m_files, path("pid"), *self));
        QCOMPARE(**readProcessFile(m_files, path("pid")), *self);
        QVERIFY(writeFileAtomically(m_files, path("pid"), "{}"));
        QVERIFY(!readProcessFile(m_files, path("pid"))->has_value());
    }

    void aDeadProcessIsNotRunningEvenAsAZombie()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            ::pause();
            ::_exit(0);
        }
        const auto identity = *identityOf(m_files, child);
        QVERIFY(*isRunning(m_files, *identity));
        ::kill(child, SIGKILL);
        QTRY_VERIFY(!*isRunning(m_files, *identity)); // not waited for yet: a zombie
        ::waitpid(child, nullptr, 0);
        QVERIFY(!*isRunning(m_files, *identity));
    }

    void commandsArriveOnceAndInOrder()
    {
        const Path commands = path("commands.jsonl");
        using protocol::CommandKind;
        QVERIFY(sendCommand(commands, {.kind = CommandKind::ping, .id = "old", .t = 1}));
        const std::uint64_t start = m_files.status(commands)->sizeBytes;
        std::mutex mutex;
        std::vector<std::string> seen;
        {
            const CommandListener listener(CommandReader(commands, start), std::chrono::milliseconds(2),
                                           [&](const protocol::Command &command) {
                                               const std::lock_guard lock(mutex);
                                               seen.push_back(command.id);
                                           });
            for (const char *id : {"a", "b", "c"}) {
                QVERIFY(sendCommand(commands, {.kind = CommandKind::pause, .id = id, .t = 2}));
            }
            QTRY_VERIFY([&] {
                const std::lock_guard lock(mutex);
                return seen.size() == 3;
            }());
        }
        QCOMPARE(seen, (std::vector<std::string>{"a", "b", "c"}));
    }
};

QTEST_GUILESS_MAIN(ProjectTest)
#include "project_test.moc"
