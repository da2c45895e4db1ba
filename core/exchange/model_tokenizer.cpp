// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_tokenizer.h"

#include "core/text/sentence_piece_tokenizer.h"

#include <string>

namespace bafo::exchange {

Result<void> checkTokenizerFits(const text::Tokenizer &tokenizer, const ModelFolder &model)
{
    const auto pieces = static_cast<std::int64_t>(tokenizer.vocabularySize());
    if (pieces > model.config().vocabularySize) {
        return fail(ErrorCode::config,
                    "the tokenizer has " + std::to_string(pieces) + " pieces, but " + model.path().string() + " only "
                        + std::to_string(model.config().vocabularySize) + " rows",
                    "give the model rows for them with 'bafo model expand'");
    }
    return {};
}

Result<std::unique_ptr<text::Tokenizer>> loadTokenizerOf(FileSystem &files, const ModelFolder &model)
{
    const bool isThere = BAFO_TRY(files.status(model.path() / "tokenizer.json")).exists
        || BAFO_TRY(files.status(model.path() / text::kSentencePieceFileName)).exists;
    if (!isThere) {
        return std::unique_ptr<text::Tokenizer>();
    }
    auto tokenizer = BAFO_TRY(text::loadTokenizer(files, model.path()));
    BAFO_TRY(checkTokenizerFits(*tokenizer, model));
    return tokenizer;
}

} // namespace bafo::exchange
