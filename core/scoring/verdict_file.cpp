// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/verdict_file.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>

namespace bafo::scoring {
namespace {

constexpr std::uint64_t kMaxBytes = 256U << 20U;
constexpr std::size_t kMaxLineBytes = 64U << 10U;

constexpr std::array<std::pair<Verdict, std::string_view>, 5> kNames{{{Verdict::none, "none"},
                                                                      {Verdict::right, "right"},
                                                                      {Verdict::partly, "partly"},
                                                                      {Verdict::wrong, "wrong"},
                                                                      {Verdict::badItem, "bad-item"}}};

/// Whether what is there does not end with a line break.
bool isTorn(const Path &path)
{
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    if (!stream || stream.tellg() <= 0) {
        return false;
    }
    stream.seekg(-1, std::ios::end);
    return stream.get() != '\n';
}

std::optional<ItemVerdict> parseLine(std::string_view line)
{
    const auto object = formats::parseJson(line, {.maxBytes = kMaxLineBytes, .maxDepth = 2});
    if (!object || !object->is_object()) {
        return std::nullopt;
    }
    const auto isWhole
        = [&](const char *name) { return object->contains(name) && (*object)[name].is_number_integer(); };
    const auto text = [&](const char *name) {
        return object->contains(name) && (*object)[name].is_string() ? (*object)[name].get<std::string>()
                                                                     : std::string();
    };
    const auto verdict = verdictNamed(text("verdict"));
    if (!verdict || !isWhole("cell") || !isWhole("line")) {
        return std::nullopt;
    }
    return ItemVerdict{.cell = (*object)["cell"].get<std::int64_t>(),
                       .line = (*object)["line"].get<std::int64_t>(),
                       .verdict = *verdict,
                       .by = text("by"),
                       .note = text("note"),
                       .judgedMs = isWhole("judged_ms") ? (*object)["judged_ms"].get<std::int64_t>() : 0};
}

} // namespace

std::string_view nameOf(Verdict verdict)
{
    const auto *const found
        = std::find_if(kNames.begin(), kNames.end(), [verdict](const auto &pair) { return pair.first == verdict; });
    return found == kNames.end() ? std::string_view("none") : found->second;
}

std::optional<Verdict> verdictNamed(std::string_view name)
{
    const auto *const found
        = std::find_if(kNames.begin(), kNames.end(), [name](const auto &pair) { return pair.second == name; });
    return found == kNames.end() ? std::nullopt : std::optional(found->first);
}

Result<void> appendVerdict(FileSystem &files, const EvaluationPlace &place, const ItemVerdict &verdict)
{
    nlohmann::ordered_json object = {{"cell", verdict.cell},
                                     {"line", verdict.line},
                                     {"verdict", std::string(nameOf(verdict.verdict))},
                                     {"judged_ms", verdict.judgedMs}};
    if (!verdict.by.empty()) {
        object["by"] = verdict.by;
    }
    if (!verdict.note.empty()) {
        object["note"] = verdict.note;
    }
    const std::string line = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    if (line.size() > kMaxLineBytes) {
        return fail(ErrorCode::config, "the note is too long", "a note has at most 60,000 bytes");
    }
    const Path path = place.verdictsFile();
    const std::string start = isTorn(path) ? "\n" : "";
    const auto file = BAFO_TRY(files.openForWriting(path, WriteMode::append));
    BAFO_TRY(file->write(std::string_view(start + line)));
    return file->sync();
}

Result<VerdictList> readVerdicts(FileSystem &files, const EvaluationPlace &place)
{
    VerdictList list;
    if (!BAFO_TRY(files.status(place.verdictsFile())).exists) {
        return list;
    }
    const std::string text = BAFO_TRY(files.readFile(place.verdictsFile(), kMaxBytes));
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string::npos) {
            break; // a last line without its end is being written, or was torn
        }
        const std::string_view line = std::string_view(text).substr(at, end - at);
        at = end + 1;
        const auto verdict = parseLine(line);
        if (!verdict) {
            ++list.numDamaged;
        } else if (verdict->verdict == Verdict::none) {
            list.last.erase({verdict->cell, verdict->line});
        } else {
            list.last.insert_or_assign({verdict->cell, verdict->line}, *verdict);
        }
    }
    return list;
}

} // namespace bafo::scoring
