// SPDX-License-Identifier: GPL-3.0-or-later
// A program that behaves as badly as its first argument says, for whoever talks to children.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

void say(const std::string &text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void wait(int milliseconds)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

} // namespace

int main(int count, char **words)
{
    const std::string mode = count > 1 ? words[1] : "";
    if (mode == "split") { // a line in pieces, with half a letter at the end of one
        say("{\"word\": \"isi");
        wait(50);
        say("Zulu \xC3");
        wait(50);
        say("\xA9\"}\n{\"done\": true}");
        wait(20);
        say("\n");
        return 0;
    }
    if (mode == "flood") { // 200,000 lines as fast as they go, on both channels
        for (int i = 0; i < 200000; ++i) {
            std::printf("{\"n\": %d}\n", i);
            if (i % 10 == 0) {
                std::fprintf(stderr, "noise %d\n", i);
            }
        }
        say("{\"done\": true}\n");
        return 0;
    }
    if (mode == "garbage") {
        say("\x01\x02 no json\n[1, 2]\n{\"half\": \n{\"good\": 1}\n");
        return 0;
    }
    if (mode == "quiet") { // says nothing, and SIGTERM does not move it
        std::signal(SIGTERM, SIG_IGN);
        say("{\"pid\": " + std::to_string(count) + "}\n");
        wait(60000);
        return 0;
    }
    if (mode == "crash") {
        say("{\"progress\": 1}\n");
        std::fprintf(stderr, "about to crash\n");
        std::raise(SIGSEGV);
    }
    if (mode == "error") {
        say("{\"error\": {\"code\": \"disk_full\", \"message\": \"no room for x\", \"hint\": \"free some\"}}\n");
        return 6;
    }
    if (mode == "mute") {
        std::fprintf(stderr, "first line\nwhy it failed\n");
        return 3;
    }
    if (mode == "slow") {
        for (int i = 0; i < 20; ++i) {
            say("{\"n\": " + std::to_string(i) + "}\n");
            wait(100);
        }
        return 0;
    }
    return 64;
}
