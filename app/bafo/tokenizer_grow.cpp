// SPDX-License-Identifier: Apache-2.0
// `tokenizer grow`: new pieces for a new language, from files, from a dataset, or from another tokenizer.
#include "app/bafo/tokenizer_options.h"
#include "core/data/document.h"
#include "core/data/text_rules.h"
#include "core/text/growth.h"
#include "core/text/growth_usage.h"
#include "core/text/sentence_piece_growth.h"
#include "core/text/sentence_piece_tokenizer.h"
#include "core/text/tokenizer_folder.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace bafo::app {
namespace {

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
    std::string piecesOf; ///< another tokenizer, in place of text; empty: none
    bool sparesOnlyProtected = false;
    text::GrowthOptions options;
    std::string to;
};

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
    for (const auto &[name, content] :
         {std::pair{std::string_view("tokenizer.json"), &grown.files.tokenizerJson},
          std::pair{std::string_view("tokenizer_config.json"), &grown.files.tokenizerConfigJson},
          std::pair{text::kSentencePieceFileName, &grown.files.sentencePieceModel}}) {
        if (!content->empty()) {
            BAFO_TRY(writeFileAtomically(files, beside / name, *content));
        }
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
        const auto tokenizer = BAFO_TRY(text::makeTokenizer(files));
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

void tellGrowth(VerbContext &context, const Path &place, const text::Growth &growth,
                const std::optional<Shortening> &shortening)
{
    std::string line = fmt::format("{} new pieces from id {}, {} rows for a model", growth.pieces.size(),
                                   growth.firstNewId, growth.paddedRows);
    const auto numUnreachable = std::ranges::count(growth.pieces, false, &text::NewPiece::isReachable);
    nlohmann::json json = {{"tokenizer", place.string()},
                           {"new_pieces", growth.pieces.size()},
                           {"first_new_id", growth.firstNewId},
                           {"rows", growth.paddedRows},
                           {"vocabulary_size", growth.firstNewId + growth.pieces.size()},
                           {"unreachable_pieces", numUnreachable},
                           {"protected_sentences", growth.numProtectedSentences},
                           {"changed_sentences", growth.numChangedSentences},
                           {"checked_sentences", growth.numCheckedSentences},
                           {"changed_checked_sentences", growth.numChangedCheckedSentences},
                           {"changed_checked_share", nullptr},
                           {"warnings", nlohmann::json::array()}};
    if (shortening) {
        line += fmt::format("\n  tokens a word: {:.2f} before, {:.2f} now ({} text)", shortening->before,
                            shortening->after, shortening->measuredOn);
        json["tokens_per_word_before"] = shortening->before;
        json["tokens_per_word_after"] = shortening->after;
        json["measured_on"] = shortening->measuredOn;
    }
    if (numUnreachable > 0) {
        line += fmt::format("\n  {} of them no text can give: old merges cut their texts ('bafo tokenizer audit' names "
                            "them)",
                            numUnreachable);
    }
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

/// Failures of the texts are told with their names.
Failure namedAfterTexts(const GrowRequest &request, const Error &error)
{
    auto sources = request.learned.files;
    if (!request.learned.dataset.empty()) {
        sources.push_back("dataset " + request.learned.dataset);
    }
    return error.code == ErrorCode::data
        ? fail(ErrorCode::data, fmt::format("{}: {}", fmt::join(sources, ", "), error.message), error.hint)
        : fail(error);
}

Result<text::GrownTokenizer> growFromText(VerbContext &context, const GrowRequest &request,
                                          const text::TokenizerFiles &files, const std::vector<std::string> &texts)
{
    const auto kept = BAFO_TRY(textsOf(context, request.kept));
    const auto checked = BAFO_TRY(textsOf(context, request.checked));
    auto grown = text::growTokenizer(files, texts, kept, request.options, checked);
    return grown ? std::move(grown) : namedAfterTexts(request, grown.error());
}

Result<text::GrownTokenizer> growFromTokenizer(VerbContext &context, const GrowRequest &request,
                                               const text::TokenizerFiles &files)
{
    const Path other = BAFO_TRY(tokenizerPlace(context, request.piecesOf));
    const auto otherFiles = BAFO_TRY(text::readTokenizerFiles(context.files, other));
    for (const auto &[read, place] : {std::pair{&files, request.base}, std::pair{&otherFiles, request.piecesOf}}) {
        if (read->sentencePieceModel.empty()) {
            return fail(ErrorCode::config,
                        place + " is no SentencePiece tokenizer: pieces are taken only from one to another",
                        "byte-level tokenizers grow from text: name some with --text or --dataset");
        }
    }
    const auto checked = BAFO_TRY(textsOf(context, request.checked));
    return text::addPiecesOf(files, otherFiles, request.options, checked);
}

Result<void> checkSource(const GrowRequest &request)
{
    if (request.learned.isEmpty() && request.piecesOf.empty()) {
        return fail(ErrorCode::config, "no text of the new language is named",
                    "name files with --text, a dataset with --dataset, or a tokenizer with --pieces-of");
    }
    if (!request.piecesOf.empty() && !(request.learned.isEmpty() && request.kept.isEmpty())) {
        return fail(ErrorCode::config,
                    "--pieces-of takes pieces as they are: text to learn from or to protect has no say",
                    "leave out --text, --dataset and --protect; --check tells what changes");
    }
    return {};
}

Result<void> grow(VerbContext &context, GrowRequest request)
{
    BAFO_TRY(checkSource(request));
    const Path base = BAFO_TRY(tokenizerPlace(context, request.base));
    const Path place = BAFO_TRY(placeForTokenizer(context, request.to));
    const text::TokenizerFiles files = BAFO_TRY(text::readTokenizerFiles(context.files, base));
    if (!text::canGrow(files)) {
        return fail(ErrorCode::data, base.string() + " cannot grow: its SentencePiece model is no BPE like Gemma's",
                    "it must take text as it is (no normalizer, no space before a text) and have bytes for unknown "
                    "characters");
    }
    request.options.guardsUnseenText = !request.sparesOnlyProtected;
    if (!request.piecesOf.empty()) {
        const auto grown = BAFO_TRY(growFromTokenizer(context, request, files));
        BAFO_TRY(writeTokenizerFolder(context.files, place, grown));
        tellGrowth(context, place, grown.growth, std::nullopt);
        return {};
    }
    const auto texts = BAFO_TRY(textsOf(context, request.learned));
    const auto grown = BAFO_TRY(growFromText(context, request, files, texts));
    const Shortening shortening = BAFO_TRY(shorteningOf(context, request, files, grown.files, texts));
    BAFO_TRY(writeTokenizerFolder(context.files, place, grown));
    tellGrowth(context, place, grown.growth, shortening);
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
    CLI::Option *const piecesOf
        = verb->add_option("--pieces-of", request->piecesOf,
                           "in place of text, another SentencePiece tokenizer: the pieces of it that the base lacks");
    verb->add_option("--add", request->options.numPieces, "how many pieces")
        ->check(CLI::Range(1, 1 << 20))
        ->capture_default_str();
    verb->add_option("--minimum-count", request->options.minimumCount, "a pair seen less often is not joined")
        ->check(CLI::Range(1, 1 << 30))
        ->capture_default_str();
    for (const char *learning : {"--add", "--minimum-count", "--protect-share", "--spare-only-protected"}) {
        piecesOf->excludes(learning);
    }
    verb->add_option("--pad-rows", request->options.rowMultiple, "what the rows of a model are padded to a multiple of")
        ->check(CLI::Range(1, 1 << 20))
        ->capture_default_str();
    verb->add_option("--to", request->to, "a name in the project, or a folder that does not exist yet")->required();
    verb->callback([request, &context] { context.action = [request, &context] { return grow(context, *request); }; });
}

} // namespace bafo::app
