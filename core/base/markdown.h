// SPDX-License-Identifier: Apache-2.0
// Foreign text in Markdown: a name stays a name, whatever letters it has.
#pragma once

#include <string>
#include <string_view>

namespace bafo {

/// The text as CommonMark and GitHub's tables show it letter for letter: on one line, nothing in it emphasised, a link,
/// a cell's border or HTML.
[[nodiscard]] std::string markdownText(std::string_view text);

} // namespace bafo
