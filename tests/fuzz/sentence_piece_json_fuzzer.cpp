// SPDX-License-Identifier: Apache-2.0
// tokenizer.json of SentencePiece models: what is accepted makes a model, and the model a file that is accepted.
#include "core/text/sentence_piece_json.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    const auto model = text::parseSentencePieceJson({.tokenizerJson = std::string(fuzz::textOf(data, size))});
    if (!model) {
        fuzz::require(!model.error().message.empty());
        return 0;
    }
    fuzz::require(text::parseSentencePieceModel(text::writeSentencePieceModel(*model)).has_value());
    const auto written = text::writeSentencePieceJson(*model, {});
    if (written) {
        fuzz::require(text::parseSentencePieceJson(*written).has_value());
    }
    return 0;
}
