// SPDX-License-Identifier: Apache-2.0
#include "app/gguf-reader/gguf_model.h"

#include <llama.h>

#include <algorithm>
#include <stdexcept>

namespace bafo::gguf_reader {

void ModelDeleter::operator()(llama_model *model) const
{
    llama_model_free(model);
}

void ContextDeleter::operator()(llama_context *context) const
{
    llama_free(context);
}

GgufModel::GgufModel(const std::string &path, bool onlyVocabulary, int numThreads)
    : m_numThreads(numThreads)
{
    llama_model_params parameters = llama_model_default_params();
    parameters.vocab_only = onlyVocabulary;
    parameters.n_gpu_layers = 0;
    parameters.use_extra_bufts = false; // repacked weights are multiplied in another order
    m_model.reset(llama_model_load_from_file(path.c_str(), parameters));
    if (m_model == nullptr) {
        throw std::runtime_error("llama.cpp does not load " + path);
    }
    m_vocabulary = llama_model_get_vocab(m_model.get());
}

std::vector<std::int32_t> GgufModel::idsOf(const std::string &text, bool addsSpecial, bool parsesSpecial) const
{
    std::vector<std::int32_t> ids(text.size() + 16);
    const auto size = static_cast<std::int32_t>(text.size());
    int count = llama_tokenize(m_vocabulary, text.data(), size, ids.data(), static_cast<std::int32_t>(ids.size()),
                               addsSpecial, parsesSpecial);
    if (count < 0) {
        ids.resize(static_cast<std::size_t>(-count));
        count = llama_tokenize(m_vocabulary, text.data(), size, ids.data(), static_cast<std::int32_t>(ids.size()),
                               addsSpecial, parsesSpecial);
    }
    if (count < 0) {
        throw std::runtime_error("llama.cpp cannot cut this text");
    }
    ids.resize(static_cast<std::size_t>(count));
    return ids;
}

void GgufModel::makeRoomFor(std::size_t numTokens)
{
    if (numTokens <= m_room) {
        llama_memory_clear(llama_get_memory(m_context.get()), true);
        return;
    }
    constexpr std::size_t kLeast = 512;
    m_room = std::max(numTokens, kLeast);
    llama_context_params parameters = llama_context_default_params();
    parameters.n_ctx = static_cast<std::uint32_t>(m_room);
    parameters.n_batch = parameters.n_ctx;
    parameters.n_ubatch = parameters.n_ctx;
    parameters.n_threads = m_numThreads;
    parameters.n_threads_batch = m_numThreads;
    parameters.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    parameters.type_k = GGML_TYPE_F32;
    parameters.type_v = GGML_TYPE_F32;
    m_context.reset();
    m_context.reset(llama_init_from_model(m_model.get(), parameters));
    if (m_context == nullptr) {
        throw std::runtime_error("llama.cpp makes no room for " + std::to_string(numTokens) + " tokens");
    }
}

std::vector<float> GgufModel::logitsOf(const std::vector<std::int32_t> &ids, bool onlyLast)
{
    const auto isKnown = [this](std::int32_t id) { return id >= 0 && id < vocabularySize(); };
    if (ids.empty() || !std::all_of(ids.begin(), ids.end(), isKnown)) {
        throw std::runtime_error("ids must be one or more tokens of the vocabulary");
    }
    makeRoomFor(ids.size());
    const auto count = static_cast<std::int32_t>(ids.size());
    llama_batch batch = llama_batch_init(count, 0, 1);
    batch.n_tokens = count;
    for (std::int32_t i = 0; i < count; ++i) {
        batch.token[i] = ids[static_cast<std::size_t>(i)];
        batch.pos[i] = i;
        batch.n_seq_id[i] = 1;
        batch.seq_id[i][0] = 0;
        batch.logits[i] = !onlyLast || i + 1 == count ? 1 : 0;
    }
    const std::int32_t failed = llama_decode(m_context.get(), batch);
    llama_batch_free(batch);
    if (failed != 0) {
        throw std::runtime_error("llama.cpp does not compute these ids");
    }
    std::vector<float> logits;
    for (std::int32_t i = onlyLast ? count - 1 : 0; i < count; ++i) {
        const float *row = llama_get_logits_ith(m_context.get(), i);
        logits.insert(logits.end(), row, row + vocabularySize());
    }
    return logits;
}

std::int32_t GgufModel::vocabularySize() const
{
    return llama_vocab_n_tokens(m_vocabulary);
}

std::int32_t GgufModel::beginOfText() const
{
    return llama_vocab_bos(m_vocabulary);
}

bool GgufModel::addsBegin() const
{
    return llama_vocab_get_add_bos(m_vocabulary);
}

std::vector<std::int32_t> GgufModel::endTokens() const
{
    std::vector<std::int32_t> ends;
    for (std::int32_t id = 0; id < vocabularySize(); ++id) {
        if (llama_vocab_is_eog(m_vocabulary, id)) {
            ends.push_back(id);
        }
    }
    return ends;
}

std::string GgufModel::chatTemplate() const
{
    const char *text = llama_model_chat_template(m_model.get(), nullptr);
    return text == nullptr ? "" : text;
}

} // namespace bafo::gguf_reader
