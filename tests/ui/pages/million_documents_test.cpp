// SPDX-License-Identifier: GPL-3.0-or-later
// A million documents under the table: nothing in the window's thread waits for them. BAFO_MILLION_DATASET names the
// folder of a dataset to use instead of making one.
#include "tests/data/dataset_folder.h"
#include "ui/pages/text/documents_card.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace bafo;
using namespace bafo::ui;

class MillionDocumentsTest : public QObject {
    Q_OBJECT

    data::DatasetFolder m_made;
    QString m_folder;
    std::vector<double> m_milliseconds; ///< one entry for each turn of the event loop

    /// Turns the event loop until the condition holds, and notes how long each turn took.
    template <class Condition>
    bool turnUntil(Condition condition, int limitMs = 60'000)
    {
        QElapsedTimer all;
        all.start();
        while (!condition() && all.elapsed() < limitMs) {
            QElapsedTimer turn;
            turn.start();
            QCoreApplication::processEvents();
            m_milliseconds.push_back(static_cast<double>(turn.nsecsElapsed()) / 1e6);
            QTest::qSleep(1);
        }
        return condition();
    }

    double longestTurn()
    {
        const double longest = *std::max_element(m_milliseconds.begin(), m_milliseconds.end());
        m_milliseconds.clear();
        return longest;
    }

    static int firstRow(const QTableView &table) { return table.rowAt(0); }

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = qEnvironmentVariable("BAFO_MILLION_DATASET");
        if (m_folder.isEmpty()) {
            std::string lines;
            for (int i = 0; i < 1'000'000; ++i) {
                lines
                    += "umusho wesi-" + std::to_string(i) + (i % 1000 == 0 ? " onesibindi" : " womhlaba wonke") + "\n";
            }
            QVERIFY(m_made.importLines("million.txt", lines));
            m_folder = QString::fromStdString(m_made.path().string());
        }
    }

    void jumpsAndScrollsShowTheirRowsWithoutAFrameOver50Ms()
    {
        DocumentList list;
        DocumentsCard card(list);
        card.resize(800, 700);
        card.show();
        QElapsedTimer opening;
        opening.start();
        list.open(m_folder, {});
        QVERIFY(turnUntil([&list] { return list.state() == DocumentList::State::ready; }));
        QCOMPARE(list.rowCount(), 1'000'000);
        auto *table = card.findChild<QTableView *>();
        QVERIFY(turnUntil([&] { return list.rowAt(0).has_value(); }));
        qInfo("open after %lld ms, longest turn %.1f ms", opening.elapsed(), longestTurn());
        QElapsedTimer jump;
        qint64 slowest = 0;
        for (int i = 0; i < 100; ++i) {
            table->verticalScrollBar()->setValue((i * 7'919'993) % 999'900);
            jump.start();
            QVERIFY(turnUntil([&] { return list.rowAt(firstRow(*table)).has_value(); }));
            slowest = std::max(slowest, jump.elapsed());
        }
        const double jumping = longestTurn();
        for (int i = 0; i < 400; ++i) { // the wheel
            table->verticalScrollBar()->setValue(500'000 + 3 * i);
            turnUntil([] { return false; }, 2);
        }
        const double scrolling = longestTurn();
        qInfo("100 jumps: rows after %lld ms at most, longest turn %.1f ms; 400 turns of the wheel: %.1f ms", slowest,
              jumping, scrolling);
        QVERIFY(jumping < 50 && scrolling < 50);
    }

    void typingASearchNeverHoldsTheWindowUp()
    {
        DocumentList list;
        DocumentsCard card(list);
        card.resize(800, 700);
        card.show();
        list.open(m_folder, {});
        QVERIFY(turnUntil([&list] { return list.state() == DocumentList::State::ready; }));
        m_milliseconds.clear();
        auto *search = card.findChild<QLineEdit *>();
        QElapsedTimer typing;
        typing.start();
        for (const char letter : std::string("umusho")) {
            search->setText(search->text() + QLatin1Char(letter));
            turnUntil([] { return false; }, 80);
        }
        QVERIFY(turnUntil(
            [&list] { return list.state() == DocumentList::State::ready && list.query().search == "umusho"; }));
        const double longest = longestTurn();
        qInfo("a search with %d hits came after %lld ms, longest turn %.1f ms", list.rowCount(), typing.elapsed(),
              longest);
        QVERIFY(longest < 50);
    }
};

QTEST_MAIN(MillionDocumentsTest)
#include "million_documents_test.moc"
