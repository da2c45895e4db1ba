// SPDX-License-Identifier: Apache-2.0
// A rank that does what FOLDER/script-<rank> says, a line a command, and is started as the real one is:
// fake_rank run-rank FOLDER --rank R --ranks N ... --status-fd=D. It writes its pid to FOLDER/pid-<rank>.
//   beat STEP COLLECTIVES [NAME]   one message; NAME: the collective that it is in
//   keep-beating                   from now on the same every 20 ms, from a thread
//   step NUMBER                    a step_finished in the log, as rank 0 writes it
//   checkpoint NUMBER              a checkpoint_committed in the log
//   torn                           half a line in the log
//   warn TEXT                      a warning
//   finish OUTCOME STEP            its report
//   fail CODE TEXT                 its report, of an error of its own
//   lose-peer TEXT                 its report, of a peer that it lost
//   touch NAME, wait NAME          a file in FOLDER: makes it, waits for it
//   wait-for-stop                  waits for SIGTERM (held back as in rank 0), like a trainer between steps
//   wait-for-command               waits for a line in commands.jsonl behind --commands-from
//   ignore-term, raise N, exit N   signals and the end of the process
//   fork                           a child that does nothing for ever, its pid in FOLDER/heir-<rank>
//   garbage, flood                 what no rank should write on the pipe: bytes, and 10 MB of them as fast as they go
//   close                          the pipe
//   hang                           does nothing for ever
// Test code only.
#include "core/distributed/rank_message.h"
#include "core/protocol/line_codec.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace bafo;
using namespace bafo::distributed;

struct Place {
    std::string folder;
    std::string rank;
    long commandsFrom = 0;
    int status = -1;
};

Place g_place;

void put(int descriptor, const std::string &bytes)
{
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t written = ::write(descriptor, bytes.data() + done, bytes.size() - done);
        if (written < 0) {
            return;
        }
        done += static_cast<std::size_t>(written);
    }
}

void tell(const RankMessage &message)
{
    put(g_place.status, encodeRankLine(message));
}

void writeFile(const std::string &name, const std::string &text)
{
    const std::string path = g_place.folder + "/" + name;
    std::ofstream(path + ".new") << text;
    ::rename((path + ".new").c_str(), path.c_str());
}

long sizeOf(const std::string &name)
{
    struct stat info = {};
    return ::stat((g_place.folder + "/" + name).c_str(), &info) == 0 ? info.st_size : -1;
}

void pauseShortly()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

[[noreturn]] void hang()
{
    while (true) {
        ::pause();
    }
}

void log(const protocol::Event &event)
{
    static std::int64_t seq = 1000;
    const int file = ::open((g_place.folder + "/events.jsonl").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const std::string folder = g_place.folder;
    put(file, protocol::encodeLine({.seq = seq++, .t = 1, .run = folder.substr(folder.rfind('/') + 1)}, event));
    ::close(file);
}

void waitForStop()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    int number = 0;
    sigwait(&signals, &number);
}

void fork()
{
    const pid_t heir = ::fork();
    if (heir == 0) {
        ::signal(SIGTERM, SIG_IGN);
        hang();
    }
    writeFile("heir-" + g_place.rank, std::to_string(heir));
}

void talk(const std::string &verb, std::istringstream &words)
{
    static RankBeat beat;
    std::string text;
    if (verb == "beat") {
        words >> beat.step >> beat.numCollectives >> beat.collective;
        beat.phase = "training";
        tell(beat);
    } else if (verb == "keep-beating") {
        std::thread([message = encodeRankLine(beat)] {
            while (true) {
                put(g_place.status, message);
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        }).detach();
    } else if (verb == "warn") {
        std::getline(words >> std::ws, text);
        tell(protocol::Warning{.code = "fake", .message = text, .hint = "a hint"});
    } else if (verb == "finish") {
        RankReport report;
        words >> report.outcome >> report.step;
        tell(report);
    } else if (verb == "fail" || verb == "lose-peer") {
        RankReport report{
            .outcome = "failed", .step = beat.step, .outputModel = {}, .error = {}, .hasLostPeer = verb == "lose-peer"};
        if (verb == "fail") {
            words >> text;
        }
        report.error.code = errorCodeNamed(text);
        std::getline(words >> std::ws, report.error.message);
        tell(report);
    } else if (verb == "garbage") {
        put(g_place.status, std::string("\0\xFF{\"kind\":\n{}\n[1]\n{\"kind\":\"beat\"}\nnull\n", 39));
    } else if (verb == "flood") {
        for (int i = 0; i < 100; ++i) {
            put(g_place.status, std::string(100'000, i % 2 == 0 ? 'x' : '\n'));
        }
    }
}

void act(const std::string &verb, std::istringstream &words)
{
    std::string name;
    long number = 0;
    if (verb == "touch") {
        words >> name;
        writeFile(name, "");
    } else if (verb == "wait") {
        for (words >> name; sizeOf(name) < 0;) {
            pauseShortly();
        }
    } else if (verb == "wait-for-stop") {
        waitForStop();
    } else if (verb == "wait-for-command") {
        while (sizeOf("commands.jsonl") <= g_place.commandsFrom) {
            pauseShortly();
        }
    } else if (verb == "step") {
        words >> number;
        log(protocol::StepFinished{.step = number, .loss = 1});
    } else if (verb == "checkpoint") {
        words >> number;
        log(protocol::CheckpointCommitted{.step = number});
    } else if (verb == "torn") {
        const int file = ::open((g_place.folder + "/events.jsonl").c_str(), O_WRONLY | O_APPEND);
        put(file, R"({"v":1,"seq":77,"kind":"step_fin)");
        ::close(file);
    } else if (verb == "ignore-term") {
        ::signal(SIGTERM, SIG_IGN);
    } else if (verb == "raise") {
        words >> number;
        ::signal(static_cast<int>(number), SIG_DFL); // a sanitizer would make an exit of it
        std::raise(static_cast<int>(number));
    } else if (verb == "exit") {
        words >> number;
        ::_exit(static_cast<int>(number));
    } else if (verb == "fork") {
        fork();
    } else if (verb == "close") {
        ::close(g_place.status);
    } else if (verb == "hang") {
        hang();
    }
}

} // namespace

int main(int count, char **arguments)
{
    for (int i = 1; i < count; ++i) {
        const std::string word = arguments[i];
        const std::string next = i + 1 < count ? arguments[i + 1] : "";
        if (word == "run-rank") {
            g_place.folder = next;
        } else if (word == "--rank") {
            g_place.rank = next;
        } else if (word == "--commands-from") {
            g_place.commandsFrom = std::atol(next.c_str());
        } else if (word.starts_with("--status-fd=")) {
            g_place.status = std::atoi(word.c_str() + 12);
        }
    }
    writeFile("pid-" + g_place.rank, std::to_string(::getpid()));
    std::ifstream script(g_place.folder + "/script-" + g_place.rank);
    for (std::string line; std::getline(script, line);) {
        std::istringstream words(line);
        std::string verb;
        words >> verb;
        talk(verb, words);
        act(verb, words);
    }
    return 0;
}
