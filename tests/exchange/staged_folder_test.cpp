// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/staged_folder.h"
#include "core/runs/model_summary.h"
#include "core/runs/project.h"
#include "tests/fakes/failing_file_system.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace bafo;
using namespace bafo::exchange;

class StagedFolderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void nothingIsThereBeforeTheCommitAndAllAfterIt()
    {
        auto staged = StagedFolder::begin(m_files, path("models/a/"));
        QVERIFY(staged);
        QVERIFY(staged->writeFile("x", "1"));
        QVERIFY(!m_files.status(path("models/a"))->exists);
        QVERIFY(staged->commit());
        QCOMPARE(m_files.readFile(path("models/a/x"), 9).value(), std::string("1"));
        QCOMPARE(m_files.list(path("models")).value(), std::vector<std::string>{"a"});
    }

    void anAbandonedFolderLeavesNothing()
    {
        {
            auto staged = StagedFolder::begin(m_files, path("a"));
            QVERIFY(staged->writeFile("x", "1"));
            QCOMPARE(m_files.list(path("")).value().size(), 1U);
        }
        QCOMPARE(m_files.list(path("")).value().size(), 0U);
    }

    void anExistingTargetIsRefusedAndKept()
    {
        QVERIFY(m_files.createDirectories(path("a")));
        const auto staged = StagedFolder::begin(m_files, path("a"));
        QVERIFY(!staged);
        QCOMPARE(staged.error().code, ErrorCode::config);
        QVERIFY(m_files.status(path("a"))->exists);
        QVERIFY(!StagedFolder::begin(m_files, ".."));
    }

    void aTargetTakenMeanwhileIsNotOverwritten()
    {
        auto staged = StagedFolder::begin(m_files, path("a"));
        QVERIFY(m_files.createDirectories(path("a/mine")));
        QVERIFY(!staged->commit());
        QVERIFY(m_files.status(path("a/mine"))->exists);
    }

    void aNameThatCannotBeMadeToLastIsTakenBack()
    {
        bool isFailing = true;
        fakes::FailingFileSystem files(m_files, [&](fakes::FileOperation operation, const Path &where) {
            const bool isHit
                = isFailing && operation == fakes::FileOperation::syncDirectory && where == path("a").parent_path();
            return isHit ? std::optional(Error{.code = ErrorCode::diskFull, .message = "full", .hint = "make room"})
                         : std::nullopt;
        });
        for (const bool fails : {true, false}) {
            isFailing = fails;
            {
                auto staged = StagedFolder::begin(files, path("a"));
                QVERIFY2(staged, staged ? "" : staged.error().message.c_str());
                QVERIFY(staged->writeFile("x", "1"));
                QCOMPARE(staged->commit().has_value(), !fails);
            }
            QCOMPARE(m_files.list(path("")).value().size(), fails ? 0U : 1U);
        }
    }

    void whatAKilledProcessLeftIsSweptWithTheNextFolder()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            auto staged = StagedFolder::begin(m_files, path("models/killed"));
            const bool isWritten = staged && staged->writeFile("x", "1");
            ::kill(::getpid(), isWritten ? SIGKILL : SIGTERM);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        const std::string leftover = ".killed.bafo-partial-" + std::to_string(child);
        QCOMPARE(m_files.list(path("models")).value(), std::vector<std::string>{leftover});
        QVERIFY(m_files.status(path("models") / leftover / "x")->exists);

        auto staged = StagedFolder::begin(m_files, path("models/other"));
        QVERIFY(staged);
        QVERIFY(staged->commit());
        QCOMPARE(m_files.list(path("models")).value(), std::vector<std::string>{"other"});
    }

    void whatOthersWriteIsKept()
    {
        const pid_t dead = ::fork();
        if (dead == 0) {
            ::_exit(0);
        }
        QCOMPARE(::waitpid(dead, nullptr, 0), dead);
        const std::string number = std::to_string(dead);
        const std::vector<std::string> kept
            = {".a.bafo-partial-" + number + "x",
               ".a.bafo-partial-1", // the first process runs always
               ".a.partial-" + number, ".bafo-partial-" + number, "a.bafo-partial-" + number};
        for (const std::string &name : kept) {
            QVERIFY(m_files.createDirectories(path("") / name));
        }
        const std::string file = ".file.bafo-partial-" + number;
        QVERIFY(writeFileAtomically(m_files, path("") / file, "no folder"));
        const std::string swept = ".a.bafo-partial-" + number;
        QVERIFY(m_files.createDirectories(path("") / swept));
        const auto staged = StagedFolder::begin(m_files, path("m"));
        QVERIFY(staged);
        for (const std::string &name : kept) {
            QVERIFY2(m_files.status(path("") / name)->exists, name.c_str());
        }
        QVERIFY(m_files.status(path("") / file)->exists);
        QVERIFY(!m_files.status(path("") / swept)->exists);
    }

    void aLeftoverThatCannotBeRemovedStopsNobody()
    {
        const pid_t dead = ::fork();
        if (dead == 0) {
            ::_exit(0);
        }
        QCOMPARE(::waitpid(dead, nullptr, 0), dead);
        const Path leftover = path("") / (".a.bafo-partial-" + std::to_string(dead));
        QVERIFY(m_files.createDirectories(leftover));
        fakes::FailingFileSystem files(m_files, [&](fakes::FileOperation, const Path &where) {
            return where == leftover ? std::optional(Error{.code = ErrorCode::internal, .message = "no", .hint = "no"})
                                     : std::nullopt;
        });
        auto staged = StagedFolder::begin(files, path("m"));
        QVERIFY2(staged, staged ? "" : staged.error().message.c_str());
        QVERIFY(staged->commit());
        QVERIFY(m_files.status(leftover)->exists);
    }

    void aFolderBeingWrittenIsNoModelToAnybody()
    {
        const auto staged = StagedFolder::begin(m_files, path("models/m"));
        QVERIFY(writeFileAtomically(m_files, staged->path() / "config.json", "{}"));
        const auto listing = runs::listModels(m_files, path("models"));
        QVERIFY(listing && listing->models.empty() && listing->unreadable.empty());
        QVERIFY(!runs::isName(staged->path().filename().string())); // so `model rm` refuses it
        QVERIFY(m_files.createDirectories(path("models/visible")));
        QCOMPARE(runs::listModels(m_files, path("models"))->unreadable.size(), 1U);
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(StagedFolderTest)
#include "staged_folder_test.moc"
