// SPDX-License-Identifier: Apache-2.0
// Ranks on this machine: children of this process.
#pragma once

#include "core/distributed/rank_launcher.h"

#include "core/base/file_system.h"

namespace bafo::distributed {

/// A child stands in this session and in a process group of its own: no Ctrl+C reaches it but through the supervisor.
/// Its stdin is empty, stdout and stderr are this process's, all other files are closed but its status pipe, whose
/// descriptor it is given as the last argument, "--status-fd=3". The kernel kills it (PR_SET_PDEATHSIG) when the
/// *thread* that started it ends: so start ranks from the thread that waits for them. SIGTERM and SIGINT are blocked in
/// rank 0 when it begins: a stop that comes early waits until the rank can hear it.
/// Source: prctl(2), on PR_SET_PDEATHSIG and the parent that has gone before the call.
class LocalRankLauncher final : public RankLauncher {
public:
    explicit LocalRankLauncher(Path program)
        : m_program(std::move(program))
    {
    }

    /// Kills what still lives, without waiting for it.
    ~LocalRankLauncher() override;
    LocalRankLauncher(const LocalRankLauncher &) = delete;
    LocalRankLauncher &operator=(const LocalRankLauncher &) = delete;

    Result<void> start(const std::vector<std::string> &arguments) override;
    void wait(std::chrono::milliseconds limit) override;
    RankProcess poll(int rank) override;
    [[nodiscard]] std::int64_t processOf(int rank) const override;
    std::string readStatus(int rank) override;
    void signal(int rank, int number) override;

private:
    struct Child {
        std::int64_t pid = 0;
        int status = -1; ///< our end of its pipe; -1 once nobody has the other
        RankProcess end = {};
    };

    Path m_program;
    std::vector<Child> m_children;
};

} // namespace bafo::distributed
