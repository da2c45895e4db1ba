// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_card.h"

#include "core/base/markdown.h"
#include "core/runs/model_card_head.h"
#include "core/runs/model_licence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bafo::runs {
namespace {

constexpr const char *kUnknown = "unknown";

std::string orUnknown(const std::string &text)
{
    return text.empty() ? kUnknown : markdownText(text);
}

std::string numberOr(std::int64_t number)
{
    return number > 0 ? std::to_string(number) : kUnknown;
}

std::string table(const std::vector<CardFact> &facts)
{
    std::string text = "| | |\n|---|---|\n";
    for (const CardFact &fact : facts) {
        text += "| " + fact.name + " | " + fact.value + " |\n";
    }
    return text;
}

/// Of facts from outside: names and values are escaped.
std::string foreignTable(const std::vector<CardFact> &facts)
{
    std::vector<CardFact> escaped;
    for (const CardFact &fact : facts) {
        escaped.push_back({.name = markdownText(fact.name), .value = orUnknown(fact.value)});
    }
    return table(escaped);
}

std::string whatItIs(const ModelCard &card)
{
    const ModelSummary &model = card.model();
    std::vector<CardFact> facts;
    if (model.adapterRank > 0) {
        facts = {{"kind", "a LoRA adapter, which is used with its base"},
                 {"base", orUnknown(model.baseName)},
                 {"rank", std::to_string(model.adapterRank)},
                 {"parameters", std::to_string(model.numParameters)}};
    } else {
        facts = {{"architecture", orUnknown(model.architecture)},
                 {"parameters", model.hasWeights ? std::to_string(model.numParameters) : kUnknown},
                 {"layers", numberOr(model.numLayers)},
                 {"context", numberOr(model.contextLength)},
                 {"vocabulary", numberOr(model.vocabularySize)},
                 {"head", model.isTied ? "tied to the embedding" : "of its own"}};
    }
    if (card.numNewPieces > 0) {
        facts.push_back({"pieces added to the vocabulary", std::to_string(card.numNewPieces)});
    }
    facts.push_back({"tokenizer", model.hasTokenizer ? "in the folder" : "none"});
    facts.push_back({"SHA-256 of the weights", orUnknown(model.lineage.weightHash())});
    return "## What it is\n\n" + table(facts) + "\n";
}

std::string madeOf(const Ancestor &ancestor)
{
    if (!ancestor.isHere) {
        return markdownText(ancestor.name) + ": no longer in the project; what it was made from is unknown";
    }
    const ModelLineage &lineage = ancestor.model.lineage;
    std::string line = markdownText(ancestor.name) + ": "
        + (lineage.how.empty() ? "made nobody knows how" : markdownText(lineage.how));
    for (const LineageParent &parent : lineage.parents) {
        line += (&parent == &lineage.parents.front() ? " from " : " and ") + markdownText(parent.name);
        line += parent.weightHash.empty() ? "" : " (SHA-256 " + markdownText(parent.weightHash.substr(0, 16)) + "…)";
    }
    for (const auto &[name, value] : lineage.settings) {
        const bool isHash = name.ends_with("_hash");
        line += "; " + markdownText(name) + " " + markdownText(isHash ? value.substr(0, 16) + "…" : value);
    }
    return line;
}

std::string howItWasMade(const ModelCard &card)
{
    std::string text = "## How it was made\n\nOldest first.\n\n";
    for (auto ancestor = card.ancestry.rbegin(); ancestor != card.ancestry.rend(); ++ancestor) {
        text += "- " + madeOf(*ancestor) + "\n";
    }
    return text + "\n";
}

/// Sources of the same licence and provenance, which need no line each: many files of one package.
struct SourceGroup {
    CardSource sum; ///< its file is the first one's
    std::size_t numFiles = 0;
};

std::vector<SourceGroup> groupsOf(const std::vector<CardSource> &sources)
{
    std::vector<SourceGroup> groups;
    for (const CardSource &source : sources) {
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const SourceGroup &group) {
            return group.sum.licence == source.licence && group.sum.provenance == source.provenance;
        });
        if (same == groups.end()) {
            groups.push_back({.sum = source, .numFiles = 1});
            continue;
        }
        ++same->numFiles;
        same->sum.numDocuments += source.numDocuments;
        same->sum.numBytes += source.numBytes;
    }
    return groups;
}

std::string nameOf(const SourceGroup &group)
{
    const std::string first = orUnknown(group.sum.file);
    return group.numFiles == 1 ? first : first + " and " + std::to_string(group.numFiles - 1) + " more";
}

std::string rowsOf(const CardText &text)
{
    const std::string start = "| " + markdownText(text.dataset) + " | "
        + (text.language.empty() ? "all" : markdownText(text.language)) + " | "
        + (text.epochs > 0 ? std::to_string(text.epochs) : "in between") + " | ";
    if (!text.isHere) {
        return start + "the dataset is no longer here: unknown | unknown | unknown | unknown | unknown |\n";
    }
    std::string rows;
    for (const SourceGroup &group : groupsOf(text.sources)) {
        rows += start + nameOf(group) + " | " + orUnknown(group.sum.licence) + " | " + orUnknown(group.sum.provenance)
            + " | " + std::to_string(group.sum.numDocuments) + " | " + std::to_string(group.sum.numBytes) + " |\n";
    }
    return rows.empty() ? start + "nothing is left of it here | unknown | unknown | 0 | 0 |\n" : rows;
}

std::string runSection(const CardRun &run)
{
    std::string text = "### Run " + markdownText(run.id) + ", which made " + markdownText(run.model) + "\n\n";
    if (!run.isHere) {
        return text + "Its folder is no longer here, or cannot be read: its settings and its text are unknown.\n\n";
    }
    text += "Settings (those that are not named are at their defaults):\n\n" + foreignTable(run.settings);
    text += "\nWhat its log says:\n\n" + foreignTable(run.results);
    text += "\nWhat it read (documents and bytes as the datasets are today, each at most so many times):\n\n"
            "| dataset | language | times | source | licence | provenance | documents | bytes |\n"
            "|---|---|--:|---|---|---|--:|--:|\n";
    for (const CardText &read : run.texts) {
        text += rowsOf(read);
    }
    return text + "\n";
}

std::string training(const ModelCard &card)
{
    std::string text = "## Training\n\n";
    if (card.runs.empty()) {
        return text + "The project knows of no training run on the way to it.\n\n";
    }
    for (const CardRun &run : card.runs) {
        text += runSection(run);
    }
    return text;
}

std::string bitsPerByte(const ModelCard &card)
{
    std::string rows;
    for (const CardRun &run : card.runs) {
        for (const CardMeasure &measure : run.measures) {
            rows += fmt::format("| {} | {} | {} | {:.4f} (step {}) | {:.4f} (step {}) | {:.4f} to {:.4f} | {} |\n",
                                markdownText(run.model), markdownText(measure.set), orUnknown(measure.language),
                                measure.first, measure.firstStep, measure.last, measure.lastStep, measure.low,
                                measure.high, measure.numDocuments);
        }
    }
    if (rows.empty()) {
        return "No bits per byte of held-out text were measured in training.\n\n";
    }
    return "Bits per byte of held-out text, measured in training (lower is better; comparable across vocabularies):\n\n"
           "| model | text | language | first | last | 95 % interval of the last | documents "
           "|\n|---|---|---|--:|--:|---|--:|\n"
        + rows + "\n";
}

std::string scoreRow(const CardScore &score)
{
    std::string remarks = score.isDataAsExpected ? "" : "the data is not the task's own revision; ";
    remarks += score.numContaminated > 0
        ? fmt::format("{} items stand in text that the model was trained on; ", score.numContaminated)
        : "";
    for (const std::string &warning : score.warnings) {
        remarks += warning + "; ";
    }
    remarks = remarks.substr(0, remarks.size() - std::min<std::size_t>(2, remarks.size()));
    return fmt::format("| {} | {} | {} | {} | {} {:.4f} | {:.4f} to {:.4f} | {} | {} | {} |\n",
                       markdownText(score.model), markdownText(score.title), orUnknown(score.language),
                       markdownText(score.prompt), markdownText(score.metric), score.value, score.low, score.high,
                       score.numItems, score.chance > 0 ? fmt::format("{:.3f}", score.chance) : kUnknown,
                       markdownText(remarks));
}

std::string measurements(const ModelCard &card)
{
    std::string text = "## Measurements\n\n" + bitsPerByte(card);
    if (card.scores.empty()) {
        return text + "No evaluation of it or of its ancestors is recorded.\n\n";
    }
    text
        += "Evaluations:\n\n| model | task | language | prompt | score | 95 % interval | items | guessing | remarks |\n"
           "|---|---|---|---|--:|---|--:|--:|---|\n";
    for (const CardScore &score : card.scores) {
        text += scoreRow(score);
    }
    return text + "\n";
}

std::string certificate(const ModelCard &card)
{
    return "## Parity certificate\n\n"
        + (card.certificate.empty()
               ? "There is none: whether the files compute what they were made from is unknown.\n\n"
               : foreignTable(card.certificate) + "\n");
}

/// Every licence once, with what is under it.
std::string licences(const ModelCard &card)
{
    std::map<std::string, std::set<std::string>> by;
    for (const Ancestor &ancestor : card.ancestry) {
        const bool isImported = ancestor.isHere && ancestor.model.lineage.how == "import";
        if (isImported || !ancestor.isHere) {
            const auto &settings = ancestor.model.lineage.settings;
            const auto found = settings.find(kLicenceSetting);
            by[found == settings.end() ? kUnknown : found->second].insert("model " + ancestor.name);
        }
    }
    for (const CardRun &run : card.runs) {
        if (!run.isHere) {
            by[kUnknown].insert("text of run " + run.id);
        }
        for (const CardText &text : run.texts) {
            for (const CardSource &source : text.sources) {
                by[source.licence.empty() ? kUnknown : source.licence].insert("text of dataset " + text.dataset);
            }
            if (!text.isHere) {
                by[kUnknown].insert("dataset " + text.dataset);
            }
        }
    }
    std::string text = "## Licences\n\nOf this model: "
        + (card.licence.empty() ? "nobody has said under which licence it may be passed on."
                                : markdownText(card.licence) + ".")
        + " Of what it was made from:\n\n";
    for (const auto &[licence, things] : by) {
        text += "- " + markdownText(licence) + ": ";
        for (const std::string &thing : things) {
            text += (thing == *things.begin() ? "" : ", ") + markdownText(thing);
        }
        text += "\n";
    }
    return text + (by.empty() ? "- unknown\n\n" : "\n");
}

std::string usesAndLimits(const ModelCard &card)
{
    bool hasConversations = false;
    for (const CardRun &run : card.runs) {
        hasConversations = hasConversations
            || std::any_of(run.texts.begin(), run.texts.end(),
                           [](const CardText &text) { return text.holdsConversations; });
    }
    std::string languages;
    for (const std::string &language : languagesOf(card)) {
        languages += (languages.empty() ? "" : ", ") + markdownText(language);
    }
    std::string text = "## Uses and limits\n\nFacts only; an intended use is for its makers to state.\n\n";
    text += "- Languages of the text that was read in this project: "
        + (languages.empty() ? std::string(kUnknown) : languages)
        + ". What its imported ancestors were trained on: unknown.\n";
    text += hasConversations ? "- It was taught on conversations.\n"
                             : "- No run of this project is known to have taught it on conversations.\n";
    text += "- Whether it was tested for harmful, biased or untrue answers: unknown.\n";
    return text + "- What was not measured above is unknown, in every language.\n";
}

} // namespace

std::string toMarkdown(const ModelCard &card)
{
    return cardHead(card) + "\n# " + markdownText(card.model().name)
        + "\n\nThis card was put together by BafoGPT Workbench from the files of a project. What nobody wrote down is "
          "called "
          "unknown.\n\n"
        + whatItIs(card) + howItWasMade(card) + training(card) + measurements(card) + certificate(card) + licences(card)
        + usesAndLimits(card);
}

} // namespace bafo::runs
