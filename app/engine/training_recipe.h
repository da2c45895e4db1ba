// SPDX-License-Identifier: Apache-2.0
// The recipe of a training run: its settings as the schedule, the row groups and the frozen tensors that training has.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/distributed/collectives.h"
#include "core/exchange/model_folder.h"
#include "core/model/weight_store.h"
#include "core/protocol/event_sink.h"
#include "core/train/row_groups.h"
#include "core/train/schedule.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bafo::engine {

/// Fails (config) where warm-up and decay do not fit into so many steps.
[[nodiscard]] Result<train::Schedule> scheduleOf(const config::RunConfig &config, std::int64_t totalSteps);

/// Who learns how fast, and from when on. Fails (config) where a setting speaks of new rows or tensors that the model
/// does not have.
[[nodiscard]] Result<std::vector<train::RowGroup>> rowGroupsOf(FileSystem &files, const config::RunConfig &config,
                                                               const exchange::ModelFolder &folder,
                                                               const model::WeightStore &weights);

/// SHA-256 of the bytes of these tensors in the model's files, by name. The ranks share the work; all get all.
[[nodiscard]] Result<std::map<std::string, std::string>>
hashesOf(const std::set<std::string> &tensors, const exchange::ModelFolder &folder, distributed::Collectives &ranks);

/// Warns of settings of the recipe that change nothing.
[[nodiscard]] Result<void> tellWithoutEffect(const config::RunConfig &config, bool hasConversations,
                                             protocol::EventSink &events);

} // namespace bafo::engine
