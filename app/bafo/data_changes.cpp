// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/data_changes.h"

#include "app/bafo/data_bilingual.h"
#include "app/bafo/data_options.h"
#include "app/bafo/words.h"
#include "core/data/splitter.h"
#include "core/data/token_store.h"
#include "core/runs/usage.h"
#include "core/text/chat_format.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bafo::app {
namespace {

struct SplitRequest {
    std::string name;
    double heldOut = 0.1;
    std::uint64_t seed = 1;
};

struct BuildRequest {
    std::string name;
    std::string tokenizer;
    data::Selection selection{.language = {}, .split = std::string(data::kTrainSplit)};
    std::string separator;
    std::string style = "model"; ///< of conversations
    std::string store; ///< a store that is only checked; empty: the right one is made sure of
    std::int64_t shardTokens = std::int64_t{1} << 26U;
    BilingualRequest bilingual;
};

Result<void> split(VerbContext &context, const SplitRequest &request)
{
    auto dataset = BAFO_TRY(openDatasetForWriting(context, request.name));
    BAFO_TRY(checkNoRunReads(context, request.name));
    const auto report = BAFO_TRY(data::assignSplits(dataset, request.heldOut, request.seed));
    context.printer.say(fmt::format("held out {} of {} documents in {} of {} groups of related ones (the largest group "
                                    "has {}); none of their texts is left for training",
                                    report.numHeldOut, report.numDocuments, report.numHeldOutClusters,
                                    report.numClusters, report.largestCluster));
    context.printer.json({{"dataset", request.name},
                          {"documents", report.numDocuments},
                          {"held_out", report.numHeldOut},
                          {"clusters", report.numClusters},
                          {"held_out_clusters", report.numHeldOutClusters},
                          {"largest_cluster", report.largestCluster},
                          {"seed", request.seed}});
    return {};
}

void tellStore(VerbContext &context, const std::string &dataset, const Path &folder, const data::EnsuredStore &ensured)
{
    const auto &index = ensured.store.index();
    const double bytesPerToken
        = index.numTokens > 0 ? static_cast<double>(index.numBytes) / static_cast<double>(index.numTokens) : 0;
    const std::string how = !ensured.isNew ? "was there already, and is sound"
        : ensured.isReplacement            ? "built again, because " + ensured.reason
                                           : "built";
    context.printer.say(fmt::format("{}: {} tokens of {} documents in {} shards, {:.3f} bytes a token", how,
                                    index.numTokens, index.numDocuments, ensured.store.numShards(), bytesPerToken));
    context.printer.json({{"dataset", dataset},
                          {"is_new", ensured.isNew},
                          {"is_replacement", ensured.isReplacement},
                          {"reason", ensured.reason},
                          {"folder", folder.string()},
                          {"hash", ensured.store.hash()},
                          {"tokens", index.numTokens},
                          {"documents", index.numDocuments},
                          {"bytes", index.numBytes},
                          {"shards", ensured.store.numShards()},
                          {"bytes_per_token", bytesPerToken}});
}

Result<void> build(VerbContext &context, const BuildRequest &request)
{
    if (request.bilingual.isWanted()) {
        return buildBilingual(context, request.name, request.bilingual);
    }
    if (request.tokenizer.empty()) {
        return fail(ErrorCode::config, "it is not said what to build",
                    "name a tokenizer to make tokens with (--tokenizer), or datasets to make conversations of "
                    "(--from-parallel, --from-questions)");
    }
    auto dataset = BAFO_TRY(openDataset(context, request.name));
    const Path folder = BAFO_TRY(tokenizerFolder(context, request.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, folder));
    data::StoreOptions options{.separator = {}, .shardTokens = request.shardTokens};
    if (BAFO_TRY(dataset.holdsConversations())) {
        options.style = BAFO_TRY(text::chatStyleFor(context.files, request.style, folder));
    }
    if (!request.separator.empty()) {
        options.separator = tokenizer->idOf(request.separator);
        if (!options.separator) {
            return fail(ErrorCode::config, "the tokenizer has no token '" + request.separator + "'",
                        "'bafo tokenizer encode' shows its tokens");
        }
    }
    if (!request.store.empty()) {
        const auto wanted = BAFO_TRY(data::storeIdentity(dataset, request.selection, *tokenizer, options));
        tellStore(context, request.name, request.store,
                  {.store = BAFO_TRY(data::TokenStore::open(context.files, request.store, wanted)),
                   .isNew = false,
                   .isReplacement = false,
                   .reason = {}});
        return {};
    }
    tellStore(context, request.name,
              data::storeFolder(dataset.folder(), tokenizer->hash(), request.selection, options.style),
              BAFO_TRY(data::ensureStore(context.files, dataset, request.selection, *tokenizer, options)));
    return {};
}

Result<void> remove(VerbContext &context, const std::string &name)
{
    const Path folder = BAFO_TRY(datasetFolder(context, name));
    const auto dataset = BAFO_TRY(openDatasetForWriting(context, name)); // nobody else changes it now
    BAFO_TRY(checkNoRunReads(context, name));
    const std::uint64_t size = BAFO_TRY(treeSizeBytes(context.files, folder));
    BAFO_TRY(dropDataset(context, folder));
    context.printer.say("removed dataset '" + name + "': " + sizeInWords(size) + " freed");
    context.printer.json({{"dataset", name}, {"freed_bytes", size}});
    return {};
}

void addSplit(CLI::App &family, VerbContext &context)
{
    const auto request = std::make_shared<SplitRequest>();
    CLI::App *verb = addVerb(family, "split", "hold text out: near-duplicates and translations stay together", context);
    verb->add_option("name", request->name, "the dataset")->required();
    verb->add_option("--held-out", request->heldOut, "share of the documents, from 0 to below 1")
        ->capture_default_str();
    verb->add_option("--seed", request->seed, "decides which ones")->capture_default_str();
    verb->callback([request, &context] { context.action = [request, &context] { return split(context, *request); }; });
}

void addBuild(CLI::App &family, VerbContext &context)
{
    const auto request = std::make_shared<BuildRequest>();
    CLI::App *verb = addVerb(
        family, "build",
        "make the tokens that training reads (runs do it by themselves), or conversations in two languages", context);
    verb->add_option("name", request->name, "the dataset")->required();
    verb->add_option("--tokenizer", request->tokenizer, "a tokenizer or model of the project, or a folder");
    verb->add_option("--language", request->selection.language, "only this language");
    verb->add_option("--split", request->selection.split, "train, held-out, or empty for all")->capture_default_str();
    verb->add_option("--separator", request->separator,
                     "the token behind every document; default: <|endoftext|> where there is one, else end of text");
    verb->add_option("--style", request->style,
                     "of conversations: model (its own chat template), alpaca, chatml, gemma, llama-3, plain")
        ->capture_default_str();
    addBilingualOptions(*verb, request->bilingual);
    verb->add_option("--store", request->store,
                     "only check the store in this folder: was it made from this dataset with this tokenizer?");
    verb->add_option("--shard-tokens", request->shardTokens, "a file is closed with the document that reaches so many")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    verb->callback([request, &context] { context.action = [request, &context] { return build(context, *request); }; });
}

} // namespace

Result<void> checkNoRunReads(VerbContext &context, const std::string &dataset)
{
    const auto project = BAFO_TRY(context.project());
    const auto users = BAFO_TRY(runs::liveRunsUsingDataset(context.files, project, context.clock, dataset));
    if (!users.empty()) {
        return fail(ErrorCode::inUse, "run " + users.front() + " reads the dataset '" + dataset + "'",
                    "'bafo run cancel " + users.front() + "' ends it");
    }
    return {};
}

Result<void> dropDataset(VerbContext &context, const Path &folder)
{
    const Path gone = folder.parent_path() / (".del-" + folder.filename().string());
    BAFO_TRY(context.files.removeTree(gone));
    BAFO_TRY(context.files.rename(folder, gone));
    return context.files.removeTree(gone);
}

void addDataChanges(CLI::App &family, VerbContext &context)
{
    addSplit(family, context);
    addBuild(family, context);
    const auto name = std::make_shared<std::string>();
    CLI::App *verb = addVerb(family, "rm", "remove a dataset with its token stores; tells what is freed", context);
    verb->add_option("name", *name, "the dataset")->required();
    verb->callback([name, &context] { context.action = [name, &context] { return remove(context, *name); }; });
}

} // namespace bafo::app
