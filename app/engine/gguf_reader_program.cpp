// SPDX-License-Identifier: Apache-2.0
#include "app/engine/gguf_reader_program.h"

#include "core/formats/json_limits.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <cstring>

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bafo::engine {
namespace {

constexpr const char *kProgram = "bafo-gguf-reader";
constexpr std::uint64_t kMaxRowsBytes = 1ULL << 32U;
constexpr std::size_t kMaxLineBytes = 64U << 20U;

/// Its stdin and stdout are the socket; gives its number, or the negative of an error's.
int spawn(const std::string &program, const std::string &argument, int socket)
{
    std::string own = program;
    std::string file = argument;
    const std::array<char *, 3> argv = {own.data(), file.data(), nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
    pid_t child = -1;
    const int error = ::posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? child : -error;
}

Failure strange(const std::string &what)
{
    return fail(ErrorCode::data, std::string(kProgram) + " " + what, "build it again with 'make gguf-reader'");
}

} // namespace

Result<std::unique_ptr<GgufReaderProgram>> GgufReaderProgram::start(FileSystem &files, const Path &folder,
                                                                    const Path &ggufFile)
{
    const Path program = folder / kProgram;
    if (!BAFO_TRY(files.status(program)).exists) {
        return fail(ErrorCode::config,
                    "a GGUF file is judged by llama.cpp, and bafo-gguf-reader is not beside "
                        + (folder / "bafo-engine").string(),
                    "'make setup LLAMA_CPP=1' and 'make gguf-reader' build it");
    }
    std::array<int, 2> ends = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return fail(ErrorCode::internal, std::string("no socket for ") + kProgram + ": " + std::strerror(errno));
    }
    std::unique_ptr<GgufReaderProgram> reader(new GgufReaderProgram(files, ggufFile));
    reader->m_socket = ends[0];
    reader->m_child = spawn(program.string(), ggufFile.string(), ends[1]);
    ::close(ends[1]);
    if (reader->m_child < 0) {
        return fail(ErrorCode::internal, "cannot start " + program.string() + ": " + std::strerror(-reader->m_child));
    }
    return reader;
}

GgufReaderProgram::~GgufReaderProgram()
{
    ::close(m_socket); // its stdin ends, and so does it
    if (m_child > 0) {
        ::waitpid(m_child, nullptr, 0);
    }
}

Result<std::string> GgufReaderProgram::readLine()
{
    while (true) {
        const std::size_t end = m_received.find('\n');
        if (end != std::string::npos) {
            std::string line = m_received.substr(0, end);
            m_received.erase(0, end + 1);
            return line;
        }
        std::array<char, 1U << 16U> piece;
        const ssize_t size = ::recv(m_socket, piece.data(), piece.size(), 0);
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size <= 0 || m_received.size() > kMaxLineBytes) {
            return strange("ended without an answer");
        }
        m_received.append(piece.data(), static_cast<std::size_t>(size));
    }
}

Result<nlohmann::json> GgufReaderProgram::ask(const nlohmann::json &request)
{
    const std::string line = request.dump() + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        const ssize_t size = ::send(m_socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (size <= 0 && errno != EINTR) {
            break; // why it ended, it may have said
        }
        sent += size > 0 ? static_cast<std::size_t>(size) : 0;
    }
    const std::string text = BAFO_TRY(readLine());
    auto answer = formats::parseJson(text, {});
    if (!answer || !answer->is_object()) {
        return strange("answers what is no JSON object");
    }
    if (const auto error = answer->find("error"); error != answer->end()) {
        return fail(ErrorCode::data,
                    m_file.filename().string() + ": " + (error->is_string() ? error->get<std::string>() : ""),
                    "export the file again from its model");
    }
    return answer;
}

Result<exchange::GgufAbout> GgufReaderProgram::about()
{
    const nlohmann::json answer = BAFO_TRY(ask({{"about", true}}));
    exchange::GgufAbout about;
    const auto number = [&answer](const char *key) {
        const auto found = answer.find(key);
        return found != answer.end() && found->is_number_integer() ? found->get<std::int64_t>() : -1;
    };
    about.vocabularySize = number("vocabulary_size");
    about.beginOfText = number("begin_of_text");
    for (const nlohmann::json &end : answer.value("end_tokens", nlohmann::json::array())) {
        if (end.is_number_unsigned()) {
            about.endTokens.push_back(end.get<std::uint32_t>());
        }
    }
    const nlohmann::json chat = answer.value("chat_template", nlohmann::json());
    about.chatTemplate = chat.is_string() ? chat.get<std::string>() : std::string();
    return about;
}

Result<std::vector<std::uint32_t>> GgufReaderProgram::idsOf(std::string_view text)
{
    const nlohmann::json answer = BAFO_TRY(ask({{"text", text}}));
    std::vector<std::uint32_t> ids;
    for (const nlohmann::json &id : answer.value("ids", nlohmann::json::array())) {
        if (!id.is_number_unsigned()) {
            return strange("answers with an id that is none");
        }
        ids.push_back(id.get<std::uint32_t>());
    }
    return ids;
}

Result<at::Tensor> GgufReaderProgram::logitsOf(const std::vector<std::uint32_t> &ids)
{
    const Path rows = m_file.string() + ".rows.partial";
    const auto read = [&]() -> Result<at::Tensor> {
        const nlohmann::json answer = BAFO_TRY(ask({{"ids", ids}, {"to", rows.string()}}));
        const std::string bytes = BAFO_TRY(m_files.readFile(rows, kMaxRowsBytes));
        const auto numRows = static_cast<std::int64_t>(ids.size());
        const auto numValues = static_cast<std::int64_t>(bytes.size() / sizeof(float));
        if (numRows == 0 || numValues == 0 || numValues % numRows != 0) {
            return strange("wrote no rows of logits");
        }
        const at::Tensor logits_TV = at::empty({numRows, numValues / numRows}, at::kFloat);
        std::memcpy(logits_TV.mutable_data_ptr<float>(), bytes.data(), bytes.size());
        return logits_TV;
    };
    auto logits = read();
    (void)m_files.removeFile(rows);
    return logits;
}

} // namespace bafo::engine
