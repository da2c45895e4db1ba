// SPDX-License-Identifier: GPL-3.0-or-later
// A text as a tokenizer cuts it, ready for a TokenStrip.
#pragma once

#include "core/text/tokenizer.h"
#include "ui/widgets/token_strip.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::ui {

/// Pieces whose bytes are no whole characters show those bytes in hexadecimal, and their tip names the character.
/// Pieces from `firstNewId` on get the tints of new ones. Any thread.
[[nodiscard]] std::vector<StripPiece> cutOf(const text::Tokenizer &tokenizer, std::string_view text,
                                            std::optional<std::uint32_t> firstNewId = std::nullopt);

/// The same for a text whose pieces are known by their lengths alone, in bytes; what they do not cover is left out.
/// Tips are empty but for bytes of shared characters.
[[nodiscard]] std::vector<StripPiece> cutByLengths(const std::string &text, const std::vector<std::size_t> &lengths);

} // namespace bafo::ui
