// SPDX-License-Identifier: Apache-2.0
// Words as rows of token ids with counts, and the most frequent adjacent pair among them, kept up to date while pairs
// are joined.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace bafo::text {

/// One distinct word.
struct CountedWord {
    std::vector<std::uint32_t> ids;
    std::int64_t count = 0; ///< in the texts to learn from
    std::int64_t protectedCount = 0; ///< in the texts to leave alone
};

struct PairCount {
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    std::int64_t count = 0;
    std::int64_t protectedCount = 0;
};

/// One thread at a time.
class PairMerger {
public:
    explicit PairMerger(std::vector<CountedWord> words);

    /// The most frequent pair that was not forbidden; ties go to the lower left, then right id.
    [[nodiscard]] std::optional<PairCount> best();

    /// Joins it everywhere into `id`.
    void join(const PairCount &pair, std::uint32_t id);

    /// Never offers it again.
    void forbid(const PairCount &pair);

private:
    struct Entry {
        std::int64_t count = 0;
        std::int64_t protectedCount = 0;
        std::unordered_set<std::uint32_t> words;
        bool isForbidden = false;
    };

    struct Offer {
        std::int64_t count = 0;
        std::uint64_t key = 0;
        bool operator<(const Offer &other) const
        {
            return count != other.count ? count < other.count : key > other.key;
        }
    };

    void add(std::uint32_t word, int sign);

    std::vector<CountedWord> m_words;
    std::unordered_map<std::uint64_t, Entry> m_pairs;
    std::priority_queue<Offer> m_queue;
};

} // namespace bafo::text
