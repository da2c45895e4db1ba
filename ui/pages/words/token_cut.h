// SPDX-License-Identifier: GPL-3.0-or-later
// A text as a tokenizer cuts it, ready for a TokenStrip.
#pragma once

#include "core/text/tokenizer.h"
#include "ui/widgets/token_strip.h"

#include <optional>
#include <string_view>
#include <vector>

namespace bafo::ui {

/// Pieces whose bytes are no whole characters show those bytes in hexadecimal, and their tip names the character.
/// Pieces from `firstNewId` on get the tints of new ones. Any thread.
[[nodiscard]] std::vector<StripPiece> cutOf(const text::Tokenizer &tokenizer, std::string_view text,
                                            std::optional<std::uint32_t> firstNewId = std::nullopt);

} // namespace bafo::ui
