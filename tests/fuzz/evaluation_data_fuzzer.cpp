// SPDX-License-Identifier: Apache-2.0
// Data files of evaluations and recorded answers: every line is an item or named as broken; what is read as a record
// can be written and read again. The first byte chooses the form.
#include "core/scoring/item_file.h"
#include "core/scoring/item_record.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    if (size == 0) {
        return 0;
    }
    const std::string_view text = fuzz::textOf(data + 1, size - 1);
    constexpr const char *kFormats[] = {"jsonl", "csv", "tsv"};
    if (data[0] % 4 < 3) {
        const auto list = scoring::parseItems(text, kFormats[data[0] % 4], {});
        fuzz::require(list.has_value() || !list.error().message.empty());
        for (const auto &broken : list ? list->broken : std::vector<scoring::BrokenLine>()) {
            fuzz::require(broken.line > 0 && !broken.reason.empty());
        }
        return 0;
    }
    const auto record = scoring::parseRecord(text);
    if (record) {
        const auto again = scoring::parseRecord(scoring::toLine(*record));
        fuzz::require(again.has_value() && scoring::toLine(*again) == scoring::toLine(*record));
    }
    return 0;
}
