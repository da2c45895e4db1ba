// SPDX-License-Identifier: Apache-2.0
// Ranks as threads of one process, which meet in memory: quick, and a rank can be lost when a test wants it.
#pragma once

#include "core/distributed/collectives.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace bafo::fakes {

/// What all ranks put on one table: nobody goes on before everybody has put, nor puts again before everybody has taken.
class Table {
public:
    explicit Table(int numRanks)
        : m_items(static_cast<std::size_t>(numRanks))
        , m_numRanks(numRanks)
    {
    }

    /// Everybody's items, by rank.
    std::vector<std::string> exchange(int rank, std::string item)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isPutting || m_isBroken; });
        throwIfBroken();
        m_items[static_cast<std::size_t>(rank)] = std::move(item);
        if (++m_numArrived == m_numRanks) {
            m_isPutting = false;
            m_changed.notify_all();
        }
        m_changed.wait(lock, [this] { return !m_isPutting || m_isBroken; });
        throwIfBroken();
        std::vector<std::string> all = m_items;
        if (--m_numArrived == 0) {
            m_isPutting = true;
            m_changed.notify_all();
        }
        return all;
    }

    void breakDown()
    {
        const std::lock_guard lock(m_mutex);
        m_isBroken = true;
        m_changed.notify_all();
    }

private:
    void throwIfBroken() const
    {
        if (m_isBroken) {
            throw distributed::PeerLost("a rank went away");
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::string> m_items;
    int m_numRanks;
    int m_numArrived = 0;
    bool m_isPutting = true;
    bool m_isBroken = false;
};

/// One rank at a table. It can be told to go away at its n-th collective.
class ThreadCollectives final : public distributed::Collectives {
public:
    ThreadCollectives(Table &table, int rank, int numRanks)
        : m_table(table)
        , m_rank(rank)
        , m_numRanks(numRanks)
    {
    }

    void leaveAt(std::int64_t call) { m_leaveAt = call; }
    [[nodiscard]] std::int64_t numCalls() const { return m_numCalls; }

    [[nodiscard]] int rank() const override { return m_rank; }
    [[nodiscard]] int numRanks() const override { return m_numRanks; }

    [[nodiscard]] std::unique_ptr<distributed::Gather> startGather(const at::Tensor &part,
                                                                   const at::Tensor &whole) override
    {
        class Later final : public distributed::Gather {
        public:
            explicit Later(std::function<void()> work)
                : m_work(std::move(work))
            {
            }
            void wait() override { m_work(); }

        private:
            std::function<void()> m_work;
        };
        const std::vector<std::string> parts = exchange(bytesOf(part));
        return std::make_unique<Later>([parts, whole] {
            auto *to = static_cast<char *>(whole.mutable_data_ptr());
            for (const std::string &bytes : parts) {
                to = std::copy(bytes.begin(), bytes.end(), to);
            }
        });
    }

    void addPieces(const at::Tensor &whole, std::span<const std::int64_t> sizes, int numSenders,
                   const at::Tensor &sum) override
    {
        std::int64_t offset = 0;
        for (int rank = 0; rank < m_rank; ++rank) {
            offset += sizes[static_cast<std::size_t>(rank)];
        }
        const std::int64_t mine = sizes[static_cast<std::size_t>(m_rank)];
        const std::vector<std::string> all = exchange(whole.defined() ? bytesOf(whole) : std::string());
        for (int sender = 0; sender < numSenders; ++sender) {
            const auto *from = reinterpret_cast<const float *>(all[static_cast<std::size_t>(sender)].data()) + offset;
            sum.view({-1}).add_(at::from_blob(const_cast<float *>(from), {mine}, at::kFloat));
        }
    }

    [[nodiscard]] std::vector<std::string> exchange(const std::string &mine) override
    {
        if (++m_numCalls == m_leaveAt) {
            m_table.breakDown();
            throw distributed::PeerLost("this rank was told to go away");
        }
        return m_table.exchange(m_rank, mine);
    }

private:
    static std::string bytesOf(const at::Tensor &tensor)
    {
        const at::Tensor flat = tensor.contiguous();
        return {static_cast<const char *>(flat.const_data_ptr()),
                static_cast<std::size_t>(flat.numel()) * flat.element_size()};
    }

    Table &m_table;
    int m_rank;
    int m_numRanks;
    std::int64_t m_numCalls = 0;
    std::int64_t m_leaveAt = -1;
};

/// Runs work(collectives) as every rank, each with one thread of arithmetic. What one of them throws is thrown on,
/// after all have ended.
inline void runRanks(int numRanks, const std::function<void(ThreadCollectives &)> &work)
{
    Table table(numRanks);
    std::vector<std::exception_ptr> errors(static_cast<std::size_t>(numRanks));
    {
        std::vector<std::jthread> threads;
        for (int rank = 0; rank < numRanks; ++rank) {
            threads.emplace_back([&, rank] {
                at::set_num_threads(1);
                ThreadCollectives ranks(table, rank, numRanks);
                try {
                    work(ranks);
                } catch (...) {
                    errors[static_cast<std::size_t>(rank)] = std::current_exception();
                    table.breakDown();
                }
            });
        }
    }
    std::exception_ptr lost; // what the others throw when one has thrown is not the cause
    for (const std::exception_ptr &error : errors) {
        try {
            if (error) {
                std::rethrow_exception(error);
            }
        } catch (const distributed::PeerLost &) {
            lost = error;
        }
    }
    if (lost) {
        std::rethrow_exception(lost);
    }
}

} // namespace bafo::fakes
