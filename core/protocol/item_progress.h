// SPDX-License-Identifier: Apache-2.0
// How an evaluation tells of itself with events that every reader knows: `metric`. No header of its own kinds, so that
// charts and older programs show evaluations too.
#pragma once

#include <string>

namespace bafo::protocol {

/// A metric of this name counts the items that are answered; its step is the same number.
inline constexpr const char *kItemsMetric = "items";

/// A score is a metric "task/prompt/metric" whose step is the number of items.
[[nodiscard]] inline std::string scoreMetricName(const std::string &task, const std::string &prompt,
                                                 const std::string &metric)
{
    return task + "/" + prompt + "/" + metric;
}

} // namespace bafo::protocol
