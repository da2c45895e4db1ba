// SPDX-License-Identifier: Apache-2.0
// GGUF files: metadata and tensors of what is accepted lie inside the file, and blocks turn into fp32 within bounds.
#include "core/formats/gguf.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>

namespace {

using namespace bafo;

bool isInside(std::span<const std::byte> part, std::span<const std::byte> file)
{
    return part.empty() || (part.data() >= file.data() && part.data() + part.size() <= file.data() + file.size());
}

void readValue(const formats::GgufValue &value, std::span<const std::byte> file)
{
    if (const auto *text = std::get_if<std::string_view>(&value)) {
        fuzz::require(isInside(std::as_bytes(std::span(text->data(), text->size())), file));
    } else if (const auto *array = std::get_if<formats::GgufArray>(&value)) {
        fuzz::keep(array->integers());
        fuzz::keep(array->numbers());
        if (const auto strings = array->strings()) {
            fuzz::require(strings->size() == array->count());
        }
    }
}

void readTensor(const formats::GgufTensor &tensor, std::span<const std::byte> file)
{
    fuzz::require(isInside(tensor.bytes, file));
    fuzz::keep(fuzz::touch(tensor.bytes));
    const auto type = static_cast<formats::GgufTensorType>(tensor.type);
    if (!formats::nameOf(type) || tensor.numElements() > 1 << 16) {
        return;
    }
    const auto count = static_cast<std::uint64_t>(tensor.numElements());
    fuzz::require(formats::ggufSizeBytes(type, count) == tensor.bytes.size());
    std::vector<float> values(count);
    fuzz::require(formats::dequantizeToFloat(tensor.type, tensor.bytes, values).has_value());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto file = fuzz::bytesOf(data, size);
    const auto header = formats::parseGguf(file);
    if (!header) {
        fuzz::require(!header.error().message.empty());
        return 0;
    }
    for (const auto &[key, value] : header->metadata) {
        readValue(value, file);
    }
    for (const auto &[name, tensor] : header->tensors) {
        readTensor(tensor, file);
    }
    return 0;
}
