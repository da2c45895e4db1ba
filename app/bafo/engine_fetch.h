// SPDX-License-Identifier: Apache-2.0
// Brings the engine's libraries: resumably, checked, and whole or not at all.
#pragma once

#include "app/bafo/engine_parts.h"
#include "app/bafo/web_client.h"
#include "core/base/clock.h"
#include "core/base/file_system.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace bafo::app {

struct FetchProgress {
    std::string what; ///< the file's name
    bool isUnpacking = false;
    std::uint64_t doneBytes = 0; ///< of the download, with what was here before
    std::uint64_t totalBytes = 0;
    double bytesPerSecond = 0; ///< 0: not known yet
    std::string trouble; ///< why it waits and tries again; empty: it does not
};

/// One thread. A process that is killed at any moment leaves what the next one goes on from.
class EngineFetch {
public:
    using Tell = std::function<void(const FetchProgress &)>;

    /// `home` is engineHome(). `tell` is called at most five times a second, and whenever something begins.
    EngineFetch(FileSystem &files, const Clock &clock, const EngineParts &parts, Path home, Tell tell);

    /// Looks there before the network: archives by their names, or a folder that already holds the parts unpacked.
    void useFolder(const Path &folder) { m_folders.push_back(folder); }

    /// How long it waits before the second try; doubled for each further one.
    void setFirstPause(std::chrono::milliseconds pause) { m_firstPause = pause; }

    /// Empty: nothing is fetched, everything has to be in the folders.
    void useIndex(const std::string &index) { m_index = index; }

    /// Gives the folder with the engine. Fails: inUse (somebody else fetches), diskFull (asked before a byte comes),
    /// data (not to be had, or not what was pinned: nothing of it is kept then).
    [[nodiscard]] Result<Path> run();

private:
    [[nodiscard]] Result<void> checkRoom();
    [[nodiscard]] Result<void> bring(const EnginePart &part);
    [[nodiscard]] Result<bool> copyFrom(const Path &folder, const EnginePart &part);
    [[nodiscard]] Result<void> fetch(const EnginePart &part);
    [[nodiscard]] Result<void> unpack(const EnginePart &part, std::span<const std::byte> packed);
    [[nodiscard]] Result<void> place(const EnginePart &part, const Path &unpacked, const std::string &sha256);
    [[nodiscard]] Result<std::string> addressOf(std::size_t archive);
    void tellNow(const FetchProgress &progress);
    void tellBytes(const EnginePart &part, std::uint64_t numHere);

    FileSystem &m_files;
    const Clock &m_clock;
    const EngineParts &m_parts;
    Path m_home;
    Path m_fetching;
    Tell m_tell;
    std::vector<Path> m_folders;
    std::chrono::milliseconds m_firstPause{1000};
    std::string m_index;
    std::map<std::size_t, std::string> m_addresses; ///< by archive
    WebClient m_web;
    std::uint64_t m_doneBytes = 0; ///< of parts that are whole
    std::int64_t m_toldNs = 0;
    std::int64_t m_meterNs = 0; ///< where the measured stretch began
    std::uint64_t m_meterBytes = 0;
    double m_bytesPerSecond = 0;
};

} // namespace bafo::app
