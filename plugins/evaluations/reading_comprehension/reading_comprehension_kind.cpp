// SPDX-License-Identifier: Apache-2.0
#include "plugins/evaluations/reading_comprehension/reading_comprehension_kind.h"

#include "core/scoring/answer_match.h"
#include "core/scoring/translation_scores.h"
#include "core/scoring/written_answer.h"

namespace bafo::evaluations {

using namespace scoring;

namespace {

/// SQuAD's exact match: its normal form, equal.
bool isSameAnswer(std::string_view answer, std::string_view reference)
{
    return normalizedAnswer(answer) == normalizedAnswer(reference);
}

} // namespace

Result<void> ReadingComprehensionKind::check(const Task &task) const
{
    return checkWritten(task);
}

std::vector<Metric> ReadingComprehensionKind::metrics(const Task & /*task*/) const
{
    Metric prefix = meanMetric("prefix_match", true);
    prefix.signature = "version:" + std::to_string(kPrefixMatchVersion);
    Metric chrf = meanMetric("chrf", false);
    chrf.most = kMostChrf;
    chrf.signature = "mean of items|" + chrfSignature(0, 1);
    return {meanMetric("f1", false), meanMetric("exact_match", true), std::move(prefix), std::move(chrf)};
}

Result<Question> ReadingComprehensionKind::ask(const Task &task, const PromptStyle &prompt, const Item &item) const
{
    return renderWritten(task, prompt, item);
}

std::vector<Request> ReadingComprehensionKind::requests(const Task & /*task*/, const PromptStyle & /*prompt*/,
                                                        const Question &question) const
{
    return writtenRequests(question);
}

Result<Judgement> ReadingComprehensionKind::judge(const Task & /*task*/, const Question &question,
                                                  std::span<const Answer> answers) const
{
    const std::string text = BAFO_TRY(writtenText(answers));
    const bool isExact = matchesAny(isSameAnswer, text, question.references);
    const bool isMatch = isExact || matchesAny(isPrefixMatch, text, question.references);
    return Judgement{.chosen = -1,
                     .isRight = isMatch,
                     .numbers = {meanRow(bestOf(wordF1, text, question.references)), meanRow(isExact ? 1 : 0),
                                 meanRow(isMatch ? 1 : 0), meanRow(sentenceChrf(text, question.references))}};
}

} // namespace bafo::evaluations
