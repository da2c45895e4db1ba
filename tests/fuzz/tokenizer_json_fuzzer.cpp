// SPDX-License-Identifier: Apache-2.0
// tokenizer.json, with tokenizer_config.json behind a zero byte: what is accepted can be written and read again.
#include "core/text/tokenizer_json.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    const std::string_view input = fuzz::textOf(data, size);
    const std::size_t cut = input.find('\0');
    const text::TokenizerFiles files{
        .tokenizerJson = std::string(input.substr(0, cut)),
        .tokenizerConfigJson = cut == std::string_view::npos ? std::string() : std::string(input.substr(cut + 1))};
    const auto vocabulary = text::parseTokenizerJson(files);
    if (!vocabulary) {
        fuzz::require(!vocabulary.error().message.empty());
        return 0;
    }
    const auto again = text::parseTokenizerJson(text::writeTokenizerJson(*vocabulary, ""));
    fuzz::require(again.has_value());
    return 0;
}
