// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/data_masked.h"
#include "app/bafo/data_options.h"
#include "app/bafo/words.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace bafo::app {
namespace {

struct ShowRequest {
    std::string name;
    data::DocumentQuery query;
    std::int64_t after = 0;
    std::int64_t limit = 0; ///< 0: as many as suit the form
    bool showsDocuments = false;
    bool showsTextOnly = false;
    MaskedRequest masked;
};

struct Total {
    std::int64_t numDocuments = 0;
    std::int64_t numWords = 0;
    std::int64_t numBytes = 0;

    void add(const data::GroupCount &group)
    {
        numDocuments += group.numDocuments;
        numWords += group.numWords;
        numBytes += group.numBytes;
    }
};

std::string inWords(const Total &total)
{
    return fmt::format("{} documents, {} words, {}", total.numDocuments, total.numWords,
                       sizeInWords(static_cast<std::uint64_t>(total.numBytes)));
}

nlohmann::json jsonOf(const Total &total)
{
    return {{"documents", total.numDocuments}, {"words", total.numWords}, {"bytes", total.numBytes}};
}

Result<void> list(VerbContext &context)
{
    nlohmann::json datasets = nlohmann::json::array();
    for (const std::string &name : BAFO_TRY(datasetNames(context))) {
        auto dataset = BAFO_TRY(openDataset(context, name));
        Total total;
        std::map<std::string, std::int64_t> languages;
        for (const auto &group : BAFO_TRY(dataset.statistics())) {
            total.add(group);
            languages[group.language] += group.numDocuments;
        }
        const std::string rule = BAFO_TRY(dataset.splitRule());
        const std::uint64_t size = BAFO_TRY(treeSizeBytes(context.files, dataset.folder()));
        std::string line = name + ": " + inWords(total);
        for (const auto &[language, count] : languages) {
            line += fmt::format(", {} {}", language, count);
        }
        context.printer.say(line + (rule.empty() ? ", not split" : ", " + rule));
        nlohmann::json entry = jsonOf(total);
        entry.update({{"name", name}, {"languages", languages}, {"split", rule}, {"disk_bytes", size}});
        datasets.push_back(std::move(entry));
    }
    if (datasets.empty()) {
        context.printer.say("no datasets yet: 'bafo data import NAME --text FILE' makes one");
    }
    context.printer.json({{"datasets", datasets}});
    return {};
}

nlohmann::json jsonOf(const data::Source &source)
{
    return {{"id", source.id},
            {"kind", source.kind},
            {"file", source.file},
            {"sha256", source.sha256},
            {"licence", source.licence},
            {"provenance", source.provenance},
            {"steps", source.steps},
            {"imported_ms", source.importedMs},
            {"skipped", source.skipped},
            {"language", source.language},
            {"is_for_evaluation", source.isForEvaluation}};
}

Result<void> showSummary(VerbContext &context, data::Dataset &dataset, const std::string &name)
{
    std::map<std::int64_t, data::Source> sources;
    for (auto &source : BAFO_TRY(dataset.sources())) {
        sources.emplace(source.id, std::move(source));
    }
    Total total;
    std::map<std::pair<std::string, std::string>, Total> bySplit;
    std::map<std::pair<std::string, std::string>, Total> byLicence;
    std::map<std::int64_t, Total> bySource;
    for (const auto &group : BAFO_TRY(dataset.statistics())) {
        total.add(group);
        bySplit[{group.language, group.split}].add(group);
        byLicence[{group.language, sources[group.source].licence}].add(group);
        bySource[group.source].add(group);
    }
    const std::string rule = BAFO_TRY(dataset.splitRule());
    const bool holdsConversations = BAFO_TRY(dataset.holdsConversations());
    context.printer.say(name + ": " + inWords(total) + (holdsConversations ? ", all conversations" : "")
                        + (rule.empty() ? "" : "\nsplit: " + rule));
    nlohmann::json json = jsonOf(total);
    json.update({{"name", name},
                 {"split", rule},
                 {"revision", BAFO_TRY(dataset.revision())},
                 {"holds_conversations", holdsConversations}});
    for (const auto &[key, group] : bySplit) {
        context.printer.say(fmt::format("  {} {}: {}", key.first, key.second, inWords(group)));
        nlohmann::json entry = jsonOf(group);
        entry.update({{"language", key.first}, {"split", key.second}});
        json["splits"].push_back(std::move(entry));
    }
    for (const auto &[key, group] : byLicence) {
        context.printer.say(fmt::format("  {} under {}: {}", key.first, onOneLine(key.second), inWords(group)));
        nlohmann::json entry = jsonOf(group);
        entry.update({{"language", key.first}, {"licence", key.second}});
        json["licences"].push_back(std::move(entry));
    }
    for (const auto &[id, source] : sources) {
        context.printer.say(fmt::format("  source {}: {} ({}, {}{}): {}", id, onOneLine(source.file), source.kind,
                                        onOneLine(source.licence), source.isForEvaluation ? ", for evaluation" : "",
                                        inWords(bySource[id])));
        nlohmann::json entry = jsonOf(source);
        entry.update(jsonOf(bySource[id]));
        json["sources"].push_back(std::move(entry));
    }
    context.printer.json(json);
    return {};
}

Result<void> showDocuments(VerbContext &context, data::Dataset &dataset, const ShowRequest &request)
{
    const std::int64_t limit = request.limit > 0 ? request.limit : 20;
    const auto documents = BAFO_TRY(dataset.page(request.query, request.after, limit));
    nlohmann::json list = nlohmann::json::array();
    for (const auto &document : documents) {
        context.printer.say(
            fmt::format("{:>8}  {}  {}  {}", document.id, document.language, document.split, onOneLine(document.text)));
        list.push_back({{"id", document.id},
                        {"text", document.text},
                        {"language", document.language},
                        {"split", document.split},
                        {"source", document.source},
                        {"pair", document.pair},
                        {"cluster", document.cluster},
                        {"context", document.context}});
        if (!document.turns.empty()) {
            list.back()["turns"] = nlohmann::json::parse(document.turns, nullptr, false);
        }
    }
    const std::int64_t count = BAFO_TRY(dataset.count(request.query));
    const std::int64_t last = documents.empty() ? request.after : documents.back().id;
    context.printer.say(fmt::format("{} of {} documents; more: --after {}", documents.size(), count, last));
    context.printer.json({{"documents", list}, {"count", count}, {"last", last}});
    return {};
}

/// Every document as it is, with an empty line between two.
Result<void> showTexts(VerbContext &context, data::Dataset &dataset, const ShowRequest &request)
{
    std::int64_t left = request.limit > 0 ? request.limit : std::numeric_limits<std::int64_t>::max();
    std::int64_t after = request.after;
    bool isFirst = true;
    while (left > 0) {
        const auto documents = BAFO_TRY(dataset.page(request.query, after, std::min<std::int64_t>(left, 1000)));
        if (documents.empty()) {
            return {};
        }
        for (const auto &document : documents) {
            context.printer.result((isFirst ? "" : "\n") + document.text + "\n");
            context.printer.json({{"id", document.id}, {"text", document.text}});
            isFirst = false;
        }
        left -= static_cast<std::int64_t>(documents.size());
        after = documents.back().id;
    }
    return {};
}

Result<void> show(VerbContext &context, const ShowRequest &request)
{
    auto dataset = BAFO_TRY(openDataset(context, request.name));
    if (request.masked.isWanted) {
        return showMasked(context, dataset, request.masked, request.query, request.after, request.limit);
    }
    if (request.showsTextOnly) {
        return showTexts(context, dataset, request);
    }
    const bool isPage = request.showsDocuments || request.after > 0 || request.limit > 0
        || !request.query.search.empty() || !request.query.language.empty() || !request.query.split.empty();
    return isPage ? showDocuments(context, dataset, request) : showSummary(context, dataset, request.name);
}

} // namespace

void addDataViews(CLI::App &family, VerbContext &context)
{
    addVerb(family, "list", "the project's datasets", context)->callback([&context] {
        context.action = [&context] { return list(context); };
    });
    const auto request = std::make_shared<ShowRequest>();
    CLI::App *verb = addVerb(family, "show", "what a dataset holds, or its documents page by page", context);
    verb->add_option("name", request->name, "the dataset")->required();
    verb->add_flag("--documents", request->showsDocuments, "documents, not a summary; any option below means that too");
    verb->add_option("--language", request->query.language, "only this language");
    verb->add_option("--split", request->query.split, "only this split: train, held-out or unassigned");
    verb->add_option("--search", request->query.search, "only documents with these words; the last may be unfinished");
    verb->add_option("--after", request->after, "start behind the document with this id")
        ->check(CLI::NonNegativeNumber);
    verb->add_option("--limit", request->limit, "at most so many; default 20, with --text-only all")
        ->check(CLI::PositiveNumber);
    verb->add_flag("--text-only", request->showsTextOnly,
                   "the texts on stdout, an empty line between two; with --json one object a line");
    addMaskedOptions(*verb, request->masked);
    verb->callback([request, &context] { context.action = [request, &context] { return show(context, *request); }; });
}

} // namespace bafo::app
