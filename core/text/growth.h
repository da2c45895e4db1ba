// SPDX-License-Identifier: Apache-2.0
// Vocabulary growth by continued byte pair encoding: new merges learned behind the old ones, so that old ids keep their
// meaning.
//
// growth.json goals: a model can be given rows for the new tokens without the texts; a tokenizer that does not belong
// to it is found out. Non-goal: undoing. Rejected: pieces with scores above the old ones, which cut old words
// differently and leave unreachable tokens (reference data-tokenizer-eval §7).
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/text/tokenizer_json.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

inline constexpr std::string_view kGrowthFileName = "growth.json";

struct GrowthOptions {
    std::int64_t numPieces = 1000;
    std::int64_t minimumCount = 2; ///< a pair seen less often is not joined
    double largestProtectedShare = 0.001; ///< of protected sentences that may be cut differently
};

/// A new token and what it is made from.
struct NewPiece {
    std::uint32_t id = 0;
    std::string bytes = {};
    std::array<std::uint32_t, 2> children = {}; ///< may be new themselves, with lower ids
    std::vector<std::uint32_t> subpieces = {}; ///< the base tokenizer's cut
};

struct Growth {
    std::string baseHash; ///< Tokenizer::hash() of the one that was grown
    std::string grownHash;
    std::uint32_t firstNewId = 0;
    std::uint32_t paddedRows = 0; ///< rows a model needs: a multiple of 64
    std::vector<NewPiece> pieces;
    std::int64_t numProtectedSentences = 0;
    std::int64_t numChangedSentences = 0; ///< of them, cut differently after growth
};

struct GrownTokenizer {
    TokenizerFiles files;
    Growth growth;
};

/// Counts adjacent pairs inside words of letters (one space before them allowed) after the base tokenizer's own merges,
/// and joins the most frequent pair again and again (Sennrich et al., arXiv 1508.07909); ties go to the lower ids. A
/// pair is left alone where joining it would change more protected sentences (one a line) than allowed, or would make a
/// piece that exists. Deterministic. Fails (config) on numbers out of range, (data) where the texts give no pair.
[[nodiscard]] Result<GrownTokenizer> growTokenizer(const TokenizerFiles &base, const std::vector<std::string> &texts,
                                                   const std::vector<std::string> &protectedTexts,
                                                   const GrowthOptions &options);

[[nodiscard]] std::string toJson(const Growth &growth);
[[nodiscard]] Result<Growth> parseGrowth(std::string_view text, const Path &origin);

} // namespace bafo::text
