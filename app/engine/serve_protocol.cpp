// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve_protocol.h"

#include "core/formats/json_limits.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>

namespace bafo::engine {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxIdBytes = 100;
constexpr std::int64_t kMaxAlternatives = 20;
/// So that a stop comes through soon; larger pieces read a long prompt a little faster.
constexpr std::size_t kPromptPiece = 64;

/// Reads fields by name and remembers the first that is wrong.
class Fields {
public:
    explicit Fields(const json &object)
        : m_object(object)
    {
    }

    std::string text(const char *name, bool isNeeded)
    {
        const json *found = find(name, isNeeded);
        if (found != nullptr && !found->is_string()) {
            note(name, "a text");
        }
        return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
    }

    void number(const char *name, double &value)
    {
        if (const json *found = find(name, false)) {
            if (found->is_number()) {
                value = found->get<double>();
            } else {
                note(name, "a number");
            }
        }
    }

    void whole(const char *name, std::int64_t lowest, std::int64_t highest, std::int64_t &value)
    {
        if (const json *found = find(name, false)) {
            if (found->is_number_integer() && *found >= lowest && *found <= highest) {
                value = found->get<std::int64_t>();
            } else {
                note(name,
                     ("a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest)).c_str());
            }
        }
    }

    const json *find(const char *name, bool isNeeded)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end() && isNeeded) {
            note(name, "there");
        }
        return found == m_object.end() ? nullptr : &*found;
    }

    void note(const char *name, const char *expected)
    {
        if (m_wrong.empty()) {
            m_wrong = "'" + std::string(name) + "' has to be " + expected;
        }
    }

    [[nodiscard]] Result<void> check() const
    {
        if (m_wrong.empty()) {
            return {};
        }
        return fail(ErrorCode::config, "no request: " + m_wrong, "'bafo serve --help' shows how requests look");
    }

private:
    const json &m_object;
    std::string m_wrong;
};

Result<void> readSampling(Fields &request, AnswerRequest &answer)
{
    answer.generation = {.sampling = {.temperature = 0.7, .topP = 0.95, .repetitionPenalty = 1.1},
                         .maxNewTokens = 512,
                         .promptPiece = kPromptPiece};
    std::int64_t numAlternatives = 0;
    request.whole("top", 0, kMaxAlternatives, numAlternatives);
    answer.numAlternatives = static_cast<std::size_t>(numAlternatives);
    const json *found = request.find("sampling", false);
    if (found == nullptr) {
        return {};
    }
    if (!found->is_object()) {
        request.note("sampling", "an object");
        return {};
    }
    constexpr std::int64_t kLargest = std::int64_t{1} << 53;
    Fields fields(*found);
    generate::SamplingOptions &sampling = answer.generation.sampling;
    auto seed = static_cast<std::int64_t>(sampling.seed);
    fields.number("temperature", sampling.temperature);
    fields.number("top_p", sampling.topP);
    fields.number("repetition_penalty", sampling.repetitionPenalty);
    fields.whole("top_k", 0, kLargest, sampling.topK);
    fields.whole("seed", 0, kLargest, seed);
    fields.whole("max_new_tokens", 1, kLargest, answer.generation.maxNewTokens);
    sampling.seed = static_cast<std::uint64_t>(seed);
    BAFO_TRY(fields.check());
    return generate::checkSamplingOptions(sampling);
}

Result<void> readMessages(Fields &request, AnswerRequest &answer)
{
    const json *messages = request.find("messages", true);
    if (messages == nullptr || !messages->is_array() || messages->empty()) {
        request.note("messages", "a list with at least one message");
        return {};
    }
    for (const json &one : *messages) {
        if (!one.is_object()) {
            request.note("messages", "a list of {role, content}");
            return {};
        }
        Fields message(one);
        const std::string role = message.text("role", true);
        if (role != "system" && role != "user" && role != "assistant") {
            message.note("role", "system, user or assistant");
        }
        answer.messages.push_back({.role = role, .content = text::mendUtf8(message.text("content", true))});
        BAFO_TRY(message.check());
    }
    return {};
}

Result<ServeRequest> readAnswerRequest(Fields &request, bool isChat)
{
    AnswerRequest answer;
    answer.isChat = isChat;
    answer.id = request.text("id", true);
    if (answer.id.empty() || answer.id.size() > kMaxIdBytes) {
        request.note("id", "a text of 1 to 100 bytes");
    }
    if (isChat) {
        BAFO_TRY(readMessages(request, answer));
        answer.style = request.text("style", false);
    } else {
        answer.prompt = text::mendUtf8(request.text("prompt", true));
    }
    BAFO_TRY(readSampling(request, answer));
    return ServeRequest(std::move(answer));
}

Result<ServeRequest> readKind(const std::string &kind, Fields &request)
{
    if (kind == "load") {
        return ServeRequest(LoadRequest{.model = request.text("model", true)});
    }
    if (kind == "chat" || kind == "complete") {
        return readAnswerRequest(request, kind == "chat");
    }
    if (kind == "stop") {
        return ServeRequest(StopRequest{.id = request.text("id", true)});
    }
    if (kind == "quit") {
        return ServeRequest(QuitRequest{});
    }
    return fail(ErrorCode::config, "unknown request '" + kind + "'", "known here: load, chat, complete, stop, quit");
}

} // namespace

ReadRequest readRequest(std::string_view line)
{
    const auto parsed = formats::parseJson(line, {.maxBytes = kMaxRequestBytes, .maxDepth = 16});
    if (!parsed || !parsed->is_object()) {
        const std::string why = parsed ? "it is no JSON object" : parsed.error().message;
        return {.id = {},
                .request
                = fail(ErrorCode::config, "no request: " + why, "write one JSON object a line, with its kind")};
    }
    Fields fields(*parsed);
    const auto id = parsed->find("id");
    ReadRequest read{.id = id != parsed->end() && id->is_string() ? id->get<std::string>().substr(0, kMaxIdBytes)
                                                                  : std::string(),
                     .request = readKind(fields.text("kind", true), fields)};
    if (const auto checked = fields.check(); !checked) {
        read.request = fail(checked.error());
    }
    return read;
}

json errorEvent(const std::string &id, const Error &error)
{
    json event = {{"kind", "error"}, {"code", nameOf(error.code)}, {"message", error.message}, {"hint", error.hint}};
    if (!id.empty()) {
        event["id"] = id;
    }
    return event;
}

json tokenEvent(const std::string &id, const text::Tokenizer &tokenizer, std::uint32_t token,
                const std::string &wholeText, const generate::Likelihood &likelihood)
{
    json alternatives = json::array();
    for (const generate::TokenLikelihood &one : likelihood.alternatives) {
        alternatives.push_back({{"token", one.id},
                                {"text", text::mendUtf8(tokenizer.pieceBytes(one.id))},
                                {"probability", one.probability}});
    }
    return {{"kind", "token"},
            {"id", id},
            {"token", token},
            {"text", wholeText},
            {"piece", text::mendUtf8(tokenizer.pieceBytes(token))},
            {"probability", likelihood.probability},
            {"rank", likelihood.rank},
            {"alternatives", std::move(alternatives)}};
}

json doneEvent(const std::string &id, const std::string &rest, const generate::Generation &made)
{
    return {{"kind", "done"},
            {"id", id},
            {"text", rest},
            {"reason", nameOf(made.stopReason)},
            {"num_tokens", made.tokens.size()},
            {"num_prompt_tokens", made.numPromptTokens},
            {"num_reused_tokens", made.numReusedTokens},
            {"prompt_seconds", made.prefillSeconds},
            {"tokens_per_second", made.tokensPerSecond()}};
}

} // namespace bafo::engine
