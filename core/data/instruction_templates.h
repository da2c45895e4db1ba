// SPDX-License-Identifier: Apache-2.0
// How a person asks for a translation, or for an answer in a language: resources/instruction-templates/bilingual.yaml,
// compiled in.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace bafo::data {

enum class InstructionKind { translate, ask };

/// Wordings in one language for one direction.
struct InstructionWording {
    InstructionKind kind = InstructionKind::translate;
    std::string from; ///< language of what is given, or of the question
    std::string to; ///< of the answer
    std::string wording; ///< of the instruction itself
    std::vector<std::string> texts; ///< of kind ask with {question} in each
};

using InstructionTemplates = std::vector<InstructionWording>;

[[nodiscard]] std::string_view bilingualTemplatesText();

/// Fails (config) naming the rule and what is wrong with it.
[[nodiscard]] Result<InstructionTemplates> parseInstructionTemplates(std::string_view yaml);

} // namespace bafo::data
