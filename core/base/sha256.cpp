// SPDX-License-Identifier: Apache-2.0
#include "core/base/sha256.h"

#include "core/base/check.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <vector>

namespace bafo {

struct Sha256::State {
    EVP_MD_CTX *context = nullptr;
};

Sha256::Sha256()
    : m_state(std::make_unique<State>())
{
    m_state->context = EVP_MD_CTX_new();
    BAFO_CHECK(m_state->context != nullptr && EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr) == 1,
               "OpenSSL has no SHA-256");
}

Sha256::~Sha256()
{
    EVP_MD_CTX_free(m_state->context);
}

void Sha256::update(std::span<const std::byte> bytes)
{
    BAFO_CHECK(EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()) == 1, "SHA-256 update");
}

std::string Sha256::finish()
{
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    BAFO_CHECK(EVP_DigestFinal_ex(m_state->context, digest.data(), &size) == 1 && size == digest.size(), "SHA-256 end");
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(64);
    for (const unsigned char byte : digest) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

std::string sha256Of(std::string_view text)
{
    Sha256 hash;
    hash.update(text);
    return hash.finish();
}

Result<std::string> sha256OfFile(const Path &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return fail(ErrorCode::data, "cannot read " + path.string(), "check that it exists and that you may read it");
    }
    Sha256 hash;
    std::vector<char> buffer(1 << 20);
    while (file) {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hash.update(std::string_view(buffer.data(), static_cast<std::size_t>(file.gcount())));
    }
    if (file.bad()) {
        return fail(ErrorCode::data, "cannot read " + path.string() + " to its end", "check the disk");
    }
    return hash.finish();
}

} // namespace bafo
