// SPDX-License-Identifier: Apache-2.0
// What `generate` and `chat` share: sampling options on the command line, and an answer that streams as it is made.
#pragma once

#include "app/engine/model_arguments.h"
#include "core/generate/decoder_reader.h"
#include "core/generate/generator.h"
#include "core/text/chat_format.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bafo::engine {

/// Adds --temperature, --top-k, --top-p, --repetition-penalty, --seed and --max-new-tokens.
void addSamplingOptions(CLI::App &verb, generate::GenerationOptions &options);

/// "temperature 0.5" for /set. Fails (config) by name.
[[nodiscard]] Result<void> setSamplingOption(const std::string &nameAndValue, generate::GenerationOptions &options);

struct Answer {
    generate::Generation generation;
    std::string text; ///< valid UTF-8
};

/// How a model wants conversations written.
struct OwnStyle {
    const text::ChatStyle *style = nullptr; ///< never null; plain where the model's own is not known here
    bool hasTemplate = false; ///< somebody taught it to converse
    bool isKnown = false; ///< and its template is one that was compared with a style
};

[[nodiscard]] Result<OwnStyle> ownStyleOf(FileSystem &files, const Path &model);

/// A model with its cache, ready to answer. Not movable.
class Speaker {
public:
    /// Fails (data) where the model has no tokenizer.
    [[nodiscard]] static Result<std::unique_ptr<Speaker>> make(const command_line::VerbContext &context,
                                                               const std::string &model);

    [[nodiscard]] const LoadedModel &loaded() const { return *m_loaded; }

    /// Tokens as they are made. Ends at the model's end tokens and those of the options.
    [[nodiscard]] Result<generate::Generation> speak(const std::vector<std::uint32_t> &prompt,
                                                     generate::GenerationOptions options,
                                                     const generate::TokenCallback &onToken,
                                                     const std::stop_token &stop);

    /// Streams the text as it is made: to stdout, or after --json as lines {"text": ...}. Ends at the model's end
    /// tokens and those of the options.
    [[nodiscard]] Result<Answer> answer(const std::vector<std::uint32_t> &prompt, generate::GenerationOptions options,
                                        const std::stop_token &stop);

private:
    Speaker(const command_line::VerbContext &context, std::unique_ptr<LoadedModel> loaded);

    command_line::Printer &m_printer;
    std::unique_ptr<LoadedModel> m_loaded;
    generate::DecoderReader m_reader;
    generate::Generator m_generator;
};

/// The closing line of an answer: {"done": {...}}, or words with tokens and speed.
void tellDone(command_line::Printer &printer, const Answer &answer);

} // namespace bafo::engine
