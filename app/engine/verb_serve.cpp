// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve_channel.h"
#include "app/engine/speaking.h"
#include "app/engine/torch_guard.h"
#include "app/engine/verbs.h"
#include "core/text/utf8.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace bafo::engine {
namespace {

/// One model at a time, and the answers that it is asked for.
class Server {
public:
    Server(const command_line::VerbContext &context, ServeOutput &output)
        : m_context(context)
        , m_output(output)
    {
    }

    /// False where nobody reads the answers any more.
    bool carryOut(const ServeRequest &request, const std::stop_token &stop)
    {
        std::string id;
        const auto outcome = guardTorch([&]() -> Result<void> {
            if (const auto *load = std::get_if<LoadRequest>(&request)) {
                return loadModel(load->model);
            }
            const auto &wanted = std::get<AnswerRequest>(request);
            id = wanted.id;
            return answer(wanted, stop);
        });
        return outcome ? m_isHeard : m_output.tell(errorEvent(id, outcome.error()));
    }

private:
    Result<void> loadModel(const std::string &model)
    {
        m_speaker.reset(); // there may not be room for two
        const std::int64_t startNs = m_context.clock.steadyNs();
        auto speaker = BAFO_TRY(Speaker::make(m_context, model));
        m_own = BAFO_TRY(ownStyleOf(m_context.files, speaker->loaded().ownPath));
        m_speaker = std::move(speaker);
        const std::string weightHash = BAFO_TRY(weightHashOf(m_speaker->loaded()));
        const model::ModelConfig &config = m_speaker->loaded().folder.config();
        m_isHeard = m_output.tell({{"kind", "ready"},
                                   {"model", model},
                                   {"style", m_own.style->name()},
                                   {"has_template", m_own.hasTemplate},
                                   {"is_template_known", m_own.isKnown},
                                   {"context_length", config.contextLength},
                                   {"vocabulary_size", config.vocabularySize},
                                   {"weight_hash", weightHash},
                                   {"load_seconds", static_cast<double>(m_context.clock.steadyNs() - startNs) * 1e-9}});
        return {};
    }

    /// Names what answers, for whoever keeps an answer.
    Result<std::string> weightHashOf(const LoadedModel &loaded) const
    {
        const std::string base = BAFO_TRY(loaded.folder.lineage()).weightHash();
        if (loaded.ownPath == loaded.folder.path()) {
            return base;
        }
        return BAFO_TRY(runs::readLineage(m_context.files, loaded.ownPath)).weightHash() + " over " + base;
    }

    Result<void> answer(const AnswerRequest &request, const std::stop_token &askedToStop)
    {
        BAFO_TRY(checkModelIsThere());
        const text::Tokenizer &tokenizer = *m_speaker->loaded().tokenizer;
        generate::GenerationOptions options = request.generation;
        const auto prompt = BAFO_TRY(promptOf(request, options));
        std::stop_source stop; // of the asker, or because nobody hears the answer
        const std::stop_callback passOn(askedToStop, [&stop] { stop.request_stop(); });
        std::vector<float> logits_V;
        options.onLogits = [&logits_V](std::span<const float> row) { logits_V.assign(row.begin(), row.end()); };
        text::Utf8Stream stream;
        const auto made = BAFO_TRY(m_speaker->speak(
            prompt, options,
            [&](std::uint32_t token) {
                const std::string text
                    = tokenizer.isSpecial(token) ? std::string() : stream.push(tokenizer.pieceBytes(token));
                const auto likelihood = generate::likelihoodOf(logits_V, token, request.numAlternatives);
                m_isHeard = m_output.tell(tokenEvent(request.id, tokenizer, token, text, likelihood));
                if (!m_isHeard) {
                    stop.request_stop();
                }
            },
            stop.get_token()));
        m_isHeard = m_output.tell(doneEvent(request.id, stream.finish(), made));
        return {};
    }

    /// The weights are in memory, but answers of a model that is gone would be of nothing that anybody can look up.
    Result<void> checkModelIsThere() const
    {
        if (m_speaker == nullptr) {
            return fail(ErrorCode::config, "no model is loaded", "send {\"kind\": \"load\", \"model\": NAME} first");
        }
        const Path config = m_speaker->loaded().folder.path() / "config.json";
        if (!BAFO_TRY(m_context.files.status(config)).exists) {
            return fail(ErrorCode::data,
                        "the model is gone: " + m_speaker->loaded().folder.path().string()
                            + " was deleted or moved since it was loaded",
                        "put it back, or choose another model");
        }
        return {};
    }

    Result<std::vector<std::uint32_t>> promptOf(const AnswerRequest &request,
                                                generate::GenerationOptions &options) const
    {
        const text::Tokenizer &tokenizer = *m_speaker->loaded().tokenizer;
        if (!request.isChat) {
            return tokenizer.encode(request.prompt);
        }
        const text::ChatStyle *style
            = request.style.empty() ? m_own.style : BAFO_TRY(text::chatStyleNamed(request.style));
        options.stopTokens = style->endTokens(tokenizer);
        return style->encode(tokenizer, request.messages);
    }

    const command_line::VerbContext &m_context;
    ServeOutput &m_output;
    std::unique_ptr<Speaker> m_speaker;
    OwnStyle m_own;
    bool m_isHeard = true;
};

Result<void> run(const command_line::VerbContext &context)
{
    ServeOutput output;
    Server server(context, output);
    RequestReader requests(output);
    while (const auto request = requests.next()) {
        if (!server.carryOut(*request, requests.stopToken())) {
            break;
        }
    }
    return {};
}

} // namespace

void addServe(CLI::App &program, command_line::VerbContext &context)
{
    CLI::App *verb = command_line::addVerb(
        program, "serve", "answer another program: requests as JSON lines on stdin, events as JSON lines on stdout",
        context);
    verb->footer("Try: printf '%s\\n' '{\"kind\": \"load\", \"model\": \"NAME\"}' '{\"kind\": \"complete\", \"id\": "
                 "\"1\", \"prompt\": \"Sawubona\", \"top\": 3}' | bafo serve\n"
                 "Requests: load, chat, complete, stop, quit; events: ready, token, done, error.\n"
                 "All fields: app/engine/serve_protocol.h");
    verb->callback([&context] { context.action = [&context] { return run(context); }; });
}

} // namespace bafo::engine
