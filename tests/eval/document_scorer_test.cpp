// SPDX-License-Identifier: Apache-2.0
#include "core/eval/document_scorer.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <map>

using namespace bafo;
using namespace bafo::eval;

namespace {

constexpr std::uint32_t kContext = 99;

/// Probability 2^-(previous token + 1) for every target, whatever it is: sums are whole bits and tell the contexts
/// apart.
Result<std::vector<double>> previousTokenScorer(const ScoringBatch &batch)
{
    std::vector<double> result;
    for (std::size_t i = 0; i < batch.targets.size(); ++i) {
        if (batch.targets[i] != kNoTarget) {
            result.push_back(-static_cast<double>(batch.ids[i] + 1) * std::log(2.0));
        }
    }
    return result;
}

std::vector<TokenizedDocument> documents()
{
    return {{.tokens = {1, 2, 3, 4, 5, 6, 7}, .bytes = 20},
            {.tokens = {}, .bytes = 0},
            {.tokens = {8}, .bytes = 3},
            {.tokens = {9, 1}, .bytes = 4}};
}

} // namespace

class DocumentScorerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTokenIsATargetOnceFromItsOwnContext_data()
    {
        QTest::addColumn<int>("sequenceLength");
        QTest::addColumn<int>("batchTokens");
        for (const int sequenceLength : {1, 2, 3, 7, 100}) {
            for (const int batchTokens : {1, 6, 1000}) {
                QTest::addRow("T %d, budget %d", sequenceLength, batchTokens) << sequenceLength << batchTokens;
            }
        }
    }

    void everyTokenIsATargetOnceFromItsOwnContext()
    {
        QFETCH(int, sequenceLength);
        QFETCH(int, batchTokens);
        const auto scores
            = scoreDocuments(documents(),
                             {.contextToken = kContext, .sequenceLength = sequenceLength, .batchTokens = batchTokens},
                             previousTokenScorer)
                  .value();
        // 100 bits for the context token, then one more than each token but the last.
        const std::vector<double> expected = {100 + 2 + 3 + 4 + 5 + 6 + 7, 0, 100, 100 + 10};
        QCOMPARE(scores.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QVERIFY(std::abs(scores[i].bits - expected[i]) < 1e-9);
            QCOMPARE(scores[i].bytes, documents()[i].bytes);
            QCOMPARE(scores[i].tokens, static_cast<std::int64_t>(documents()[i].tokens.size()));
        }
    }

    void onlyTokensThatCountAreScoredFromTheDocumentsOwnContext()
    {
        std::vector<TokenizedDocument> masked = documents();
        masked[0].isTarget = {true, false, false, true, false, true, true};
        masked[0].context = 50;
        masked[3].isTarget = {false, true};
        for (const int batchTokens : {1, 1000}) {
            const auto scores
                = scoreDocuments(masked, {.contextToken = kContext, .sequenceLength = 3, .batchTokens = batchTokens},
                                 previousTokenScorer)
                      .value();
            QVERIFY(std::abs(scores[0].bits - (51 + 4 + 6 + 7)) < 1e-9);
            QCOMPARE(scores[0].tokens, 4);
            QVERIFY(std::abs(scores[2].bits - (kContext + 1)) < 1e-9);
            QVERIFY(std::abs(scores[3].bits - 10) < 1e-9);
            QCOMPARE(scores[3].tokens, 1);
        }
    }

    void batchesStayWithinTheirBudgetAndPadLittle()
    {
        std::vector<TokenizedDocument> many;
        for (std::size_t i = 0; i < 200; ++i) {
            many.push_back({.tokens = std::vector<std::uint32_t>(1 + (i * 37) % 50, 1), .bytes = 1});
        }
        std::size_t padded = 0;
        std::size_t real = 0;
        for (const auto &batch : planBatches(many, {.sequenceLength = 64, .batchTokens = 256})) {
            std::size_t longest = 0;
            for (const WindowPlace &place : batch) {
                longest = std::max(longest, place.numTokens);
                real += place.numTokens;
            }
            QVERIFY(batch.size() * longest <= 256);
            padded += batch.size() * longest;
        }
        QVERIFY(static_cast<double>(padded) < 1.1 * static_cast<double>(real));
    }

    void aValueThatIsNotFiniteIsAnError()
    {
        const auto broken = [](const ScoringBatch &batch) -> Result<std::vector<double>> {
            return std::vector<double>(batch.targets.size(), std::numeric_limits<double>::quiet_NaN());
        };
        const auto scores = scoreDocuments(documents(), {.contextToken = kContext}, broken);
        QVERIFY(!scores);
        QCOMPARE(scores.error().code, ErrorCode::data);
    }
};

QTEST_APPLESS_MAIN(DocumentScorerTest)
#include "document_scorer_test.moc"
