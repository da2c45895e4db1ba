// SPDX-License-Identifier: Apache-2.0
#include "plugins/evaluations/open_answer/open_answer_kind.h"

#include "core/scoring/answer_match.h"
#include "core/scoring/translation_scores.h"
#include "core/scoring/written_answer.h"

namespace bafo::evaluations {

using namespace scoring;

Result<void> OpenAnswerKind::check(const Task &task) const
{
    return checkWritten(task);
}

std::vector<Metric> OpenAnswerKind::metrics(const Task & /*task*/) const
{
    Metric prefix = meanMetric("prefix_match", true);
    prefix.signature = "version:" + std::to_string(kPrefixMatchVersion);
    Metric chrf = meanMetric("chrf", false);
    chrf.most = kMostChrf;
    chrf.signature = "mean of items|" + chrfSignature(0, 1);
    return {meanMetric("exact_match", true), meanMetric("exact_match_any", true), std::move(prefix),
            meanMetric("f1", false), std::move(chrf)};
}

Result<Question> OpenAnswerKind::ask(const Task &task, const PromptStyle &prompt, const Item &item) const
{
    return renderWritten(task, prompt, item);
}

std::vector<Request> OpenAnswerKind::requests(const Task & /*task*/, const PromptStyle & /*prompt*/,
                                              const Question &question) const
{
    return writtenRequests(question);
}

Result<Judgement> OpenAnswerKind::judge(const Task & /*task*/, const Question &question,
                                        std::span<const Answer> answers) const
{
    const std::string text = BAFO_TRY(writtenText(answers));
    const bool isAnyExact = matchesAny(isExactMatch, text, question.references);
    const bool isMatch = isAnyExact || matchesAny(isPrefixMatch, text, question.references);
    const bool isFirstExact = isExactMatch(text, question.references.front()); // lm-evaluation-harness: that one only
    return Judgement{.chosen = -1,
                     .isRight = isMatch,
                     .numbers = {meanRow(isFirstExact ? 1 : 0), meanRow(isAnyExact ? 1 : 0), meanRow(isMatch ? 1 : 0),
                                 meanRow(bestOf(wordF1, text, question.references)),
                                 meanRow(sentenceChrf(text, question.references))}};
}

} // namespace bafo::evaluations
