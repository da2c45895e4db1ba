// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/choice_question.h"

#include "core/base/check.h"
#include "core/scoring/item_template.h"
#include "core/scoring/unicode_words.h"

#include <algorithm>
#include <charconv>

namespace bafo::scoring {
namespace {

std::size_t highest(const std::vector<double> &values)
{
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::int64_t numberIn(const std::string &text, std::int64_t first)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number - first : -1;
}

std::int64_t placeOf(const Task &task, const std::string &answer, std::span<const std::string> names)
{
    switch (task.answerForm) {
    case AnswerForm::letter:
        if (answer.size() != 1) {
            return -1;
        }
        return answer[0] >= 'a' ? answer[0] - 'a' : answer[0] - 'A';
    case AnswerForm::numberFromZero:
        return numberIn(answer, 0);
    case AnswerForm::numberFromOne:
        return numberIn(answer, 1);
    case AnswerForm::text:
        break;
    }
    const auto found = std::find(names.begin(), names.end(), answer);
    return found == names.end() ? -1 : found - names.begin();
}

} // namespace

ChoicePreferences preferencesOf(std::span<const std::string> choices, std::span<const double> logProbabilities,
                                std::span<const double> unconditional)
{
    BAFO_CHECK(!choices.empty() && logProbabilities.size() == choices.size(), "one log-probability a choice");
    std::vector<double> perCharacter;
    std::vector<double> perByte;
    std::vector<double> gained;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const auto characters = static_cast<double>(std::max<std::size_t>(1, countCharacters(choices[i])));
        const auto bytes = static_cast<double>(std::max<std::size_t>(1, choices[i].size()));
        perCharacter.push_back(logProbabilities[i] / characters);
        perByte.push_back(logProbabilities[i] / bytes);
        gained.push_back(logProbabilities[i] - (unconditional.empty() ? 0 : unconditional[i]));
    }
    return {.plain = highest({logProbabilities.begin(), logProbabilities.end()}),
            .perCharacter = highest(perCharacter),
            .perByte = highest(perByte),
            .mutualInformation = highest(gained)};
}

Result<Question> renderChoices(const Task &task, const PromptStyle &prompt, const Item &item)
{
    Question question;
    question.context = filteredText(BAFO_TRY(fillTemplate(prompt.context, item)), task.clean);
    if (prompt.choicesFrom.empty()) {
        for (const std::string &choice : prompt.choices) {
            question.choices.push_back(filteredText(BAFO_TRY(fillTemplate(choice, item)), task.clean));
        }
        return question;
    }
    const auto found = item.fields.find(prompt.choicesFrom);
    if (found == item.fields.end() || found->second.size() < 2) {
        return fail(ErrorCode::data, "there is no list of choices in the field '" + prompt.choicesFrom + "'",
                    "it needs at least two");
    }
    question.choices = filtered(found->second, task.clean);
    return question;
}

Result<std::int64_t> goldOf(const Task &task, const Item &item, std::span<const std::string> names)
{
    const std::string answer(stripped(BAFO_TRY(fillTemplate(task.answer, item))));
    const std::int64_t place = placeOf(task, answer, names);
    if (place < 0 || place >= static_cast<std::int64_t>(names.size())) {
        return fail(ErrorCode::data,
                    "its answer '" + answer.substr(0, 60) + "' is none of " + std::to_string(names.size()) + " choices",
                    "see the task's answer and answer_form");
    }
    return place;
}

std::vector<Request> choiceRequests(const PromptStyle &prompt, const Question &question, bool hasUnconditional)
{
    std::vector<Request> requests;
    for (const bool isUnconditional : {false, true}) {
        if (isUnconditional && !hasUnconditional) {
            break;
        }
        for (const std::string &choice : question.choices) {
            requests.push_back({.kind = RequestKind::likelihood,
                                .context = isUnconditional ? prompt.unconditional : question.context,
                                .continuation = prompt.delimiter + choice});
        }
    }
    return requests;
}

Result<ChoiceAnswers> choiceAnswers(const Question &question, std::span<const Answer> answers)
{
    const std::size_t count = question.choices.size();
    if (count == 0 || (answers.size() != count && answers.size() != 2 * count)) {
        return fail(ErrorCode::data,
                    std::to_string(answers.size()) + " answers were recorded for " + std::to_string(count) + " choices",
                    "the record is of another task: run the evaluation again");
    }
    ChoiceAnswers result;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        (i < count ? result.conditional : result.unconditional).push_back(answers[i].logProbability);
    }
    return result;
}

} // namespace bafo::scoring
