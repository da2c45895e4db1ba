// SPDX-License-Identifier: Apache-2.0
#include "app/engine/evaluated_model.h"

#include "core/data/document_separator.h"
#include "core/eval/decoder_scorer.h"
#include "plugins/architectures/architectures.h"

#include <utility>

namespace bafo::engine {

Result<std::unique_ptr<EvaluatedModel>> EvaluatedModel::open(FileSystem &files, const runs::Project &project,
                                                             const std::string &nameOrPath)
{
    auto architectures = architectures::makeArchitectures();
    OpenedModel opened = BAFO_TRY(openModel(files, &project, nameOrPath, architectures));
    if (opened.tokenizer == nullptr) {
        return fail(ErrorCode::data, opened.path.string() + " has no tokenizer: nothing can be asked of it",
                    "put a tokenizer.json and tokenizer_config.json into the model's folder");
    }
    return std::unique_ptr<EvaluatedModel>(new EvaluatedModel(std::move(architectures), std::move(opened)));
}

std::uint32_t EvaluatedModel::contextToken() const
{
    return data::documentSeparator(tokenizer()).value_or(0);
}

Result<void> EvaluatedModel::load(const Clock &clock)
{
    m_weights.emplace(BAFO_TRY(m_opened.loadWeights()));
    m_decoder.emplace(m_opened.folder.architecture(), m_opened.folder.config(), *m_weights);
    m_scorer.emplace(*m_decoder);
    m_writer.emplace(*m_decoder);
    std::vector<std::uint32_t> ends = m_opened.endTokens;
    ends.push_back(contextToken());
    if (const auto end = tokenizer().endOfText()) {
        ends.push_back(*end);
    }
    m_answerer.emplace(eval::AnsweringParts{.tokenizer = tokenizer(),
                                            .scorer = *m_scorer,
                                            .writer = *m_writer,
                                            .documents = eval::makeDecoderScorer(*m_decoder),
                                            .clock = clock,
                                            .contextToken = contextToken(),
                                            .endTokens = std::move(ends)});
    return {};
}

} // namespace bafo::engine
