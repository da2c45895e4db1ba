// SPDX-License-Identifier: Apache-2.0
// bafo-gguf-reader FILE [--vocabulary] [--threads N]: what llama.cpp makes of a GGUF file. Requests are lines of JSON
// on stdin, each answered by one line on stdout:
//   {"text": "..."}                     -> {"ids": [...]}           "add_special", "parse_special": true, else false
//   {"ids": [...]}                      -> {"logits": [...]}        of the last token
//   {"ids": [...], "to": "FILE"}        -> {"rows": T, "columns": V}: fp32, little-endian, of every token, into FILE
//   {"about": true}                     -> {"vocabulary_size", "begin_of_text", "adds_begin", "end_tokens",
//                                           "chat_template"}
// A request that fails is answered {"error": "..."}; so is a file that does not load, with exit code 1.
#include "app/gguf-reader/gguf_model.h"

#include <llama.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

using bafo::gguf_reader::GgufModel;
using nlohmann::json;

struct Options {
    std::string path;
    bool onlyVocabulary = false;
    int numThreads = 2;
};

Options optionsOf(int count, char **arguments)
{
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--vocabulary") {
            options.onlyVocabulary = true;
        } else if (argument == "--threads" && i + 1 < count) {
            options.numThreads = std::stoi(arguments[++i]);
        } else if (options.path.empty() && !argument.starts_with("--")) {
            options.path = argument;
        } else {
            throw std::runtime_error("usage: bafo-gguf-reader FILE [--vocabulary] [--threads N]");
        }
    }
    if (options.path.empty()) {
        throw std::runtime_error("usage: bafo-gguf-reader FILE [--vocabulary] [--threads N]");
    }
    return options;
}

json about(const GgufModel &model)
{
    return {{"vocabulary_size", model.vocabularySize()},
            {"begin_of_text", model.beginOfText()},
            {"adds_begin", model.addsBegin()},
            {"end_tokens", model.endTokens()},
            {"chat_template", model.chatTemplate()}};
}

json logits(const json &request, GgufModel &model)
{
    const auto ids = request.at("ids").get<std::vector<std::int32_t>>();
    if (!request.contains("to")) {
        return {{"logits", model.logitsOf(ids, true)}};
    }
    const std::vector<float> rows = model.logitsOf(ids, false);
    std::ofstream file(request.at("to").get<std::string>(), std::ios::binary);
    file.write(reinterpret_cast<const char *>(rows.data()), static_cast<std::streamsize>(rows.size() * sizeof(float)));
    file.close();
    if (!file) {
        throw std::runtime_error("cannot write " + request.at("to").get<std::string>());
    }
    return {{"rows", ids.size()}, {"columns", model.vocabularySize()}};
}

json answer(const json &request, GgufModel &model)
{
    if (request.contains("text")) {
        return {{"ids",
                 model.idsOf(request.at("text").get<std::string>(), request.value("add_special", false),
                             request.value("parse_special", false))}};
    }
    return request.contains("ids") ? logits(request, model) : about(model);
}

void tell(const json &line)
{
    std::cout << line.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
}

} // namespace

int main(int count, char **arguments)
{
    // Its log is for people at a terminal; what went wrong is told as an answer.
    llama_log_set(
        [](ggml_log_level level, const char *text, void *) {
            if (level == GGML_LOG_LEVEL_ERROR) {
                std::fputs(text, stderr);
            }
        },
        nullptr);
    try {
        const Options options = optionsOf(count, arguments);
        llama_backend_init();
        GgufModel model(options.path, options.onlyVocabulary, options.numThreads);
        for (std::string line; std::getline(std::cin, line);) {
            try {
                tell(answer(json::parse(line), model));
            } catch (const std::exception &error) {
                tell({{"error", error.what()}});
            }
        }
    } catch (const std::exception &error) {
        tell({{"error", error.what()}});
        return 1;
    }
    return 0;
}
