// SPDX-License-Identifier: Apache-2.0
// What config.json of a model folder says, as far as it changes the result.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bafo::model {

/// How rotary frequencies are stretched for contexts longer than the model was first trained on.
enum class RotaryScalingKind {
    none,
    linear, ///< all frequencies divided by factor (Chen et al., arXiv 2306.15595)
    llama3, ///< low frequencies divided by factor, high ones kept, a smooth passage between (Llama 3.1)
};

struct RotaryScaling {
    RotaryScalingKind kind = RotaryScalingKind::none;
    double factor = 1;
    double lowFrequencyFactor = 1;
    double highFrequencyFactor = 4;
    double originalContextLength = 8192;
};

/// What a gate goes through before it is multiplied.
enum class Activation {
    silu,
    geluTanh, ///< gelu in its tanh form
};

struct ModelConfig {
    std::string architecture = {}; ///< "model_type" of config.json
    std::int64_t vocabularySize = 0;
    std::int64_t hiddenSize = 0; ///< D
    std::int64_t intermediateSize = 0; ///< F, of the feed-forward part
    std::int64_t numLayers = 0;
    std::int64_t numHeads = 0;
    std::int64_t numKeyValueHeads = 0;
    std::int64_t headSize = 0;
    std::int64_t contextLength = 0;
    double normEpsilon = 1e-6;
    double rotaryBase = 10000;
    RotaryScaling rotaryScaling = {};
    bool isTied = false; ///< the head is the embedding
    bool hasAttentionBias = false; ///< q, k and v
    bool hasAttentionOutputBias = false;
    bool hasFeedForwardBias = false;
    double initializerRange = 0.02; ///< standard deviation of fresh weights
    Activation activation = Activation::silu;
    double normOffset = 0; ///< norms multiply by this + their weight
    double embeddingScale = 1;
    std::optional<double> attentionScale = std::nullopt; ///< of scores; headSize^-1/2 where there is none
    double attentionSoftCap = 0; ///< of scores; 0: none
    double finalSoftCap = 0; ///< of logits; 0: none
    std::vector<std::int64_t> windows = {}; ///< of the layers that have one: see windowOf
    std::int64_t paddingToken = -1; ///< its row of the embedding learns nothing where it is read; negative: none

    /// Rows that a row of this layer sees, itself included; 0: all.
    [[nodiscard]] std::int64_t windowOf(std::int64_t layer) const;
};

/// Forward floating-point operations per token of a sequence of that length, times three for training: two for every
/// multiply-add of the linear layers and the head, and causal attention at its mean length: (T + 1) / 2, or what a
/// layer's window leaves of it. Norms,
/// activations and the embedding's look-up are left out. Deterministic: equal-compute comparisons rest on it.
[[nodiscard]] double trainingFlopsPerToken(const ModelConfig &config, std::int64_t sequenceLength);

} // namespace bafo::model
