// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/document_list.h"

#include "core/data/source_notes.h"
#include "tests/data/dataset_folder.h"
#include "ui/models/document_reader.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::ui;

class DocumentListTest : public QObject {
    Q_OBJECT

    static constexpr int kNumZulu = 3000;
    static constexpr int kNumEnglish = 500;

    std::unique_ptr<data::DatasetFolder> m_folder;

    static std::string lines(const std::string &words, int count)
    {
        std::string text;
        for (int i = 0; i < count; ++i) {
            text += words + " " + std::to_string(i) + (i % 10 == 0 ? " isibindi" : "") + "\n";
        }
        return text;
    }

    QString folder() const { return QString::fromStdString(m_folder->path().string()); }

    static bool isReady(const DocumentList &list)
    {
        return QTest::qWaitFor([&list] { return list.state() == DocumentList::State::ready; }, 10'000);
    }

    /// The row once it has been read.
    static QString textAt(const DocumentList &list, int row)
    {
        (void)QTest::qWaitFor([&] { return list.rowAt(row).has_value(); }, 10'000);
        return list.data(list.index(row, DocumentList::kText), Qt::DisplayRole).toString();
    }

    static void ask(DocumentList &list, const data::DocumentQuery &query)
    {
        QSignalSpy came(&list, &DocumentList::rowsChanged);
        list.setQuery(query);
        QVERIFY(came.wait(10'000));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<data::DatasetFolder>();
        QVERIFY(m_folder->importLines("zulu.txt", lines("umugqa", kNumZulu)));
        QVERIFY(m_folder->importLines("english.txt", lines("line", kNumEnglish), "eng"));
    }

    void everyRowIsThereOnceWhereverOneJumps()
    {
        DocumentList list;
        list.open(folder(), {});
        QVERIFY(isReady(list));
        QCOMPARE(list.rowCount(), kNumZulu + kNumEnglish);
        QVERIFY(!list.rowAt(0)); // asked for, not yet read: nothing waits
        for (const int row : {2999, 0, 3000, 99, 100, 3499, 1234}) {
            const QString expected
                = row < kNumZulu ? QStringLiteral("umugqa %1").arg(row) : QStringLiteral("line %1").arg(row - kNumZulu);
            QVERIFY2(textAt(list, row).startsWith(expected), qPrintable(textAt(list, row)));
        }
        QVERIFY(!list.rowAt(3500) && !list.rowAt(-1));
    }

    void filtersAndSearchNarrowTheRowsAndTheirCounts()
    {
        DocumentList list;
        list.open(folder(), {.language = "eng", .split = {}, .search = {}});
        QVERIFY(isReady(list));
        QCOMPARE(list.rowCount(), kNumEnglish);
        QCOMPARE(textAt(list, 100), QStringLiteral("line 100 isibindi"));
        ask(list, {.language = {}, .split = {}, .search = "isibindi"});
        QCOMPARE(list.rowCount(), (kNumZulu + kNumEnglish) / 10);
        QCOMPARE(textAt(list, 299), QStringLiteral("umugqa 2990 isibindi"));
        const auto languages = languagesIn(list.matching(), list.query());
        QCOMPARE(languages.size(), std::size_t{2});
        QCOMPARE(languages[0].value, QStringLiteral("zul"));
        QCOMPARE(languages[0].numDocuments, kNumZulu / 10);
        ask(list, {.language = {}, .split = {}, .search = "isibi", .source = 2});
        QCOMPARE(list.rowCount(), kNumEnglish / 10);
        ask(list, {.language = {}, .split = {}, .search = "akukho"});
        QCOMPARE(list.rowCount(), 0);
        QCOMPARE(list.state(), DocumentList::State::ready);
    }

    void onlyTheLastOfManyQuestionsIsAnswered()
    {
        DocumentList list;
        list.open(folder(), {});
        QSignalSpy came(&list, &DocumentList::rowsChanged);
        for (const char *search : {"u", "um", "umu", "umug", "isibindi"}) {
            list.setQuery({.language = {}, .split = {}, .search = search});
        }
        QVERIFY(came.wait(10'000));
        QCOMPARE(list.rowCount(), (kNumZulu + kNumEnglish) / 10);
        QTest::qWait(200);
        QCOMPARE(came.size(), 1);
    }

    void theChosenDocumentIsFoundAgainUnderOtherFilters()
    {
        DocumentList list;
        list.keep(2991); // umugqa 2990
        list.open(folder(), {});
        QVERIFY(isReady(list));
        QCOMPARE(list.keptRow(), 2990);
        ask(list, {.language = {}, .split = {}, .search = "isibindi"});
        QCOMPARE(list.keptRow(), 299);
        ask(list, {.language = "eng", .split = {}, .search = {}});
        QCOMPARE(list.keptRow(), -1);
    }

    void aLongDocumentComesInSlicesThatMakeItsText()
    {
        std::string book;
        for (int i = 0; i < 20'000; ++i) {
            book += "igama" + std::to_string(i) + (i == 15'000 ? " umvuzo " : " ");
        }
        data::ImportOptions options;
        options.source.language = "zul";
        options.source.unit = data::DocumentUnit::file;
        QVERIFY(m_folder->import("plain_text", {m_folder->write("book.txt", book)}, options));
        DocumentList list;
        list.open(folder(), {.language = {}, .split = {}, .search = "umvuzo"});
        QVERIFY(isReady(list));
        QCOMPARE(list.rowCount(), 1);
        QVERIFY(textAt(list, 0).contains(QLatin1String("umvuzo")) && textAt(list, 0).size() <= 200);
        QSignalSpy came(&list, &DocumentList::documentRead);
        list.readDocument(list.idAt(0));
        QVERIFY(came.wait(10'000));
        const auto first = came.takeFirst().front().value<DocumentText>();
        QVERIFY(first.slice > 0 && first.text.contains(QLatin1String("umvuzo"))); // the slice with the match
        QCOMPARE(first.numWords, 20'001);
        QString whole;
        for (int slice = 0; slice < first.numSlices; ++slice) {
            list.readDocument(first.id, slice);
            QVERIFY(came.wait(10'000));
            const auto part = came.takeFirst().front().value<DocumentText>();
            QVERIFY(part.text.size() <= DocumentList::kSliceLength && part.text.endsWith(QLatin1Char(' ')));
            whole += part.text;
        }
        QCOMPARE(whole.toStdString(), book);
    }

    void anImportBesideTheListShowsAfterARefresh()
    {
        DocumentList list;
        list.open(folder(), {});
        QVERIFY(isReady(list));
        QSignalSpy changed(&list, &DocumentList::contentsChanged);
        list.refresh();
        QVERIFY(!changed.wait(300)); // nothing new
        QVERIFY(m_folder->importLines("more.txt", lines("umusho", 7)));
        list.refresh();
        QVERIFY(changed.wait(10'000));
        QCOMPARE(list.rowCount(), kNumZulu + kNumEnglish + 7);
        QVERIFY(textAt(list, 3506).startsWith(QLatin1String("umusho 6")));
    }

    void aNotedLicenceShowsAfterARefresh()
    {
        DocumentList list;
        list.open(folder(), {});
        QVERIFY(isReady(list));
        QCOMPARE(numUnclearLicences(list.contents()->sources), 2);
        {
            auto dataset = data::Dataset::openForWriting(m_folder->files, m_folder->path());
            QVERIFY(data::noteSources(*dataset, std::vector<std::int64_t>{1}, {.licence = "MIT", .provenance = {}}));
        }
        QSignalSpy changed(&list, &DocumentList::contentsChanged);
        list.refresh();
        QVERIFY(changed.wait(10'000));
        QCOMPARE(numUnclearLicences(list.contents()->sources), 1);
    }

    void aDatasetDeletedUnderTheListIsAFailureWithWords()
    {
        DocumentList list;
        list.open(folder(), {});
        QVERIFY(isReady(list));
        std::filesystem::remove_all(m_folder->path());
        list.refresh();
        QVERIFY(QTest::qWaitFor([&list] { return list.state() == DocumentList::State::failed; }, 10'000));
        QCOMPARE(list.rowCount(), 0);
        QVERIFY(!list.error()->message.empty() && !list.error()->hint.empty());
        QVERIFY(m_folder->importLines("again.txt", lines("futhi", 3))); // and it may come back
        ask(list, {});
        QCOMPARE(list.rowCount(), 3);
    }

    void aListThatGoesWhileItReadsWaitsForNobody()
    {
        for (int i = 0; i < 20; ++i) {
            DocumentList list;
            list.open(folder(), {.language = {}, .split = {}, .search = "umugqa"});
            list.readDocument(1);
        }
    }

    void slicesAreCutAtSpacesAndNeverInsideALetter()
    {
        QCOMPARE(sliceBordersOf(QString(), 10), (std::vector<qsizetype>{0, 0}));
        const QString letters = QString::fromUcs4(U"\U0001D400").repeated(30);
        for (const qsizetype border : sliceBordersOf(letters, 21)) {
            QVERIFY(border % 2 == 0);
        }
    }
};

QTEST_GUILESS_MAIN(DocumentListTest)
#include "document_list_test.moc"
