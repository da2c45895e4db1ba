// SPDX-License-Identifier: Apache-2.0
// Which process a run belongs to: pid alone is not enough, numbers come again and machines restart.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace bafo::runs {

struct ProcessIdentity {
    std::int64_t pid = 0;
    std::int64_t startTicks = 0; ///< field 22 of /proc/PID/stat
    std::string bootId;

    bool operator==(const ProcessIdentity &) const = default;
};

/// As it stands in files: pid, start_ticks, boot_id. Nothing comes back from anything else.
[[nodiscard]] nlohmann::json toJson(const ProcessIdentity &identity);
[[nodiscard]] std::optional<ProcessIdentity> identityFrom(const nlohmann::json &object);

/// Nothing where no such process runs (a zombie does not).
[[nodiscard]] Result<std::optional<ProcessIdentity>> identityOf(FileSystem &files, std::int64_t pid);

/// Whether exactly this process still runs on this boot of this machine.
[[nodiscard]] Result<bool> isRunning(FileSystem &files, const ProcessIdentity &identity);

Result<void> writeProcessFile(FileSystem &files, const Path &path, const ProcessIdentity &identity);

/// Nothing where the file does not exist or is damaged: then nobody is known to run.
[[nodiscard]] Result<std::optional<ProcessIdentity>> readProcessFile(FileSystem &files, const Path &path);

} // namespace bafo::runs
