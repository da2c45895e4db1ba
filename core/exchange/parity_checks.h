// SPDX-License-Identifier: Apache-2.0
// What the parity certificate of a model says: whether it is still the model that it was made from.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/exchange/parity_sides.h"
#include "core/model/architecture.h"
#include "core/runs/parity_certificate.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::exchange {

struct ParityFindings {
    std::vector<runs::ParityCheck> checks; ///< all but "files"
    std::string dtype; ///< of the model: its coarsest; empty where it cannot be read
    std::int64_t numPrompts = 0;
};

/// Compares a model's folder with what it was made from, on parityPrompts(). What is wrong with the model is a check
/// that failed; where its head is gone no logits are measured. Fails where the reference cannot be read. Needs room for
/// one of the two and the head of the other.
[[nodiscard]] Result<ParityFindings> checkParity(FileSystem &files, const Path &model, const ParityReference &reference,
                                                 const Registry<model::Architecture> &architectures);

} // namespace bafo::exchange
