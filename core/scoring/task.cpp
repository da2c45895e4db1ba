// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/task.h"

#include "core/config/knob_values.h"
#include "core/formats/yaml_limits.h"
#include "core/scoring/item_template.h"
#include "core/scoring/yaml_map.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

namespace bafo::scoring {
namespace {

constexpr std::int64_t kMostExamples = 64;
constexpr std::int64_t kMostNewTokens = 4096;

struct NamedForm {
    std::string_view name;
    AnswerForm form;
};

constexpr std::array kForms = {
    NamedForm{"text", AnswerForm::text},
    NamedForm{"letter", AnswerForm::letter},
    NamedForm{"number-from-0", AnswerForm::numberFromZero},
    NamedForm{"number-from-1", AnswerForm::numberFromOne},
};

bool isTaskName(std::string_view text)
{
    const auto isFit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= 60 && text.front() != '-' && std::all_of(text.begin(), text.end(), isFit);
}

void checkName(YamlMap &map, const char *key, const std::string &name)
{
    if (!name.empty() && !isTaskName(name)) {
        map.refuse(key, "is '" + name + "'", "use small letters, digits and '-', at most 60");
    }
}

void checkText(YamlMap &map, const char *key, const std::string &text)
{
    if (const auto result = checkTemplate(text); !result) {
        map.refuse(key, ": " + result.error().message, result.error().hint);
    }
}

void checkFilters(YamlMap &map, const char *key, const std::vector<std::string> &filters)
{
    for (const std::string &filter : filters) {
        if (const auto result = checkFilter(filter); !result) {
            map.refuse(key, ": " + result.error().message, result.error().hint);
        }
    }
}

Result<PromptStyle> readPrompt(const YAML::Node &node)
{
    PromptStyle prompt;
    YamlMap map(node, "prompts");
    map.read("name", prompt.name);
    map.read("context", prompt.context);
    map.read("choices", prompt.choices);
    map.read("choices_from", prompt.choicesFrom);
    map.read("delimiter", prompt.delimiter);
    map.read("unconditional", prompt.unconditional);
    checkName(map, "name", prompt.name);
    checkText(map, "context", prompt.context);
    for (const std::string &choice : prompt.choices) {
        checkText(map, "choices", choice);
    }
    if (!prompt.choices.empty() && !prompt.choicesFrom.empty()) {
        map.refuse("choices_from", "stands beside choices", "keep one of the two");
    }
    BAFO_TRY(map.finish({"name"}));
    return prompt;
}

Result<void> readPrompts(const YAML::Node &node, Task &task)
{
    if (!node.IsDefined()) {
        return {};
    }
    if (!node.IsSequence() || node.size() == 0) {
        return fail(ErrorCode::config, config::lineOf(node) + "prompts is no list",
                    "each prompt begins with '- name:'");
    }
    for (const YAML::Node &entry : node) {
        PromptStyle prompt = BAFO_TRY(readPrompt(entry));
        if (task.findPrompt(prompt.name) != nullptr) {
            return fail(ErrorCode::config, config::lineOf(entry) + "there are two prompts '" + prompt.name + "'",
                        "name each once: results are kept by it");
        }
        task.prompts.push_back(std::move(prompt));
    }
    return {};
}

Result<void> readData(const YAML::Node &node, TaskData &data)
{
    if (!node.IsDefined()) {
        return {};
    }
    YamlMap map(node, "data");
    map.read("source", data.source);
    map.read("revision", data.revision);
    map.read("licence", data.licence);
    map.read("format", data.format);
    map.read("files", data.files);
    map.read("columns", data.columns);
    map.read("sha256", data.sha256);
    constexpr std::array kFormats = {"jsonl", "csv", "tsv", "lines"};
    if (!data.format.empty() && std::find(kFormats.begin(), kFormats.end(), data.format) == kFormats.end()) {
        map.refuse("format", "is '" + data.format + "'", "jsonl, csv, tsv or lines");
    }
    data.files = data.files.empty() ? std::vector<std::string>{"items"} : data.files;
    for (const std::string &role : data.files) {
        checkName(map, "files", role);
    }
    if (!data.sha256.empty() && data.sha256.size() != data.files.size()) {
        map.refuse("sha256", "has another number of entries than files", "write one hash a file");
    }
    return map.finish({"source", "revision", "licence", "format"});
}

void readAnswerForm(YamlMap &map, Task &task)
{
    std::string form;
    map.read("answer_form", form);
    const auto found
        = std::find_if(kForms.begin(), kForms.end(), [&](const NamedForm &entry) { return entry.name == form; });
    if (found != kForms.end()) {
        task.answerForm = found->form;
    } else if (!form.empty()) {
        map.refuse("answer_form", "is '" + form + "'", "text, letter, number-from-0 or number-from-1");
    }
}

void readWanted(YamlMap &map, Task &task)
{
    map.read("clean", task.clean);
    map.read("answer", task.answer);
    map.read("answers_from", task.answersFrom);
    map.read("answer_filters", task.answerFilters);
    map.read("labels", task.labels);
    map.read("text", task.text);
    readAnswerForm(map, task);
    checkFilters(map, "clean", task.clean);
    checkFilters(map, "answer_filters", task.answerFilters);
    checkText(map, "answer", task.answer);
    checkText(map, "text", task.text);
}

} // namespace

const PromptStyle *Task::findPrompt(std::string_view promptName) const
{
    const auto found = std::find_if(prompts.begin(), prompts.end(),
                                    [&](const PromptStyle &prompt) { return prompt.name == promptName; });
    return found == prompts.end() ? nullptr : &*found;
}

int Task::examplesFile() const
{
    const auto found = std::find(data.files.begin(), data.files.end(), "examples");
    return found == data.files.end() ? -1 : static_cast<int>(found - data.files.begin());
}

Result<Task> parseTask(std::string_view yaml)
{
    const YAML::Node document = BAFO_TRY(formats::parseYaml(yaml, {}));
    Task task;
    YamlMap map(document, "");
    map.read("name", task.name);
    map.read("version", task.version, 1, 1000000);
    map.read("title", task.title);
    map.read("kind", task.kind);
    map.read("language", task.language);
    map.read("about", task.about);
    map.note(readData(map.below("data"), task.data));
    map.read("description", task.description);
    map.note(readPrompts(map.below("prompts"), task));
    readWanted(map, task);
    map.read("lead", task.lead);
    map.read("examples", task.numExamples, 0, kMostExamples);
    map.read("example_separator", task.exampleSeparator);
    map.read("stop", task.stop);
    map.read("max_new_tokens", task.maxNewTokens, 1, kMostNewTokens);
    map.read("chance", task.chance, 0, 1);
    checkName(map, "name", task.name);
    BAFO_TRY(map.finish({"name", "version", "title", "kind", "language", "data", "prompts"}));
    return task;
}

} // namespace bafo::scoring
