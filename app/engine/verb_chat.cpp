// SPDX-License-Identifier: Apache-2.0
#include "app/engine/interrupts.h"
#include "app/engine/speaking.h"
#include "app/engine/verbs.h"
#include "core/generate/chat_command.h"
#include "core/text/chat_format.h"
#include "core/text/utf8.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

#include <unistd.h>

namespace bafo::engine {
namespace {

using generate::ChatAction;

struct Options {
    std::string model;
    std::string style;
    std::string system;
    generate::GenerationOptions generation
        = {.sampling = {.temperature = 0.7, .topP = 0.95, .repetitionPenalty = 1.1}, .maxNewTokens = 512};
};

/// By name, else by the model's template, else plain; told to the user.
Result<const text::ChatStyle *> styleOf(const command_line::VerbContext &context, const Path &model,
                                        const std::string &name)
{
    if (!name.empty()) {
        return text::chatStyleNamed(name);
    }
    const OwnStyle own = BAFO_TRY(ownStyleOf(context.files, model));
    if (!own.isKnown) {
        context.printer.say(own.hasTemplate
                                ? "this model's chat template is not known here: it completes what you write (choose "
                                  "one with --style)"
                                : "this model has no chat template: it completes what you write (choose one with "
                                  "--style)");
    }
    return own.style;
}

/// One conversation in a terminal or a pipe.
class Conversation {
public:
    Conversation(const command_line::VerbContext &context, const Options &options, Speaker &speaker,
                 const text::ChatStyle &style, Interrupts &interrupts)
        : m_context(context)
        , m_generation(options.generation)
        , m_speaker(speaker)
        , m_style(style)
        , m_interrupts(interrupts)
        , m_system(options.system)
    {
        reset();
    }

    /// False when the user wants to leave.
    Result<bool> handle(const generate::ChatCommand &command)
    {
        switch (command.action) {
        case ChatAction::say:
            m_messages.push_back({.role = "user", .content = text::mendUtf8(command.argument)});
            BAFO_TRY(answer());
            break;
        case ChatAction::regenerate:
            BAFO_TRY(regenerate());
            break;
        case ChatAction::reset:
            reset();
            m_context.printer.say("the conversation starts anew");
            break;
        case ChatAction::setSystem:
            m_system = command.argument;
            reset();
            m_context.printer.say(m_system.empty() ? "no system text"
                                                   : "system text set; the conversation starts anew");
            break;
        case ChatAction::setOption:
            tell(setSamplingOption(command.argument, m_generation));
            break;
        case ChatAction::help:
            m_context.printer.say(generate::chatHelp());
            break;
        case ChatAction::unknown:
            m_context.printer.say("unknown command " + command.argument + "; /help lists them");
            break;
        case ChatAction::quit:
            return false;
        case ChatAction::nothing:
            break;
        }
        return true;
    }

private:
    void reset()
    {
        m_messages.clear();
        if (!m_system.empty()) {
            m_messages.push_back({.role = "system", .content = m_system});
        }
    }

    /// What the user got wrong is told, and the conversation goes on.
    void tell(const Result<void> &outcome)
    {
        if (!outcome) {
            m_context.printer.error(outcome.error());
        }
    }

    Result<void> regenerate()
    {
        if (m_messages.empty() || m_messages.back().role != "assistant") {
            m_context.printer.say("there is no answer to make again");
            return {};
        }
        m_messages.pop_back();
        ++m_generation.sampling.seed;
        return answer();
    }

    Result<void> answer()
    {
        auto options = m_generation;
        options.stopTokens = m_style.endTokens(*m_speaker.loaded().tokenizer);
        const auto prompt = BAFO_TRY(m_style.encode(*m_speaker.loaded().tokenizer, m_messages));
        const auto answer = m_speaker.answer(prompt, options, m_interrupts.beginAnswer());
        if (!answer && answer.error().code == ErrorCode::config) {
            // A full context is the user's to mend; the message that did not fit is taken back.
            m_context.printer.error(answer.error());
            m_messages.pop_back();
            return {};
        }
        if (!answer) {
            return fail(answer.error());
        }
        m_context.printer.result("\n");
        tellDone(m_context.printer, *answer);
        m_messages.push_back({.role = "assistant", .content = answer->text});
        return {};
    }

    const command_line::VerbContext &m_context;
    generate::GenerationOptions m_generation;
    Speaker &m_speaker;
    const text::ChatStyle &m_style;
    Interrupts &m_interrupts;
    std::string m_system;
    std::vector<text::ChatMessage> m_messages;
};

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    BAFO_TRY(generate::checkSamplingOptions(options.generation.sampling));
    Interrupts interrupts;
    const auto speaker = BAFO_TRY(Speaker::make(context, options.model));
    const auto *style = BAFO_TRY(styleOf(context, speaker->loaded().ownPath, options.style));
    Conversation conversation(context, options, *speaker, *style, interrupts);
    const bool isTerminal = ::isatty(STDIN_FILENO) != 0 && !context.printer.isJson();
    context.printer.say("style " + std::string(style->name()) + "; /help lists the commands, /quit ends");
    std::string line;
    while (true) {
        if (isTerminal) {
            context.printer.result("> ");
        }
        if (!std::getline(std::cin, line) || !BAFO_TRY(conversation.handle(generate::parseChatLine(line)))) {
            break;
        }
    }
    return {};
}

} // namespace

void addChat(CLI::App &program, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(program, "chat",
                                           "talk with a model; lines on stdin are messages or /commands", context);
    verb->add_option("model", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--style", options->style,
                     "chatml, smollm2, llama3 or plain; without it the model's own where it is known, else plain");
    verb->add_option("--system", options->system, "a text that sets the tone");
    addSamplingOptions(*verb, options->generation);
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
