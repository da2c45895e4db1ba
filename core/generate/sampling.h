// SPDX-License-Identifier: Apache-2.0
// From one row of logits to one token: repetition penalty, temperature, top-k, top-p and a draw that depends on seed
// and position only.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bafo::generate {

/// How the next token is chosen. The order and meaning of the steps are those of transformers' logits processors:
/// penalty, temperature, top-k, top-p.
struct SamplingOptions {
    double temperature = 1.0; ///< 0 takes the most likely token, whatever the rest says; so does one that is too small
                              ///< to divide by in fp32
    std::int64_t topK = 0; ///< keep the k highest, ties with the k-th included; 0 keeps all
    double topP = 1.0; ///< keep the smallest set whose probability reaches this; 1 keeps all
    double repetitionPenalty = 1.0; ///< divides positive and multiplies negative logits of tokens seen before (Keskar
                                    ///< et al., arXiv 1909.05858)
    std::uint64_t seed = 0;
};

/// Refuses values outside their ranges by name: temperature [0, 100], topK >= 0, topP (0, 1], repetitionPenalty
/// [0.01, 100].
[[nodiscard]] Result<void> checkSamplingOptions(const SamplingOptions &options);

/// A token that survived the filters, with its logit after them.
struct Candidate {
    std::uint32_t id = 0;
    float logit = 0;
};

/// Chooses tokens; keeps its buffers from one call to the next. One thread at a time.
class Sampler {
public:
    /// The options must have passed checkSamplingOptions.
    explicit Sampler(const SamplingOptions &options);

    /// `logits_V` is changed in place by the penalty. `history` holds all tokens so far, prompt included; `position`
    /// is the place of the new token in the sequence: equal seed, position and logits give an equal token.
    /// Fails (data) where a logit is NaN or none is above minus infinity: the model is damaged or has diverged.
    [[nodiscard]] Result<std::uint32_t> choose(std::span<float> logits_V, std::span<const std::uint32_t> history,
                                               std::uint64_t position);

    /// The survivors of penalty, temperature, top-k and top-p in the order of their ids; for tests and for views.
    [[nodiscard]] Result<std::span<const Candidate>> candidates(std::span<float> logits_V,
                                                                std::span<const std::uint32_t> history);

private:
    void penalise(std::span<float> logits_V, std::span<const std::uint32_t> history);
    void keepTopK();
    void keepTopP();

    SamplingOptions m_options;
    std::vector<Candidate> m_candidates;
    std::vector<float> m_scratch;
    std::vector<double> m_probabilities;
    std::vector<std::uint8_t> m_isSeen;
};

} // namespace bafo::generate
