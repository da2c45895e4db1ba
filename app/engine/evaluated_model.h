// SPDX-License-Identifier: Apache-2.0
// A model that answers an evaluation's requests: opened and checked first, its weights read when it is known that there
// is something to ask.
#pragma once

#include "app/engine/opened_model.h"
#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/eval/decoder_sequence_reader.h"
#include "core/eval/request_answerer.h"
#include "core/generate/decoder_reader.h"
#include "core/model/decoder.h"
#include "core/runs/project.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bafo::engine {

/// Not movable: parts point to each other. One thread at a time.
class EvaluatedModel {
public:
    /// A model of the project, or an adapter with its base. Fails as openModel does, and (data) where there is no
    /// tokenizer.
    static Result<std::unique_ptr<EvaluatedModel>> open(FileSystem &files, const runs::Project &project,
                                                        const std::string &nameOrPath);

    [[nodiscard]] const Path &path() const { return m_opened.path; }
    [[nodiscard]] const text::Tokenizer &tokenizer() const { return *m_opened.tokenizer; }
    [[nodiscard]] std::uint32_t contextToken() const;
    [[nodiscard]] std::int64_t contextLength() const { return m_opened.folder.config().contextLength; }
    [[nodiscard]] std::int64_t numParameters() const { return m_opened.numParameters(); }
    [[nodiscard]] Result<std::string> weightHash() const { return m_opened.weightHash(); }

    /// Reads the weights. Once.
    [[nodiscard]] Result<void> load(const Clock &clock);

    /// Only after load().
    [[nodiscard]] eval::RequestAnswerer &answerer() { return *m_answerer; }

private:
    EvaluatedModel(Registry<model::Architecture> architectures, OpenedModel opened)
        : m_architectures(std::move(architectures))
        , m_opened(std::move(opened))
    {
    }

    Registry<model::Architecture> m_architectures;
    OpenedModel m_opened;
    std::optional<model::WeightStore> m_weights;
    std::optional<model::Decoder> m_decoder;
    std::optional<eval::DecoderSequenceReader> m_scorer;
    std::optional<generate::DecoderReader> m_writer;
    std::optional<eval::RequestAnswerer> m_answerer;
};

} // namespace bafo::engine
