// SPDX-License-Identifier: Apache-2.0
// The part of `model verify` that both programs do: a model's files against the hashes of lineage.json.
#pragma once

#include "app/command_line/program.h"
#include "core/runs/model_verification.h"

#include <string>

namespace bafo::command_line {

/// Reads every file, tells how far it is and {"verification": {...}}. Fails as runs::verifyModel does; what it found is
/// the caller's to judge.
[[nodiscard]] Result<runs::ModelVerification> verifyFiles(const VerbContext &context, const std::string &name,
                                                          const Path &folder);

/// "model.safetensors holds other bytes than were written; ...".
[[nodiscard]] std::string differencesInWords(const runs::ModelVerification &found);

/// What to do about them.
[[nodiscard]] std::string mendOf(const runs::ModelVerification &found);

} // namespace bafo::command_line
