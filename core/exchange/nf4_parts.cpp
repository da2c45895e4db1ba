// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/nf4_parts.h"

#include "core/formats/json_limits.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

namespace bafo::exchange {
namespace {

using adapters::Nf4Tensor;
using formats::Dtype;
using nlohmann::json;

constexpr std::string_view kState = ".quant_state.bitsandbytes__";
constexpr std::string_view kNf4 = "nf4";
constexpr formats::JsonLimits kStateLimits{.maxBytes = 64U << 10U, .maxDepth = 4};
constexpr std::int64_t kLargestSize = std::int64_t{1} << 40;

using Tensors = std::map<std::string, StoredTensor>;

Failure unreadable(const std::string &name, const std::string &why)
{
    return fail(ErrorCode::data, "tensor '" + name + "' is packed in 4 bits, but " + why,
                "take the model in F32, F16 or BF16, or as bitsandbytes writes NF4 with blocks of 64");
}

Result<std::vector<std::int64_t>> shapeIn(const json &state, const std::string &name)
{
    const auto found = state.find("shape");
    std::vector<std::int64_t> shape;
    std::int64_t count = 1;
    if (found != state.end() && found->is_array() && found->size() == 2) {
        for (const json &extent : *found) {
            const bool isSize = extent.is_number_integer() && extent.get<std::int64_t>() > 0
                && extent.get<std::int64_t>() <= kLargestSize / count;
            if (isSize) {
                shape.push_back(extent.get<std::int64_t>());
                count *= shape.back();
            }
        }
    }
    if (shape.size() != 2) {
        return unreadable(name, "its state names no shape of a matrix");
    }
    return shape;
}

Result<json> readState(const Tensors &tensors, const std::string &name)
{
    const std::span<const std::byte> bytes = tensors.at(name + std::string(kState) + std::string(kNf4)).entry->bytes;
    auto parsed
        = formats::parseJson({reinterpret_cast<const char *>(bytes.data()), bytes.size()}, kStateLimits); // NOLINT
    if (!parsed || !parsed->is_object()) {
        return unreadable(name, "its state is no JSON object");
    }
    const auto hasNumber = [&](const char *key, std::int64_t wanted) {
        const auto found = parsed->find(key);
        return found != parsed->end() && found->is_number_integer() && *found == wanted;
    };
    const bool isNested = parsed->contains("nested_blocksize");
    if (!hasNumber("blocksize", adapters::kNf4BlockSize)
        || (isNested && !hasNumber("nested_blocksize", adapters::kNf4ScaleBlockSize))) {
        return unreadable(name, "in blocks of another size");
    }
    return parsed;
}

/// Takes the part out of the tensors.
Result<StoredTensor> take(Tensors &tensors, const std::string &name, const std::string &part, Dtype dtype,
                          std::int64_t size)
{
    const auto found = tensors.find(name + part);
    if (found == tensors.end()) {
        return unreadable(name, "its part '" + part + "' is missing");
    }
    const StoredTensor taken = found->second;
    if (taken.entry->dtype != dtype || taken.entry->numElements() != size) {
        return unreadable(name,
                          "its part '" + (part.empty() ? std::string("weight") : part) + "' does not fit the rest");
    }
    tensors.erase(found);
    return taken;
}

std::vector<float> floatsOf(const StoredTensor &stored)
{
    std::vector<float> values(stored.entry->bytes.size() / sizeof(float));
    std::memcpy(values.data(), stored.entry->bytes.data(), stored.entry->bytes.size());
    return values;
}

Result<void> takeScales(Tensors &tensors, const std::string &name, const json &state, std::int64_t numBlocks,
                        Nf4Parts &parts)
{
    if (!state.contains("nested_blocksize")) {
        parts.scales = BAFO_TRY(take(tensors, name, ".absmax", Dtype::F32, numBlocks));
        return {};
    }
    const auto offset = state.find("nested_offset");
    if (offset == state.end() || !offset->is_number() || !std::isfinite(offset->get<float>())) {
        return unreadable(name, "its state has no offset");
    }
    parts.offset = offset->get<float>();
    parts.scaleCodes = BAFO_TRY(take(tensors, name, ".absmax", Dtype::U8, numBlocks));
    const std::int64_t numScales = (numBlocks + adapters::kNf4ScaleBlockSize - 1) / adapters::kNf4ScaleBlockSize;
    parts.scales = BAFO_TRY(take(tensors, name, ".nested_absmax", Dtype::F32, numScales));
    parts.scaleMap = BAFO_TRY(take(tensors, name, ".nested_quant_map", Dtype::F32, 256));
    return {};
}

Result<Nf4Parts> takeOne(Tensors &tensors, const std::string &name)
{
    const json state = BAFO_TRY(readState(tensors, name));
    Nf4Parts parts;
    parts.shape = BAFO_TRY(shapeIn(state, name));
    const std::int64_t count = parts.shape[0] * parts.shape[1];
    BAFO_TRY(takeScales(tensors, name, state, (count + adapters::kNf4BlockSize - 1) / adapters::kNf4BlockSize, parts));
    const StoredTensor code = BAFO_TRY(take(tensors, name, ".quant_map", Dtype::F32, 16));
    if (!std::ranges::equal(floatsOf(code), adapters::kNf4Code)) {
        return unreadable(name, "in another code than NF4's");
    }
    parts.packed = BAFO_TRY(take(tensors, name, "", Dtype::U8, (count + 1) / 2));
    tensors.erase(name + std::string(kState) + std::string(kNf4));
    return parts;
}

at::Tensor copyOf(const StoredTensor &stored, at::ScalarType type)
{
    at::Tensor copy = at::empty({stored.entry->numElements()}, type);
    std::memcpy(copy.mutable_data_ptr(), stored.entry->bytes.data(), stored.entry->bytes.size());
    stored.file->release(*stored.entry);
    return copy;
}

} // namespace

Result<std::map<std::string, Nf4Parts>> takeNf4Parts(Tensors &tensors)
{
    std::vector<std::string> names;
    for (const auto &[name, stored] : tensors) {
        const std::size_t end = name.find(kState);
        if (end != std::string::npos && name.substr(end + kState.size()) != kNf4) {
            return unreadable(name.substr(0, end), "as " + name.substr(end + kState.size()) + ", not as nf4");
        }
        if (end != std::string::npos) {
            names.push_back(name.substr(0, end));
        }
    }
    std::map<std::string, Nf4Parts> found;
    for (const std::string &name : names) {
        found[name] = BAFO_TRY(takeOne(tensors, name));
    }
    return found;
}

Result<Nf4Tensor> readNf4(const Nf4Parts &parts, const std::string &name)
{
    Nf4Tensor tensor;
    tensor.numElements = parts.shape[0] * parts.shape[1];
    tensor.packed = copyOf(parts.packed, at::kByte);
    tensor.scales = copyOf(parts.scales, at::kFloat);
    bool isFinite = at::isfinite(tensor.scales).all().item<bool>();
    if (parts.scaleCodes.entry != nullptr) {
        tensor.scaleCodes = copyOf(parts.scaleCodes, at::kByte);
        tensor.offset = parts.offset;
        std::ranges::copy(floatsOf(parts.scaleMap), tensor.scaleMap.begin());
        isFinite = isFinite && std::ranges::all_of(tensor.scaleMap, [](float value) { return std::isfinite(value); });
    }
    if (!isFinite) {
        return unreadable(name, "one of its scales is infinite or no number");
    }
    return tensor;
}

} // namespace bafo::exchange
