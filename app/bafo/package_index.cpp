// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/package_index.h"

namespace bafo::app {
namespace {

constexpr std::uint64_t kMostPageBytes = 16U << 20U;

std::string withoutEntities(std::string_view link)
{
    constexpr std::string_view kAmpersand = "&amp;";
    std::string text(link);
    for (auto place = text.find(kAmpersand); place != std::string::npos; place = text.find(kAmpersand, place + 1)) {
        text.erase(place + 1, kAmpersand.size() - 1);
    }
    return text;
}

} // namespace

std::optional<std::string> linkTo(std::string_view page, std::string_view fileName, std::string_view sha256)
{
    constexpr std::string_view kMark = "href=";
    constexpr std::string_view kHash = "#sha256=";
    for (auto place = page.find(kMark); place != std::string_view::npos; place = page.find(kMark, place)) {
        place += kMark.size();
        const char quote = place < page.size() ? page[place] : '\0';
        const auto end = quote == '"' || quote == '\'' ? page.find(quote, place + 1) : std::string_view::npos;
        if (end == std::string_view::npos) {
            continue;
        }
        const std::string link = withoutEntities(page.substr(place + 1, end - place - 1));
        const std::string path = link.substr(0, link.find_first_of("?#"));
        const auto hash = link.find(kHash);
        const bool isOther = hash != std::string::npos && link.compare(hash + kHash.size(), 64, sha256) != 0;
        if (path.substr(path.rfind('/') + 1) == fileName && !isOther) {
            return link;
        }
    }
    return std::nullopt;
}

Result<std::string> addressInIndex(WebClient &web, const std::string &index, const std::string &package,
                                   const std::string &fileName, const std::string &sha256)
{
    const std::string url = index + (index.ends_with('/') ? "" : "/") + package + "/";
    const WebPage page = BAFO_TRY(web.page(url, kMostPageBytes));
    const auto link = linkTo(page.text, fileName, sha256);
    if (!link) {
        return fail(ErrorCode::data, url + " does not have " + fileName + " with the hash that bafo knows",
                    "use an index that mirrors PyPI in full (--index), or bring the file along (--from)");
    }
    return resolvedLink(page.url, *link);
}

} // namespace bafo::app
