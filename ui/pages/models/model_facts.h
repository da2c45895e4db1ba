// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a model, in words.
#pragma once

#include "ui/pages/models/fact_list.h"
#include "ui/pages/models/model_shelf.h"

#include <vector>

namespace bafo::ui {

/// "smol, trained in run zulu": how it came to be.
[[nodiscard]] QString howInWords(const FamilyMember &member);

/// Scores, size, vocabulary, shape; of an adapter its base, rank and targets.
[[nodiscard]] std::vector<Fact> factsOf(const FamilyMember &member, const ShelfContent &content);

/// What the lineage notes; a hash is shown short.
[[nodiscard]] std::vector<Fact> settingsOf(const FamilyMember &member);

/// As much of a hash as is shown where there is no room for all of it.
inline constexpr int kHashShown = 12;

} // namespace bafo::ui
