// SPDX-License-Identifier: Apache-2.0
// Safetensors headers: what is accepted lies inside the file, without gap or overlap, and fits its shapes.
#include "core/formats/safetensors.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    const auto file = fuzz::bytesOf(data, size);
    const auto header = formats::parseSafetensorsHeader(file);
    if (!header) {
        fuzz::require(!header.error().message.empty());
        return 0;
    }
    fuzz::require(header->dataStart <= size);
    std::uint64_t total = 0;
    for (const auto &[name, place] : header->tensors) {
        fuzz::require(!name.empty() && place.begin <= place.end && place.end <= size - header->dataStart);
        std::uint64_t numElements = 1;
        for (const std::int64_t length : place.shape) {
            fuzz::require(length >= 0);
            numElements *= static_cast<std::uint64_t>(length);
        }
        fuzz::require(numElements * formats::elementSize(place.dtype) == place.end - place.begin);
        fuzz::keep(fuzz::touch(file.subspan(header->dataStart + place.begin, place.end - place.begin)));
        total += place.end - place.begin;
    }
    fuzz::require(total == size - header->dataStart);
    return 0;
}
