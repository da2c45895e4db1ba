// SPDX-License-Identifier: Apache-2.0
// One item of an evaluation's data, and what becomes of it: a question, requests to a model, answers, a judgement.
// Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bafo::scoring {

/// A field has one value, or those of a list; nested ones are called "outer.inner".
using FieldValues = std::vector<std::string>;

struct Item {
    std::int64_t line = 0; ///< of its file, from 1
    std::map<std::string, FieldValues> fields;
};

/// What is asked, and what is wanted. All that a judgement needs beside the answers, and all that is shown of an item.
struct Question {
    std::string context; ///< without the examples before it; of bits per byte the text
    std::vector<std::string> choices; ///< as they go on from the context, without the space between
    std::vector<std::string> references; ///< any of them is right; the first is what examples show
    std::vector<std::string> labels; ///< names of the choices, of a classification
    std::int64_t gold = -1; ///< the right choice; -1: none
};

enum class RequestKind {
    likelihood, ///< how likely the continuation is behind the context
    generation, ///< what the model goes on with, greedily
    text, ///< how likely a whole text is, in windows
};

/// Longest window of a text that is measured whole, in tokens; what stands further back is not seen.
inline constexpr std::int64_t kTextWindow = 512;

struct Request {
    RequestKind kind = RequestKind::likelihood;
    std::string context;
    std::string continuation; ///< of a likelihood
};

/// A token of a continuation or a text: how many of its bytes, and how likely.
struct ScoredToken {
    std::int64_t bytes = 0;
    double logProbability = 0; ///< natural logarithm
};

/// What a model said to a request. The sum is kept beside the tokens: it is what is compared.
struct Answer {
    double logProbability = 0; ///< natural logarithm, of the whole continuation or text
    bool isGreedy = false; ///< the model would have said exactly this
    std::vector<ScoredToken> tokens; ///< of the continuation; of a text none
    std::string text; ///< of a generation, cut off before what ends it
    std::string end; ///< why a generation ended: stop_text, stop_token, max_new_tokens, context_full
    std::int64_t numTokens = 0; ///< read or written
    std::int64_t numDropped = 0; ///< tokens that the context had no room for, taken off its left end
};

} // namespace bafo::scoring
