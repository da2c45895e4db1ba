// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_tensors.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace bafo;
using namespace bafo::exchange;

class GgufTensorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tensorsAreRenamed()
    {
        QCOMPARE(renameGgufTensor("llama", "token_embd.weight")->name, std::string("model.embed_tokens.weight"));
        QCOMPARE(renameGgufTensor("llama", "output.weight")->name, std::string("lm_head.weight"));
        const auto query = renameGgufTensor("llama", "blk.12.attn_q.weight");
        QCOMPARE(query->name, std::string("model.layers.12.self_attn.q_proj.weight"));
        QVERIFY(query->change == GgufChange::permutedQuery);
        const auto key = renameGgufTensor("llama", "blk.0.attn_k.bias");
        QCOMPARE(key->name, std::string("model.layers.0.self_attn.k_proj.bias"));
        QVERIFY(key->change == GgufChange::permutedKey);
        QVERIFY(renameGgufTensor("llama", "blk.0.attn_v.weight")->change == GgufChange::none);
    }

    void gemma2HasFourNormsAndOneAddedToEach()
    {
        const std::pair<const char *, const char *> norms[] = {{"attn_norm", "input_layernorm"},
                                                               {"post_attention_norm", "post_attention_layernorm"},
                                                               {"ffn_norm", "pre_feedforward_layernorm"},
                                                               {"post_ffw_norm", "post_feedforward_layernorm"}};
        for (const auto &[gguf, huggingFace] : norms) {
            const auto renamed = renameGgufTensor("gemma2", std::string("blk.7.") + gguf + ".weight");
            QVERIFY2(renamed, gguf);
            QCOMPARE(renamed->name, std::string("model.layers.7.") + huggingFace + ".weight");
            QVERIFY(renamed->change == GgufChange::addedOne);
        }
        QVERIFY(renameGgufTensor("gemma2", "output_norm.weight")->change == GgufChange::addedOne);
        QVERIFY(renameGgufTensor("gemma2", "blk.0.attn_q.weight")->change == GgufChange::none);
        QVERIFY(!renameGgufTensor("llama", "blk.0.post_ffw_norm.weight"));
    }

    void qwen2IsNamedLikeLlamaAndNotPermuted()
    {
        const auto bias = renameGgufTensor("qwen2", "blk.1.attn_q.bias");
        QCOMPARE(bias->name, std::string("model.layers.1.self_attn.q_proj.bias"));
        QVERIFY(bias->change == GgufChange::none);
        QCOMPARE(renameGgufTensor("qwen2", "blk.1.ffn_norm.weight")->name,
                 std::string("model.layers.1.post_attention_layernorm.weight"));
    }

    void namesOfOtherArchitecturesAreUnknown()
    {
        for (const char *name :
             {"", "weight", "blk.0.attn_qkv.weight", "blk.0.ffn_gate_exps.weight", "blk.x.attn_q.weight",
              "blk.00.attn_q.weight", "blk.-1.attn_q.weight", "blk..attn_q.weight", "blk.0.attn_q.scale",
              "rope_freqs.weight", "blk.99999999999.attn_q.weight"}) {
            QVERIFY2(!renameGgufTensor("llama", name), name);
        }
    }

    void everyNameGoesBothWays()
    {
        const char *const names[] = {"token_embd.weight",       "output_norm.weight",    "output.weight",
                                     "blk.12.attn_norm.weight", "blk.0.attn_q.weight",   "blk.3.attn_k.bias",
                                     "blk.3.attn_output.bias",  "blk.1.ffn_norm.weight", "blk.1.ffn_down.weight"};
        for (const char *architecture : {"llama", "qwen2", "gemma2"}) {
            for (const char *name : names) {
                const auto there = renameGgufTensor(architecture, name);
                const auto back = ggufTensorOf(architecture, there->name);
                QVERIFY2(back, name);
                QCOMPARE(back->name, std::string(name));
                QVERIFY(back->change == there->change);
            }
        }
        const auto gemmas = ggufTensorOf("gemma2", "model.layers.0.post_attention_layernorm.weight");
        QCOMPARE(gemmas->name, std::string("blk.0.post_attention_norm.weight"));
        QCOMPARE(ggufTensorOf("llama", "model.layers.0.post_attention_layernorm.weight")->name,
                 std::string("blk.0.ffn_norm.weight"));
        for (const char *name : {"", "weight", "model.layers.0.self_attn.q_norm.weight", "model.layers.weight"}) {
            QVERIFY2(!ggufTensorOf("llama", name), name);
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
        applyRotaryPermutation(original, back, kHeads, kColumns);
        QCOMPARE(back, permuted);
        undoRotaryPermutation(permuted, back, 1, kColumns);
        QVERIFY(back != original);
    }
};

QTEST_APPLESS_MAIN(GgufTensorsTest)
#include "gguf_tensors_test.moc"
