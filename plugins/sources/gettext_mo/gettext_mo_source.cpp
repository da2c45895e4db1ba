// SPDX-License-Identifier: Apache-2.0
#include "plugins/sources/gettext_mo/gettext_mo_source.h"

#include "core/data/text_rules.h"
#include "core/formats/gettext_mo.h"

namespace bafo::sources {
namespace {

Result<void> addPair(std::string_view original, std::string_view translation, std::string_view context,
                     const std::string &place, const data::SourceOptions &options, data::EntrySink &sink)
{
    if (data::trimmed(original).empty()) {
        sink.skip("empty original");
        return {};
    }
    if (data::trimmed(translation).empty()) {
        sink.skip("empty translation");
        return {};
    }
    if (options.skipsUntranslated && data::trimmed(translation) == data::trimmed(original)) {
        sink.skip("untranslated");
        return {};
    }
    return sink.add(
        {.texts = {{options.originalLanguage, std::string(original)}, {options.language, std::string(translation)}},
         .context = std::string(context),
         .place = place});
}

} // namespace

Result<void> GettextMoSource::read(std::string_view bytes, const data::SourceOptions &options,
                                   data::EntrySink &sink) const
{
    const auto catalog = BAFO_TRY(formats::parseGettextMo(std::as_bytes(std::span(bytes.data(), bytes.size()))));
    if (!catalog.header.empty()) {
        sink.skip("header");
    }
    std::int64_t number = 0;
    for (const formats::MoEntry &entry : catalog.entries) {
        const std::string place = "message " + std::to_string(++number);
        BAFO_TRY(addPair(entry.original, entry.translations.front(), entry.context, place, options, sink));
        // Which number a form stands for is the language's rule; all beyond the first translate the plural.
        for (std::size_t form = 1; form < entry.translations.size(); ++form) {
            BAFO_TRY(addPair(entry.originalPlural, entry.translations[form], entry.context,
                             place + ", plural form " + std::to_string(form), options, sink));
        }
    }
    return {};
}

} // namespace bafo::sources
