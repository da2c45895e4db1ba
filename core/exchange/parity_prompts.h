// SPDX-License-Identifier: Apache-2.0
// The isiZulu sentences that two models are compared on (resources/parity).
#pragma once

#include <string_view>
#include <vector>

namespace bafo::exchange {

/// Fifty: everyday talk, with clicks, capitals inside words, numbers and quotation marks, which tokenizers trip over.
[[nodiscard]] std::vector<std::string_view> parityPrompts();

} // namespace bafo::exchange
