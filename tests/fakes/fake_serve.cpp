// SPDX-License-Identifier: GPL-3.0-or-later
// A program that talks like `bafo serve`; the name of the model says how it behaves:
//   good     two tokens, and what it was asked as a third
//   splits   the same, each line in pieces of three bytes with a flush between them
//   half     a character whose bytes come in two pieces of a line, and one that two tokens make up
//   floods   10,000 tokens as fast as the pipe takes them
//   garbage  lines that are no JSON, of unknown kinds and of other answers among the good ones
//   quiet    says that it is ready, then nothing more; hears neither stop nor quit nor SIGTERM
//   slow     a token every 10 ms until it is stopped
//   crashes  aborts after the first token; exits: ends with code 9 and words on stderr after the first token
//   missing  has no such model: an error, and it goes on
//   refuses  an error for each question
//   nothing  never says that it is ready
// Test code only.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include <unistd.h>

namespace {

std::string g_model;

std::string field(const std::string &line, const std::string &name)
{
    const std::string key = "\"" + name + "\":\"";
    const std::size_t at = line.rfind(key);
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t start = at + key.size();
    return line.substr(start, line.find('"', start) - start);
}

void put(const std::string &bytes)
{
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    std::fflush(stdout);
}

void tell(const std::string &line)
{
    const std::string whole = line + "\n";
    if (g_model != "splits") {
        put(whole);
        return;
    }
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        put(whole.substr(at, 3));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void token(const std::string &id, const std::string &text, const std::string &share = "0.5", const char *rank = "1")
{
    tell(
        R"({"kind":"token","id":")" + id + R"(","token":7,"text":")" + text + R"(","probability":)" + share
        + R"(,"rank":)" + rank
        + R"(,"alternatives":[{"token":7,"text":"first","probability":0.5},{"token":8,"text":"second","probability":0.25}]})");
}

void done(const std::string &id, const char *reason)
{
    tell(R"({"kind":"done","id":")" + id + R"(","text":"","reason":")" + reason
         + R"(","num_tokens":3,"num_prompt_tokens":5,"tokens_per_second":41.5})");
}

void error(const std::string &id, const char *message)
{
    tell(R"({"kind":"error",)" + (id.empty() ? std::string() : R"("id":")" + id + R"(",)")
         + R"("code":"data","message":")" + message + R"(","hint":"put it back"})");
}

void answer(const std::string &id, const std::string &question)
{
    if (g_model == "refuses") {
        error(id, "the prompt is too long");
        return;
    }
    if (g_model == "quiet") {
        return;
    }
    if (g_model == "garbage") {
        tell("no json at all");
        tell("[]");
        tell(R"({"kind":"of another version","id":")" + id + "\"}");
        token("somebody else", "WRONG");
        tell(R"({"kind":"done","id":"somebody else"})");
    }
    if (g_model == "half") {
        const std::string line
            = R"({"kind":"token","id":")" + id + R"(","text":"é","probability":0.5,"rank":1})" + "\n";
        const std::size_t middle = line.find("é") + 1;
        put(line.substr(0, middle));
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        put(line.substr(middle));
        token(id, "", "0.5");
        token(id, "ß", "0.25", "3");
        done(id, "stop_token");
        return;
    }
    token(id, "Yebo", "0.5");
    if (g_model == "crashes") {
        std::abort();
    }
    if (g_model == "exits") {
        std::cerr << "memory ran out" << std::endl;
        std::_Exit(9);
    }
    for (int i = 0; g_model == "floods" && i < 10'000; ++i) {
        token(id, "x");
    }
    token(id, " gogo", "0.03125", "3");
    token(id, " " + question, "0.25", "2");
    done(id, "stop_token");
}

/// Until a stop comes: the only answer that other requests reach.
void answerSlowly(const std::string &id)
{
    std::atomic<bool> isStopped = false;
    std::jthread talk([&](const std::stop_token &ended) {
        while (!isStopped && !ended.stop_requested()) {
            token(id, "la ");
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    });
    std::string line;
    while (std::getline(std::cin, line) && field(line, "kind") != "stop") { }
    isStopped = true;
    talk.join();
    done(id, "cancelled");
}

void load()
{
    if (g_model == "missing") {
        error({}, "no model 'missing'");
    } else if (g_model != "nothing") {
        tell(R"({"kind":"ready","model":")" + g_model
             + R"(","style":"plain","has_template":false,"is_template_known":false,"context_length":256})");
    }
}

} // namespace

int main()
{
    std::string line;
    while (std::getline(std::cin, line)) {
        const std::string kind = field(line, "kind");
        if (kind == "load") {
            g_model = field(line, "model");
            if (g_model == "quiet") {
                std::signal(SIGTERM, SIG_IGN);
            }
            load();
        } else if (kind == "chat" && g_model == "slow") {
            answerSlowly(field(line, "id"));
        } else if (kind == "chat") {
            answer(field(line, "id"), field(line, "content"));
        } else if (kind == "quit" && g_model != "quiet") {
            return 0;
        }
    }
    while (g_model == "quiet") {
        ::pause();
    }
    return 0;
}
