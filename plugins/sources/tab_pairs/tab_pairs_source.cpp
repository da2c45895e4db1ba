// SPDX-License-Identifier: Apache-2.0
#include "plugins/sources/tab_pairs/tab_pairs_source.h"

#include "core/data/text_rules.h"

namespace bafo::sources {
namespace {

Result<void> readLine(std::string_view line, const data::SourceOptions &options, const std::string &place,
                      data::EntrySink &sink)
{
    const std::size_t second = line.rfind('\t');
    if (second == std::string_view::npos) {
        sink.skipAt("there is no tab between two texts", place);
        return {};
    }
    const std::size_t first = second == 0 ? std::string_view::npos : line.rfind('\t', second - 1);
    const std::size_t start = first == std::string_view::npos ? 0 : first + 1;
    const std::string_view original = data::trimmed(line.substr(start, second - start));
    const std::string_view translation = data::trimmed(line.substr(second + 1));
    if (original.empty() || translation.empty()) {
        sink.skipAt("one of the two texts is empty", place);
        return {};
    }
    if (options.skipsUntranslated && original == translation) {
        sink.skip("not translated");
        return {};
    }
    data::Entry entry{.texts = {}, .context = {}, .place = place, .group = {}};
    entry.texts.push_back({.language = options.originalLanguage, .text = std::string(original)});
    entry.texts.push_back({.language = options.language, .text = std::string(translation)});
    return sink.add(std::move(entry));
}

} // namespace

Result<void> TabPairsSource::read(std::string_view bytes, const data::SourceOptions &options,
                                  data::EntrySink &sink) const
{
    for (std::int64_t number = 1; !bytes.empty(); ++number) {
        const std::size_t end = bytes.find('\n');
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        line = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
        if (!line.empty()) {
            BAFO_TRY(readLine(line, options, "line " + std::to_string(number), sink));
        }
    }
    return {};
}

} // namespace bafo::sources
