// SPDX-License-Identifier: Apache-2.0
#include "core/eval/decoder_sequence_reader.h"
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

class DecoderSequenceReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readingInPiecesGivesWhatAWholePassGives()
    {
        const architectures::Llama llama;
        model::WeightStore weights(llama.tensors(tinyConfig()));
        at::manual_seed(3);
        for (const auto &weight : weights.weights()) {
            weight->value().normal_(0, 0.3);
        }
        model::Decoder decoder(llama, tinyConfig(), weights);
        std::vector<std::uint32_t> tokens;
        for (std::uint32_t i = 0; i < 30; ++i) {
            tokens.push_back((i * 11 + 3) % 40);
        }
        const at::Tensor ids = at::empty({1, 30}, at::kLong);
        std::copy(tokens.begin(), tokens.end(), ids.data_ptr<std::int64_t>());
        const at::Tensor expected_TV = at::log_softmax(decoder.logits(ids).squeeze(0), 1);
        const auto isExpected = [&expected_TV](const TokenScore &score, std::int64_t row, std::uint32_t token) {
            const at::Tensor logs_V = expected_TV.select(0, row);
            return std::abs(score.logProbability - logs_V[token].item<double>()) < 1e-4
                && score.isHighest == (logs_V.argmax().item<std::int64_t>() == token);
        };
        DecoderSequenceReader reader(decoder);
        const std::span<const std::uint32_t> all(tokens);
        QVERIFY(reader.read(all.first(10), {})->empty());
        const std::vector<std::uint32_t> targets = {7, 8, 9};
        const auto scores = reader.read(all.subspan(10, 8), targets).value();
        QCOMPARE(scores.size(), 3U);
        for (std::int64_t i = 0; i < 3; ++i) {
            QVERIFY(isExpected(scores[static_cast<std::size_t>(i)], 15 + i, targets[static_cast<std::size_t>(i)]));
        }
        QVERIFY(isExpected(reader.next(21), 17, 21));
        reader.truncate(5);
        QCOMPARE(reader.numTokens(), 5);
        const auto again = reader.read(all.subspan(5, 13), targets).value();
        QVERIFY(isExpected(again[0], 15, 7));
        QVERIFY(!isExpected(again[0], 14, 7)); // the comparison can fail
    }
};

QTEST_APPLESS_MAIN(DecoderSequenceReaderTest)
#include "decoder_sequence_reader_test.moc"
