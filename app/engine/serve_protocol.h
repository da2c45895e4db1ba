// SPDX-License-Identifier: Apache-2.0
// What `bafo serve` is asked and what it tells: one JSON object a line, requests on stdin, events on stdout.
//
// Requests ("kind" says which; fields in brackets may be left out):
//   load      {model}                  a name in the project, or a folder; takes the place of the one before
//   chat      {id, messages: [{role, content}], [style], [sampling], [top]}
//   complete  {id, prompt, [sampling], [top]}
//   stop      {id}                     of an answer at hand or waiting; one that has ended is no error
//   quit      {}
//   sampling: {[temperature], [top_k], [top_p], [repetition_penalty], [seed], [max_new_tokens]}, ranges as on the
//   command line; style: one of core/text/chat_format.h, else the model's own; top: alternatives a token, 0 to 20.
//   Ids are texts of at most 100 bytes that the asker chooses, another one for every answer.
// Events:
//   ready     {model, style, has_template, is_template_known, context_length, vocabulary_size, load_seconds,
//             weight_hash}   of an adapter "HASH over HASH", the second its base's; empty where no lineage tells
//   token     {id, token, text, piece, probability, rank, alternatives: [{token, text, probability}]}
//             text: the characters that are whole with this token; split UTF-8 waits for its rest, so it may be empty.
//             piece: what the token alone stands for, broken bytes as U+FFFD. probability and rank (1: first choice)
//             are those of the model, before penalty, temperature, top-k and top-p.
//   done      {id, text, reason, num_tokens, num_prompt_tokens, num_reused_tokens, prompt_seconds, tokens_per_second}
//             text: what never became a character. reason: stop_token, max_new_tokens, context_full, cancelled.
//   error     {[id], code, message, hint}; the program goes on. Without an id: of load, or of a line that is no request
//
// Every chat and complete is answered by exactly one done or error, in the order asked; the end of stdin is a quit
// after the answers asked for, and a stdout that nobody reads ends it at once. Goals: an asker in any language; a line
// that is cut, long or wrong costs that line only; a stop is heeded within a token or 64 tokens of a prompt. Non-goals:
// several models or answers at once (start another one: a crash takes only its own), networks, authentication.
// Rejected: HTTP (ports, and a server that outlives its window), a binary framing (cannot be typed), the event log's
// envelope (no run, nothing to resume).
#pragma once

#include "core/base/result.h"
#include "core/generate/generator.h"
#include "core/generate/likelihood.h"
#include "core/text/chat_format.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bafo::engine {

inline constexpr std::size_t kMaxRequestBytes = 4U << 20U;

struct LoadRequest {
    std::string model;
};

/// Of a chat the messages, of a completion the prompt.
struct AnswerRequest {
    std::string id;
    bool isChat = true;
    std::vector<text::ChatMessage> messages;
    std::string prompt;
    std::string style; ///< empty: the model's own
    generate::GenerationOptions generation;
    std::size_t numAlternatives = 0;
};

struct StopRequest {
    std::string id;
};

struct QuitRequest { };

using ServeRequest = std::variant<LoadRequest, AnswerRequest, StopRequest, QuitRequest>;

/// A line and what it asks, or why it cannot be understood; the id as far as it can be read.
struct ReadRequest {
    std::string id;
    Result<ServeRequest> request;
};

/// Ranges of sampling are checked here.
[[nodiscard]] ReadRequest readRequest(std::string_view line);

[[nodiscard]] nlohmann::json errorEvent(const std::string &id, const Error &error);

[[nodiscard]] nlohmann::json tokenEvent(const std::string &id, const text::Tokenizer &tokenizer, std::uint32_t token,
                                        const std::string &wholeText, const generate::Likelihood &likelihood);

[[nodiscard]] nlohmann::json doneEvent(const std::string &id, const std::string &rest,
                                       const generate::Generation &made);

} // namespace bafo::engine
