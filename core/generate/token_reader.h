// SPDX-License-Identifier: Apache-2.0
// What generation needs of a model: it reads tokens, remembers them, and says what may come next. Tests put a scripted
// one in its place.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>

namespace bafo::generate {

/// Reads one sequence. One thread at a time.
class TokenReader {
public:
    virtual ~TokenReader() = default;

    /// Most tokens that the model can remember.
    [[nodiscard]] virtual std::int64_t contextLength() const = 0;

    /// Entries of a row of logits.
    [[nodiscard]] virtual std::int64_t vocabularySize() const = 0;

    /// Tokens remembered so far.
    [[nodiscard]] virtual std::int64_t numTokens() const = 0;

    /// Forgets all but the first `numTokens`; or everything, where the model cannot go back that far. numTokens()
    /// tells.
    virtual void truncate(std::int64_t numTokens) = 0;

    /// Reads at least one token after those remembered; gives the logits [V] of the token that follows the last one.
    /// The row may be changed and lives until the next call. The caller keeps within contextLength() and
    /// vocabularySize().
    [[nodiscard]] virtual Result<std::span<float>> read(std::span<const std::uint32_t> tokens) = 0;
};

} // namespace bafo::generate
