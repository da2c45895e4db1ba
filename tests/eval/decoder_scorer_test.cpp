// SPDX-License-Identifier: Apache-2.0
#include "core/eval/decoder_scorer.h"
#include "plugins/architectures/llama/llama.h"

#include <ATen/ATen.h>

#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::eval;

namespace {

model::ModelConfig tinyConfig()
{
    return {.vocabularySize = 40,
            .hiddenSize = 16,
            .intermediateSize = 24,
            .numLayers = 2,
            .numHeads = 2,
            .numKeyValueHeads = 1,
            .headSize = 8,
            .contextLength = 64,
            .isTied = true};
}

} // namespace

class DecoderScorerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void paddingAndBatchesDoNotChangeADocumentsScore()
    {
        const architectures::Llama llama;
        model::WeightStore weights(llama.tensors(tinyConfig()));
        at::manual_seed(3);
        for (const auto &weight : weights.weights()) {
            weight->value().normal_(0, 0.3);
        }
        model::Decoder decoder(llama, tinyConfig(), weights);
        std::vector<TokenizedDocument> documents;
        for (std::uint32_t length = 1; length < 20; ++length) {
            TokenizedDocument document{.tokens = {}, .bytes = 2 * static_cast<std::int64_t>(length)};
            for (std::uint32_t i = 0; i < length; ++i) {
                document.tokens.push_back((i * 7 + length * 3) % 40);
            }
            documents.push_back(std::move(document));
        }
        const BatchScorer scorer = makeDecoderScorer(decoder);
        const auto together = scoreDocuments(documents, {.sequenceLength = 32, .batchTokens = 200}, scorer).value();
        const auto alone = scoreDocuments(documents, {.sequenceLength = 32, .batchTokens = 1}, scorer).value();
        const auto cut = scoreDocuments(documents, {.sequenceLength = 4, .batchTokens = 200}, scorer).value();
        for (std::size_t i = 0; i < documents.size(); ++i) {
            QVERIFY(std::abs(together[i].bits / alone[i].bits - 1) < 1e-5);
            QCOMPARE(std::abs(cut[i].bits / alone[i].bits - 1) < 1e-5, documents[i].tokens.size() <= 4);
        }
        // By hand: the first document is one token after the context token 0.
        const at::Tensor logits = decoder.logits(at::zeros({1, 1}, at::kLong)).view({-1});
        const double expected = -at::log_softmax(logits, 0)[documents[0].tokens[0]].item<double>() / std::log(2.0);
        QVERIFY(std::abs(alone[0].bits - expected) < 1e-4);
    }
};

QTEST_APPLESS_MAIN(DecoderScorerTest)
#include "decoder_scorer_test.moc"
