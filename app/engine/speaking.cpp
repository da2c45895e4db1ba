// SPDX-License-Identifier: Apache-2.0
#include "app/engine/speaking.h"

#include "core/text/utf8.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdio>

namespace bafo::engine {

void addSamplingOptions(CLI::App &verb, generate::GenerationOptions &options)
{
    verb.add_option("--temperature", options.sampling.temperature, "0 to 100; 0 takes the most likely token");
    verb.add_option("--top-k", options.sampling.topK, "choose among the k most likely; 0: all");
    verb.add_option("--top-p", options.sampling.topP,
                    "choose among the most likely that reach this share, 0 to 1; 1: all");
    verb.add_option("--repetition-penalty", options.sampling.repetitionPenalty,
                    "above 1 makes tokens that were there less likely");
    verb.add_option("--seed", options.sampling.seed, "equal seeds give equal texts");
    verb.add_option("--max-new-tokens", options.maxNewTokens, "end after this many tokens");
}

Result<void> setSamplingOption(const std::string &nameAndValue, generate::GenerationOptions &options)
{
    const std::size_t space = nameAndValue.find(' ');
    const std::string name = nameAndValue.substr(0, space);
    const std::string text = space == std::string::npos ? "" : nameAndValue.substr(space + 1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isWhole = value >= 0 && value <= 1e15 && value == static_cast<double>(static_cast<std::int64_t>(value));
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorCode::config, "'" + text + "' is no number", "write for example /set temperature 0.7");
    }
    generate::GenerationOptions changed = options;
    if (name == "temperature") {
        changed.sampling.temperature = value;
    } else if (name == "top_p") {
        changed.sampling.topP = value;
    } else if (name == "repetition_penalty") {
        changed.sampling.repetitionPenalty = value;
    } else if (name == "top_k" && isWhole) {
        changed.sampling.topK = static_cast<std::int64_t>(value);
    } else if (name == "seed" && isWhole) {
        changed.sampling.seed = static_cast<std::uint64_t>(value);
    } else if (name == "max_new_tokens" && isWhole && value >= 1) {
        changed.maxNewTokens = static_cast<std::int64_t>(value);
    } else {
        return fail(ErrorCode::config, "cannot set '" + name + "' to " + text,
                    "temperature, top_k, top_p, repetition_penalty, max_new_tokens and seed can be set");
    }
    BAFO_TRY(generate::checkSamplingOptions(changed.sampling));
    options = changed;
    return {};
}

Result<OwnStyle> ownStyleOf(FileSystem &files, const Path &model)
{
    const std::string templateText = BAFO_TRY(text::readChatTemplate(files, model));
    if (const text::ChatStyle *known = text::chatStyleOfTemplate(templateText)) {
        return OwnStyle{.style = known, .hasTemplate = true, .isKnown = true};
    }
    return OwnStyle{.style = BAFO_TRY(text::chatStyleNamed("plain")), .hasTemplate = !templateText.empty()};
}

Speaker::Speaker(const command_line::VerbContext &context, std::unique_ptr<LoadedModel> loaded)
    : m_printer(context.printer)
    , m_loaded(std::move(loaded))
    , m_reader(*m_loaded->decoder)
    , m_generator(m_reader, context.clock)
{
}

Result<std::unique_ptr<Speaker>> Speaker::make(const command_line::VerbContext &context, const std::string &model)
{
    auto loaded = BAFO_TRY(loadModel(context, model));
    if (loaded->tokenizer == nullptr) {
        return fail(ErrorCode::data, loaded->folder.path().string() + " has no tokenizer",
                    "put a tokenizer.json and tokenizer_config.json into the model's folder");
    }
    return std::unique_ptr<Speaker>(new Speaker(context, std::move(loaded)));
}

Result<generate::Generation> Speaker::speak(const std::vector<std::uint32_t> &prompt,
                                            generate::GenerationOptions options, const generate::TokenCallback &onToken,
                                            const std::stop_token &stop)
{
    const text::Tokenizer &tokenizer = *m_loaded->tokenizer;
    const auto &ends = m_loaded->endTokens;
    options.stopTokens.insert(options.stopTokens.end(), ends.begin(), ends.end());
    if (const auto end = tokenizer.endOfText()) {
        options.stopTokens.push_back(*end);
    }
    options.reachableVocabulary = tokenizer.vocabularySize();
    return m_generator.generate(prompt, options, onToken, stop);
}

Result<Answer> Speaker::answer(const std::vector<std::uint32_t> &prompt, generate::GenerationOptions options,
                               const std::stop_token &stop)
{
    const text::Tokenizer &tokenizer = *m_loaded->tokenizer;
    Answer answer;
    text::Utf8Stream stream;
    const auto show = [&](const std::string &piece) {
        answer.text += piece;
        if (!piece.empty()) {
            m_printer.result(piece);
            m_printer.json({{"text", piece}});
        }
    };
    answer.generation = BAFO_TRY(speak(
        prompt, std::move(options),
        [&](std::uint32_t token) {
            if (!tokenizer.isSpecial(token)) {
                show(stream.push(tokenizer.pieceBytes(token)));
            }
        },
        stop));
    show(stream.finish());
    return answer;
}

void tellDone(command_line::Printer &printer, const Answer &answer)
{
    const generate::Generation &made = answer.generation;
    char words[200];
    std::snprintf(words, sizeof(words),
                  "[%zu tokens, %.1f a second; prompt of %lld tokens (%lld remembered) in %.2f s; ended by %s]",
                  made.tokens.size(), made.tokensPerSecond(), static_cast<long long>(made.numPromptTokens),
                  static_cast<long long>(made.numReusedTokens), made.prefillSeconds,
                  std::string(nameOf(made.stopReason)).c_str());
    printer.say(words);
    if (made.stopReason == generate::StopReason::contextFull) {
        printer.say("the model's context is full: shorten the prompt, or start a new conversation");
    }
    printer.json({{"done",
                   {{"text", answer.text},
                    {"tokens", made.tokens},
                    {"stop_reason", nameOf(made.stopReason)},
                    {"num_prompt_tokens", made.numPromptTokens},
                    {"prefill_seconds", made.prefillSeconds},
                    {"decode_seconds", made.decodeSeconds},
                    {"tokens_per_second", made.tokensPerSecond()}}}});
}

} // namespace bafo::engine
