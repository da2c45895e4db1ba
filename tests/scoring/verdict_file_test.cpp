// SPDX-License-Identifier: Apache-2.0
// A speaker's verdicts: what is kept, what counts, and what a torn line costs.
#include "core/scoring/verdict_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <memory>

using namespace bafo;
using namespace bafo::scoring;

class VerdictFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whereNobodyJudgedThereIsNone()
    {
        const auto list = readVerdicts(m_files, place());
        QVERIFY(list && list->last.empty() && list->numDamaged == 0);
    }

    void theLastWordOnAnItemCounts()
    {
        give(0, 7, Verdict::wrong);
        give(1, 7, Verdict::partly);
        give(0, 7, Verdict::badItem, "impendulo elindelwe iyiphutha");
        const auto last = readVerdicts(m_files, place())->last;
        QCOMPARE(last.size(), 2U);
        QCOMPARE(last.at({0, 7}).verdict, Verdict::badItem);
        QCOMPARE(last.at({0, 7}).note, std::string("impendulo elindelwe iyiphutha"));
        QCOMPARE(last.at({0, 7}).by, std::string("Thandi"));
        QCOMPARE(last.at({1, 7}).verdict, Verdict::partly);
        QCOMPARE(numLines(), 3); // the earlier ones stay to be read
    }

    void aVerdictCanBeTakenBack()
    {
        give(0, 7, Verdict::right);
        give(0, 7, Verdict::none);
        QVERIFY(readVerdicts(m_files, place())->last.empty());
    }

    void aTornLineStaysAloneInItsDamage()
    {
        give(0, 1, Verdict::right);
        append("{\"cell\":0,\"line\":2,\"verd");
        QCOMPARE(readVerdicts(m_files, place())->last.size(), 1U); // not yet damaged: perhaps it is being written
        QCOMPARE(readVerdicts(m_files, place())->numDamaged, 0);
        give(0, 3, Verdict::wrong);
        const auto list = readVerdicts(m_files, place());
        QCOMPARE(list->last.size(), 2U);
        QCOMPARE(list->numDamaged, 1);
        QCOMPARE(list->last.at({0, 3}).verdict, Verdict::wrong);
    }

    void whatIsNoVerdictIsCountedAndLeftOut()
    {
        append("no json\n{\"cell\":0,\"line\":2,\"verdict\":\"lovely\"}\n{\"line\":2,\"verdict\":\"right\"}\n[]\n");
        const auto list = readVerdicts(m_files, place());
        QVERIFY(list->last.empty());
        QCOMPARE(list->numDamaged, 4);
    }

    void everyNameReadsBack()
    {
        for (const Verdict verdict :
             {Verdict::none, Verdict::right, Verdict::partly, Verdict::wrong, Verdict::badItem}) {
            QVERIFY(verdictNamed(nameOf(verdict)) == verdict);
        }
        QVERIFY(!verdictNamed("Right"));
    }

private:
    [[nodiscard]] EvaluationPlace place() const { return EvaluationPlace(Path(m_folder->path().toStdString())); }

    void give(std::int64_t cell, std::int64_t line, Verdict verdict, const std::string &note = {})
    {
        QVERIFY(appendVerdict(m_files, place(),
                              {.cell = cell, .line = line, .verdict = verdict, .by = "Thandi", .note = note}));
    }

    void append(const std::string &text) const
    {
        std::ofstream(place().verdictsFile(), std::ios::binary | std::ios::app) << text;
    }

    [[nodiscard]] int numLines()
    {
        const std::string text = m_files.readFile(place().verdictsFile(), 1U << 20U).value();
        return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    }

    PosixFileSystem m_files;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(VerdictFileTest)
#include "verdict_file_test.moc"
