// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/staged_folder.h"
#include "tests/fakes/failing_file_system.h"

#include <QTemporaryDir>
#include <QTest>

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

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(StagedFolderTest)
#include "staged_folder_test.moc"
