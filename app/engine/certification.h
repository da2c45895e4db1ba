// SPDX-License-Identifier: Apache-2.0
// The parity certificate of a model: what it is compared with, made, stored beside it, told.
#pragma once

#include "app/command_line/program.h"
#include "core/base/result.h"
#include "core/runs/model_verification.h"
#include "core/runs/parity_certificate.h"

#include <optional>
#include <string>

namespace bafo::engine {

struct Certification {
    Path model; ///< its folder, or a GGUF file
    std::string against; ///< a model or adapter; empty: what its lineage says that it was merged from
    std::optional<runs::ModelVerification> files = {}; ///< what was found of its files; nothing: it has no lineage
};

/// Compares and stores. Fails (data) where what it was made from is not here, or is another by its hash; a model that
/// differs is no failure, but red.
[[nodiscard]] Result<runs::ParityCertificate> certify(const command_line::VerbContext &context,
                                                      const Certification &request);

/// Words and {"certificate": {...}}; fails (data) with all causes where it is red.
[[nodiscard]] Result<void> tellCertificate(const command_line::VerbContext &context,
                                           const runs::ParityCertificate &certificate);

} // namespace bafo::engine
