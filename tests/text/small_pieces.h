// SPDX-License-Identifier: Apache-2.0
// A small SentencePiece model like Gemma's (tests/golden/text/make_small_pieces.py), and texts that are hard on it.
#pragma once

#include "core/text/sentence_piece_model.h"
#include "core/text/tokenizer_json.h"
#include "tests/text/golden_text.h"

namespace bafo::text::golden {

inline std::string smallModel()
{
    return readBytes(sourceFolder() / "tests/golden/text/small_pieces.model");
}

inline TokenizerFiles smallFiles()
{
    return {.sentencePieceModel = smallModel()};
}

inline std::string seed(const char *name)
{
    return readBytes(sourceFolder() / "tests/fuzz/corpus/sentence_piece" / name);
}

inline const std::vector<std::string> kZulu
    = {"Ngiyabonga kakhulu, ngiyabonga. Siyabonga kakhulu bafowethu.",
       "Bayabonga kakhulu; ngiyakuthanda kakhulu.\nNgiyahamba, siyahamba, bayahamba."};
inline const std::vector<std::string> kEnglish
    = {"Thank you very much, brothers.\nWe are going home.\nI love the sea a lot."};

/// As make_pieces.py has them.
inline const std::vector<std::string> kHardTexts
    = {"Ngiyabonga kakhulu bafowethu.",
       "  two  and   three    spaces ",
       "a\nb\n\nc\n\n\nd\t\te\t\t\tf",
       "<start_of_turn>user <b>bold</b> <start_of_turn",
       "x\xE2\x96\x81y \xE2\x96\x81\xE2\x96\x81z",
       "\xE4\xB8\x96\xE7\x95\x8C \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7 \xC3\xA9 e\xCC\x81 \xC3\x86",
       "aaaaaaa bababa eseseses ngangangang",
       "<0x0A> <unk2> </s>",
       "hahahahahakhakhakhakhulukhulukhulu"};

} // namespace bafo::text::golden
