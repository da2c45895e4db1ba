// SPDX-License-Identifier: GPL-3.0-or-later
// What bafo says, in the window's own words.
#include "ui/connection/error_words.h"

#include "core/base/file_system.h"
#include "core/runs/project.h"

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using ui::inOwnWords;

class ErrorWordsTest : public QObject {
    Q_OBJECT

    static bool leadsToTerminal(const Error &error)
    {
        const std::string all = error.message + error.hint;
        return all.find("'bafo") != std::string::npos || all.find("--") != std::string::npos;
    }

private Q_SLOTS:
    /// From where they come: whoever changes the words there hears of it here.
    static void aFolderWithoutAProjectIsTold()
    {
        QTemporaryDir folder;
        PosixFileSystem files;
        const auto opened = runs::Project::open(files, folder.path().toStdString());
        QVERIFY(!opened && leadsToTerminal(opened.error()));
        const Error told = inOwnWords(opened.error());
        QCOMPARE(told.message, "There is no project in " + folder.path().toStdString() + ".");
        QVERIFY(!leadsToTerminal(told));
        QVERIFY(!told.hint.empty());
    }

    static void aModelThatIsGoneIsTold()
    {
        QTemporaryDir folder;
        PosixFileSystem files;
        const auto project = runs::Project::init(files, folder.path().toStdString() + "/p", "p", {"zul"});
        QVERIFY(project);
        const auto found = runs::resolveModel(files, &*project, "umlilo");
        QVERIFY(!found && leadsToTerminal(found.error()));
        const Error told = inOwnWords(found.error());
        QCOMPARE(told.message, std::string("There is no model umlilo here any more."));
        QVERIFY(!leadsToTerminal(told));
    }

    static void aDocumentThatIsTooLongIsToldWithWhatTheFormCanDo()
    {
        const Error told = inOwnWords({.code = ErrorCode::data,
                                       .message = "a.txt:1: a document of 31457280 bytes, 16777216 are allowed",
                                       .hint = "cut it: --documents paragraph or --documents line"});
        QVERIFY(told.message.find("a.txt:1") == 0);
        QVERIFY(told.message.find("31.5 MB") != std::string::npos);
        QVERIFY(!leadsToTerminal(told));
    }

    static void aHintThatLeadsToATerminalIsLeftOutAndOthersStay()
    {
        const auto hintOf = [](ErrorCode code, const char *hint) {
            return inOwnWords({.code = code, .message = "x", .hint = hint}).hint;
        };
        QCOMPARE(hintOf(ErrorCode::data, "'bafo run list' shows them"), std::string());
        QCOMPARE(hintOf(ErrorCode::diskFull, "free some space ('bafo disk' shows what takes it)"),
                 std::string("Make room on the disk, then do it again."));
        QVERIFY(hintOf(ErrorCode::data, "use another index (--index)").find("--") == std::string::npos);
        QCOMPARE(hintOf(ErrorCode::data, "lower the learning rate"), std::string("lower the learning rate"));
        QCOMPARE(hintOf(ErrorCode::config, "the file is damaged"), std::string("The file is damaged"));
    }

    static void aRankThatWasKilledIsToldAsAProcessAndWithTheWayOn()
    {
        const QString saved
            = ui::failureInOwnWords("rank 2 of 4 was killed (signal 9) after step 37 (sum of gradients)",
                                    "'bafo run resume 20261126-a' goes on from step 30");
        QCOMPARE(saved,
                 QStringLiteral("One of the 4 processes (rank 2) was killed after step 37: by somebody, or by "
                                "the computer, as when there is no memory left (signal 9). Resume goes on from "
                                "step 30, where it was saved last."));
        const QString early = ui::failureInOwnWords("rank 0 of 2 crashed (signal 11) before its first word",
                                                    "nothing was saved yet: 'bafo run resume x' begins anew");
        QCOMPARE(early,
                 QStringLiteral("One of the 2 processes (rank 0) crashed before its first step (signal 11). "
                                "Nothing was saved yet: Resume begins anew."));
        QVERIFY(ui::failureInOwnWords("rank 1 of 2 gave no sign of life for 30 s after step 4: it is stopped, or its "
                                      "machine hangs",
                                      {})
                    .contains(QStringLiteral("(rank 1)")));
        QCOMPARE(ui::failureInOwnWords("the disk is gone", "look"), QStringLiteral("The disk is gone. look"));
    }

    static void whatIsAFilesNameIsNotChanged()
    {
        const Error told = inOwnWords({.code = ErrorCode::data, .message = "izwe.txt is empty", .hint = {}});
        QCOMPARE(told.message, std::string("izwe.txt is empty"));
    }
};

QTEST_MAIN(ErrorWordsTest)
#include "error_words_test.moc"
