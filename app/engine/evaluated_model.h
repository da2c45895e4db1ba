// SPDX-License-Identifier: Apache-2.0
// A model that answers an evaluation's requests: opened and checked first, its weights read when it is known that there
// is something to ask.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/eval/decoder_sequence_reader.h"
#include "core/eval/request_answerer.h"
#include "core/exchange/model_folder.h"
#include "core/generate/decoder_reader.h"
#include "core/model/decoder.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace bafo::engine {

/// Not movable: parts point to each other. One thread at a time.
class EvaluatedModel {
public:
    /// Fails as ModelFolder::open does, and (data) where the folder has no tokenizer.
    static Result<std::unique_ptr<EvaluatedModel>> open(FileSystem &files, const Path &path);

    [[nodiscard]] const Path &path() const { return m_folder.path(); }
    [[nodiscard]] const text::Tokenizer &tokenizer() const { return *m_tokenizer; }
    [[nodiscard]] std::uint32_t contextToken() const;
    [[nodiscard]] std::int64_t contextLength() const { return m_folder.config().contextLength; }
    [[nodiscard]] std::int64_t numParameters() const;
    [[nodiscard]] Result<std::string> weightHash() const;

    /// Reads the weights. Once.
    [[nodiscard]] Result<void> load(const Clock &clock);

    /// Only after load().
    [[nodiscard]] eval::RequestAnswerer &answerer() { return *m_answerer; }

private:
    EvaluatedModel(Registry<model::Architecture> architectures, exchange::ModelFolder folder,
                   std::unique_ptr<text::Tokenizer> tokenizer)
        : m_architectures(std::move(architectures))
        , m_folder(std::move(folder))
        , m_tokenizer(std::move(tokenizer))
    {
    }

    Registry<model::Architecture> m_architectures;
    exchange::ModelFolder m_folder;
    std::unique_ptr<text::Tokenizer> m_tokenizer;
    std::optional<model::WeightStore> m_weights;
    std::optional<model::Decoder> m_decoder;
    std::optional<eval::DecoderSequenceReader> m_scorer;
    std::optional<generate::DecoderReader> m_writer;
    std::optional<eval::RequestAnswerer> m_answerer;
};

} // namespace bafo::engine
