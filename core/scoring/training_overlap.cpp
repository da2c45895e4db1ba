// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/training_overlap.h"

#include "core/scoring/unicode_words.h"

#include <functional>

namespace bafo::scoring {
namespace {

/// FNV-1a: equal for equal words everywhere.
std::uint64_t hashOf(std::string_view word)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : word) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return hash;
}

std::vector<std::uint64_t> wordHashes(std::string_view text)
{
    std::vector<std::uint64_t> hashes;
    for (const std::string &word : wordsOf(lowered(text))) {
        std::string bare;
        for (const char c : word) {
            if (!isAsciiPunctuation(static_cast<unsigned char>(c))) {
                bare += c;
            }
        }
        if (!bare.empty()) {
            hashes.push_back(hashOf(bare));
        }
    }
    return hashes;
}

void visitRuns(std::string_view text, const std::function<void(std::uint64_t)> &visit)
{
    const std::vector<std::uint64_t> words = wordHashes(text);
    for (std::size_t start = 0; start + kOverlapWords <= words.size(); ++start) {
        std::uint64_t run = 0;
        for (std::size_t i = 0; i < kOverlapWords; ++i) {
            run = (run ^ words[start + i]) * 0x9e3779b97f4a7c15ULL;
            run ^= run >> 29U;
        }
        visit(run);
    }
}

} // namespace

std::size_t TrainingOverlap::addItem(std::string_view text)
{
    const auto item = static_cast<std::uint32_t>(m_foundIn.size());
    m_foundIn.emplace_back();
    visitRuns(text, [&](std::uint64_t run) {
        std::vector<std::uint32_t> &items = m_itemsOfRun[run];
        if (items.empty() || items.back() != item) {
            items.push_back(item);
        }
    });
    return item;
}

void TrainingOverlap::look(std::string_view document, const std::string &dataset)
{
    visitRuns(document, [&](std::uint64_t run) {
        const auto found = m_itemsOfRun.find(run);
        if (found == m_itemsOfRun.end()) {
            return;
        }
        for (const std::uint32_t item : found->second) {
            if (m_foundIn[item].empty()) {
                m_foundIn[item] = dataset;
            }
        }
    });
}

} // namespace bafo::scoring
