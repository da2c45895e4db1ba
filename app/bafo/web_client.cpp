// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/web_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

namespace bafo::app {
namespace {

constexpr long kConnectS = 30;
constexpr long kQuietS = 60; // without a byte: the connection is dead
constexpr long kMostRedirects = 5;
constexpr long kBufferBytes = 256 * 1024;
constexpr auto kNetworkHint = "check the network and the proxy settings (https_proxy); what came is kept";

/// What the callbacks of one request work with.
struct Answer {
    CURL *curl = nullptr;
    std::string contentRange; ///< of the last answer in a chain of redirects
    const WebRange *wanted = nullptr; ///< null: a page
    const std::function<Result<void>(std::span<const std::byte>)> *take = nullptr;
    std::string *page = nullptr;
    std::uint64_t limitBytes = 0;
    std::uint64_t numBytes = 0;
    std::optional<Error> error; ///< why it was broken off from here
};

long codeOf(CURL *curl)
{
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

/// Nothing where the answer is the piece that was asked for.
std::optional<Error> wrongPiece(const Answer &answer)
{
    if (codeOf(answer.curl) == 200) {
        return Error{ErrorCode::data, "this server sends whole files only, not the pieces that are needed",
                     "use another index (--index), or bring the files along (--from)"};
    }
    const WebRange &wanted = *answer.wanted;
    const std::string expected
        = fmt::format("bytes {}-{}/{}", wanted.firstByte, wanted.firstByte + wanted.numBytes - 1, wanted.fileBytes);
    if (answer.contentRange != expected) {
        return Error{ErrorCode::data,
                     fmt::format("the server answers with other bytes than those asked for ('{}' instead of '{}')",
                                 answer.contentRange, expected),
                     "use another index (--index), or bring the files along (--from)"};
    }
    return std::nullopt;
}

std::size_t takeBody(char *data, std::size_t size, std::size_t count, void *user)
{
    auto &answer = *static_cast<Answer *>(user);
    const std::size_t numBytes = size * count;
    if (codeOf(answer.curl) >= 300) {
        return numBytes; // an error page: what it says is not for us
    }
    if (answer.page != nullptr) {
        if (answer.page->size() + numBytes > answer.limitBytes) {
            answer.error = Error{ErrorCode::data, "the page is far too long for a package index", "check --index"};
            return 0;
        }
        answer.page->append(data, numBytes);
        return numBytes;
    }
    if (answer.numBytes == 0) {
        answer.error = wrongPiece(answer);
    }
    if (!answer.error && answer.numBytes + numBytes > answer.wanted->numBytes) {
        answer.error
            = Error{ErrorCode::data, "the server sends more than was asked for", "use another index (--index)"};
    }
    if (!answer.error) {
        const auto taken = (*answer.take)(std::as_bytes(std::span(data, numBytes)));
        answer.error = taken ? std::nullopt : std::optional(taken.error());
    }
    answer.numBytes += numBytes;
    return answer.error ? 0 : numBytes;
}

std::size_t takeHeader(char *data, std::size_t size, std::size_t count, void *user)
{
    constexpr std::string_view kName = "content-range:";
    auto &answer = *static_cast<Answer *>(user);
    const std::string_view line(data, size * count);
    std::string name(line.substr(0, kName.size()));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (line.starts_with("HTTP/")) {
        answer.contentRange.clear();
    } else if (name == kName) {
        const auto begin = line.find_first_not_of(" \t", kName.size());
        const auto end = line.find_last_not_of(" \t\r\n");
        answer.contentRange = begin == std::string_view::npos ? "" : line.substr(begin, end + 1 - begin);
    }
    return size * count;
}

/// Whether the same request may succeed a moment later.
bool isPassing(CURLcode code, long status)
{
    switch (code) {
    case CURLE_OK:
        return status >= 500 || status == 429 || status == 408;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_TOO_MANY_REDIRECTS:
        return false;
    default:
        return true;
    }
}

std::string whyOf(CURLcode code, long status)
{
    return code == CURLE_OK ? fmt::format("the server answers {}", status) : std::string(curl_easy_strerror(code));
}

} // namespace

struct WebClient::State {
    State()
    {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        curl = curl_easy_init();
    }
    ~State()
    {
        curl_easy_cleanup(curl);
        curl_global_cleanup();
    }
    State(const State &) = delete;
    State &operator=(const State &) = delete;

    CURLcode perform(const std::string &url, Answer &answer, const char *range)
    {
        curl_easy_reset(curl); // keeps connections
        answer.curl = curl;
        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "bafo");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, url.starts_with("https:") ? "https" : "http,https");
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
        curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMostRedirects);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectS);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kQuietS);
        curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, kBufferBytes);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, takeBody);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, takeHeader);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
        if (const char *certificates = std::getenv("SSL_CERT_FILE"); certificates != nullptr && *certificates != '\0') {
            curl_easy_setopt(curl, CURLOPT_CAINFO, certificates); // as OpenSSL's own programs do
        }
        if (range != nullptr) {
            curl_easy_setopt(curl, CURLOPT_RANGE, range);
        } else {
            curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); // an index page packs to a tenth
        }
        return curl_easy_perform(curl);
    }

    CURL *curl = nullptr;
};

WebClient::WebClient()
    : m_state(std::make_unique<State>())
{
}

WebClient::~WebClient() = default;

Result<WebPage> WebClient::page(const std::string &url, std::uint64_t limitBytes)
{
    WebPage page;
    Answer answer;
    answer.page = &page.text;
    answer.limitBytes = limitBytes;
    const CURLcode code = m_state->perform(url, answer, nullptr);
    const long status = codeOf(m_state->curl);
    if (answer.error) {
        return fail(std::move(*answer.error));
    }
    if (code != CURLE_OK || status != 200) {
        return fail(ErrorCode::data, url + " cannot be read: " + whyOf(code, status), kNetworkHint);
    }
    const char *last = nullptr;
    curl_easy_getinfo(m_state->curl, CURLINFO_EFFECTIVE_URL, &last);
    page.url = last != nullptr ? last : url;
    return page;
}

Result<RangeEnd> WebClient::range(const std::string &url, const WebRange &wanted,
                                  const std::function<Result<void>(std::span<const std::byte>)> &take)
{
    Answer answer;
    answer.wanted = &wanted;
    answer.take = &take;
    const std::string range = fmt::format("{}-{}", wanted.firstByte, wanted.firstByte + wanted.numBytes - 1);
    const CURLcode code = m_state->perform(url, answer, range.c_str());
    const long status = codeOf(m_state->curl);
    if (answer.error) {
        return fail(std::move(*answer.error));
    }
    if (code == CURLE_OK && status < 300) {
        const bool isWhole = answer.numBytes == wanted.numBytes;
        return RangeEnd{.isWhole = isWhole, .why = isWhole ? "" : "the connection was closed too early"};
    }
    if (isPassing(code, status)) {
        return RangeEnd{.isWhole = false, .why = whyOf(code, status)};
    }
    return fail(ErrorCode::data, url + " cannot be fetched: " + whyOf(code, status),
                code == CURLE_OK ? "use another index (--index), or bring the files along (--from)" : kNetworkHint);
}

Result<std::string> resolvedLink(const std::string &pageUrl, const std::string &link)
{
    CURLU *url = curl_url();
    char *whole = nullptr;
    const bool isGood = curl_url_set(url, CURLUPART_URL, pageUrl.c_str(), 0) == CURLUE_OK
        && curl_url_set(url, CURLUPART_URL, link.c_str(), 0) == CURLUE_OK
        && curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0) == CURLUE_OK
        && curl_url_get(url, CURLUPART_URL, &whole, 0) == CURLUE_OK;
    std::string text = isGood ? whole : "";
    curl_free(whole);
    curl_url_cleanup(url);
    if (!isGood) {
        return fail(ErrorCode::data, "not an address: " + link, "check --index");
    }
    return text;
}

} // namespace bafo::app
