// SPDX-License-Identifier: Apache-2.0
#include "core/data/source_ledger.h"

#include <fmt/core.h>

#include <chrono>

namespace bafo::data {
namespace {

/// A YAML double-quoted scalar.
std::string inQuotes(std::string_view text)
{
    std::string result = "\"";
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            result += '\\';
            result += letter;
        } else if (code < 0x20 || code == 0x7F) {
            result += fmt::format("\\x{:02x}", code);
        } else {
            result += letter;
        }
    }
    return result + "\"";
}

} // namespace

std::string timeText(std::int64_t wallMs)
{
    using namespace std::chrono;
    const sys_seconds moment{seconds(wallMs / 1000)};
    const sys_days day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

std::string ledgerYaml(const std::vector<Source> &sources)
{
    std::string yaml = "# Made from documents.sqlite at every change; changes here are not read back.\nsources:\n";
    for (const Source &source : sources) {
        yaml += fmt::format(
            "  - id: {}\n    kind: {}\n    file: {}\n    sha256: {}\n    language: {}\n    licence: {}\n"
            "    provenance: {}\n    steps: {}\n    imported: {}\n",
            source.id, source.kind, inQuotes(source.file), source.sha256, inQuotes(source.language),
            inQuotes(source.licence), inQuotes(source.provenance), inQuotes(source.steps), timeText(source.importedMs));
        yaml += source.isForEvaluation ? "    purpose: evaluation\n" : "";
        if (!source.skipped.empty()) {
            yaml += "    skipped:\n";
        }
        for (const auto &[reason, count] : source.skipped) {
            yaml += fmt::format("      {}: {}\n", inQuotes(reason), count);
        }
    }
    return sources.empty() ? yaml.substr(0, yaml.size() - 1) + " []\n" : yaml;
}

} // namespace bafo::data
