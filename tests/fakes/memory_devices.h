// SPDX-License-Identifier: Apache-2.0
// What libbafo_cuda.so gives, for ranks that are threads and devices that are main memory. It can be told to fail.
#pragma once

#include "core/distributed/cuda_interface.h"
#include "tests/fakes/rank_threads.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>

namespace bafo::fakes {

class MemoryDevices {
public:
    static const BafoCudaFunctions &functions()
    {
        static const BafoCudaFunctions table = {.version = BAFO_CUDA_VERSION,
                                                .countDevices = [](char *) { return 4; },
                                                .describeDevice = describe,
                                                .useDevice = [](int, char *) { return 0; },
                                                .waitForDevice = [](int, char *) { return 0; },
                                                .peakBytes = [](int, std::int64_t *, char *) { return 0; },
                                                .makeGroupId = makeId,
                                                .joinGroup = join,
                                                .leaveGroup = [](void *group) { delete static_cast<Group *>(group); },
                                                .startGather = startGather,
                                                .finishGather = finishGather,
                                                .exchangePieces = exchangePieces};
        return table;
    }

    /// Gathers and exchanges of all ranks since the program began.
    static int numCalls() { return meeting().numCalls; }

    /// Makes the next exchange an error.
    static void failNextExchange() { meeting().failsExchange = true; }

    /// Makes the next id a refusal.
    static void refuseNextId() { meeting().refusesId = true; }

private:
    struct Meeting {
        std::mutex mutex;
        std::map<std::string, std::shared_ptr<Table>> tables;
        int numIds = 0;
        int numCalls = 0;
        bool refusesId = false;
        bool failsExchange = false;
    };

    struct Group {
        std::shared_ptr<Table> table;
        int rank = 0;
        int numRanks = 0;
    };

    struct Ticket {
        std::string bytes;
        void *whole = nullptr;
    };

    static Meeting &meeting()
    {
        static Meeting one;
        return one;
    }

    static int failed(char *why, const char *text)
    {
        std::strcpy(why, text);
        return 1;
    }

    static int describe(int device, BafoCudaDevice *description, char *why)
    {
        if (device > 3) {
            return failed(why, "there is no such device");
        }
        std::strcpy(description->name, "memory");
        description->totalBytes = 1 << 30;
        description->majorCapability = 9;
        return 0;
    }

    static int makeId(char *id, char *why)
    {
        const std::lock_guard lock(meeting().mutex);
        if (std::exchange(meeting().refusesId, false)) {
            return failed(why, "no network");
        }
        std::memset(id, 0, BAFO_CUDA_ID_BYTES);
        std::strcpy(id, std::to_string(++meeting().numIds).c_str());
        return 0;
    }

    static int join(const char *id, int rank, int numRanks, void **group, char *)
    {
        const std::lock_guard lock(meeting().mutex);
        std::shared_ptr<Table> &table = meeting().tables[id];
        if (!table) {
            table = std::make_shared<Table>(numRanks);
        }
        *group = new Group{table, rank, numRanks};
        return 0;
    }

    template <class Work>
    static int counted(char *why, const Work &work)
    {
        {
            const std::lock_guard lock(meeting().mutex);
            ++meeting().numCalls;
        }
        try {
            work();
            return 0;
        } catch (const std::exception &error) {
            return failed(why, error.what());
        }
    }

    static int startGather(void *group, const void *part, void *whole, std::int64_t bytes, void **ticket, char *why)
    {
        return counted(why, [&] {
            auto &one = *static_cast<Group *>(group);
            auto made = std::make_unique<Ticket>();
            made->whole = whole;
            for (const std::string &theirs : one.table->exchange(
                     one.rank, std::string(static_cast<const char *>(part), static_cast<std::size_t>(bytes)))) {
                made->bytes += theirs;
            }
            *ticket = made.release();
        });
    }

    static int finishGather(void *, void *ticket, char *)
    {
        const std::unique_ptr<Ticket> owned(static_cast<Ticket *>(ticket));
        std::memcpy(owned->whole, owned->bytes.data(), owned->bytes.size());
        return 0;
    }

    static int exchangePieces(void *group, const void *sent, const std::int64_t *sentBytes, void *received,
                              const std::int64_t *receivedBytes, char *why)
    {
        if (std::exchange(meeting().failsExchange, false)) {
            return failed(why, "remote process exited");
        }
        return counted(why, [&] {
            auto &one = *static_cast<Group *>(group);
            // Everybody shows everything: how it is divided, and the pieces.
            const auto numRanks = static_cast<std::size_t>(one.numRanks);
            std::string shown(reinterpret_cast<const char *>(sentBytes), numRanks * sizeof(std::int64_t));
            shown.append(static_cast<const char *>(sent),
                         static_cast<std::size_t>(std::accumulate(sentBytes, sentBytes + numRanks, std::int64_t{0})));
            auto *to = static_cast<char *>(received);
            const auto all = one.table->exchange(one.rank, shown);
            for (std::size_t peer = 0; peer < numRanks; ++peer) {
                std::vector<std::int64_t> sizes(numRanks);
                std::memcpy(sizes.data(), all[peer].data(), numRanks * sizeof(std::int64_t));
                const char *from = all[peer].data() + numRanks * sizeof(std::int64_t)
                    + std::accumulate(sizes.begin(), sizes.begin() + one.rank, std::int64_t{0});
                if (sizes[static_cast<std::size_t>(one.rank)] != receivedBytes[peer]) {
                    throw std::runtime_error("a piece of another size than expected");
                }
                to = std::copy_n(from, receivedBytes[peer], to);
            }
        });
    }
};

} // namespace bafo::fakes
