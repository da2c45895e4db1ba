// SPDX-License-Identifier: Apache-2.0
// A tokenizer as GGUF files hold it: what llama.cpp needs to give the same ids, or why it would not.
// Source: llama.cpp's convert_hf_to_gguf.py (what is written) and llama-vocab.cpp (what is read, and how text is cut).
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer_json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bafo::text {

/// A plain value.
struct GgufVocabulary {
    std::string model; ///< "llama": SentencePiece; "gpt2": byte-level BPE
    std::string preTokenizer; ///< how words are cut: "default" for SentencePiece
    std::vector<std::string> tokens = {}; ///< by id; no two are equal and none is empty
    std::vector<std::int32_t> types = {}; ///< of every token: numbers of PieceType
    std::vector<float> scores = {}; ///< of every token of a SentencePiece model, else empty
    std::vector<std::string> merges = {}; ///< of byte-level BPE, by rank
    std::optional<std::uint32_t> beginOfText = {};
    std::optional<std::uint32_t> endOfText = {};
    std::optional<std::uint32_t> padding = {};
    std::optional<std::uint32_t> unknown = {};
    bool addsBegin = false; ///< a text is read with the token that begins texts in front
    bool addsSpacePrefix = false; ///< SentencePiece: with a space in front
    std::vector<std::string> warnings = {}; ///< what llama.cpp does otherwise with a few texts
};

/// With `numRows` tokens, as many as the model has rows: ids without a token, and rows beyond the last, become unused
/// tokens "[PAD<id>]", which no text gives. Texts that hold U+2581 itself are the exception: SentencePiece takes it for
/// a space everywhere, llama.cpp not in symbols that the user defined. Fails (config) where llama.cpp would cut text
/// otherwise or not load the file: kinds of SentencePiece other than BPE with bytes, normalizers, unknown cuts, tokens
/// with the same text; and where there are more tokens than rows. Fails (data) on damaged files.
[[nodiscard]] Result<GgufVocabulary> ggufVocabularyOf(const TokenizerFiles &files, std::uint32_t numRows);

} // namespace bafo::text
