// SPDX-License-Identifier: Apache-2.0
// `tokenizer grow`: new pieces for a new language, from files or from a dataset.
#include "app/bafo/tokenizer_options.h"
#include "core/data/document.h"
#include "core/data/text_rules.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/growth.h"
#include "core/text/growth_usage.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMaxTokenizerBytes = 256U << 20U;

/// Of sentences of the old language that are cut differently after growth.
constexpr double kLargestGoodShare = 0.001;

double shareOf(std::int64_t part, std::int64_t whole)
{
    return static_cast<double>(part) / static_cast<double>(whole);
}

struct GrowRequest {
    std::string base;
    TextRequest learned;
    TextRequest kept;
    TextRequest checked;
    bool sparesOnlyProtected = false;
    text::GrowthOptions options;
    std::string to;
};

Result<std::string> readIfThere(VerbContext &context, const Path &path)
{
    return BAFO_TRY(context.files.status(path)).exists ? context.files.readFile(path, kMaxTokenizerBytes)
                                                       : Result<std::string>(std::string());
}

/// Where a new tokenizer goes: a name in the project, or a path; nothing may be there yet.
Result<Path> placeForTokenizer(VerbContext &context, const std::string &to)
{
    Path place = std::filesystem::absolute(to).lexically_normal();
    if (runs::isName(to)) {
        if (const auto project = BAFO_TRY(context.projectIfAny())) {
            place = project->tokenizersFolder() / to;
        }
    }
    if (BAFO_TRY(context.files.status(place)).exists) {
        return fail(ErrorCode::inUse, place.string() + " exists already", "name another one with --to");
    }
    return place;
}

/// All files in a folder that appears whole or not at all.
Result<void> writeTokenizerFolder(FileSystem &files, const Path &place, const text::GrownTokenizer &grown)
{
    const Path beside = place.parent_path() / (".tmp-" + place.filename().string());
    BAFO_TRY(files.removeTree(beside));
    BAFO_TRY(files.createDirectories(beside));
    BAFO_TRY(writeFileAtomically(files, beside / "tokenizer.json", grown.files.tokenizerJson));
    if (!grown.files.tokenizerConfigJson.empty()) {
        BAFO_TRY(writeFileAtomically(files, beside / "tokenizer_config.json", grown.files.tokenizerConfigJson));
    }
    BAFO_TRY(writeFileAtomically(files, beside / text::kGrowthFileName, toJson(grown.growth)));
    BAFO_TRY(files.rename(beside, place));
    return files.syncDirectory(place.parent_path());
}

/// Tokens a word of the new language, before and after.
struct Shortening {
    double before = 0;
    double after = 0;
    std::string measuredOn; ///< "held-out" or "learned"
};

/// On the dataset's held-out text of the same language where it has some, else on what was learned from.
Result<Shortening> shorteningOf(VerbContext &context, const GrowRequest &request, const text::TokenizerFiles &before,
                                const text::TokenizerFiles &after, const std::vector<std::string> &learned)
{
    std::vector<std::string> heldOut;
    if (const TextRequest &from = request.learned; !from.dataset.empty() && from.split == data::kTrainSplit) {
        TextRequest other = from;
        other.split = data::kHeldOutSplit;
        heldOut = BAFO_TRY(documentsOf(context, other));
    }
    const auto &texts = heldOut.empty() ? learned : heldOut;
    std::int64_t numWords = 0;
    for (const std::string &text : texts) {
        numWords += data::countWords(text);
    }
    const auto perWord = [&](const text::TokenizerFiles &files) -> Result<double> {
        auto vocabulary = BAFO_TRY(text::parseTokenizerJson(files));
        const auto tokenizer = BAFO_TRY(text::ByteLevelBpe::make(std::move(vocabulary)));
        return static_cast<double>(text::countTokens(*tokenizer, texts))
            / static_cast<double>(std::max<std::int64_t>(numWords, 1));
    };
    return Shortening{.before = BAFO_TRY(perWord(before)),
                      .after = BAFO_TRY(perWord(after)),
                      .measuredOn = heldOut.empty() ? "learned" : "held-out"};
}

/// What the user must know about text that is cut differently; empty where all is well.
std::string warningOf(const text::Growth &growth)
{
    if (growth.numCheckedSentences == 0) {
        return "nothing says how text of the old language is cut that was not protected: name some with --check";
    }
    const double share = shareOf(growth.numChangedCheckedSentences, growth.numCheckedSentences);
    return share <= kLargestGoodShare ? ""
                                      : fmt::format("more than {} % of the checked sentences are cut differently: add "
                                                    "fewer pieces, or protect more text with --protect",
                                                    kLargestGoodShare * 100);
}

void tellGrowth(VerbContext &context, const Path &place, const text::Growth &growth, const Shortening &shortening)
{
    std::string line = fmt::format("{} new pieces from id {}, {} rows for a model\n  tokens a word: {:.2f} before, "
                                   "{:.2f} now ({} text)",
                                   growth.pieces.size(), growth.firstNewId, growth.paddedRows, shortening.before,
                                   shortening.after, shortening.measuredOn);
    nlohmann::json json = {{"tokenizer", place.string()},
                           {"new_pieces", growth.pieces.size()},
                           {"first_new_id", growth.firstNewId},
                           {"rows", growth.paddedRows},
                           {"tokens_per_word_before", shortening.before},
                           {"tokens_per_word_after", shortening.after},
                           {"measured_on", shortening.measuredOn},
                           {"protected_sentences", growth.numProtectedSentences},
                           {"changed_sentences", growth.numChangedSentences},
                           {"checked_sentences", growth.numCheckedSentences},
                           {"changed_checked_sentences", growth.numChangedCheckedSentences},
                           {"changed_checked_share", nullptr},
                           {"warnings", nlohmann::json::array()}};
    if (growth.numProtectedSentences > 0) {
        line += fmt::format("\n  cut differently: {} of {} protected sentences", growth.numChangedSentences,
                            growth.numProtectedSentences);
    }
    if (growth.numCheckedSentences > 0) {
        const double share = shareOf(growth.numChangedCheckedSentences, growth.numCheckedSentences);
        line += fmt::format("\n  cut differently: {} of {} checked sentences ({:.2f} %)",
                            growth.numChangedCheckedSentences, growth.numCheckedSentences, share * 100);
        json["changed_checked_share"] = share;
    }
    if (const std::string warning = warningOf(growth); !warning.empty()) {
        line += "\n  warning: " + warning;
        json["warnings"].push_back(warning);
    }
    context.printer.say(line);
    context.printer.json(json);
}

Result<void> grow(VerbContext &context, GrowRequest request)
{
    if (request.learned.isEmpty()) {
        return fail(ErrorCode::config, "no text of the new language is named",
                    "name files with --text, or a dataset with --dataset");
    }
    const Path base = BAFO_TRY(tokenizerPlace(context, request.base));
    const Path place = BAFO_TRY(placeForTokenizer(context, request.to));
    if (!BAFO_TRY(context.files.status(base / "tokenizer.json")).exists) {
        return fail(ErrorCode::data, base.string() + " has no tokenizer.json: only byte-level BPE can grow",
                    "import the model from a GGUF file or a Hugging Face folder that has one");
    }
    const text::TokenizerFiles files{
        .tokenizerJson = BAFO_TRY(context.files.readFile(base / "tokenizer.json", kMaxTokenizerBytes)),
        .tokenizerConfigJson = BAFO_TRY(readIfThere(context, base / "tokenizer_config.json"))};
    const auto texts = BAFO_TRY(textsOf(context, request.learned));
    const auto kept = BAFO_TRY(textsOf(context, request.kept));
    const auto checked = BAFO_TRY(textsOf(context, request.checked));
    request.options.guardsUnseenText = !request.sparesOnlyProtected;
    const auto grown = text::growTokenizer(files, texts, kept, request.options, checked);
    if (!grown && grown.error().code == ErrorCode::data) {
        auto sources = request.learned.files;
        if (!request.learned.dataset.empty()) {
            sources.push_back("dataset " + request.learned.dataset);
        }
        return fail(ErrorCode::data, fmt::format("{}: {}", fmt::join(sources, ", "), grown.error().message),
                    grown.error().hint);
    }
    if (!grown) {
        return fail(grown.error());
    }
    const Shortening shortening = BAFO_TRY(shorteningOf(context, request, files, grown->files, texts));
    BAFO_TRY(writeTokenizerFolder(context.files, place, *grown));
    tellGrowth(context, place, grown->growth, shortening);
    return {};
}

/// The options of one kind of text. `prefix` is "" or "protect-".
void addTextOptions(CLI::App &verb, const std::string &prefix, const std::string &files, const std::string &what,
                    TextRequest &request)
{
    verb.add_option("--" + files, request.files, "UTF-8 files with " + what);
    verb.add_option("--" + prefix + "dataset", request.dataset, "a dataset of the project with " + what);
    verb.add_option("--" + prefix + "language", request.language, "only its documents in this language");
    verb.add_option("--" + prefix + "split", request.split, "train, held-out, or empty for all of it")
        ->capture_default_str();
}

} // namespace

void addTokenizerGrow(CLI::App &family, VerbContext &context)
{
    const auto request = std::make_shared<GrowRequest>();
    request->learned.split = data::kTrainSplit;
    request->kept.split = data::kTrainSplit;
    request->checked.split = data::kHeldOutSplit;
    CLI::App *verb
        = addVerb(family, "grow", "learn new pieces behind the old ones; old ids keep their meaning", context);
    verb->add_option("base", request->base, "a tokenizer or model of the project, or a folder")->required();
    addTextOptions(*verb, "", "text", "text of the new language", request->learned);
    addTextOptions(*verb, "protect-", "protect", "text whose lines should be cut as before", request->kept);
    verb->add_option("--protect-share", request->options.largestProtectedShare,
                     "share of those lines that may be cut differently")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    addTextOptions(*verb, "check-", "check",
                   "text of the old language that has no say: tells how many of its lines are cut differently",
                   request->checked);
    verb->add_flag("--spare-only-protected", request->sparesOnlyProtected,
                   "spare only what is protected: shorter cuts of the new language, more change in the old one");
    verb->add_option("--add", request->options.numPieces, "how many pieces")
        ->check(CLI::Range(1, 1 << 20))
        ->capture_default_str();
    verb->add_option("--minimum-count", request->options.minimumCount, "a pair seen less often is not joined")
        ->check(CLI::Range(1, 1 << 30))
        ->capture_default_str();
    verb->add_option("--to", request->to, "a name in the project, or a folder that does not exist yet")->required();
    verb->callback([request, &context] { context.action = [request, &context] { return grow(context, *request); }; });
}

} // namespace bafo::app
