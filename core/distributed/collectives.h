// SPDX-License-Identifier: Apache-2.0
// What the ranks of a run do together. Everything that crosses from one process to another goes through here.
//
// Goals: equal results for any number of ranks, so sums are made in the order of the ranks; a lost rank is an error
// that says so. Non-goals: a service for more than one run, anything that two of many ranks do alone.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace bafo::distributed {

/// Another rank went away or did not answer in time: what was under way has no result. It passes through like torch's
/// own exceptions, to the one place that turns them into errors.
class PeerLost : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A gather that has begun.
class Gather {
public:
    virtual ~Gather() = default;

    /// Returns when the whole is there. Call it once.
    virtual void wait() = 0;
};

/// All ranks make the same calls in the same order. One thread a rank. Throws PeerLost.
class Collectives {
public:
    virtual ~Collectives() = default;

    [[nodiscard]] virtual int rank() const = 0;
    [[nodiscard]] virtual int numRanks() const = 0;

    /// whole [numRanks x n] <- the parts [n] of all ranks, in their order. Both contiguous; they must stay until the
    /// end of the wait.
    [[nodiscard]] virtual std::unique_ptr<Gather> startGather(const at::Tensor &part, const at::Tensor &whole) = 0;

    /// sum [sizes[rank()]] += this rank's piece of what each of the ranks 0 .. numSenders - 1 holds, one rank after the
    /// other. `whole` is flat, sizes[r] elements of it belong to rank r, in order; undefined where this rank sends
    /// nothing.
    virtual void addPieces(const at::Tensor &whole, std::span<const std::int64_t> sizes, int numSenders,
                           const at::Tensor &sum)
        = 0;

    /// A short text from each rank to all, by rank.
    [[nodiscard]] virtual std::vector<std::string> exchange(const std::string &mine) = 0;
};

/// The numbers of all ranks, by rank; each may give another count of them.
[[nodiscard]] std::vector<std::vector<double>> exchangeNumbers(Collectives &ranks, std::span<const double> mine);

/// A run of one process.
class OneRank final : public Collectives {
public:
    [[nodiscard]] int rank() const override { return 0; }
    [[nodiscard]] int numRanks() const override { return 1; }
    [[nodiscard]] std::unique_ptr<Gather> startGather(const at::Tensor &part, const at::Tensor &whole) override;
    void addPieces(const at::Tensor &whole, std::span<const std::int64_t> sizes, int numSenders,
                   const at::Tensor &sum) override;
    [[nodiscard]] std::vector<std::string> exchange(const std::string &mine) override { return {mine}; }
};

} // namespace bafo::distributed
