// SPDX-License-Identifier: Apache-2.0
// Names in a run's checkpoints folder: step-<N> is committed, .tmp-* is an attempt, .del-* is on its way out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bafo::checkpoint {

[[nodiscard]] std::string committedName(std::int64_t step);
[[nodiscard]] std::string attemptName(std::int64_t step, std::string_view attempt);
[[nodiscard]] std::string deletedName(std::int64_t step, std::string_view attempt);
[[nodiscard]] std::string shardName(int rank);

/// The step of a committed folder's name; nothing for every other name. What the folder holds is for its manifest to
/// say.
[[nodiscard]] std::optional<std::int64_t> stepOfCommittedName(std::string_view name);

/// Whether a name belongs to an attempt or a deletion that nobody finished.
[[nodiscard]] bool isLeftover(std::string_view name);

} // namespace bafo::checkpoint
