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

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

inline constexpr std::string_view kGrowthFileName = "growth.json";

struct GrowthOptions {
    std::int64_t numPieces = 1000;
    std::int64_t minimumCount = 2; ///< a pair seen less often is not joined
    double largestProtectedShare = 0; ///< of protected sentences that may be cut differently
    bool guardsUnseenText = true; ///< false: only the pairs that the protected texts hold are left alone
    std::uint32_t rowMultiple = 64; ///< what a model's rows are padded to; BafoGPT's are padded to 512
};

/// A new token and what it is made from.
struct NewPiece {
    std::uint32_t id = 0;
    std::string bytes = {};
    /// The two that are joined; may be new themselves, with lower ids. Empty where a piece was taken from another
    /// tokenizer and nothing here makes it, or only a later piece does.
    std::vector<std::uint32_t> children = {};
    std::vector<std::uint32_t> subpieces = {}; ///< the base tokenizer's cut
    bool isReachable = true; ///< false: no text gives it; only pieces of another tokenizer are so
};

struct Growth {
    std::string baseHash; ///< Tokenizer::hash() of the one that was grown
    std::string grownHash;
    std::uint32_t firstNewId = 0;
    std::uint32_t paddedRows = 0; ///< rows a model needs: a multiple of GrowthOptions::rowMultiple
    std::vector<NewPiece> pieces;
    std::int64_t numProtectedSentences = 0;
    std::int64_t numChangedSentences = 0; ///< of them, cut differently after growth
    std::int64_t numCheckedSentences = 0; ///< of text that had no say in the growth
    std::int64_t numChangedCheckedSentences = 0;
};

struct GrownTokenizer {
    TokenizerFiles files;
    Growth growth;
};

/// Counts adjacent pairs inside words of letters (one space before them allowed) after the base tokenizer's own merges,
/// and joins the most frequent pair again and again (Sennrich et al., arXiv 1508.07909); ties go to the lower ids. A
/// pair is left alone where joining it would change more protected sentences (one a line) than allowed, or would make a
/// piece that exists. Deterministic. Fails (config) on numbers out of range, (data) where the texts give no pair.
///
/// Text of the old language changes only where its cut holds a pair of old pieces that was joined: pairs with a new
/// piece are free. What was protected does not tell which pairs unseen text holds (names and rare words), so with
/// guardsUnseenText a pair of old pieces is joined only if the piece can only begin a word (a space or a capital, then
/// small letters: the middle of names is full of isiZulu), and if it is frequent enough in the new language against
/// what is known of the old one: at least 0.1 % of the new language's words for each known word that begins so
/// (KnownWords::weightOfStart over the base vocabulary, which is a list of the old language's words, and the words of
/// the protected texts). Rule and share were chosen on umsuka_en_zu (grown on train.zul, protected train.en), SmolLM's
/// vocabulary, with an eye on the figures of test.en (998 lines), African stories (4,957) and TICO-19 (3,071), none of
/// which has a part in the growth; the sentences of AfriQA's passages (5,663, full of African names) were tried last.
/// Cut differently, and isiZulu tokens a word of test.zul (4.01 before):
///     pieces            test  stories  TICO-19  AfriQA  tokens a word
///     1,000                0        0        0  0.04 %           3.39
///     1,000 unguarded 0.60 %   2.46 %   0.29 %  3.94 %           2.91
///     8,000           1 line        0   0.07 %  0.97 %           3.07
///     8,000 unguarded 1.80 %   3.63 %   0.62 %  8.67 %           2.24
/// Pieces without a Latin letter are not guarded beyond the protected pairs. SentencePiece models: see
/// growSentencePiece.
[[nodiscard]] Result<GrownTokenizer> growTokenizer(const TokenizerFiles &base, const std::vector<std::string> &texts,
                                                   const std::vector<std::string> &protectedTexts,
                                                   const GrowthOptions &options,
                                                   const std::vector<std::string> &checkedTexts = {});

/// What a growth report says of a model's rows.
struct GrownRows {
    std::int64_t firstNewId = 0;
    std::int64_t paddedRows = 0;
};

/// Out of the growth.json of a model's folder, without its pieces; nothing where there is none. Fails (data) where it
/// is no growth report.
[[nodiscard]] Result<std::optional<GrownRows>> readGrownRows(FileSystem &files, const Path &folder);

[[nodiscard]] std::string toJson(const Growth &growth);
[[nodiscard]] Result<Growth> parseGrowth(std::string_view text, const Path &origin);

} // namespace bafo::text
