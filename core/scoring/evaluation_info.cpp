// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/evaluation_info.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

namespace bafo::scoring {
namespace {

constexpr std::uint64_t kMaxBytes = 64U << 20U;

/// Each visitor calls visit(name, field) for every field: one list for writing and reading.
template <class Visit, class Cell>
void visitCell(Visit &&visit, Cell &cell)
{
    visit("task", cell.task);
    visit("version", cell.version);
    visit("title", cell.title);
    visit("kind", cell.kind);
    visit("language", cell.language);
    visit("prompt", cell.prompt);
    visit("metrics", cell.metrics);
    visit("lead", cell.lead);
    visit("num_items", cell.numItems);
    visit("num_broken", cell.numBroken);
    visit("num_examples", cell.numExamples);
    visit("start", cell.start);
    visit("chance", cell.chance);
    visit("data_sha256", cell.dataSha256);
    visit("is_data_as_expected", cell.isDataAsExpected);
}

template <class Visit, class Info>
void visitInfo(Visit &&visit, Info &info)
{
    visit("run", info.run);
    visit("model", info.model);
    visit("weight_hash", info.weightHash);
    visit("tokenizer_hash", info.tokenizerHash);
    visit("context_token", info.contextToken);
    visit("context_length", info.contextLength);
    visit("limit", info.limit);
    visit("created_ms", info.createdMs);
}

template <class Visit, class Scored>
void visitScore(Visit &&visit, Scored &score)
{
    visit("metric", score.metric);
    visit("value", score.value);
    visit("standard_error", score.standardError);
    visit("low", score.low);
    visit("high", score.high);
    visit("interval", score.interval);
    visit("signature", score.signature);
    visit("is_lower_better", score.isLowerBetter);
}

template <class Visit, class Cell>
void visitCellScores(Visit &&visit, Cell &cell)
{
    visit("num_items", cell.numItems);
    visit("num_empty", cell.numEmpty);
    visit("num_overflown", cell.numOverflown);
    visit("num_contaminated", cell.numContaminated);
    visit("warnings", cell.warnings);
}

template <class Visit, class TaskScore>
void visitTask(Visit &&visit, TaskScore &task)
{
    visit("task", task.task);
    visit("metric", task.metric);
    visit("best", task.best);
    visit("mean", task.mean);
    visit("worst", task.worst);
    visit("deviation", task.deviation);
    visit("best_prompt", task.bestPrompt);
    visit("num_prompts", task.numPrompts);
}

auto writerInto(nlohmann::ordered_json &object)
{
    return [&object](const char *name, const auto &field) { object[name] = field; };
}

/// Fields that are not there keep their defaults: an older file stays readable.
auto readerFrom(const nlohmann::json &object, bool &isSound)
{
    return [&object, &isSound](const char *name, auto &field) {
        const auto found = object.find(name);
        if (found == object.end()) {
            return;
        }
        using Field = std::decay_t<decltype(field)>;
        if constexpr (std::is_same_v<Field, std::string>) {
            isSound = isSound && found->is_string();
        } else if constexpr (std::is_same_v<Field, bool>) {
            isSound = isSound && found->is_boolean();
        } else if constexpr (std::is_same_v<Field, std::int64_t>) {
            isSound = isSound && found->is_number_integer();
        } else if constexpr (std::is_same_v<Field, double>) {
            isSound = isSound && found->is_number();
        } else {
            isSound = isSound && found->is_array()
                && std::all_of(found->begin(), found->end(), [](const auto &entry) { return entry.is_string(); });
        }
        if (isSound) {
            field = found->template get<Field>();
        }
    };
}

/// The objects of a list; none where it is no list of objects.
std::vector<nlohmann::json> listIn(const nlohmann::json &object, const char *name, bool &isSound)
{
    std::vector<nlohmann::json> entries;
    const auto found = object.find(name);
    if (found == object.end()) {
        return entries;
    }
    isSound = isSound && found->is_array();
    for (const auto &entry : isSound ? *found : nlohmann::json::array()) {
        isSound = isSound && entry.is_object();
        entries.push_back(entry);
    }
    return isSound ? entries : std::vector<nlohmann::json>();
}

Result<nlohmann::json> objectOf(std::string_view text)
{
    auto object = BAFO_TRY(formats::parseJson(text, {.maxBytes = kMaxBytes, .maxDepth = 8}));
    if (!object.is_object()) {
        return fail(ErrorCode::data, "it is no JSON object");
    }
    return object;
}

Failure damaged()
{
    return fail(ErrorCode::data, "a field has another form than it should");
}

Failure inFile(Error error, const Path &path, const std::string &hint)
{
    error.message = path.string() + ": " + error.message;
    error.hint = hint;
    return fail(std::move(error));
}

} // namespace

Path evaluationsFolder(const Path &projectRoot)
{
    return projectRoot / "evals";
}

Path evaluationDataFolder(const Path &projectRoot)
{
    return projectRoot / "evaldata";
}

bool EvaluationCell::isSameAs(const EvaluationCell &other) const
{
    return task == other.task && version == other.version && prompt == other.prompt && dataSha256 == other.dataSha256
        && metrics == other.metrics && numExamples == other.numExamples;
}

std::string toJson(const EvaluationInfo &info)
{
    nlohmann::ordered_json object = {{"format", 1}};
    visitInfo(writerInto(object), info);
    object["cells"] = nlohmann::ordered_json::array();
    for (const EvaluationCell &cell : info.cells) {
        nlohmann::ordered_json entry;
        visitCell(writerInto(entry), cell);
        object["cells"].push_back(std::move(entry));
    }
    return object.dump(1) + "\n";
}

Result<EvaluationInfo> parseEvaluationInfo(std::string_view text)
{
    const nlohmann::json object = BAFO_TRY(objectOf(text));
    EvaluationInfo info;
    bool isSound = true;
    visitInfo(readerFrom(object, isSound), info);
    for (const nlohmann::json &entry : listIn(object, "cells", isSound)) {
        visitCell(readerFrom(entry, isSound), info.cells.emplace_back());
        const EvaluationCell &cell = info.cells.back();
        isSound = isSound && cell.lead >= 0 && cell.lead < static_cast<std::int64_t>(cell.metrics.size());
    }
    return isSound ? Result<EvaluationInfo>(std::move(info)) : damaged();
}

std::string toJson(const EvaluationScores &scores)
{
    nlohmann::ordered_json object = {{"format", 1}};
    object["cells"] = nlohmann::ordered_json::array();
    for (const CellScores &cell : scores.cells) {
        nlohmann::ordered_json entry;
        visitCellScores(writerInto(entry), cell);
        entry["scores"] = nlohmann::ordered_json::array();
        for (const Score &score : cell.scores) {
            nlohmann::ordered_json line;
            visitScore(writerInto(line), score);
            entry["scores"].push_back(std::move(line));
        }
        object["cells"].push_back(std::move(entry));
    }
    object["tasks"] = nlohmann::ordered_json::array();
    for (const TaskScores &task : scores.tasks) {
        nlohmann::ordered_json entry;
        visitTask(writerInto(entry), task);
        object["tasks"].push_back(std::move(entry));
    }
    return object.dump(1) + "\n";
}

Result<EvaluationScores> parseEvaluationScores(std::string_view text)
{
    const nlohmann::json object = BAFO_TRY(objectOf(text));
    EvaluationScores scores;
    bool isSound = true;
    for (const nlohmann::json &entry : listIn(object, "cells", isSound)) {
        CellScores &cell = scores.cells.emplace_back();
        visitCellScores(readerFrom(entry, isSound), cell);
        for (const nlohmann::json &line : listIn(entry, "scores", isSound)) {
            visitScore(readerFrom(line, isSound), cell.scores.emplace_back());
        }
    }
    for (const nlohmann::json &entry : listIn(object, "tasks", isSound)) {
        visitTask(readerFrom(entry, isSound), scores.tasks.emplace_back());
    }
    return isSound ? Result<EvaluationScores>(std::move(scores)) : damaged();
}

Result<EvaluationInfo> readEvaluationInfo(FileSystem &files, const EvaluationPlace &place)
{
    const std::string text = BAFO_TRY(files.readFile(place.infoFile(), kMaxBytes));
    auto info = parseEvaluationInfo(text);
    return info ? std::move(info)
                : inFile(std::move(info).error(), place.infoFile(), "run the evaluation again: 'bafo eval run'");
}

Result<EvaluationScores> readEvaluationScores(FileSystem &files, const EvaluationPlace &place)
{
    if (!BAFO_TRY(files.status(place.scoresFile())).exists) {
        return EvaluationScores();
    }
    const std::string text = BAFO_TRY(files.readFile(place.scoresFile(), kMaxBytes));
    auto scores = parseEvaluationScores(text);
    return scores
        ? std::move(scores)
        : inFile(std::move(scores).error(), place.scoresFile(), "'bafo eval rescore' makes it again from the answers");
}

} // namespace bafo::scoring
