// SPDX-License-Identifier: Apache-2.0
#include "app/engine/evaluated_model.h"

#include "core/data/document_separator.h"
#include "core/eval/decoder_scorer.h"
#include "core/exchange/model_tokenizer.h"
#include "plugins/architectures/architectures.h"

#include <utility>

namespace bafo::engine {

Result<std::unique_ptr<EvaluatedModel>> EvaluatedModel::open(FileSystem &files, const Path &path)
{
    auto architectures = architectures::makeArchitectures();
    auto folder = BAFO_TRY(exchange::ModelFolder::open(files, path, architectures));
    auto tokenizer = BAFO_TRY(exchange::loadTokenizerOf(files, folder));
    if (tokenizer == nullptr) {
        return fail(ErrorCode::data, path.string() + " has no tokenizer: nothing can be asked of it",
                    "put a tokenizer.json and tokenizer_config.json into the model's folder");
    }
    return std::unique_ptr<EvaluatedModel>(
        new EvaluatedModel(std::move(architectures), std::move(folder), std::move(tokenizer)));
}

std::uint32_t EvaluatedModel::contextToken() const
{
    return data::documentSeparator(*m_tokenizer).value_or(0);
}

std::int64_t EvaluatedModel::numParameters() const
{
    return model::WeightStore(m_folder.architecture().tensors(m_folder.config()), model::WeightStore::Values::elsewhere)
        .numParameters();
}

Result<std::string> EvaluatedModel::weightHash() const
{
    return BAFO_TRY(m_folder.lineage()).weightHash();
}

Result<void> EvaluatedModel::load(const Clock &clock)
{
    m_weights.emplace(BAFO_TRY(m_folder.loadWeights()));
    m_decoder.emplace(m_folder.architecture(), m_folder.config(), *m_weights);
    m_scorer.emplace(*m_decoder);
    m_writer.emplace(*m_decoder);
    std::vector<std::uint32_t> ends = m_folder.endTokens();
    ends.push_back(contextToken());
    if (const auto end = m_tokenizer->endOfText()) {
        ends.push_back(*end);
    }
    m_answerer.emplace(eval::AnsweringParts{.tokenizer = *m_tokenizer,
                                            .scorer = *m_scorer,
                                            .writer = *m_writer,
                                            .documents = eval::makeDecoderScorer(*m_decoder),
                                            .clock = clock,
                                            .contextToken = contextToken(),
                                            .endTokens = std::move(ends)});
    return {};
}

} // namespace bafo::engine
