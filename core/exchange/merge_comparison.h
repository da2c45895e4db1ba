// SPDX-License-Identifier: Apache-2.0
// Before an adapter is merged: what each way of doing it would change, on text that nobody was trained on.
//
// The reference is the adapter kept beside the very base it was trained beside. Each way is compared with it by
// KL(reference || way) in nats a token, by how often both find the same token the likeliest, and by bits per byte.
#pragma once

#include "core/base/result.h"
#include "core/eval/model_comparison.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_merge.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bafo::exchange {

/// Text as both read it.
struct ComparedText {
    std::vector<eval::ComparedSequence> sequences;
    std::int64_t numTokens = 0; ///< whose likelihood is asked
    std::int64_t numBytes = 0; ///< of the text they stand for
};

/// Documents one after the other until there are maxTokens tokens. Each is read alone, from the context token on, cut
/// into windows of sequenceLength tokens as bits per byte are (core/eval/document_scorer.h).
[[nodiscard]] ComparedText comparedTextOf(const text::Tokenizer &tokenizer, const std::vector<std::string> &documents,
                                          std::uint32_t contextToken, std::int64_t sequenceLength,
                                          std::int64_t maxTokens);

struct ComparedWay {
    MergeOption option;
    double klNatsPerToken = 0; ///< of what is available
    double topAgreement = 1;
    double bitsPerByte = 0;
};

struct MergeComparison {
    std::vector<ComparedWay> ways; ///< in the order of mergeOptions()
    std::int64_t numTokens = 0;
    MergeWay recommended = MergeWay::keepAdapter;
};

/// Above these a merged model is another one: then the adapter is better kept.
inline constexpr double kLargestKlOfMerge = 0.01; ///< nats a token
inline constexpr double kLeastAgreementOfMerge = 0.99;

/// Recommended is the merged way with the smallest divergence, unless even that is over the limits above. Models are in
/// memory one after the other. Called before each with its way. Fails as loadAdapted does.
[[nodiscard]] Result<MergeComparison> compareMergeWays(const ModelFolder &base, const AdapterFolder &adapter,
                                                       const ComparedText &text,
                                                       const std::function<void(MergeWay)> &onWay = {});

} // namespace bafo::exchange
