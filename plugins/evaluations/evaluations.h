// SPDX-License-Identifier: Apache-2.0
// The list of all kinds of evaluation.
#pragma once

#include "core/base/registry.h"
#include "core/scoring/evaluation_kind.h"

namespace bafo::evaluations {

[[nodiscard]] Registry<scoring::EvaluationKind> makeEvaluationKinds();

} // namespace bafo::evaluations
