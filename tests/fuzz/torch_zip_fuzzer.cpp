// SPDX-License-Identifier: Apache-2.0
// PyTorch files. An input is a whole file, or, behind a first byte of 'P', the pickle of a sound one: no fuzzer finds
// the checksum of what it has changed. What is accepted lies inside the file and can be read to the last element.
#include "core/formats/torch_zip.h"
#include "tests/fakes/stored_zip_builder.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>
#include <vector>

namespace {

using namespace bafo;

std::string wrapped(std::string_view pickle)
{
    static const std::string numbers(4096, 'n');
    fakes::StoredZipBuilder zip;
    zip.add("archive/data.pkl", pickle);
    zip.add("archive/byteorder", "little");
    zip.add("archive/data/0", std::string_view(numbers).substr(0, 24));
    zip.add("archive/data/1", numbers);
    zip.add("archive/data/7", std::string_view(numbers).substr(0, 8));
    return zip.finish();
}

void readTensor(const formats::TorchTensor &tensor, std::span<const std::byte> file)
{
    const bool isInside = tensor.bytes.empty()
        || (tensor.bytes.data() >= file.data()
            && tensor.bytes.data() + tensor.bytes.size() <= file.data() + file.size());
    fuzz::require(isInside);
    fuzz::require(tensor.numElements() >= 0);
    std::vector<std::byte> out(static_cast<std::size_t>(tensor.numElements()) * formats::elementSize(tensor.dtype));
    fuzz::require(out.size() <= file.size());
    tensor.copyElements(0, out);
    fuzz::keep(fuzz::touch(out));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string built;
    auto file = fuzz::bytesOf(data, size);
    if (size > 0 && data[0] == 'P' && (size < 2 || data[1] != 'K')) {
        built = wrapped(fuzz::textOf(data, size).substr(1));
        file = std::as_bytes(std::span(built));
    }
    const auto content = formats::parseTorchZip(file);
    if (!content) {
        fuzz::require(!content.error().message.empty() && !content.error().hint.empty());
        return 0;
    }
    for (const auto &[name, tensor] : content->tensors) {
        readTensor(tensor, file);
    }
    return 0;
}
