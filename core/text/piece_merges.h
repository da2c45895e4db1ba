// SPDX-License-Identifier: Apache-2.0
// How the pieces of a SentencePiece BPE model are put together, and which of them no text can give.
//
// The library joins neighbours whose texts make up any piece, the highest score first, leftmost among equal scores.
// What happens inside a stretch of text that ends up between two token borders does not depend on what lies outside: so
// a piece comes about in every text exactly as it does when its own text is cut alone. It follows that a piece which
// its own text does not give is given by none, and that one merge a piece, in the order of the scores, says the same
// as all scores do (which is what Hugging Face tokenizers wants to be told), as long as no two scores are equal.
#pragma once

#include "core/text/sentence_piece_model.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bafo::text {

/// The two pieces that are joined last when a piece is made.
struct PieceMerge {
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    std::uint32_t made = 0;
};

/// Const and thread-safe. The pieces must outlive it.
class PieceMerges {
public:
    explicit PieceMerges(std::span<const SentencePiece> pieces);

    /// A part of a text after cutting; without id where it is a character that is no piece.
    struct Part {
        std::string_view text;
        std::optional<std::uint32_t> id;
        bool isFixed = false; ///< a symbol that the user defined: it joins nothing
    };

    /// Fails (data) on a normal piece of more than 256 bytes: what is asked for here takes time in the square of it.
    [[nodiscard]] static Result<void> check(std::span<const SentencePiece> pieces);

    /// Cuts text with U+2581 for spaces, as the library does where no piece is of type `unused`. For words: see
    /// check().
    [[nodiscard]] std::vector<Part> cut(std::string_view text) const;

    /// For each piece that is made by joining: nothing for single characters and for what no text gives.
    [[nodiscard]] std::optional<PieceMerge> lastMergeOf(std::uint32_t id) const;

    /// Whether some text gives the piece by the merges alone (a normalizer may keep it from coming). Bytes are: they
    /// stand in for characters that are no piece. Control pieces are not: they never stand for text.
    [[nodiscard]] bool isReachable(std::uint32_t id) const;

private:
    [[nodiscard]] std::vector<Part> charactersOf(std::string_view text) const;
    [[nodiscard]] std::optional<std::uint32_t> joinedId(const Part &left, const Part &right) const;
    [[nodiscard]] std::vector<Part> cutKeepingLast(std::string_view text, std::optional<PieceMerge> &last) const;

    std::span<const SentencePiece> m_pieces;
    std::unordered_map<std::string_view, std::uint32_t> m_ids; ///< of pieces that stand for text
    std::unordered_map<char, std::vector<std::string_view>> m_fixed; ///< user-defined, by first byte, longest first
};

} // namespace bafo::text
