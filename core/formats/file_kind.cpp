// SPDX-License-Identifier: Apache-2.0
#include "core/formats/file_kind.h"

#include <array>
#include <utility>

namespace bafo::formats {

std::optional<std::string_view> kindOfFile(std::span<const std::byte> file)
{
    using namespace std::string_view_literals;
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kStarts = {{
        {"GGUF"sv, "a GGUF file"sv},
        {"PK\x03\x04"sv, "a zip archive (perhaps a PyTorch file)"sv},
        {"\x80\x02"sv, "a Python pickle"sv},
        {"version https://git-lfs"sv, "a pointer that Git LFS left"sv},
        {"<!DOCTYPE"sv, "a web page"sv},
        {"<!doctype"sv, "a web page"sv},
        {"<html"sv, "a web page"sv},
    }};
    const std::string_view text(reinterpret_cast<const char *>(file.data()), file.size());
    for (const auto &[start, kind] : kStarts) {
        if (text.starts_with(start)) {
            return kind;
        }
    }
    // Eight bytes of header length, of which the upper ones are always 0, then the header's JSON object.
    if (text.size() > 8 && text[8] == '{' && text.substr(5, 3) == "\0\0\0"sv) {
        return "a safetensors file"sv;
    }
    return std::nullopt;
}

} // namespace bafo::formats
