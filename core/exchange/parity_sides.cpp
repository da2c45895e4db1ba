// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/parity_sides.h"

#include "core/base/sha256.h"
#include "core/exchange/model_texts.h"
#include "core/exchange/model_tokenizer.h"
#include "core/text/chat_format.h"
#include "core/text/sentence_piece_tokenizer.h"

#include <algorithm>
#include <utility>

namespace bafo::exchange {
namespace {

constexpr std::size_t kHashLettersShown = 12;

/// Their order means nothing.
std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> tokens)
{
    std::sort(tokens.begin(), tokens.end());
    return tokens;
}

std::string listed(const std::vector<std::uint32_t> &tokens)
{
    std::string text;
    for (const std::uint32_t token : tokens) {
        text += (text.empty() ? "" : ", ") + std::to_string(token);
    }
    return text.empty() ? "none" : text;
}

std::vector<std::uint32_t> listOf(const std::optional<std::uint32_t> &token)
{
    return token ? std::vector<std::uint32_t>{*token} : std::vector<std::uint32_t>{};
}

/// One place where tokens are named, on both sides.
struct TokenPlace {
    const char *name;
    std::vector<std::uint32_t> expected;
    std::vector<std::uint32_t> found;
};

runs::ParityCheck compareTokens(const char *check, const std::vector<TokenPlace> &places, const char *consequence)
{
    runs::ParityCheck result{.check = check, .passed = true};
    for (const TokenPlace &place : places) {
        if (place.expected == place.found) {
            continue;
        }
        result.passed = false;
        result.cause += (result.cause.empty() ? "" : "; ") + std::string(place.name) + " names " + listed(place.found)
            + ", that of the reference " + listed(place.expected);
        result.hint = std::string("put the reference's file back: ") + consequence;
    }
    return result;
}

runs::ParityCheck compareHashes(const char *check, const std::string &what, const std::string &expected,
                                const std::string &found)
{
    runs::ParityCheck result{.check = check, .passed = expected == found};
    if (!result.passed) {
        const auto shown = [](const std::string &hash) {
            return hash.empty() ? std::string("none") : hash.substr(0, kHashLettersShown);
        };
        result.cause = "another " + what + ": " + shown(found) + " instead of " + shown(expected);
        result.hint = "put the reference's " + what + " back, or write the model again";
    }
    return result;
}

runs::ParityCheck compareIds(const text::Tokenizer &reference, const text::Tokenizer &model,
                             const std::vector<std::string_view> &prompts)
{
    std::int64_t numOther = 0;
    std::string first;
    for (const std::string_view prompt : prompts) {
        if (reference.encode(prompt) != model.encode(prompt)) {
            ++numOther;
            first = first.empty() ? std::string(prompt) : first;
        }
    }
    runs::ParityCheck result{.check = "token_ids",
                             .passed = numOther == 0,
                             .measured = static_cast<double>(numOther),
                             .limit = 0,
                             .unit = "prompts with other ids"};
    if (numOther > 0) {
        result.cause = std::to_string(numOther) + " of " + std::to_string(prompts.size())
            + " sentences are cut into other tokens, the first of them '" + first + "'";
        result.hint = "put the reference's tokenizer files back: other numbers mean other words";
    }
    return result;
}

std::string hashOfTemplate(const ParitySide &side)
{
    return side.chatTemplate.empty() ? std::string() : sha256Of(side.chatTemplate);
}

} // namespace

Result<ParitySide> sideOf(FileSystem &files, const ParityReference &reference)
{
    ParitySide side;
    const ModelFolder &base = reference.base;
    Path own = base.path();
    if (reference.adapter != nullptr) {
        side.tokenizer = BAFO_TRY(loadTokenizerOf(files, base, *reference.adapter));
        side.answerEnds = sorted(BAFO_TRY(endTokensOf(files, base, *reference.adapter)));
        own = BAFO_TRY(tokenizerFolderOf(files, base, *reference.adapter));
    } else {
        side.tokenizer = BAFO_TRY(loadTokenizerOf(files, base));
        side.answerEnds = sorted(base.endTokens());
    }
    side.configEnds = sorted(tokensAt(base.configText(), "eos_token_id"));
    side.configBegins = sorted(tokensAt(base.configText(), "bos_token_id"));
    side.chatTemplate = BAFO_TRY(text::readChatTemplate(files, own));
    return side;
}

Result<ParitySide> sideOf(FileSystem &files, const Path &model)
{
    ParitySide side;
    const bool hasTokenizer = BAFO_TRY(files.status(model / "tokenizer.json")).exists
        || BAFO_TRY(files.status(model / text::kSentencePieceFileName)).exists;
    if (hasTokenizer) {
        side.tokenizer = BAFO_TRY(text::loadTokenizer(files, model));
    }
    const std::string config = BAFO_TRY(readConfigText(files, model));
    side.configEnds = sorted(tokensAt(config, "eos_token_id"));
    side.configBegins = sorted(tokensAt(config, "bos_token_id"));
    side.answerEnds = sorted(BAFO_TRY(readEndTokens(files, model)));
    if (side.answerEnds.empty()) {
        side.answerEnds = side.configEnds;
    }
    side.chatTemplate = BAFO_TRY(text::readChatTemplate(files, model));
    return side;
}

std::vector<runs::ParityCheck> compareSides(const ParitySide &reference, const ParitySide &model,
                                            const std::vector<std::string_view> &prompts)
{
    std::vector<runs::ParityCheck> checks;
    const bool hasBoth = reference.tokenizer != nullptr && model.tokenizer != nullptr;
    const auto hashOf
        = [](const ParitySide &side) { return side.tokenizer == nullptr ? std::string() : side.tokenizer->hash(); };
    checks.push_back(compareHashes("tokenizer", "tokenizer", hashOf(reference), hashOf(model)));
    std::vector<TokenPlace> begins = {{"config.json", reference.configBegins, model.configBegins}};
    std::vector<TokenPlace> ends = {{"config.json", reference.configEnds, model.configEnds},
                                    {"generation_config.json", reference.answerEnds, model.answerEnds}};
    if (hasBoth) {
        checks.push_back(compareIds(*reference.tokenizer, *model.tokenizer, prompts));
        begins.push_back(
            {"the tokenizer", listOf(reference.tokenizer->beginOfText()), listOf(model.tokenizer->beginOfText())});
        ends.push_back(
            {"the tokenizer", listOf(reference.tokenizer->endOfText()), listOf(model.tokenizer->endOfText())});
    }
    checks.push_back(compareTokens("begin_token", begins, "without its first token a model answers worse"));
    checks.push_back(compareTokens("end_tokens", ends, "with another end an answer never ends, or too early"));
    checks.push_back(compareHashes("chat_template", "chat template", hashOfTemplate(reference), hashOfTemplate(model)));
    return checks;
}

} // namespace bafo::exchange
