// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/checkpoint_layout.h"

#include <charconv>

namespace bafo::checkpoint {
namespace {

constexpr std::string_view kCommittedPrefix = "step-";
constexpr std::string_view kAttemptPrefix = ".tmp-";
constexpr std::string_view kDeletedPrefix = ".del-";

} // namespace

std::string committedName(std::int64_t step)
{
    return std::string(kCommittedPrefix) + std::to_string(step);
}

std::string attemptName(std::int64_t step, std::string_view attempt)
{
    return std::string(kAttemptPrefix) + committedName(step) + "-" + std::string(attempt);
}

std::string deletedName(std::int64_t step, std::string_view attempt)
{
    return std::string(kDeletedPrefix) + committedName(step) + "-" + std::string(attempt);
}

std::string shardName(int rank)
{
    return "rank-" + std::to_string(rank) + ".safetensors";
}

std::optional<std::int64_t> stepOfCommittedName(std::string_view name)
{
    if (!name.starts_with(kCommittedPrefix)) {
        return std::nullopt;
    }
    const std::string_view digits = name.substr(kCommittedPrefix.size());
    std::int64_t step = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
    const bool isWhole = error == std::errc() && end == digits.data() + digits.size() && step >= 0;
    return isWhole && committedName(step) == name ? std::optional(step) : std::nullopt;
}

bool isLeftover(std::string_view name)
{
    return name.starts_with(kAttemptPrefix) || name.starts_with(kDeletedPrefix);
}

} // namespace bafo::checkpoint
