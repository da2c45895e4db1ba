// SPDX-License-Identifier: GPL-3.0-or-later
// What bafo says is meant for a terminal, in English: the commonest of it in the window's own words.
#pragma once

#include "core/base/result.h"

#include <QString>

#include <string>

namespace bafo::ui {

/// The same error in the language of the window, where it has words for it. A hint that leads to a terminal (a command,
/// an option) is put in the window's own way or left out. Any thread that may translate; cheap.
[[nodiscard]] Error inOwnWords(Error error);

/// Why a run failed, as its log tells it: message and hint in own words, as sentences behind each other.
[[nodiscard]] QString failureInOwnWords(const std::string &message, const std::string &hint);

} // namespace bafo::ui
