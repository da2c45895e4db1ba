// SPDX-License-Identifier: Apache-2.0
// JSON from strangers: what the limits let through can be written out and read back.
#include "core/formats/json_limits.h"
#include "tests/fuzz/fuzz_input.h"

#include <nlohmann/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    const formats::JsonLimits limits{.maxBytes = 1U << 16U, .maxDepth = 16, .refusesDuplicateKeys = size % 2 == 0};
    const auto value = formats::parseJson(fuzz::textOf(data, size), limits);
    if (!value) {
        fuzz::require(!value.error().message.empty());
        return 0;
    }
    fuzz::require(size <= limits.maxBytes);
    const auto again = formats::parseJson(value->dump(), {.maxBytes = 1U << 24U, .maxDepth = 16});
    fuzz::require(again.has_value());
    return 0;
}
