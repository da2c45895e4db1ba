// SPDX-License-Identifier: Apache-2.0
// Compiled gettext catalogues from strangers: every text of an accepted file lies inside it.
#include "core/formats/gettext_mo.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    const auto catalog = formats::parseGettextMo(fuzz::bytesOf(data, size));
    if (!catalog) {
        fuzz::require(!catalog.error().message.empty());
        return 0;
    }
    fuzz::require(catalog->entries.size() * 16 <= size);
    for (const auto &entry : catalog->entries) {
        fuzz::require(!entry.translations.empty());
        std::uint64_t sum = fuzz::touch(std::as_bytes(std::span(entry.context)));
        sum += fuzz::touch(std::as_bytes(std::span(entry.original)));
        sum += fuzz::touch(std::as_bytes(std::span(entry.originalPlural)));
        for (const auto &translation : entry.translations) {
            sum += fuzz::touch(std::as_bytes(std::span(translation)));
        }
        fuzz::keep(sum);
    }
    return 0;
}
