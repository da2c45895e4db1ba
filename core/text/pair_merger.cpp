// SPDX-License-Identifier: Apache-2.0
#include "core/text/pair_merger.h"

namespace bafo::text {
namespace {

std::uint64_t keyOf(std::uint32_t left, std::uint32_t right)
{
    return (static_cast<std::uint64_t>(left) << 32) | right;
}

} // namespace

PairMerger::PairMerger(std::vector<CountedWord> words)
    : m_words(std::move(words))
{
    for (std::uint32_t word = 0; word < m_words.size(); ++word) {
        add(word, 1);
    }
}

void PairMerger::add(std::uint32_t word, int sign)
{
    const CountedWord &counted = m_words[word];
    for (std::size_t i = 0; i + 1 < counted.ids.size(); ++i) {
        const std::uint64_t key = keyOf(counted.ids[i], counted.ids[i + 1]);
        Entry &entry = m_pairs[key];
        entry.count += sign * counted.count;
        entry.protectedCount += sign * counted.protectedCount;
        if (sign > 0) {
            entry.words.insert(word);
            m_queue.push({entry.count, key});
        } else if (entry.count > 0) {
            m_queue.push({entry.count, key});
        }
    }
}

std::optional<PairCount> PairMerger::best()
{
    while (!m_queue.empty()) {
        const Offer offer = m_queue.top();
        const Entry &entry = m_pairs[offer.key];
        if (!entry.isForbidden && entry.count == offer.count && entry.count > 0) {
            return PairCount{.left = static_cast<std::uint32_t>(offer.key >> 32),
                             .right = static_cast<std::uint32_t>(offer.key),
                             .count = entry.count,
                             .protectedCount = entry.protectedCount};
        }
        m_queue.pop();
    }
    return std::nullopt;
}

void PairMerger::join(const PairCount &pair, std::uint32_t id)
{
    const std::uint64_t key = keyOf(pair.left, pair.right);
    const std::unordered_set<std::uint32_t> words = std::move(m_pairs[key].words);
    for (const std::uint32_t word : words) {
        add(word, -1);
        auto &ids = m_words[word].ids;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const bool isPair = i + 1 < ids.size() && ids[i] == pair.left && ids[i + 1] == pair.right;
            ids[kept++] = isPair ? id : ids[i];
            i += isPair ? 1 : 0;
        }
        ids.resize(kept);
        add(word, 1);
    }
}

void PairMerger::forbid(const PairCount &pair)
{
    m_pairs[keyOf(pair.left, pair.right)].isForbidden = true;
}

} // namespace bafo::text
