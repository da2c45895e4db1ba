// SPDX-License-Identifier: Apache-2.0
// Which items of an evaluation stand in text that a model was trained on: by runs of eight words that both hold
// (Brown et al. 2020 used 13-grams; isiZulu's words are longer).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bafo::scoring {

inline constexpr std::size_t kOverlapWords = 8;

/// Add every item, look through every text once, ask. Words are compared in small letters without ASCII punctuation,
/// by 64-bit hashes of eight in a row; an item of fewer words is never found. One thread.
class TrainingOverlap {
public:
    /// Gives the item's number.
    std::size_t addItem(std::string_view text);

    /// What a document holds is noted with the name of its dataset.
    void look(std::string_view document, const std::string &dataset);

    /// The first dataset in which a run of the item's words was found; empty: none.
    [[nodiscard]] const std::string &foundIn(std::size_t item) const { return m_foundIn[item]; }

private:
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_itemsOfRun;
    std::vector<std::string> m_foundIn;
};

} // namespace bafo::scoring
