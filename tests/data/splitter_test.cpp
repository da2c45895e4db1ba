// SPDX-License-Identifier: Apache-2.0
#include "core/data/text_rules.h"
#include "tests/data/dataset_folder.h"

#include <QTest>

#include <set>

using namespace bafo;
using namespace bafo::data;

class SplitterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<DatasetFolder>(); }

    void trimmingsDoNotMakeAnotherText()
    {
        const std::string key = normalizedKey("Open file");
        for (const char *variant : {"~Open file", "Op~en File...", "OPEN_ FILE", "open\n file 12",
                                    "\xEF\xBC\xAFpen file %1", " (open) file!"}) {
            QCOMPARE(normalizedKey(variant), key);
        }
        QVERIFY(normalizedKey("Open files") != key);
        QVERIFY(normalizedKey("Openfile") != key);
        QCOMPARE(normalizedKey("100%"), std::string("=100%"));
        QVERIFY(normalizedKey("100%") != normalizedKey("200%"));
    }

    void nearDuplicatesStayOnOneSide()
    {
        importVariants();
        const auto report = m_folder->split(0.3);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->numDocuments, 400);
        QCOMPARE(report->numClusters, 100);
        QCOMPARE(report->largestCluster, 4);
        QCOMPARE(report->numHeldOut, 120);
        auto dataset = m_folder->open();
        QCOMPARE(dataset.count({.language = {}, .split = std::string(kHeldOutSplit), .search = {}}).value(), 120);
        QVERIFY(findLeaks(dataset)->empty());
    }

    void aTextOnBothSidesIsFound()
    {
        importVariants();
        QVERIFY(m_folder->split(0.3));
        // The negative control of the test above: one document changes sides behind our back.
        QVERIFY(m_folder->tamper(
            "UPDATE documents SET split='train' WHERE id=(SELECT min(id) FROM documents WHERE split='held-out')"));
        auto dataset = m_folder->open();
        const auto leaks = findLeaks(dataset).value();
        QCOMPARE(leaks.size(), 1U);
    }

    void translationsFollowEachOther()
    {
        ImportOptions options;
        options.source.language = "zul";
        // 1-2 share their English side, 2-3 their isiZulu side: one cluster of six. The rest stand alone.
        QVERIFY(m_folder->import("gettext_mo", {m_folder->write("a.mo", catalog())}, options));
        const auto report = m_folder->split(0.5);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->largestCluster, 6);
        auto dataset = m_folder->open();
        std::map<std::int64_t, std::set<std::string>> splitsOfPair;
        const auto documents = dataset.page({}, 0, 100).value();
        for (const auto &document : documents) {
            splitsOfPair[document.pair].insert(document.split);
        }
        for (const auto &[pair, splits] : splitsOfPair) {
            QVERIFY(pair != 0);
            QCOMPARE(splits.size(), 1U);
        }
        QVERIFY(findLeaks(dataset)->empty());
    }

    void theSplitDependsOnTheTextsAndTheSeedOnly()
    {
        importVariants();
        QVERIFY(m_folder->split(0.3, 7));
        const auto first = heldOut(*m_folder);
        DatasetFolder other;
        QVERIFY(other.importLines("b.txt", m_secondHalf));
        QVERIFY(other.importLines("a.txt", m_firstHalf));
        QVERIFY(other.split(0.3, 7));
        QCOMPARE(heldOut(other), first);
        QVERIFY(other.split(0.3, 8));
        QVERIFY(heldOut(other) != first);
    }

    void sharesThatMakeNoSenseAreRefused()
    {
        QVERIFY(!m_folder->split(0.1)); // nothing there
        QVERIFY(m_folder->importLines("a.txt", "Yebo\nYEBO\n"));
        QVERIFY(!m_folder->split(1));
        QVERIFY(!m_folder->split(-0.1));
        const auto tooSmall = m_folder->split(0.3);
        QVERIFY(!tooSmall);
        QCOMPARE(m_folder->open().splitRule().value(), std::string());
        QVERIFY(m_folder->split(0));
        QCOMPARE(m_folder->open().count({.language = {}, .split = std::string(kTrainSplit), .search = {}}).value(), 2);
    }

    void whatIsImportedLaterIsNotForTrainingYet()
    {
        QVERIFY(m_folder->importLines("a.txt", "Yebo\nCha\n"));
        const std::string before = m_folder->open().revision().value();
        QVERIFY(m_folder->split(0.5));
        const std::string split = m_folder->open().revision().value();
        QVERIFY(split != before);
        QVERIFY(m_folder->importLines("b.txt", "Hawu\n"));
        QVERIFY(m_folder->open().revision().value() != split);
        QCOMPARE(m_folder->open().count({.language = {}, .split = std::string(kUnassigned), .search = {}}).value(), 1);
    }

private:
    void importVariants()
    {
        m_firstHalf.clear();
        m_secondHalf.clear();
        for (int i = 0; i < 100; ++i) {
            const std::string word(1 + static_cast<std::size_t>(i) / 26, static_cast<char>('a' + i % 26));
            m_firstHalf += "Vula " + word + "\n~vula " + word + "...\n";
            m_secondHalf += "VULA " + word + " 1\nvula, " + word + " %1\n";
        }
        QVERIFY(m_folder->importLines("a.txt", m_firstHalf));
        QVERIFY(m_folder->importLines("b.txt", m_secondHalf));
    }

    static std::set<std::string> heldOut(DatasetFolder &folder)
    {
        std::set<std::string> texts;
        const auto documents
            = folder.open().page({.language = {}, .split = std::string(kHeldOutSplit), .search = {}}, 0, 1000).value();
        for (const auto &document : documents) {
            texts.insert(document.text);
        }
        return texts;
    }

    static std::string catalog()
    {
        const std::vector<std::pair<std::string, std::string>> messages
            = {{"Open", "Vula"},  {"~Open", "Kuvuliwe"}, {"Is open", "kuvuliwe"},
               {"Close", "Vala"}, {"Save", "Londoloza"}, {"Help", "Usizo"}};
        const auto count = static_cast<std::uint32_t>(messages.size());
        std::vector<std::uint32_t> words{0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0};
        std::string texts;
        const std::uint32_t start = 28 + 16 * count;
        const auto addTexts = [&](auto member) {
            for (const auto &message : messages) {
                words.push_back(static_cast<std::uint32_t>((message.*member).size()));
                words.push_back(start + static_cast<std::uint32_t>(texts.size()));
                texts += message.*member + '\0';
            }
        };
        addTexts(&std::pair<std::string, std::string>::first);
        addTexts(&std::pair<std::string, std::string>::second);
        return std::string(reinterpret_cast<const char *>(words.data()), words.size() * 4) + texts;
    }

    std::unique_ptr<DatasetFolder> m_folder;
    std::string m_firstHalf;
    std::string m_secondHalf;
};

QTEST_APPLESS_MAIN(SplitterTest)
#include "splitter_test.moc"
