// SPDX-License-Identifier: Apache-2.0
#include "plugins/evaluations/bits_per_byte/bits_per_byte_kind.h"

#include "core/scoring/item_template.h"
#include "core/scoring/unicode_words.h"

#include <numbers>

namespace bafo::evaluations {

using namespace scoring;

namespace {

double bitsPerByte(std::span<const double> sums)
{
    return sums[1] > 0 ? sums[0] / sums[1] : 0;
}

} // namespace

Result<void> BitsPerByteKind::check(const Task &task) const
{
    if (task.text.empty()) {
        return fail(ErrorCode::config, "text is missing: bits_per_byte needs to know what is measured",
                    "write text: \"{field}\"");
    }
    if (task.prompts.size() != 1 || !task.prompts.front().context.empty()) {
        return fail(ErrorCode::config, "prompts: bits_per_byte asks nothing: one prompt without a context",
                    "write prompts: [{name: plain}]");
    }
    return {};
}

std::vector<Metric> BitsPerByteKind::metrics(const Task & /*task*/) const
{
    return {{.name = "bits_per_byte",
             .width = 2,
             .score = bitsPerByte,
             .isLowerBetter = true,
             .signature = "segmentation:one|windows:disjoint|longest:" + std::to_string(kTextWindow)}};
}

Result<Question> BitsPerByteKind::ask(const Task &task, const PromptStyle & /*prompt*/, const Item &item) const
{
    Question question;
    question.context = BAFO_TRY(fillTemplate(task.text, item));
    if (stripped(question.context).empty()) {
        return fail(ErrorCode::data, "its text is empty", "a text without a byte cannot be measured");
    }
    return question;
}

std::vector<Request> BitsPerByteKind::requests(const Task & /*task*/, const PromptStyle & /*prompt*/,
                                               const Question &question) const
{
    return {{.kind = RequestKind::text, .context = question.context, .continuation = {}}};
}

Result<Judgement> BitsPerByteKind::judge(const Task & /*task*/, const Question &question,
                                         std::span<const Answer> answers) const
{
    if (answers.size() != 1) {
        return fail(ErrorCode::data, "a text has one answer", "run the evaluation again");
    }
    const double bits = -answers.front().logProbability / std::numbers::ln2;
    return Judgement{.chosen = -1, .isRight = false, .numbers = {{bits, static_cast<double>(question.context.size())}}};
}

} // namespace bafo::evaluations
