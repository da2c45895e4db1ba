// SPDX-License-Identifier: Apache-2.0
// SentencePiece models: what the check lets through the library loads or refuses, and what is loaded cuts text.
#include "core/text/piece_merges.h"
#include "core/text/sentence_piece_model.h"
#include "core/text/sentence_piece_tokenizer.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    const auto tokenizer = text::loadSentencePieceModel(fuzz::textOf(data, size));
    if (!tokenizer) {
        fuzz::require(!tokenizer.error().message.empty());
        return 0;
    }
    const auto ids = (*tokenizer)->encode("Sawubona, unjani?\n a\xFF");
    fuzz::keep((*tokenizer)->decode(ids));
    for (const std::uint32_t id : ids) {
        fuzz::require(id < (*tokenizer)->vocabularySize());
        fuzz::keep((*tokenizer)->pieceBytes(id));
    }
    const auto model = text::parseSentencePieceModel(fuzz::textOf(data, size));
    fuzz::require(model && model->pieces.size() == (*tokenizer)->vocabularySize());
    const std::vector<text::SentencePiece> more = {{.text = "\xEF\xBF\xBC\xEF\xBF\xBC", .score = -1e9F}};
    fuzz::require(text::parseSentencePieceModel(text::withPiecesAppended(fuzz::textOf(data, size), more)).has_value());
    if (text::PieceMerges::check(model->pieces)) {
        const text::PieceMerges merges(model->pieces);
        for (std::uint32_t id = 0; id < model->pieces.size(); ++id) {
            fuzz::require(!merges.lastMergeOf(id) || merges.isReachable(id));
        }
    }
    return 0;
}
