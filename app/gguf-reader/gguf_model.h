// SPDX-License-Identifier: Apache-2.0
// A GGUF file as llama.cpp reads it: ids of texts, logits of ids.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct llama_context;
struct llama_model;
struct llama_vocab;

namespace bafo::gguf_reader {

struct ModelDeleter {
    void operator()(llama_model *model) const;
};
struct ContextDeleter {
    void operator()(llama_context *context) const;
};

/// One thread at a time. Everything throws std::runtime_error where llama.cpp says no: this is a tool for machines that
/// compare, and its main catches.
class GgufModel {
public:
    GgufModel(const std::string &path, bool onlyVocabulary, int numThreads);

    [[nodiscard]] std::vector<std::int32_t> idsOf(const std::string &text, bool addsSpecial, bool parsesSpecial) const;

    /// [tokens, vocabulary] of a sequence from its beginning on, or its last row alone; keys and values in fp32.
    [[nodiscard]] std::vector<float> logitsOf(const std::vector<std::int32_t> &ids, bool onlyLast);

    [[nodiscard]] std::int32_t vocabularySize() const;
    [[nodiscard]] std::int32_t beginOfText() const;
    [[nodiscard]] bool addsBegin() const;
    [[nodiscard]] std::vector<std::int32_t> endTokens() const;
    [[nodiscard]] std::string chatTemplate() const;

private:
    void makeRoomFor(std::size_t numTokens);

    std::unique_ptr<llama_model, ModelDeleter> m_model;
    std::unique_ptr<llama_context, ContextDeleter> m_context;
    const llama_vocab *m_vocabulary = nullptr; ///< the model's
    std::size_t m_room = 0; ///< tokens that the context holds
    int m_numThreads;
};

} // namespace bafo::gguf_reader
