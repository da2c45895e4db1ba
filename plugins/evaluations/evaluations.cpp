// SPDX-License-Identifier: Apache-2.0
#include "plugins/evaluations/evaluations.h"

#include "plugins/evaluations/bits_per_byte/bits_per_byte_kind.h"
#include "plugins/evaluations/classification/classification_kind.h"
#include "plugins/evaluations/multiple_choice/multiple_choice_kind.h"
#include "plugins/evaluations/open_answer/open_answer_kind.h"
#include "plugins/evaluations/reading_comprehension/reading_comprehension_kind.h"
#include "plugins/evaluations/translation/translation_kind.h"

namespace bafo::evaluations {

Registry<scoring::EvaluationKind> makeEvaluationKinds()
{
    Registry<scoring::EvaluationKind> kinds("kind of evaluation");
    kinds.add(std::make_unique<MultipleChoiceKind>());
    kinds.add(std::make_unique<ClassificationKind>());
    kinds.add(std::make_unique<OpenAnswerKind>());
    kinds.add(std::make_unique<ReadingComprehensionKind>());
    kinds.add(std::make_unique<TranslationKind>());
    kinds.add(std::make_unique<BitsPerByteKind>());
    return kinds;
}

} // namespace bafo::evaluations
