// SPDX-License-Identifier: Apache-2.0
// Reading compiled gettext catalogues (.mo), both byte orders: original texts and their translations.
// Source: GNU gettext manual, "The Format of GNU MO Files".
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::formats {

/// One message. Views point into the file's bytes. Texts are as stored: marks such as "~" or "%1" are still there.
struct MoEntry {
    std::string_view context; ///< empty where the message has none
    std::string_view original;
    std::string_view originalPlural; ///< empty where the message has no plural
    std::vector<std::string_view> translations; ///< one, or one for each plural form; may be empty texts
};

struct MoCatalog {
    std::string charset; ///< upper case, from the header entry; "UTF-8" where there is none
    std::string_view header; ///< the translation of the empty text
    std::vector<MoEntry> entries; ///< without the header, in the file's order
};

/// Checks a whole file: magic number, major revision 0 or 1, tables and texts inside the file, each text ended by a
/// NUL, counts against the bytes that there are. Texts must be UTF-8 or ASCII by the header. Fails (data) with the rule
/// that was broken; the message does not name the file: the caller does.
[[nodiscard]] Result<MoCatalog> parseGettextMo(std::span<const std::byte> file);

} // namespace bafo::formats
