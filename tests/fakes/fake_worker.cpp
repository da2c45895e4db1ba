// SPDX-License-Identifier: GPL-3.0-or-later
// A worker of a run that behaves as badly as its second argument says: fake_worker RUN_FOLDER MODE.
//   split    its event lines come in pieces, one of them in the middle of a letter, with a pause between
//   flood    20,000 events, and 100,000 lines on stdout and stderr, as fast as they go; then it finishes
//   quiet    hello and ten steps, then nothing more; it lives until it is killed
//   crash    hello and ten steps, then SIGSEGV
//   mute     exits with 0 and without a word
// Test code only.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

int g_log = -1;
long g_seq = 0;

void put(const std::string &bytes)
{
    if (::write(g_log, bytes.data(), bytes.size()) < 0) {
        std::perror("write");
    }
}

long long nowMs()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string event(const std::string &kind, const std::string &fields)
{
    return R"({"v":1,"seq":)" + std::to_string(g_seq++) + R"(,"t":)" + std::to_string(nowMs())
        + R"(,"run":"r","rank":0,"kind":")" + kind + "\"" + fields + "}\n";
}

std::string step(int number)
{
    return event("step_finished",
                 R"(,"step":)" + std::to_string(number) + R"(,"loss":)" + std::to_string(3.0 / number)
                     + R"(,"step_ms":100,"tokens_per_second":500)");
}

void wait(int milliseconds)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

void finish(int step)
{
    put(event("run_finished", R"(,"outcome":"finished","output_model":"","step":)" + std::to_string(step)));
}

void split()
{
    const std::string words
        = event("sample_generated", ",\"step\":1,\"prompt\":\"Umfana\",\"text\":\"ufund\xC3\xA9 incwadi ekhaya\"");
    const std::size_t middle = words.find("\xC3") + 1;
    put(words.substr(0, middle));
    wait(300);
    put(words.substr(middle));
    for (int i = 1; i <= 20; ++i) {
        const std::string line = step(i);
        put(line.substr(0, line.size() / 2));
        wait(20);
        put(line.substr(line.size() / 2));
    }
    finish(20);
}

void flood()
{
    constexpr int kNumSteps = 20'000;
    std::string lines;
    for (int i = 1; i <= kNumSteps; ++i) {
        lines += step(i);
        for (int noise = 0; noise < 5; ++noise) {
            std::printf("noise %d\n", i);
            std::fprintf(stderr, "more noise %d\n", i);
        }
        if (i % 100 == 0) {
            put(lines);
            lines.clear();
        }
    }
    finish(kNumSteps);
}

} // namespace

int main(int count, char **words)
{
    if (count < 3) {
        return 64;
    }
    const std::string mode = words[2];
    if (mode == "mute") {
        return 0;
    }
    g_log = ::open((std::string(words[1]) + "/events.jsonl").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    put(event("hello", R"(,"program":"fake","version":"1","pid":)" + std::to_string(::getpid())));
    put(event("run_started", R"(,"name":"r","run_kind":"train","config_hash":"0","total_steps":30)"));
    if (mode == "split") {
        split();
        return 0;
    }
    if (mode == "flood") {
        flood();
        return 0;
    }
    for (int i = 1; i <= 10; ++i) {
        put(step(i));
    }
    if (mode == "crash") {
        std::fprintf(stderr, "a wrong pointer\n");
        std::fflush(stderr);
        std::raise(SIGSEGV);
    }
    if (mode == "quiet") {
        ::pause();
    }
    return 0;
}
