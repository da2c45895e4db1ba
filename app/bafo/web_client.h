// SPDX-License-Identifier: Apache-2.0
// Pages and pieces of files over HTTP, by libcurl: proxies as the environment names them, certificates as the system
// trusts them.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace bafo::app {

/// Which bytes of a file, and how large the file has to be.
struct WebRange {
    std::uint64_t firstByte = 0;
    std::uint64_t numBytes = 0;
    std::uint64_t fileBytes = 0;
};

/// How a transfer ended that may be tried again.
struct RangeEnd {
    bool isWhole = false;
    std::string why; ///< where it is not: "the connection was closed"
};

struct WebPage {
    std::string text;
    std::string url; ///< of the page, after redirects: what its links are relative to
};

/// One thread. Only http and https; a redirect never leads from https to http.
class WebClient {
public:
    WebClient();
    ~WebClient();
    WebClient(const WebClient &) = delete;
    WebClient &operator=(const WebClient &) = delete;

    /// Fails (data) where there is none, or a larger one than the limit.
    [[nodiscard]] Result<WebPage> page(const std::string &url, std::uint64_t limitBytes);

    /// Hands on the bytes in order as they come. Fails (data) where another try cannot help: no such file, another file
    /// than the one that is meant, a server that only sends whole files; and with what `take` fails with.
    [[nodiscard]] Result<RangeEnd> range(const std::string &url, const WebRange &wanted,
                                         const std::function<Result<void>(std::span<const std::byte>)> &take);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A link of a page as a whole address. Fails (data) where it is none.
[[nodiscard]] Result<std::string> resolvedLink(const std::string &pageUrl, const std::string &link);

} // namespace bafo::app
