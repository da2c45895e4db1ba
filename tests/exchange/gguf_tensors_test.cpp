// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_llama.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace bafo;
using namespace bafo::exchange;

class GgufLlamaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tensorsAreRenamed()
    {
        QCOMPARE(renameGgufLlamaTensor("token_embd.weight")->name, std::string("model.embed_tokens.weight"));
        QCOMPARE(renameGgufLlamaTensor("output.weight")->name, std::string("lm_head.weight"));
        const auto query = renameGgufLlamaTensor("blk.12.attn_q.weight");
        QCOMPARE(query->name, std::string("model.layers.12.self_attn.q_proj.weight"));
        QVERIFY(query->rowOrder == RowOrder::permutedQuery);
        const auto key = renameGgufLlamaTensor("blk.0.attn_k.bias");
        QCOMPARE(key->name, std::string("model.layers.0.self_attn.k_proj.bias"));
        QVERIFY(key->rowOrder == RowOrder::permutedKey);
        QVERIFY(renameGgufLlamaTensor("blk.0.attn_v.weight")->rowOrder == RowOrder::plain);
    }

    void namesOfOtherArchitecturesAreUnknown()
    {
        for (const char *name :
             {"", "weight", "blk.0.attn_qkv.weight", "blk.0.ffn_gate_exps.weight", "blk.x.attn_q.weight",
              "blk.00.attn_q.weight", "blk.-1.attn_q.weight", "blk..attn_q.weight", "blk.0.attn_q.scale",
              "rope_freqs.weight", "blk.99999999999.attn_q.weight"}) {
            QVERIFY2(!renameGgufLlamaTensor(name), name);
        }
    }

    void permutedRowsComeBackInOrder()
    {
        // Two heads of eight rows, each row three values. The forward direction is llama.cpp's
        // reshape(heads, 2, half, columns).swapaxes(1, 2).
        constexpr std::int64_t kHeads = 2;
        constexpr std::size_t kHalf = 4;
        constexpr std::size_t kColumns = 3;
        std::vector<float> original(kHeads * 2 * kHalf * kColumns);
        std::iota(original.begin(), original.end(), 0.0F);
        std::vector<float> permuted;
        for (std::size_t head = 0; head < kHeads; ++head) {
            for (std::size_t i = 0; i < kHalf; ++i) {
                for (std::size_t side = 0; side < 2; ++side) {
                    const auto row = original.begin()
                        + static_cast<std::ptrdiff_t>((head * 2 * kHalf + side * kHalf + i) * kColumns);
                    permuted.insert(permuted.end(), row, row + kColumns);
                }
            }
        }
        QVERIFY(permuted != original);
        std::vector<float> back(original.size());
        undoRotaryPermutation(permuted, back, kHeads, kColumns);
        QCOMPARE(back, original);
        undoRotaryPermutation(permuted, back, 1, kColumns);
        QVERIFY(back != original);
    }
};

QTEST_APPLESS_MAIN(GgufLlamaTest)
#include "gguf_llama_test.moc"
