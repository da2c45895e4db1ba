// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_system.h"
#include "core/base/mapped_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace bafo;

class FileSystemTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void anAtomicWriteReplacesTheOldContentAndLeavesNothingElse()
    {
        QVERIFY(writeFileAtomically(m_files, path("a.txt"), "old"));
        QVERIFY(writeFileAtomically(m_files, path("a.txt"), "new"));
        QCOMPARE(m_files.readFile(path("a.txt"), 100).value(), std::string("new"));
        QCOMPARE(m_files.list(path("")).value(), std::vector<std::string>{"a.txt"});
    }

    void aFileOverTheLimitIsRefused()
    {
        QVERIFY(writeFileAtomically(m_files, path("a.txt"), "0123456789"));
        const auto content = m_files.readFile(path("a.txt"), 9);
        QVERIFY(!content);
        QCOMPARE(content.error().code, ErrorCode::data);
        QVERIFY(m_files.readFile(path("a.txt"), 10));
    }

    void createNewRefusesAnExistingFile()
    {
        QVERIFY(m_files.openForWriting(path("a"), WriteMode::createNew));
        QVERIFY(!m_files.openForWriting(path("a"), WriteMode::createNew));
    }

    void appendGoesToTheEnd()
    {
        QVERIFY(writeFileAtomically(m_files, path("log"), "one\n"));
        QVERIFY(m_files.openForWriting(path("log"), WriteMode::append).value()->write(std::string_view("two\n")));
        QCOMPARE(m_files.readFile(path("log"), 100).value(), std::string("one\ntwo\n"));
    }

    void aFullDiskIsToldAsSuch()
    {
        const auto file = m_files.openForWriting("/dev/full", WriteMode::append);
        QVERIFY(file);
        const auto written = (*file)->write(std::string_view("x"));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::diskFull);
        QCOMPARE(exitCodeOf(written.error().code), 6);
        QVERIFY(!written.error().hint.empty());
    }

    void aMissingPathHasNoStatusButIsNoError()
    {
        const auto status = m_files.status(path("nothing/below"));
        QVERIFY(status);
        QVERIFY(!status->exists);
    }

    void aTreeIsMeasuredAndRemovedWithoutFollowingLinks()
    {
        QVERIFY(m_files.createDirectories(path("tree/inner")));
        QVERIFY(writeFileAtomically(m_files, path("tree/inner/a"), "12345"));
        QVERIFY(writeFileAtomically(m_files, path("kept"), "678"));
        std::filesystem::create_symlink(path("kept"), path("tree/link"));
        QCOMPARE(treeSizeBytes(m_files, path("tree/inner")).value(), 5U);
        QVERIFY(m_files.removeTree(path("tree")));
        QVERIFY(!m_files.status(path("tree"))->exists);
        QVERIFY(m_files.status(path("kept"))->exists);
    }

    void aMappedFileShowsItsBytesAndMoves()
    {
        QVERIFY(writeFileAtomically(m_files, path("m"), "abc"));
        auto mapped = MappedFile::open(path("m"));
        QVERIFY(mapped);
        const MappedFile moved = std::move(*mapped);
        QCOMPARE(moved.bytes().size(), 3U);
        QCOMPARE(static_cast<char>(moved.bytes()[2]), 'c');
        QVERIFY(!MappedFile::open(path("")));
        QVERIFY(writeFileAtomically(m_files, path("empty"), ""));
        QCOMPARE(MappedFile::open(path("empty"))->bytes().size(), 0U);
    }

    void aPipeIsRefusedAndNotWaitedFor()
    {
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        const auto read = m_files.readFile(path("pipe"), 100);
        const auto mapped = MappedFile::open(path("pipe"));
        for (const Error &error : {read.error(), mapped.error()}) {
            QCOMPARE(error.code, ErrorCode::data);
            QVERIFY2(error.message.ends_with("pipe is no regular file"), error.message.c_str());
            QVERIFY(!error.hint.empty());
        }
        QVERIFY(!m_files.readFile("/dev/zero", 100));
        QVERIFY(!MappedFile::open("/dev/zero"));
    }

    void whatTheKernelWritesIsRead()
    {
        const auto status = m_files.readFile("/proc/self/status", 1 << 20);
        QVERIFY(status);
        QVERIFY(status->starts_with("Name:"));
    }

    void aTreesSizeIsThatOfItsOwnFilesNotOfWhatItsLinksLeadTo()
    {
        const Path folder = path("tree");
        QVERIFY(m_files.createDirectories(folder / "inside"));
        QVERIFY(m_files.createDirectories(path("outside")));
        QVERIFY(writeFileAtomically(m_files, path("outside/large"), std::string(1000, 'x')));
        QVERIFY(writeFileAtomically(m_files, folder / "inside" / "small", std::string(10, 'x')));
        std::filesystem::create_symlink(path("outside/large"), folder / "file link");
        std::filesystem::create_directory_symlink(path("outside"), folder / "folder link");
        std::filesystem::create_directory_symlink("..", folder / "inside" / "loop");
        std::filesystem::create_symlink("nowhere", folder / "dangling");
        std::filesystem::create_symlink("itself", folder / "itself");
        QCOMPARE(*treeSizeBytes(m_files, folder), std::uint64_t{10});
        QCOMPARE(*treeSizeBytes(m_files, path("outside")), std::uint64_t{1000});
        QCOMPARE(*treeSizeBytes(m_files, folder / "folder link"), std::uint64_t{0});
        QCOMPARE(*treeSizeBytes(m_files, path("absent")), std::uint64_t{0});
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(FileSystemTest)
#include "file_system_test.moc"
