// SPDX-License-Identifier: Apache-2.0
// What a SentencePiece model file (tokenizer.model) says, as a plain description, and files made from one: the
// library's ModelProto message, of which only what decides ids is read.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

/// U+2581, which stands for a space in pieces.
inline constexpr std::string_view kSpaceMark = "\xE2\x96\x81";

/// As the library numbers them.
enum class PieceType : std::uint8_t { normal = 1, unknown = 2, control = 3, userDefined = 4, unused = 5, byte = 6 };

struct SentencePiece {
    std::string text; ///< with U+2581 for spaces
    float score = 0; ///< of two pieces that could be made the higher one is
    PieceType type = PieceType::normal;
};

struct SentencePieceModel {
    std::vector<SentencePiece> pieces; ///< by id
    bool isBpe = false;
    bool hasByteFallback = false;
    bool hasIdentityNormalizer = true; ///< text is not rewritten before it is cut
    bool hasDenormalizer = false;
    bool addsDummyPrefix = true; ///< a space before every text
    bool removesExtraSpaces = true;
    bool escapesSpaces = true; ///< spaces become U+2581
    std::string unknown = "<unk>";
    std::string beginOfText = "<s>";
    std::string endOfText = "</s>";
    std::string padding = "<pad>";

    /// Whether text reaches the pieces as it is, but for U+2581 in place of spaces: Gemma's kind.
    [[nodiscard]] bool takesTextAsItIs() const
    {
        return hasIdentityNormalizer && !hasDenormalizer && !addsDummyPrefix && !removesExtraSpaces && escapesSpaces;
    }
};

/// Fails (data) like checkSentencePieceModel, which it calls.
[[nodiscard]] Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes);

/// A file that says the same.
[[nodiscard]] std::string writeSentencePieceModel(const SentencePieceModel &model);

/// The same file with pieces behind the last one and their number mended; everything else stays byte for byte, but for
/// the library's self-test, whose expectations were another vocabulary's. `bytes` must be sound.
[[nodiscard]] std::string withPiecesAppended(std::string_view bytes, std::span<const SentencePiece> pieces);

/// "▁ngi" as " ngi", and back.
[[nodiscard]] std::string withSpaces(std::string_view pieceText);
[[nodiscard]] std::string withSpaceMarks(std::string_view text);

} // namespace bafo::text
