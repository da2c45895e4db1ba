// SPDX-License-Identifier: Apache-2.0
// Byte-level byte pair encoding (Sennrich et al., arXiv 1508.07909; bytes after GPT-2), with ids equal to Hugging Face
// tokenizers.
#pragma once

#include "core/text/pre_tokenizer.h"
#include "core/text/tokenizer.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bafo::text {

/// A token that is found in the text before anything else.
struct AddedToken {
    std::uint32_t id = 0;
    std::string content;
    bool isSpecial = false;
};

/// Plain description of a vocabulary; what tokenizer.json says, checked.
struct BytePairVocabulary {
    PreTokenizerKind preTokenizer = PreTokenizerKind::gpt2;
    bool composes = false; ///< text becomes Unicode's form NFC first, as Qwen's does: other forms do not come back
    bool addsPrefixSpace = false;
    bool ignoresMergesOfWholeWords = false; ///< a word that is a piece is taken whole
    std::vector<std::string> pieces; ///< bytes by id; empty where an id is unused or belongs to an added token
    std::vector<std::pair<std::uint32_t, std::uint32_t>> merges; ///< by rank: the pieces to be joined
    std::vector<AddedToken> addedTokens;
    std::optional<std::uint32_t> beginOfText;
    std::optional<std::uint32_t> endOfText;
    std::optional<std::uint32_t> padding;
};

/// The printable characters that stand for bytes in vocab and merges of tokenizer.json (GPT-2's table), and back.
[[nodiscard]] std::string toByteCharacters(std::string_view bytes);
[[nodiscard]] std::optional<std::string> fromByteCharacters(std::string_view characters);

class ByteLevelBpe final : public Tokenizer {
public:
    /// Fails (data) where a piece appears twice, a merge makes no piece, or ids do not fit.
    [[nodiscard]] static Result<std::unique_ptr<ByteLevelBpe>> make(BytePairVocabulary vocabulary);

    [[nodiscard]] std::vector<std::uint32_t> encode(std::string_view text,
                                                    const EncodeOptions &options = {}) const override;
    [[nodiscard]] std::string pieceBytes(std::uint32_t id) const override;
    [[nodiscard]] std::uint32_t vocabularySize() const override;
    [[nodiscard]] bool isSpecial(std::uint32_t id) const override;
    [[nodiscard]] std::optional<std::uint32_t> idOf(std::string_view token) const override;
    [[nodiscard]] std::optional<std::uint32_t> beginOfText() const override { return m_vocabulary.beginOfText; }
    [[nodiscard]] std::optional<std::uint32_t> endOfText() const override { return m_vocabulary.endOfText; }
    [[nodiscard]] std::optional<std::uint32_t> padding() const override { return m_vocabulary.padding; }
    [[nodiscard]] bool cutsAtSpaces() const override { return true; }
    [[nodiscard]] std::string hash() const override;

    [[nodiscard]] const BytePairVocabulary &vocabulary() const { return m_vocabulary; }

    /// Text as it is cut: valid UTF-8, in form NFC where the vocabulary wants it.
    [[nodiscard]] std::string normalized(std::string_view text) const;

    /// Ids of one word (raw bytes, already cut): the merges alone.
    void encodeWord(std::string_view word, std::vector<std::uint32_t> &ids) const;

private:
    struct Merge {
        std::uint32_t rank = 0;
        std::uint32_t id = 0;
    };

    ByteLevelBpe() = default;
    void encodePlain(std::string_view text, std::vector<std::uint32_t> &ids) const;
    [[nodiscard]] const AddedToken *addedTokenAt(std::string_view text, const EncodeOptions &options) const;

    BytePairVocabulary m_vocabulary;
    std::unordered_map<std::string, std::uint32_t> m_idOfPiece;
    std::unordered_map<std::uint64_t, Merge> m_merges; ///< key: left id, right id
    std::array<std::optional<std::uint32_t>, 256> m_idOfByte = {};
    std::map<char, std::vector<const AddedToken *>> m_addedByFirstByte; ///< longest first
    std::unordered_map<std::uint32_t, const AddedToken *> m_addedById;
    std::uint32_t m_vocabularySize = 0;
};

} // namespace bafo::text
