// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/written_answer.h"

#include "core/scoring/item_template.h"
#include "core/scoring/unicode_words.h"

#include <algorithm>

namespace bafo::scoring {

Result<Question> renderWritten(const Task &task, const PromptStyle &prompt, const Item &item)
{
    Question question;
    question.context = filteredText(BAFO_TRY(fillTemplate(prompt.context, item)), task.clean);
    const auto found = item.fields.find(task.answersFrom);
    if (found == item.fields.end()) {
        return fail(ErrorCode::data, "there is no field '" + task.answersFrom + "' with the answers",
                    "see the task's answers_from");
    }
    question.references = filtered(found->second, task.answerFilters);
    question.references.erase(std::remove_if(question.references.begin(), question.references.end(),
                                             [](const std::string &text) { return stripped(text).empty(); }),
                              question.references.end());
    if (question.references.empty()) {
        return fail(ErrorCode::data, "its answer is empty", "an item without an answer cannot be judged");
    }
    return question;
}

std::vector<Request> writtenRequests(const Question &question)
{
    return {{.kind = RequestKind::generation, .context = question.context, .continuation = {}}};
}

Result<std::string> writtenText(std::span<const Answer> answers)
{
    if (answers.size() != 1) {
        return fail(ErrorCode::data, std::to_string(answers.size()) + " answers were recorded where one was asked for",
                    "the record is of another task: run the evaluation again");
    }
    return std::string(stripped(answers.front().text));
}

Result<void> checkWritten(const Task &task)
{
    if (task.answersFrom.empty()) {
        return fail(ErrorCode::config, "answers_from is missing: " + task.kind + " needs the wanted answers",
                    "name the field of the data that holds them");
    }
    for (const PromptStyle &prompt : task.prompts) {
        if (prompt.context.empty()) {
            return fail(ErrorCode::config, "prompts.context of '" + prompt.name + "' is missing",
                        "say what the model goes on from");
        }
        if (!prompt.choices.empty() || !prompt.choicesFrom.empty()) {
            return fail(ErrorCode::config, "prompts.choices of '" + prompt.name + "': " + task.kind + " has none",
                        "take them out, or choose another kind");
        }
    }
    return {};
}

bool matchesAny(MatchRule rule, const std::string &answer, std::span<const std::string> references)
{
    return std::any_of(references.begin(), references.end(),
                       [&](const std::string &reference) { return rule(answer, reference); });
}

double bestOf(MeasureRule rule, const std::string &answer, std::span<const std::string> references)
{
    double best = 0;
    for (const std::string &reference : references) {
        best = std::max(best, rule(answer, reference));
    }
    return best;
}

std::string cutAtStop(const std::string &text, std::span<const std::string> stop, bool &isCut)
{
    std::size_t end = text.size();
    isCut = false;
    for (const std::string &ending : stop) {
        const std::size_t found = ending.empty() ? std::string::npos : text.find(ending);
        if (found != std::string::npos) {
            isCut = true;
            end = std::min(end, found);
        }
    }
    return text.substr(0, end);
}

} // namespace bafo::scoring
