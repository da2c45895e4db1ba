// SPDX-License-Identifier: Apache-2.0
#include "core/data/source_notes.h"

#include "tests/data/dataset_folder.h"

#include <QTest>

using namespace bafo;
using namespace bafo::data;

class SourceNotesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<DatasetFolder>();
        for (const char *name : {"a.txt", "b.txt", "c.txt"}) {
            QVERIFY(m_folder->importLines(name, std::string("umbhalo ") + name));
        }
        m_revision = m_folder->open().revision().value();
    }

    void whatIsNotedStandsInDatabaseAndLedgerAndChangesNoText()
    {
        const auto report = note({1, 3}, {.licence = " CC-BY-4.0 ", .provenance = "https://example.org"});
        QVERIFY(report);
        QCOMPARE(report->sources.size(), 2U);
        QCOMPARE(report->ledgerProblem, std::string());
        const auto sources = m_folder->open().sources().value();
        QCOMPARE(sources[0].licence, std::string("CC-BY-4.0"));
        QCOMPARE(sources[1].licence, std::string("unknown"));
        QCOMPARE(sources[2].provenance, std::string("https://example.org"));
        const auto ledger = m_folder->files.readFile(m_folder->path() / "sources.yaml", 1 << 16).value();
        QVERIFY(ledger.find("\"CC-BY-4.0\"") != std::string::npos);
        QCOMPARE(m_folder->open().revision().value(), m_revision);
    }

    void whatIsNotGivenStays()
    {
        QVERIFY(note({2}, {.licence = "MIT", .provenance = "a book"}));
        QVERIFY(note({2}, {.licence = {}, .provenance = "another book"}));
        const auto source = m_folder->open().sources().value()[1];
        QCOMPARE(source.licence, std::string("MIT"));
        QCOMPARE(source.provenance, std::string("another book"));
    }

    void oneSourceThatThereIsNotUndoesAll()
    {
        const auto report = note({1, 9}, {.licence = "MIT", .provenance = {}});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::config);
        QVERIFY(report.error().message.find('9') != std::string::npos);
        QCOMPARE(m_folder->open().sources().value()[0].licence, std::string("unknown"));
    }

    void emptyAndForeignNotesAreRefused()
    {
        QVERIFY(!note({1}, {}));
        QVERIFY(!note({1}, {.licence = " ", .provenance = {}}));
        QVERIFY(!note({1}, {.licence = {}, .provenance = "\xFF"}));
        QVERIFY(note({1}, {.licence = {}, .provenance = ""})); // a wrong note is taken back
    }

private:
    Result<NoteReport> note(const std::vector<std::int64_t> &sources, const SourceNote &what)
    {
        auto dataset = BAFO_TRY(Dataset::openForWriting(m_folder->files, m_folder->path()));
        return noteSources(dataset, sources, what);
    }

    std::unique_ptr<DatasetFolder> m_folder;
    std::string m_revision;
};

QTEST_APPLESS_MAIN(SourceNotesTest)
#include "source_notes_test.moc"
