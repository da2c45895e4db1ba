// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gettext_mo.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <optional>

namespace bafo::formats {
namespace {

constexpr std::uint32_t kMagic = 0x950412DE;
constexpr std::uint32_t kSwappedMagic = 0xDE120495;
constexpr std::size_t kHeaderBytes = 28;
constexpr char kContextEnd = '\x04';

Failure broken(const std::string &rule)
{
    return fail(ErrorCode::data, "no sound gettext catalogue: " + rule, "make it again with msgfmt");
}

/// Whole numbers at byte places; the caller has checked the place.
class Words {
public:
    Words(std::span<const std::byte> file, bool isSwapped)
        : m_file(file)
        , m_isSwapped(isSwapped)
    {
    }

    [[nodiscard]] std::uint32_t at(std::size_t offset) const
    {
        std::uint32_t value = 0;
        std::memcpy(&value, m_file.data() + offset, sizeof(value));
        return m_isSwapped ? __builtin_bswap32(value) : value;
    }

    [[nodiscard]] std::span<const std::byte> file() const { return m_file; }

private:
    std::span<const std::byte> m_file;
    bool m_isSwapped;
};

/// Text `index` of a table of (length, offset) pairs, found to be inside the file and ended by a NUL.
Result<std::string_view> textAt(const Words &words, std::uint64_t table, std::uint64_t index)
{
    const auto place = static_cast<std::size_t>(table + index * 8);
    const std::uint64_t length = words.at(place);
    const std::uint64_t offset = words.at(place + 4);
    if (offset + length >= words.file().size()) {
        return broken("text " + std::to_string(index) + " lies outside the file");
    }
    const auto *data = reinterpret_cast<const char *>(words.file().data()) + offset;
    if (data[length] != '\0') {
        return broken("text " + std::to_string(index) + " is not ended by a NUL");
    }
    return std::string_view(data, static_cast<std::size_t>(length));
}

std::vector<std::string_view> splitAtNul(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find('\0');
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::string charsetOf(std::string_view header)
{
    constexpr std::string_view kMark = "charset=";
    const std::size_t start = header.find(kMark);
    if (start == std::string_view::npos) {
        return "UTF-8";
    }
    std::string charset(header.substr(start + kMark.size()));
    charset.resize(std::min(charset.find_first_of(" \t\r\n;"), charset.size()));
    for (char &letter : charset) {
        letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }
    return charset.empty() ? "UTF-8" : charset;
}

Result<MoEntry> entryOf(std::string_view original, std::string_view translation)
{
    MoEntry entry;
    if (const std::size_t end = original.find(kContextEnd); end != std::string_view::npos) {
        entry.context = original.substr(0, end);
        original.remove_prefix(end + 1);
    }
    const auto originals = splitAtNul(original);
    entry.original = originals.front();
    if (originals.size() > 2) {
        return broken("a message has more than one plural");
    }
    if (originals.size() == 2) {
        entry.originalPlural = originals[1];
        entry.translations = splitAtNul(translation);
    } else {
        entry.translations = {translation};
    }
    return entry;
}

bool overlapsHeader(std::uint64_t table)
{
    return table < kHeaderBytes;
}

} // namespace

Result<MoCatalog> parseGettextMo(std::span<const std::byte> file)
{
    if (file.size() < kHeaderBytes) {
        return broken("it is shorter than a header");
    }
    const std::uint32_t magic = Words(file, false).at(0);
    if (magic != kMagic && magic != kSwappedMagic) {
        return broken("it does not start with the magic number of a .mo file");
    }
    const Words words(file, magic == kSwappedMagic);
    if (words.at(4) >> 16U > 1) {
        return broken("revision " + std::to_string(words.at(4) >> 16U) + " is not known");
    }
    const std::uint64_t count = words.at(8);
    const std::uint64_t originals = words.at(12);
    const std::uint64_t translations = words.at(16);
    if (originals + count * 8 > file.size() || translations + count * 8 > file.size()) {
        return broken("its tables lie outside the file");
    }
    if (count > 0 && (overlapsHeader(originals) || overlapsHeader(translations))) {
        return broken("its tables lie inside the header");
    }
    if (originals < translations + count * 8 && translations < originals + count * 8) {
        return broken("its tables overlap");
    }
    MoCatalog catalog{.charset = "UTF-8", .header = {}, .entries = {}};
    for (std::uint64_t index = 0; index < count; ++index) {
        const std::string_view original = BAFO_TRY(textAt(words, originals, index));
        const std::string_view translation = BAFO_TRY(textAt(words, translations, index));
        if (original.empty()) {
            catalog.header = translation;
            catalog.charset = charsetOf(translation);
            continue;
        }
        catalog.entries.push_back(BAFO_TRY(entryOf(original, translation)));
    }
    if (catalog.charset != "UTF-8" && catalog.charset != "UTF8" && catalog.charset != "ASCII"
        && catalog.charset != "US-ASCII") {
        return fail(ErrorCode::data, "its texts are in " + catalog.charset + ", only UTF-8 is read",
                    "convert it: msgunfmt, msgconv --to-code=UTF-8, msgfmt");
    }
    return catalog;
}

} // namespace bafo::formats
