// SPDX-License-Identifier: Apache-2.0
#include "plugins/evaluations/translation/translation_kind.h"

#include "core/scoring/translation_scores.h"
#include "core/scoring/written_answer.h"

namespace bafo::evaluations {

using namespace scoring;

namespace {

/// A sentence counts as right, for wins and losses of two models, from this chrF++ on.
constexpr double kRightChrf = 50;

} // namespace

Result<void> TranslationKind::check(const Task &task) const
{
    return checkWritten(task);
}

std::vector<Metric> TranslationKind::metrics(const Task & /*task*/) const
{
    return {{.name = "chrf++",
             .width = kChrfPlusWidth,
             .score = chrfOf,
             .most = kMostChrf,
             .signature = chrfSignature(2, 1)},
            {.name = "chrf", .width = kChrfWidth, .score = chrfOf, .most = kMostChrf, .signature = chrfSignature(0, 1)},
            {.name = "bleu", .width = kBleuWidth, .score = bleuOf, .most = kMostBleu, .signature = bleuSignature(1)}};
}

Result<Question> TranslationKind::ask(const Task &task, const PromptStyle &prompt, const Item &item) const
{
    return renderWritten(task, prompt, item);
}

std::vector<Request> TranslationKind::requests(const Task & /*task*/, const PromptStyle & /*prompt*/,
                                               const Question &question) const
{
    return writtenRequests(question);
}

Result<Judgement> TranslationKind::judge(const Task & /*task*/, const Question &question,
                                         std::span<const Answer> answers) const
{
    const std::string text = BAFO_TRY(writtenText(answers));
    Judgement judgement;
    judgement.numbers = {chrfCounts(text, question.references, 2), chrfCounts(text, question.references, 0),
                         bleuCounts(text, question.references)};
    judgement.isRight = chrfOf(judgement.numbers.front()) >= kRightChrf;
    return judgement;
}

} // namespace bafo::evaluations
