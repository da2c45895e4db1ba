// SPDX-License-Identifier: Apache-2.0
// Where the verbs of the family "tokenizer" get tokenizers and text from.
#include "app/bafo/data_options.h"
#include "app/bafo/tokenizer_options.h"
#include "core/data/text_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMaxTextBytes = 1ULL << 30U;

/// Why a selection holds nothing, and what there is instead.
Failure noDocuments(data::Dataset &dataset, const TextRequest &request)
{
    std::set<std::string> languages;
    bool hasUnassigned = false;
    if (const auto groups = dataset.statistics()) {
        for (const data::GroupCount &group : *groups) {
            languages.insert(group.language);
            hasUnassigned = hasUnassigned || group.split == data::kUnassigned;
        }
    }
    const std::string what = (request.language.empty() ? "" : request.language + " ") + "document"
        + (request.split.empty() ? "" : " of the split '" + request.split + "'");
    return fail(ErrorCode::data, fmt::format("the dataset '{}' has no {}", request.dataset, what),
                hasUnassigned && !request.split.empty() ? fmt::format(
                    "'bafo data split {}' tells text to train on from text to measure on", request.dataset)
                                                        : fmt::format("its languages: {}", fmt::join(languages, ", ")));
}

} // namespace

Result<Path> tokenizerPlace(VerbContext &context, const std::string &nameOrPath)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const runs::Project *here = project ? &*project : nullptr;
    if (const auto tokenizer = runs::resolveTokenizer(context.files, here, nameOrPath)) {
        return *tokenizer;
    }
    return runs::resolveModel(context.files, here, nameOrPath);
}

Result<std::vector<std::string>> readTexts(VerbContext &context, const std::vector<std::string> &paths)
{
    std::vector<std::string> texts;
    for (const std::string &path : paths) {
        std::string text = BAFO_TRY(context.files.readFile(path, kMaxTextBytes));
        if (const auto bad = data::firstBadByte(text)) {
            const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
            return fail(ErrorCode::data, fmt::format("{}: line {}, byte {} of the file is no UTF-8", path, line, *bad),
                        "convert the file to UTF-8, for example with iconv");
        }
        if (data::trimmed(text).empty()) {
            return fail(ErrorCode::data, path + " holds no words", "name a file with text");
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

Result<std::vector<std::string>> documentsOf(VerbContext &context, const TextRequest &request)
{
    auto dataset = BAFO_TRY(openDataset(context, request.dataset));
    std::vector<std::string> texts;
    std::uint64_t numBytes = 0;
    const auto add = [&](const data::Document &document) -> Result<void> {
        numBytes += document.text.size();
        if (numBytes > kMaxTextBytes) {
            return fail(ErrorCode::data,
                        fmt::format("the dataset '{}' holds more text than a tokenizer learns from", request.dataset),
                        "name one language, or a file with a part of it (at most 1 GB)");
        }
        texts.push_back(document.text);
        return {};
    };
    BAFO_TRY(dataset.visit({.language = request.language, .split = request.split, .search = {}}, add));
    return texts;
}

Result<std::vector<std::string>> textsOf(VerbContext &context, const TextRequest &request)
{
    std::vector<std::string> texts = BAFO_TRY(readTexts(context, request.files));
    if (!request.dataset.empty()) {
        auto documents = BAFO_TRY(documentsOf(context, request));
        if (documents.empty()) {
            auto dataset = BAFO_TRY(openDataset(context, request.dataset));
            return noDocuments(dataset, request);
        }
        std::ranges::move(documents, std::back_inserter(texts));
    }
    return texts;
}

} // namespace bafo::app
