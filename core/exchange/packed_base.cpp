// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/packed_base.h"

#include "core/adapters/nf4.h"
#include "core/adapters/nf4_matrix.h"
#include "core/model/half_matrix.h"
#include "core/model/half_products.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace bafo::exchange {
namespace {

constexpr std::int64_t kElementsAtOnce = 1 << 22; ///< of a table, which is too large to be read whole

std::span<float> floatsOf(const at::Tensor &memory, std::int64_t count)
{
    return {memory.mutable_data_ptr<float>(), static_cast<std::size_t>(count)};
}

Result<std::unique_ptr<model::PackedMatrix>> readAsNf4(const TensorFiles &files, const model::TensorSpec &spec,
                                                       const at::Tensor &memory)
{
    const auto matrixOf = [&spec](adapters::Nf4Tensor values) {
        return std::make_unique<adapters::Nf4Matrix>(std::move(values), spec.shape[0], spec.shape[1]);
    };
    if (const Nf4Parts *parts = files.nf4Of(spec.name); parts != nullptr) {
        return matrixOf(BAFO_TRY(readNf4(*parts, spec.name)));
    }
    const std::span<float> values = floatsOf(memory, spec.numElements());
    BAFO_TRY(files.readFloats(spec.name, values));
    return matrixOf(BAFO_TRY(adapters::encodeNf4(values, true, spec.name)));
}

Result<std::unique_ptr<model::PackedMatrix>> readAsHalves(const TensorFiles &files, const model::TensorSpec &spec,
                                                          const at::Tensor &memory)
{
    const std::int64_t width = spec.shape[1];
    auto matrix = std::make_unique<model::HalfMatrix>(spec.shape[0], width);
    const std::int64_t rowsAtOnce = memory.numel() / width;
    for (std::int64_t first = 0; first < spec.shape[0]; first += rowsAtOnce) {
        const std::span<float> values = floatsOf(memory, std::min(rowsAtOnce, spec.shape[0] - first) * width);
        BAFO_TRY(files.readFloats(spec.name, static_cast<std::size_t>(first * width), values));
        matrix->setRows(first, values);
    }
    return matrix;
}

} // namespace

Result<void> packBase(const ModelFolder &folder, model::WeightStore &weights, c10::ScalarType computeType,
                      BaseProducts products)
{
    std::vector<model::TensorSpec> specs = folder.architecture().tensors(folder.config());
    std::erase_if(specs, [](const model::TensorSpec &spec) { return !spec.tiedTo.empty() || spec.shape.size() != 2; });
    std::int64_t numElements = kElementsAtOnce;
    for (const model::TensorSpec &spec : specs) {
        numElements = std::max(numElements, spec.isEmbedding ? spec.shape[1] : spec.numElements());
    }
    // One for all: between what is packed no holes are left.
    const at::Tensor memory = at::empty({numElements}, at::kFloat);
    for (const model::TensorSpec &spec : specs) {
        auto matrix = BAFO_TRY(spec.isEmbedding ? readAsHalves(folder.tensors(), spec, memory)
                                                : readAsNf4(folder.tensors(), spec, memory));
        if (products == BaseProducts::halves) {
            matrix = std::make_unique<model::HalfProducts>(std::move(matrix));
        }
        weights.at(spec.name).pack(std::move(matrix), computeType);
    }
    return {};
}

Result<std::unique_ptr<model::PackedMatrix>> packMatrix(const ModelFolder &folder, const model::TensorSpec &spec)
{
    return readAsNf4(folder.tensors(), spec, at::empty({spec.numElements()}, at::kFloat));
}

} // namespace bafo::exchange
