// SPDX-License-Identifier: Apache-2.0
// Texts with gaps that an item's fields fill: "P: {passage}\nQ: {question|strip}". "{{" and "}}" are braces.
//
// Filters, by name, one after the other:
//   strip, lower, first-capital (the first letter as a capital, the rest as it stands: the rule for isiZulu, whose
//   iNingizimu must not become iningizimu), python-capital (what lm-evaluation-harness does to English: the rest
//   small), hellaswag (its clean-up: ends stripped, " [title]" -> ". ", [brackets] gone, two spaces -> one),
//   python-list ("['a', 'b']" as two values), words-of-underscores ("science/technology" and "a_b" stay readable:
//   "_" -> " ").
#pragma once

#include "core/base/result.h"
#include "core/scoring/item.h"

#include <span>
#include <string>
#include <string_view>

namespace bafo::scoring {

/// Fails (config) on a gap that does not end, is empty, or names a filter that there is not.
[[nodiscard]] Result<void> checkTemplate(std::string_view text);

/// Fails (config) naming the filters that there are.
[[nodiscard]] Result<void> checkFilter(std::string_view name);

/// A checked template, filled. Several values of one field are written with ", " between. Fails (data) where the item
/// has no such field.
[[nodiscard]] Result<std::string> fillTemplate(std::string_view text, const Item &item);

/// Filters over values; one value may become several.
[[nodiscard]] FieldValues filtered(const FieldValues &values, std::span<const std::string> filters);
[[nodiscard]] std::string filteredText(const std::string &text, std::span<const std::string> filters);

/// Python's repr of a list of strings; a text that is none is its own only value.
[[nodiscard]] FieldValues pythonListValues(std::string_view text);

} // namespace bafo::scoring
