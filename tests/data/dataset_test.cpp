// SPDX-License-Identifier: Apache-2.0
#include "tests/data/dataset_folder.h"
#include "tests/fakes/failing_file_system.h"

#include <QTest>

#include <algorithm>

using namespace bafo;
using namespace bafo::data;

class DatasetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<DatasetFolder>(); }

    void everyDocumentLeadsToItsLicence()
    {
        ImportOptions options;
        options.source.language = "zul";
        options.licence = "CC-BY-4.0";
        options.provenance = "https://example.org/\"a\"";
        const auto report
            = m_folder->import("plain_text", {m_folder->write("a.txt", "Sawubona\n\nUnjani?\n")}, options);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->numDocuments, 2);
        auto dataset = m_folder->open();
        const auto documents = dataset.page({}, 0, 10).value();
        QCOMPARE(documents.size(), 2U);
        QCOMPARE(documents[1].text, std::string("Unjani?"));
        QCOMPARE(documents[1].split, std::string(kUnassigned));
        const auto sources = dataset.sources().value();
        QCOMPARE(sources.at(static_cast<std::size_t>(documents[1].source) - 1).licence, std::string("CC-BY-4.0"));
        const auto ledger = m_folder->files.readFile(m_folder->path() / "sources.yaml", 1 << 16).value();
        QVERIFY(ledger.find("provenance: \"https://example.org/\\\"a\\\"\"") != std::string::npos);
        QVERIFY(ledger.find("imported: 2023-11-14T22:13:20Z") != std::string::npos);
    }

    void aFileThatIsNoUtf8IsRefusedByLineAndNothingIsKept()
    {
        const Path good = m_folder->write("good.txt", "Yebo\n");
        const Path bad = m_folder->write("bad.txt", "Yebo\nCha\xFF\n");
        ImportOptions options;
        options.source.language = "zul";
        const auto report = m_folder->import("plain_text", {good, bad}, options);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::data);
        QVERIFY(report.error().message.find("bad.txt: line 2, byte 8") != std::string::npos);
        QCOMPARE(m_folder->open().count({}).value(), 0);
        QVERIFY(m_folder->open().sources()->empty());
        QVERIFY(m_folder->import("plain_text", {good}, options)); // and the good one alone is taken
        QCOMPARE(m_folder->open().count({}).value(), 1);
    }

    void emptyFilesAndUnknownLanguagesAreRefused()
    {
        QVERIFY(!m_folder->importLines("empty.txt", ""));
        QVERIFY(!m_folder->importLines("blank.txt", "\n  \n"));
        QVERIFY(!m_folder->importLines("a.txt", "Yebo", "not a tag"));
        QVERIFY(m_folder->importLines("a.txt", "Yebo", "zul"));
    }

    void aFileIsTakenOnceAndExactDuplicatesAreCounted()
    {
        QVERIFY(m_folder->importLines("a.txt", "Yebo\nCha\nYebo\n"));
        QCOMPARE(m_folder->open().count({}).value(), 2);
        QCOMPARE(m_folder->open().sources()->front().skipped.at("exact duplicate"), 1);
        const auto again = m_folder->importLines("b.txt", "Yebo\nCha\nYebo\n");
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::config);
    }

    void normalFormIsRecordedAndCanBeLeftAlone()
    {
        ImportOptions options;
        options.source.language = "zul";
        const std::string decomposed = "e\xCC\x81";
        const auto report = m_folder->import("plain_text", {m_folder->write("a.txt", decomposed)}, options);
        QCOMPARE(report->numNormalized, 1);
        QCOMPARE(m_folder->open().page({}, 0, 1)->front().text, std::string("\xC3\xA9"));
        QCOMPARE(m_folder->open().sources()->front().steps, std::string("nfc"));
        options.isNormalized = false;
        QVERIFY(m_folder->import("plain_text", {m_folder->write("b.txt", decomposed + "!")}, options));
        QCOMPARE(m_folder->open().page({}, 1, 1)->front().text, decomposed + "!");
        QCOMPARE(m_folder->open().sources()->back().steps, std::string());
    }

    void theLedgerIsStagedBeforeTheDocumentsAreKept()
    {
        QVERIFY(m_folder->importLines("a.txt", "Yebo\n"));
        const Path text = m_folder->write("b.txt", "Cha\n");
        const auto importWhileItFails = [&](fakes::FileOperation broken) {
            const auto fault = [broken](fakes::FileOperation operation, const Path &path) -> std::optional<Error> {
                // The staged file is made under a longer name; under its own it is renamed after the commit.
                const bool isStaged = path.filename() == ".new-sources.yaml";
                const bool isIt = operation == broken && isStaged == (broken == fakes::FileOperation::rename);
                return isIt ? std::optional(Error{.code = ErrorCode::diskFull, .message = "no room", .hint = ""})
                            : std::nullopt;
            };
            fakes::FailingFileSystem failing(m_folder->files, fault);
            auto dataset = Dataset::openForWriting(failing, m_folder->path());
            ImportOptions options;
            options.source.language = "zul";
            const auto sources = sources::makeSources();
            return importFiles(*dataset, *sources.find("plain_text"), {text}, options, ManualTime());
        };
        const auto refused = importWhileItFails(fakes::FileOperation::write);
        QVERIFY(!refused && refused.error().code == ErrorCode::diskFull);
        QCOMPARE(m_folder->open().count({}).value(), 1);
        const auto kept = importWhileItFails(fakes::FileOperation::rename);
        QVERIFY(kept && kept->ledgerProblem.find("no room") != std::string::npos);
        QCOMPARE(m_folder->open().count({}).value(), 2);
        QVERIFY(m_folder->importLines("c.txt", "Vula\n")->ledgerProblem.empty());
        const auto ledger = m_folder->files.readFile(m_folder->path() / "sources.yaml", 1 << 16).value();
        QVERIFY(ledger.find("b.txt") != std::string::npos && ledger.find("c.txt") != std::string::npos);
    }

    void pagesFollowEachOtherWithoutGapOrRepetition()
    {
        std::string lines;
        for (int i = 0; i < 1000; ++i) {
            lines += "umugqa " + std::to_string(i) + "\n";
        }
        QVERIFY(m_folder->importLines("a.txt", lines));
        auto dataset = m_folder->open();
        const DocumentQuery query{.language = "zul", .split = {}, .search = {}};
        const auto starts = dataset.pageStarts(query, 300).value();
        QCOMPARE(starts.size(), 4U);
        int row = 0;
        for (const std::int64_t start : starts) {
            const auto documents = dataset.page(query, start, 300).value();
            for (const auto &document : documents) {
                QCOMPARE(document.text, "umugqa " + std::to_string(row++));
            }
        }
        QCOMPARE(row, 1000);
        QCOMPARE(dataset.count({.language = "eng", .split = {}, .search = {}}).value(), 0);
    }

    void aSourceIsOneFilterMoreForPagesCountsAndSearch()
    {
        for (const char *name : {"a", "b", "c"}) {
            std::string lines;
            for (int i = 0; i < 250; ++i) {
                lines += std::string(name) + " umugqa " + std::to_string(i) + "\n";
            }
            QVERIFY(m_folder->importLines(std::string(name) + ".txt", lines));
        }
        auto dataset = m_folder->open();
        const DocumentQuery query{.language = {}, .split = {}, .search = {}, .source = 2};
        QCOMPARE(dataset.count(query).value(), 250);
        int row = 0;
        const auto starts = dataset.pageStarts(query, 100).value();
        for (const std::int64_t start : starts) {
            const auto visited = dataset.visitPage(query, start, 100, [&row](const Document &document) {
                return document.text == "b umugqa " + std::to_string(row++) && document.source == 2
                    ? Result<void>()
                    : fail(ErrorCode::data, document.text);
            });
            QVERIFY2(visited, visited ? "" : visited.error().message.c_str());
        }
        QCOMPARE(row, 250);
        QCOMPARE(dataset.count({.language = {}, .split = {}, .search = "umugqa 17 ", .source = 3}).value(), 1);
        QCOMPARE(dataset.count({.language = {}, .split = {}, .search = {}, .source = 4}).value(), 0);
    }

    void statisticsOfASearchCountItsDocumentsOnly()
    {
        QVERIFY(m_folder->importLines("a.txt", "Vula ifayela\nHawu\n"));
        QVERIFY(m_folder->importLines("b.txt", "Open the file\nVula\n", "eng"));
        const auto groups = m_folder->open().statistics({.language = {}, .split = {}, .search = "vula"}).value();
        QCOMPARE(groups.size(), 2U);
        QCOMPARE(groups[0].language, std::string("eng"));
        QCOMPARE(groups[0].numWords, 1);
        QCOMPARE(groups[1].numDocuments, 1);
        QCOMPARE(groups[1].numWords, 2);
    }

    void anImportTellsHowFarItIs()
    {
        class TickingClock final : public Clock {
        public:
            [[nodiscard]] std::int64_t wallMs() const override { return 0; }
            [[nodiscard]] std::int64_t steadyNs() const override { return m_now += 150'000'000; }

        private:
            mutable std::int64_t m_now = 0;
        };
        std::vector<Path> files;
        for (const char *name : {"a.txt", "b.txt"}) {
            std::string lines;
            for (int i = 0; i < 50; ++i) {
                lines += std::string(name) + " " + std::to_string(i) + "\n";
            }
            files.push_back(m_folder->write(name, lines));
        }
        ImportOptions options;
        options.source.language = "zul";
        options.source.unit = DocumentUnit::line;
        const auto sources = sources::makeSources();
        auto dataset = Dataset::openForWriting(m_folder->files, m_folder->path());
        std::vector<ImportProgress> told;
        QVERIFY(importFiles(*dataset, *sources.find("plain_text"), files, options, TickingClock(),
                            [&told](const ImportProgress &progress) { told.push_back(progress); }));
        QVERIFY(told.size() > 10 && told.size() < 100);
        QVERIFY(told.front().share < 0.1 && told.back().share > 0.8 && told.back().share <= 1);
        QVERIFY(std::is_sorted(told.begin(), told.end(), [](const ImportProgress &one, const ImportProgress &other) {
            return one.share < other.share;
        }));
        QCOMPARE(told.back().numFiles, 1);
        QCOMPARE(told.back().numFilesInAll, 2);
        QVERIFY(told.back().numDocuments > 90);
    }

    void searchFindsWordsAndTakesNothingAsACommand()
    {
        QVERIFY(m_folder->importLines("a.txt", "Vula ifayela\nVala ifayela\nLondoloza konke\n\"NEAR\" vula OR\n"));
        auto dataset = m_folder->open();
        const auto found
            = [&](const char *words) { return dataset.count({.language = {}, .split = {}, .search = words}).value(); };
        QCOMPARE(found("ifayela"), 2);
        QCOMPARE(found("vula ifayela"), 1);
        QCOMPARE(found("ifa"), 2); // the last word may be unfinished
        QCOMPARE(found("ifa vula"), 0); // no other
        QCOMPARE(found("nothing"), 0);
        QCOMPARE(found("\"NEAR\" OR"), 1);
        QCOMPARE(found("text:* AND ("), 0);
        QCOMPARE(dataset.page({.language = {}, .split = {}, .search = "ifayela"}, 1, 10)->size(), 1U);
    }

    void whoeverChangesADatasetIsAlone()
    {
        QVERIFY(m_folder->importLines("a.txt", "Yebo"));
        auto writer = Dataset::openForWriting(m_folder->files, m_folder->path());
        QVERIFY(writer);
        const auto second = Dataset::openForWriting(m_folder->files, m_folder->path());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::inUse);
        QVERIFY(Dataset::open(m_folder->files, m_folder->path())); // readers may
    }

    void otherFilesAreNoDatasets()
    {
        QVERIFY(!Dataset::open(m_folder->files, m_folder->path()));
        QVERIFY(m_folder->files.createDirectories(m_folder->path()));
        QVERIFY(writeFileAtomically(m_folder->files, m_folder->path() / "documents.sqlite",
                                    "no database at all, but long enough"));
        const auto opened = Dataset::open(m_folder->files, m_folder->path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::data);
    }

    void aNewerOrForeignDatabaseIsRefused()
    {
        QVERIFY(m_folder->importLines("a.txt", "Yebo"));
        QVERIFY(m_folder->tamper("PRAGMA user_version=3"));
        QVERIFY(Dataset::open(m_folder->files, m_folder->path()).error().message.find("newer") != std::string::npos);
        QVERIFY(!Dataset::openForWriting(m_folder->files, m_folder->path()));
    }

    void statisticsCountWordsAndBytes()
    {
        QVERIFY(m_folder->importLines("a.txt", "Vula ifayela\nHawu\n"));
        const auto groups = m_folder->open().statistics().value();
        QCOMPARE(groups.size(), 1U);
        QCOMPARE(groups[0].numDocuments, 2);
        QCOMPARE(groups[0].numWords, 3);
        QCOMPARE(groups[0].numBytes, 16);
    }

private:
    std::unique_ptr<DatasetFolder> m_folder;
};

QTEST_APPLESS_MAIN(DatasetTest)
#include "dataset_test.moc"
