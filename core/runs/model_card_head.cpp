// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_card_head.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace bafo::runs {
namespace {

/// A YAML scalar: a string of JSON is one, whatever is in it.
std::string inQuotes(const std::string &text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The Hub's list of results. Only of the model itself: it has no place for another one's.
std::string resultsOf(const ModelCard &card)
{
    std::string results;
    for (const CardScore &score : card.scores) {
        if (score.model == card.model().name) {
            results
                += fmt::format("  - task:\n      type: text-generation\n    dataset:\n      type: {}\n      name: {}\n"
                               "    metrics:\n    - type: {}\n      value: {:.6g}\n      name: {}\n",
                               inQuotes(score.task), inQuotes(score.title), inQuotes(score.metric), score.value,
                               inQuotes(fmt::format("{} ({}), {} items", score.metric, score.prompt, score.numItems)));
        }
    }
    return results.empty() ? "" : "model-index:\n- name: " + inQuotes(card.model().name) + "\n  results:\n" + results;
}

} // namespace

std::vector<std::string> languagesOf(const ModelCard &card)
{
    std::set<std::string> languages;
    const auto add = [&languages](const std::string &tag) {
        for (std::size_t start = 0; start < tag.size();) {
            const std::size_t end = std::min(tag.find('-', start), tag.size());
            languages.insert(tag.substr(start, end - start));
            start = end + 1;
        }
    };
    for (const CardRun &run : card.runs) {
        for (const CardText &text : run.texts) {
            add(text.language);
            std::for_each(text.languages.begin(), text.languages.end(), add);
        }
    }
    return {languages.begin(), languages.end()};
}

std::string cardHead(const ModelCard &card)
{
    std::string head = "---\n";
    const std::vector<std::string> languages = languagesOf(card);
    head += languages.empty() ? "" : "language:\n";
    for (const std::string &language : languages) {
        head += "- " + inQuotes(language) + "\n";
    }
    head += "license: " + (card.licence.empty() ? "unknown" : inQuotes(card.licence)) + "\n";
    head += card.model().adapterRank > 0 ? "library_name: peft\n" : "library_name: transformers\n";
    head += "pipeline_tag: text-generation\n";
    return head + resultsOf(card) + "---\n";
}

} // namespace bafo::runs
