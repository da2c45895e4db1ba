// SPDX-License-Identifier: Apache-2.0
// Text and hashes that the tests of this room share with the scripts in tests/golden/text.
#pragma once

#include "core/base/file_system.h"
#include "core/base/sha256.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/tokenizer.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>

#include <QByteArray>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace bafo::text::golden {

inline Path sourceFolder()
{
    return BAFO_SOURCE_DIR;
}

/// The public test data; it need not be there.
inline Path dataFolder()
{
    return qEnvironmentVariableIsSet("BAFO_TEST_DATA") ? Path(qgetenv("BAFO_TEST_DATA").toStdString())
                                                       : sourceFolder() / "../shared/data";
}

/// The embedded model's GGUF file; it need not be there.
inline Path modelFile()
{
    return qEnvironmentVariableIsSet("BAFO_TEST_MODEL")
        ? Path(qgetenv("BAFO_TEST_MODEL").toStdString())
        : sourceFolder() / "build/models/SmolLM2-135M-Instruct.Q4_1.gguf";
}

inline bool isThere(const Path &path)
{
    return PosixFileSystem().status(path)->exists;
}

inline std::string readBytes(const Path &path)
{
    return PosixFileSystem().readFile(path, 64 << 20).value_or("");
}

inline std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

/// A list of hashes made by a script.
inline nlohmann::json values(const char *name)
{
    return nlohmann::json::parse(readBytes(sourceFolder() / "tests/golden/text" / name));
}

/// A file of such a list, whole and in lines, U+FFFD for what is not UTF-8; the tricky lines lie in the list itself.
inline std::pair<std::string, std::vector<std::string>> textOf(const nlohmann::json &golden, const std::string &name)
{
    if (name != "tricky") {
        const std::string whole = mendUtf8(readBytes(dataFolder() / name));
        return {whole, linesOf(whole)};
    }
    std::vector<std::string> lines = golden["tricky"];
    std::string whole;
    for (const std::string &line : lines) {
        whole += (&line == &lines.front() ? "" : "\n\x1e\n") + line;
    }
    return {whole, lines};
}

struct Digests {
    std::string ids;
    std::string decoded;

    bool operator==(const Digests &) const = default;
};

/// Of the ids line by line, and of what they decode to.
inline Digests digestsOf(const Tokenizer &tokenizer, const std::vector<std::string> &lines)
{
    Sha256 ids;
    Sha256 decoded;
    for (const std::string &line : lines) {
        std::string text;
        const auto encoded = tokenizer.encode(line, {.parseSpecial = true});
        for (const std::uint32_t id : encoded) {
            text += (text.empty() ? "" : " ") + std::to_string(id);
        }
        ids.update(text + "\n");
        decoded.update(tokenizer.decode(encoded) + "\n");
    }
    return {.ids = ids.finish().substr(0, 16), .decoded = decoded.finish().substr(0, 16)};
}

inline std::string digestOfCuts(PreTokenizerKind kind, const std::string &whole)
{
    std::string text;
    for (const std::string_view word : cutIntoWords(kind, whole)) {
        text += (text.empty() ? "" : "\x1f") + toByteCharacters(word);
    }
    return sha256Of(text + "\n").substr(0, 16);
}

/// What a list says of one file and one tokenizer.
inline Digests digestsIn(const nlohmann::json &file, const std::string &tokenizer)
{
    return {.ids = file.at("ids_" + tokenizer), .decoded = file.at("decoded_" + tokenizer)};
}

} // namespace bafo::text::golden
