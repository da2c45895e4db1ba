// SPDX-License-Identifier: Apache-2.0
// Text to token ids and back, whatever file the vocabulary came from.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

struct EncodeOptions {
    /// Whether names of special tokens in the text mean those tokens. Off for text of strangers: nobody writes an end
    /// of turn by typing its name.
    bool parseSpecial = false;
};

/// Const and thread-safe.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    /// Adds no token that the text does not hold (no beginning, no end). Bytes that are no UTF-8 count as U+FFFD.
    [[nodiscard]] virtual std::vector<std::uint32_t> encode(std::string_view text,
                                                            const EncodeOptions &options = {}) const = 0;

    /// Bytes of all tokens in a row; they need not be UTF-8 where the tokens were cut out of a longer text. Ids outside
    /// the vocabulary give nothing. SentencePiece models decode as their library does: the space that the model puts
    /// before a text is taken off again, control tokens are no text, an unknown one is U+2047 between spaces.
    [[nodiscard]] virtual std::string decode(std::span<const std::uint32_t> ids, bool keepSpecial = true) const;

    /// What a token stands for; empty outside the vocabulary.
    [[nodiscard]] virtual std::string pieceBytes(std::uint32_t id) const = 0;

    /// Bytes of text that a token stands for: 0 for special tokens.
    [[nodiscard]] std::size_t byteLength(std::uint32_t id) const;

    /// One more than the highest id.
    [[nodiscard]] virtual std::uint32_t vocabularySize() const = 0;
    [[nodiscard]] virtual bool isSpecial(std::uint32_t id) const = 0;

    /// By the token's text as its file writes it; of special tokens too.
    [[nodiscard]] virtual std::optional<std::uint32_t> idOf(std::string_view token) const = 0;

    [[nodiscard]] virtual std::optional<std::uint32_t> beginOfText() const = 0;
    [[nodiscard]] virtual std::optional<std::uint32_t> endOfText() const = 0;
    [[nodiscard]] virtual std::optional<std::uint32_t> padding() const = 0;

    /// Whether no token reaches across one space between two characters that are neither spaces nor U+2581: then a text
    /// may be cut in front of such spaces and its parts encoded alone.
    [[nodiscard]] virtual bool cutsAtSpaces() const { return false; }

    /// SHA-256 over everything that decides ids and bytes: equal for equal tokenizers whatever their files look like.
    [[nodiscard]] virtual std::string hash() const = 0;
};

/// A model or tokenizer folder (tokenizer.json and tokenizer_config.json, else tokenizer.model), or one of those files.
/// Fails (data) naming the file on one that is missing, damaged, or asks for something that is not understood.
[[nodiscard]] Result<std::unique_ptr<Tokenizer>> loadTokenizer(FileSystem &files, const Path &folderOrFile);

} // namespace bafo::text
