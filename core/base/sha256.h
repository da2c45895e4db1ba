// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) by OpenSSL: names every file that we write and check.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bafo {

/// Streaming hash. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view text) { update(std::as_bytes(std::span(text.data(), text.size()))); }

    /// 64 lower-case hexadecimal digits. Ends the stream: call it once.
    [[nodiscard]] std::string finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

[[nodiscard]] std::string sha256Of(std::string_view text);

/// Reads the file in pieces; any size.
[[nodiscard]] Result<std::string> sha256OfFile(const Path &path);

} // namespace bafo
