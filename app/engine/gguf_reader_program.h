// SPDX-License-Identifier: Apache-2.0
// llama.cpp as a program beside this one (bafo-gguf-reader, optional): one file, asked by lines of JSON.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/gguf_parity.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>

namespace bafo::engine {

/// Owns the child, which ends with it. One thread at a time.
class GgufReaderProgram final : public exchange::GgufReader {
public:
    /// `folder` is where the program lies. Fails (config) where it is not there.
    [[nodiscard]] static Result<std::unique_ptr<GgufReaderProgram>> start(FileSystem &files, const Path &folder,
                                                                          const Path &ggufFile);

    ~GgufReaderProgram() override;
    GgufReaderProgram(const GgufReaderProgram &) = delete;
    GgufReaderProgram &operator=(const GgufReaderProgram &) = delete;

    [[nodiscard]] Result<exchange::GgufAbout> about() override;
    [[nodiscard]] Result<std::vector<std::uint32_t>> idsOf(std::string_view text) override;

    /// By way of a file beside the GGUF file, which is removed again: a vocabulary of 256k words is too much for lines.
    [[nodiscard]] Result<at::Tensor> logitsOf(const std::vector<std::uint32_t> &ids) override;

private:
    GgufReaderProgram(FileSystem &files, Path ggufFile)
        : m_files(files)
        , m_file(std::move(ggufFile))
    {
    }

    /// One line there, one back. Fails (data) with the program's own words.
    [[nodiscard]] Result<nlohmann::json> ask(const nlohmann::json &request);
    [[nodiscard]] Result<std::string> readLine();

    FileSystem &m_files;
    Path m_file;
    int m_socket = -1; ///< its stdin and stdout
    int m_child = -1;
    std::string m_received; ///< behind the last line
};

} // namespace bafo::engine
