// SPDX-License-Identifier: GPL-3.0-or-later
// A model's parity certificate in words.
#pragma once

#include "core/runs/parity_certificate.h"

#include <QString>

namespace bafo::ui {

/// "Chat template": what was compared; the check's own name where nobody told us better.
[[nodiscard]] QString checkInWords(const std::string &check);

/// "measured 1.2e-06, at most 0.001": empty where nothing was measured.
[[nodiscard]] QString measureInWords(const runs::ParityCheck &check);

/// All of it as text, for a mail or a report.
[[nodiscard]] QString certificateAsText(const runs::ParityCertificate &certificate);

} // namespace bafo::ui
