// SPDX-License-Identifier: Apache-2.0
// The simplest tokenizer there is: every byte is a token, and 256 ends a text.
#pragma once

#include "core/base/sha256.h"
#include "core/text/tokenizer.h"

namespace bafo::fakes {

/// `shift` turns it into another tokenizer with another hash.
class ByteTokenizer final : public text::Tokenizer {
public:
    explicit ByteTokenizer(std::uint32_t shift = 0)
        : m_shift(shift)
    {
    }

    [[nodiscard]] std::vector<std::uint32_t> encode(std::string_view text, const text::EncodeOptions &) const override
    {
        std::vector<std::uint32_t> ids;
        for (const char letter : text) {
            ids.push_back((static_cast<unsigned char>(letter) + m_shift) % 256);
        }
        return ids;
    }
    [[nodiscard]] std::string pieceBytes(std::uint32_t id) const override
    {
        return id < 256 ? std::string(1, static_cast<char>((id + 256 - m_shift) % 256)) : std::string();
    }
    [[nodiscard]] std::uint32_t vocabularySize() const override { return 257; }
    [[nodiscard]] bool isSpecial(std::uint32_t id) const override { return id == 256; }
    [[nodiscard]] std::optional<std::uint32_t> idOf(std::string_view token) const override
    {
        return token == "<end>" ? std::optional<std::uint32_t>(256) : std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint32_t> beginOfText() const override { return std::nullopt; }
    [[nodiscard]] std::optional<std::uint32_t> endOfText() const override { return 256; }
    [[nodiscard]] std::optional<std::uint32_t> padding() const override { return std::nullopt; }
    [[nodiscard]] std::string hash() const override { return sha256Of("bytes " + std::to_string(m_shift)); }

private:
    std::uint32_t m_shift;
};

} // namespace bafo::fakes
