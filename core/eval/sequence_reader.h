// SPDX-License-Identifier: Apache-2.0
// What scoring needs of a model: it reads tokens, remembers them, and says how likely others would have been. Tests put
// a scripted one in its place.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bafo::eval {

struct TokenScore {
    double logProbability = 0; ///< natural logarithm
    bool isHighest = false; ///< no other token was likelier; of equals the lower id
};

/// Reads one sequence. One thread at a time.
class SequenceReader {
public:
    virtual ~SequenceReader() = default;

    /// Most tokens that can be read.
    [[nodiscard]] virtual std::int64_t contextLength() const = 0;
    [[nodiscard]] virtual std::int64_t vocabularySize() const = 0;
    [[nodiscard]] virtual std::int64_t numTokens() const = 0;

    /// Forgets all but the first `count`; or everything, where the model cannot go back that far. numTokens() tells.
    virtual void truncate(std::int64_t count) = 0;

    /// Reads at least one token after those remembered. `targets` (at most as many) stand behind the last of them, one
    /// each; gives a score a target. The caller keeps within contextLength() and vocabularySize().
    [[nodiscard]] virtual Result<std::vector<TokenScore>> read(std::span<const std::uint32_t> tokens,
                                                               std::span<const std::uint32_t> targets)
        = 0;

    /// How likely this token is behind everything that was read. Only right after read().
    [[nodiscard]] virtual TokenScore next(std::uint32_t token) const = 0;
};

} // namespace bafo::eval
