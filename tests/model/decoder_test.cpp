// SPDX-License-Identifier: Apache-2.0
// What a decoder promises whatever its family: equal bits, micro-batches, recomputation, documents, caches.
#include "core/base/check.h"
#include "core/model/decoder.h"
#include "tests/model/golden_model.h"

#include <QTest>

using namespace bafo;
using tests::Golden;
using tests::gradientError;
using tests::kGradientTolerance;
using tests::kLossTolerance;

namespace {

struct Document {
    std::int64_t begin = 0;
    std::int64_t count = 0;
};

/// Three that fill a row; the second is one token long.
std::vector<Document> documents(std::int64_t length)
{
    return {{0, 5}, {5, 1}, {6, length - 6}};
}

at::Tensor firstRows(const at::Tensor &ids_BT)
{
    at::Tensor first_BT = at::zeros_like(ids_BT);
    for (const Document &document : documents(ids_BT.size(1))) {
        first_BT.narrow(1, document.begin, document.count).fill_(document.begin);
    }
    return first_BT;
}

} // namespace

class DecoderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalWorkGivesEqualBits()
    {
        Golden first(QStringLiteral("biased"));
        Golden second(QStringLiteral("biased"));
        QCOMPARE(second.gradients(2), first.gradients(2));
        for (std::size_t i = 0; i < first.weights.weights().size(); ++i) {
            QVERIFY(at::equal(second.weights.weights()[i]->gradient(), first.weights.weights()[i]->gradient()));
        }
        second.ids[0][0].fill_(1 + second.ids[0][0].item<std::int64_t>());
        QVERIFY(second.gradients(2) != first.gradients(2));
    }

    void recomputationChangesNoBit()
    {
        const model::DropoutPlace dropout{.probability = 0.1, .seed = 3, .step = 5, .firstSequence = 40};
        Golden kept(QStringLiteral("biased"));
        Golden remade(QStringLiteral("biased"), {.recompute = model::Recompute::block});
        QCOMPARE(remade.gradients(2, dropout), kept.gradients(2, dropout));
        for (std::size_t i = 0; i < kept.weights.weights().size(); ++i) {
            QVERIFY(at::equal(remade.weights.weights()[i]->gradient(), kept.weights.weights()[i]->gradient()));
        }
        (void)kept.gradients(2, {.probability = 0.1, .seed = 3, .step = 6, .firstSequence = 40});
        QVERIFY(!at::equal(remade.weights.weights()[0]->gradient(), kept.weights.weights()[0]->gradient()));
    }

    void microBatchesAddUpToTheWhole()
    {
        const model::DropoutPlace dropout{.probability = 0.2, .seed = 1};
        Golden whole(QStringLiteral("grouped"));
        Golden pieces(QStringLiteral("grouped"));
        const double loss = whole.gradients(2, dropout);
        QVERIFY(std::abs(pieces.gradients(1, dropout) / loss - 1) < kLossTolerance);
        QVERIFY(gradientError(pieces, whole) < kGradientTolerance);
        // The controls: one target changed, and other draws.
        pieces.targets[1][0].fill_((pieces.targets[1][0].item<std::int64_t>() + 1) % pieces.config.vocabularySize);
        QVERIFY(std::abs(pieces.gradients(1, dropout) / loss - 1) > kLossTolerance);
        QVERIFY(gradientError(pieces, whole) > kGradientTolerance);
        pieces.targets.copy_(whole.targets);
        QVERIFY(std::abs(pieces.gradients(1, {.probability = 0.2, .seed = 2}) / loss - 1) > kLossTolerance);
        QVERIFY(gradientError(pieces, whole) > kGradientTolerance);
    }

    void chunksOfTheLossChangeItOnlyByRounding()
    {
        Golden whole(QStringLiteral("odd_heads"));
        Golden chunked(QStringLiteral("odd_heads"), {.lossHead = {.chunkBytes = 5 * 67 * 4}});
        const double loss = whole.gradients(2);
        QVERIFY(std::abs(chunked.gradients(2) / loss - 1) < kLossTolerance);
        QVERIFY(gradientError(chunked, whole) < kGradientTolerance);
        // The control: the last row of the last chunk wants another word.
        at::Tensor last = chunked.targets[1][chunked.targets.size(1) - 5];
        last.fill_((last.item<std::int64_t>() + 1) % chunked.config.vocabularySize);
        QVERIFY(std::abs(chunked.gradients(2) / loss - 1) > kLossTolerance);
        QVERIFY(gradientError(chunked, whole) > kGradientTolerance);
    }

    void aFrozenWeightGetsNoGradientAndChangesNoOther()
    {
        Golden free(QStringLiteral("biased"));
        Golden frozen(QStringLiteral("biased"));
        model::Weight &weight = frozen.weights.at("model.layers.1.mlp.down_proj.weight");
        weight.setFrozen(true);
        (void)free.gradients(2);
        (void)frozen.gradients(2);
        QVERIFY(!weight.gradient().defined());
        QVERIFY(at::equal(frozen.weights.weights()[0]->gradient(), free.weights.weights()[0]->gradient()));
    }

    void whatTheCacheRemembersGivesTheSameLogits_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"grouped", "gemma2_window", "gemma2_untied", "gemma2_wide", "qwen2_window"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

    void whatTheCacheRemembersGivesTheSameLogits()
    {
        QFETCH(QString, name);
        Golden golden(name);
        const at::Tensor ids = golden.ids.select(0, 0).contiguous();
        const at::Tensor expected = golden.decoder.logits(golden.ids).select(0, 0);
        model::KvCache cache = golden.decoder.makeCache(13);
        std::int64_t first = 0;
        for (const std::int64_t count : {5, 3, 1, 1, 3}) {
            const at::Tensor last = golden.decoder.readNext(ids.narrow(0, first, count), cache);
            first += count;
            QVERIFY((last - expected[first - 1]).abs().max().item<double>() < 1e-5);
            QVERIFY((last - expected[first - 2]).abs().max().item<double>() > 1e-5);
        }
    }

    void documentsInOneRowDoNotSeeEachOther_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"grouped", "gemma2_window", "gemma2_wide", "qwen2_window"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

    /// Rotary positions tell only how far apart rows are, so a document in the middle is what it is at the beginning.
    void documentsInOneRowDoNotSeeEachOther()
    {
        QFETCH(QString, name);
        Golden packed(name);
        Golden apart(name);
        double loss = 0;
        for (std::int64_t row = 0; row < packed.ids.size(0); ++row) {
            for (const auto &[begin, count] : documents(packed.ids.size(1))) {
                const auto part = [&, begin = begin, count = count](const at::Tensor &all) {
                    return all.narrow(0, row, 1).narrow(1, begin, count).contiguous();
                };
                loss += apart.decoder
                            .lossAndGradients(part(apart.ids), part(apart.targets), apart.numTargets, {}, apart.clock)
                            .loss;
            }
        }
        const double packedLoss = packed.decoder
                                      .lossAndGradients(packed.ids, packed.targets, packed.numTargets, {}, packed.clock,
                                                        firstRows(packed.ids))
                                      .loss;
        QVERIFY(std::abs(packedLoss / loss - 1) < kLossTolerance);
        QVERIFY2(gradientError(packed, apart) < kGradientTolerance,
                 qPrintable(QString::number(gradientError(packed, apart))));
        // The control: the last document begins one row later.
        at::Tensor other = firstRows(packed.ids);
        other.select(1, other.size(1) - 1).add_(1);
        const double otherLoss
            = packed.decoder.lossAndGradients(packed.ids, packed.targets, packed.numTargets, {}, packed.clock, other)
                  .loss;
        QVERIFY(std::abs(otherLoss / loss - 1) > kLossTolerance);
    }

    void aDocumentThatBeginsBehindItsRowIsAMistake()
    {
        Golden golden(QStringLiteral("grouped"));
        at::Tensor first = firstRows(golden.ids);
        first[0][2].fill_(3);
        QVERIFY_THROWS_EXCEPTION(CheckFailed,
                                 (void)golden.decoder.lossAndGradients(golden.ids, golden.targets, golden.numTargets,
                                                                       {}, golden.clock, first));
    }

    void aCacheOfAWindowKeepsNoMoreThanItNeeds()
    {
        Golden golden(QStringLiteral("gemma2_window"));
        const model::KvCache cache = golden.decoder.makeCache(4000);
        QVERIFY(cache.layers.at(0).numRows() < 400); // a window of 5, and some to spare
        QCOMPARE(cache.layers.at(1).numRows(), 4000);
    }

    void logProbabilitiesAreThoseOfTheLogits_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << QStringLiteral("seven_heads");
        QTest::newRow("capped") << QStringLiteral("gemma2_untied");
    }

    void logProbabilitiesAreThoseOfTheLogits()
    {
        QFETCH(QString, name);
        Golden golden(name);
        const auto errors = [&golden](const at::Tensor &targets) {
            const auto values = golden.decoder.logProbabilities(golden.ids, targets);
            const at::Tensor isTarget = golden.targets.reshape({-1}) >= 0;
            const at::Tensor table = golden.tensor("logits").to(at::kDouble).log_softmax(2).flatten(0, 1);
            const at::Tensor chosen = golden.targets.reshape({-1}).clamp_min(0).unsqueeze(1);
            const at::Tensor expected = table.gather(1, chosen).squeeze(1).masked_select(isTarget);
            const at::Tensor actual = at::tensor(values, at::kDouble);
            const double mean = -actual.sum().item<double>() / static_cast<double>(golden.numTargets);
            return std::pair((actual - expected).abs().max().item<double>(),
                             std::abs(mean / golden.tensor("losses")[0].item<double>() - 1));
        };
        const auto [worst, ofMean] = errors(golden.targets);
        QVERIFY2(worst < 1e-5, qPrintable(QString::number(worst)));
        QVERIFY(ofMean < kLossTolerance);
        // The control: one row wants another word.
        at::Tensor other = golden.targets.clone();
        other[0][3].fill_((other[0][3].item<std::int64_t>() + 1) % golden.config.vocabularySize);
        QVERIFY(errors(other).first > 1e-5);
        QVERIFY(errors(other).second > kLossTolerance);
    }

    void flopsOfTheEmbeddedModelAreWhatTheFormulaSays()
    {
        const model::ModelConfig config{.vocabularySize = 49152,
                                        .hiddenSize = 576,
                                        .intermediateSize = 1536,
                                        .numLayers = 30,
                                        .numHeads = 9,
                                        .numKeyValueHeads = 3,
                                        .headSize = 64};
        // 134,480,896 multiply-adds in matrices, 30 * 576 * 513 in attention.
        QCOMPARE(model::trainingFlopsPerToken(config, 512), 6.0 * (134'479'872.0 + 30.0 * 576 * 513));
    }
};

QTEST_APPLESS_MAIN(DecoderTest)
#include "decoder_test.moc"
