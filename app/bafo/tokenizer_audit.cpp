// SPDX-License-Identifier: Apache-2.0
// `tokenizer audit`: what is wrong with a tokenizer, and how short it cuts a text.
#include "core/text/tokenizer_audit.h"
#include "app/bafo/tokenizer_options.h"
#include "core/data/text_rules.h"
#include "core/text/growth_learner.h"
#include "core/text/growth_usage.h"
#include "core/text/tokenizer_folder.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace bafo::app {
namespace {

constexpr std::size_t kMostExamples = 5;

struct AuditOptions {
    std::string tokenizer;
    std::string base;
    std::vector<std::string> texts;
    std::vector<std::string> checked;
};

/// A text's bytes as JSON takes them: pieces may be halves of characters.
nlohmann::json piecesJson(const text::Tokenizer &tokenizer, const std::vector<std::uint32_t> &ids)
{
    nlohmann::json pieces = nlohmann::json::array();
    for (const std::uint32_t id : ids) {
        pieces.push_back({{"id", id}, {"piece", tokenizer.pieceBytes(id)}});
    }
    return pieces;
}

std::string examplesOf(const text::Tokenizer &tokenizer, const std::vector<std::uint32_t> &ids)
{
    std::string examples;
    for (std::size_t i = 0; i < std::min(ids.size(), kMostExamples); ++i) {
        examples += fmt::format("{}'{}' ({})", i == 0 ? ": " : ", ", tokenizer.pieceBytes(ids[i]), ids[i]);
    }
    return examples + (ids.size() > kMostExamples ? ", ..." : "");
}

/// Tokens a word of the texts, line by line: line ends are tokens too, but belong to no sentence.
void tellLength(const text::Tokenizer &tokenizer, const std::vector<std::string> &texts, std::string &words,
                nlohmann::json &json)
{
    const std::vector<std::string> lines = text::linesOf(texts);
    std::int64_t numWords = 0;
    std::size_t numBytes = 0;
    for (const std::string &line : lines) {
        numWords += data::countWords(line);
        numBytes += line.size();
    }
    const std::int64_t numTokens = text::countTokens(tokenizer, lines);
    const double perWord = static_cast<double>(numTokens) / static_cast<double>(std::max<std::int64_t>(numWords, 1));
    const double bytesPerToken
        = static_cast<double>(numBytes) / static_cast<double>(std::max<std::int64_t>(numTokens, 1));
    words += fmt::format("\n  {:.2f} tokens a word, {:.2f} bytes a token ({} words, {} tokens)", perWord, bytesPerToken,
                         numWords, numTokens);
    json.update({{"tokens_per_word", perWord},
                 {"bytes_per_token", bytesPerToken},
                 {"tokens", numTokens},
                 {"words", numWords},
                 {"bytes", numBytes}});
}

void tellPieces(const text::Tokenizer &tokenizer, const text::TokenizerAudit &audit, std::string &line,
                nlohmann::json &json)
{
    for (const auto &[key, words, ids] :
         {std::tuple{"unreachable", "no text can give", &audit.unreachable},
          std::tuple{"not_given_by_own_text", "their own text does not give", &audit.notGivenByOwnText},
          std::tuple{"not_decoded", "do not come back from their own text", &audit.notDecoded}}) {
        line += fmt::format("\n  {} pieces {}{}", ids->size(), words, examplesOf(tokenizer, *ids));
        json["num_" + std::string(key)] = ids->size();
        json[key] = piecesJson(tokenizer, *ids);
    }
    line += fmt::format("\n  {} pieces are there twice", audit.duplicates.size());
    json["num_duplicates"] = audit.duplicates.size();
    json["duplicates"] = audit.duplicates;
    if (audit.numLines > 0) {
        line += fmt::format("\n  {} of {} lines do not come back as they were{}", audit.numLinesChanged, audit.numLines,
                            audit.numLinesChanged > 0 ? ": " + audit.firstLineChanged : "");
        json["lines"] = audit.numLines;
        json["changed_lines"] = audit.numLinesChanged;
        json["first_changed_line"] = audit.firstLineChanged;
    }
}

Result<void> tellBase(VerbContext &context, const text::Tokenizer &tokenizer, const AuditOptions &options,
                      const std::vector<std::string> &checked, std::string &line, nlohmann::json &json)
{
    const Path place = BAFO_TRY(tokenizerPlace(context, options.base));
    const auto base = BAFO_TRY(text::loadTokenizer(context.files, place));
    const auto comparison = compareCuts(*base, tokenizer, checked);
    const double share = static_cast<double>(comparison.numDifferent)
        / static_cast<double>(std::max<std::int64_t>(comparison.numLines, 1));
    line += fmt::format("\n  {} of {} checked lines are cut otherwise than by {} ({:.2f} %){}", comparison.numDifferent,
                        comparison.numLines, options.base, share * 100,
                        comparison.numDifferent > 0 ? ": " + comparison.firstDifferent : "");
    json.update({{"base", options.base},
                 {"checked_lines", comparison.numLines},
                 {"changed_checked_lines", comparison.numDifferent},
                 {"changed_checked_share", share},
                 {"first_changed_checked_line", comparison.firstDifferent}});
    return {};
}

Result<void> audit(VerbContext &context, const AuditOptions &options)
{
    if (options.base.empty() != options.checked.empty()) {
        return fail(ErrorCode::config, "--base and --check belong together: the base's cut of which text?",
                    "name both, or none");
    }
    const Path place = BAFO_TRY(tokenizerPlace(context, options.tokenizer));
    const auto files = BAFO_TRY(text::readTokenizerFiles(context.files, place));
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(context.files, place));
    const auto texts = BAFO_TRY(readTexts(context, options.texts));
    const auto checked = BAFO_TRY(readTexts(context, options.checked));
    std::vector<std::string> all = texts;
    all.insert(all.end(), checked.begin(), checked.end());
    const auto found = BAFO_TRY(text::auditTokenizer(files, all));
    std::string line
        = fmt::format("vocabulary of {}, {} pieces stand for text", tokenizer->vocabularySize(), found.numPieces);
    nlohmann::json json = {{"tokenizer", options.tokenizer},
                           {"vocabulary_size", tokenizer->vocabularySize()},
                           {"pieces", found.numPieces}};
    if (!texts.empty()) {
        tellLength(*tokenizer, texts, line, json);
    }
    tellPieces(*tokenizer, found, line, json);
    if (!options.base.empty()) {
        BAFO_TRY(tellBase(context, *tokenizer, options, checked, line, json));
    }
    context.printer.say(line);
    context.printer.json(json);
    return {};
}

} // namespace

void addTokenizerAudit(CLI::App &family, VerbContext &context)
{
    const auto options = std::make_shared<AuditOptions>();
    CLI::App *verb
        = addVerb(family, "audit",
                  "pieces that no text gives or that are there twice, text that does not come back, tokens a "
                  "word of a text",
                  context);
    verb->add_option("tokenizer", options->tokenizer, "a tokenizer or model of the project, or a folder")->required();
    verb->add_option("--text", options->texts,
                     "UTF-8 files: how many tokens a word, line by line, and whether lines come back");
    verb->add_option("--base", options->base, "the tokenizer that it was grown from");
    verb->add_option("--check", options->checked, "text of the old language: how many lines are cut differently");
    verb->callback([options, &context] { context.action = [options, &context] { return audit(context, *options); }; });
}

} // namespace bafo::app
