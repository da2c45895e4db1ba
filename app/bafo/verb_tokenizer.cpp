// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/verbs.h"
#include "core/data/text_rules.h"
#include "core/text/growth.h"
#include "core/text/tokenizer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMaxTextBytes = 1ULL << 30U;
constexpr std::uint64_t kMaxTokenizerBytes = 256U << 20U;

/// Of sentences of the old language that are cut differently after growth.
constexpr double kLargestGoodShare = 0.001;

double shareOf(std::int64_t part, std::int64_t whole)
{
    return static_cast<double>(part) / static_cast<double>(whole);
}

/// A tokenizer of the project, else a model's, else a path.
Result<Path> placeOf(VerbContext &context, const std::string &nameOrPath)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const runs::Project *here = project ? &*project : nullptr;
    if (const auto tokenizer = runs::resolveTokenizer(context.files, here, nameOrPath)) {
        return *tokenizer;
    }
    return runs::resolveModel(context.files, here, nameOrPath);
}

/// Whole files. Fails (data) naming the file, and the line where it is not UTF-8, and on a file without a word.
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

std::size_t numWordsOf(std::string_view text)
{
    std::size_t count = 0;
    bool isInside = false;
    for (const char c : text) {
        const bool isSpace = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        count += !isSpace && !isInside ? 1 : 0;
        isInside = !isSpace;
    }
    return count;
}

struct AuditOptions {
    std::string tokenizer;
    std::vector<std::string> texts;
};

Result<void> audit(VerbContext &context, const AuditOptions &options)
{
    const Path place = BAFO_TRY(placeOf(context, options.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, place));
    std::size_t numTokens = 0;
    std::size_t numWords = 0;
    std::size_t numBytes = 0;
    for (const std::string &text : BAFO_TRY(readTexts(context, options.texts))) {
        numTokens += tokenizer->encode(text).size();
        numWords += numWordsOf(text);
        numBytes += text.size();
    }
    const double perWord = static_cast<double>(numTokens) / static_cast<double>(numWords);
    const double bytesPerToken = static_cast<double>(numBytes) / static_cast<double>(numTokens);
    context.printer.say(fmt::format("{:.2f} tokens a word, {:.2f} bytes a token ({} words, {} tokens, vocabulary {})",
                                    perWord, bytesPerToken, numWords, numTokens, tokenizer->vocabularySize()));
    context.printer.json({{"tokenizer", options.tokenizer},
                          {"tokens_per_word", perWord},
                          {"bytes_per_token", bytesPerToken},
                          {"tokens", numTokens},
                          {"words", numWords},
                          {"bytes", numBytes},
                          {"vocabulary_size", tokenizer->vocabularySize()}});
    return {};
}

struct EncodeRequest {
    std::string tokenizer;
    std::string text;
    bool parsesSpecial = false;
};

Result<void> encode(VerbContext &context, const EncodeRequest &request)
{
    const Path place = BAFO_TRY(placeOf(context, request.tokenizer));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, place));
    const auto ids = tokenizer->encode(request.text, {.parseSpecial = request.parsesSpecial});
    std::string cut;
    nlohmann::json pieces = nlohmann::json::array();
    for (const std::uint32_t id : ids) {
        const std::string piece = tokenizer->pieceBytes(id);
        cut += (cut.empty() ? "" : "|") + piece;
        pieces.push_back(piece);
    }
    context.printer.say(fmt::format("{}\n{} tokens: {}", cut, ids.size(), fmt::join(ids, " ")));
    context.printer.json({{"ids", ids}, {"pieces", pieces}});
    return {};
}

struct GrowRequest {
    std::string base;
    std::vector<std::string> texts;
    std::vector<std::string> protectedTexts;
    std::vector<std::string> checkedTexts;
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

void tellGrowth(VerbContext &context, const Path &place, const text::Growth &growth)
{
    std::string line = fmt::format("{} new pieces from id {}, {} rows for a model", growth.pieces.size(),
                                   growth.firstNewId, growth.paddedRows);
    nlohmann::json json = {{"tokenizer", place.string()},
                           {"new_pieces", growth.pieces.size()},
                           {"first_new_id", growth.firstNewId},
                           {"rows", growth.paddedRows},
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
    const Path base = BAFO_TRY(placeOf(context, request.base));
    const Path place = BAFO_TRY(placeForTokenizer(context, request.to));
    if (!BAFO_TRY(context.files.status(base / "tokenizer.json")).exists) {
        return fail(ErrorCode::data, base.string() + " has no tokenizer.json: only byte-level BPE can grow",
                    "import the model from a GGUF file or a Hugging Face folder that has one");
    }
    const text::TokenizerFiles files{
        .tokenizerJson = BAFO_TRY(context.files.readFile(base / "tokenizer.json", kMaxTokenizerBytes)),
        .tokenizerConfigJson = BAFO_TRY(readIfThere(context, base / "tokenizer_config.json"))};
    const auto texts = BAFO_TRY(readTexts(context, request.texts));
    const auto kept = BAFO_TRY(readTexts(context, request.protectedTexts));
    const auto checked = BAFO_TRY(readTexts(context, request.checkedTexts));
    request.options.guardsUnseenText = !request.sparesOnlyProtected;
    const auto grown = text::growTokenizer(files, texts, kept, request.options, checked);
    if (!grown && grown.error().code == ErrorCode::data) {
        return fail(ErrorCode::data, fmt::format("{}: {}", fmt::join(request.texts, ", "), grown.error().message),
                    grown.error().hint);
    }
    if (!grown) {
        return fail(grown.error());
    }
    BAFO_TRY(writeTokenizerFolder(context.files, place, *grown));
    tellGrowth(context, place, grown->growth);
    return {};
}

void addGrow(CLI::App &family, VerbContext &context)
{
    const auto request = std::make_shared<GrowRequest>();
    CLI::App *verb
        = addVerb(family, "grow", "learn new pieces behind the old ones; old ids keep their meaning", context);
    verb->add_option("base", request->base, "a tokenizer or model of the project, or a folder")->required();
    verb->add_option("--text", request->texts, "UTF-8 files of the new language")->required();
    verb->add_option("--protect", request->protectedTexts, "files whose lines should be cut as before");
    verb->add_option("--protect-share", request->options.largestProtectedShare,
                     "share of those lines that may be cut differently")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    verb->add_option("--check", request->checkedTexts,
                     "files of the old language that have no say: tells how many of their lines are cut differently");
    verb->add_flag("--spare-only-protected", request->sparesOnlyProtected,
                   "spare only what --protect holds: shorter cuts of the new language, more change in the old one");
    verb->add_option("--add", request->options.numPieces, "how many pieces")
        ->check(CLI::Range(1, 1 << 20))
        ->capture_default_str();
    verb->add_option("--minimum-count", request->options.minimumCount, "a pair seen less often is not joined")
        ->check(CLI::Range(1, 1 << 30))
        ->capture_default_str();
    verb->add_option("--to", request->to, "a name in the project, or a folder that does not exist yet")->required();
    verb->callback([request, &context] { context.action = [request, &context] { return grow(context, *request); }; });
}

} // namespace

void addTokenizer(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("tokenizer", "how text is cut: measure, look, grow");
    family->require_subcommand(1);
    addGrow(*family, context);

    const auto options = std::make_shared<AuditOptions>();
    CLI::App *auditVerb = addVerb(*family, "audit", "tokens a word of a text", context);
    auditVerb->add_option("tokenizer", options->tokenizer, "a tokenizer or model of the project, or a folder")
        ->required();
    auditVerb->add_option("--text", options->texts, "UTF-8 files")->required();
    auditVerb->callback(
        [options, &context] { context.action = [options, &context] { return audit(context, *options); }; });

    const auto request = std::make_shared<EncodeRequest>();
    CLI::App *encodeVerb = addVerb(*family, "encode", "the tokens of a text", context);
    encodeVerb->add_option("tokenizer", request->tokenizer, "a tokenizer or model of the project, or a folder")
        ->required();
    encodeVerb->add_option("--text", request->text, "the text")->required();
    encodeVerb->add_flag("--special", request->parsesSpecial, "names of special tokens in the text mean those tokens");
    encodeVerb->callback(
        [request, &context] { context.action = [request, &context] { return encode(context, *request); }; });
}

} // namespace bafo::app
