// SPDX-License-Identifier: Apache-2.0
#include "core/model/packed_product.h"

#include "core/base/check.h"
#include "core/model/half_products.h"
#include "core/model/matrix_product.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#if defined(__x86_64__) && defined(__linux__)
#define BAFO_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BAFO_CLONES
#endif

namespace bafo::model {
namespace {

constexpr std::int64_t kFewRows = 4; ///< up to so many are multiplied with each row of the matrix as it is widened
constexpr std::int64_t kRowsPerTask = 16;
constexpr std::int64_t kTileMultiple = 32; ///< of a tile's rows: matrix products like that
constexpr std::int64_t kLanes = 64;

/// Sums of fixed lanes, so that every processor gives the same bits.
BAFO_CLONES float dot(const float *one, const float *other, std::int64_t count)
{
    std::array<float, kLanes> sums = {};
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
            sums[static_cast<std::size_t>(lane)] += one[i + lane] * other[i + lane];
        }
    }
    for (; i < count; ++i) {
        sums[static_cast<std::size_t>(i % kLanes)] += one[i] * other[i];
    }
    for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
        for (std::size_t lane = 0; lane < width; ++lane) {
            sums[lane] += sums[lane + width];
        }
    }
    return sums[0];
}

at::Tensor asFloats(const at::Tensor &x)
{
    BAFO_CHECK(x.is_cpu(), "packed weights are multiplied in main memory only");
    return x.detach().to(at::kFloat);
}

/// A row of the matrix stays in the first cache while all rows of x are multiplied with it.
at::Tensor forwardByRows(const at::Tensor &x, const PackedMatrix &matrix)
{
    const at::Tensor x_NI = x.contiguous();
    const std::int64_t numInputs = matrix.rowSize();
    const std::int64_t numOutputs = matrix.numRows();
    at::Tensor result_NO = at::empty({x_NI.size(0), numOutputs}, at::kFloat);
    const auto *from = x_NI.const_data_ptr<float>();
    auto *to = result_NO.mutable_data_ptr<float>();
    at::parallel_for(0, numOutputs, kRowsPerTask, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> row(static_cast<std::size_t>(numInputs));
        for (std::int64_t o = begin; o < end; ++o) {
            matrix.decode(o, 1, row.data());
            for (std::int64_t n = 0; n < x_NI.size(0); ++n) {
                to[n * numOutputs + o] = dot(from + n * numInputs, row.data(), numInputs);
            }
        }
    });
    return result_NO;
}

/// Calls decode(first row, rows, where in the tile) in several threads, then use(first row, tile [rows, I]), for one
/// tile after the other, each in the same memory.
template <class Decode, class Use>
void forTiles(const PackedMatrix &matrix, at::ScalarType type, const Decode &decode, const Use &use)
{
    const std::int64_t width = matrix.rowSize();
    const std::int64_t wanted = std::max<std::int64_t>(1, kTileElements / width / kTileMultiple) * kTileMultiple;
    const std::int64_t numRows = std::min(matrix.numRows(), wanted);
    const at::Tensor memory = at::empty({numRows, width}, type);
    for (std::int64_t first = 0; first < matrix.numRows(); first += numRows) {
        const std::int64_t count = std::min(numRows, matrix.numRows() - first);
        at::parallel_for(0, count, kRowsPerTask, [&](std::int64_t begin, std::int64_t end) {
            decode(first + begin, end - begin, memory, begin * width);
        });
        use(first, memory.narrow(0, 0, count));
    }
}

template <class Use>
void forTilesOf(const PackedMatrix &matrix, const Use &use)
{
    const auto decode
        = [&matrix](std::int64_t first, std::int64_t count, const at::Tensor &memory, std::int64_t place) {
              matrix.decode(first, count, memory.mutable_data_ptr<float>() + place);
          };
    forTiles(matrix, at::kFloat, decode, use);
}

template <class Use>
void forHalfTilesOf(const HalfProducts &matrix, const Use &use)
{
    const auto decode
        = [&matrix](std::int64_t first, std::int64_t count, const at::Tensor &memory, std::int64_t place) {
              auto *halves = reinterpret_cast<std::uint16_t *>(memory.mutable_data_ptr<at::BFloat16>());
              matrix.decodeHalves(first, count, halves + place);
          };
    forTiles(matrix, at::kBFloat16, decode, use);
}

/// Null where a matrix wants products in fp32.
const HalfProducts *asHalfProducts(const PackedMatrix &matrix)
{
    return dynamic_cast<const HalfProducts *>(&matrix);
}

bool multipliesHalves()
{
#if defined(__x86_64__)
    static const bool result = __builtin_cpu_supports("avx512bf16") != 0;
    return result;
#else
    return false;
#endif
}

/// The other factor, as a matrix wants it.
at::Tensor factorFor(const PackedMatrix &matrix, const at::Tensor &x)
{
    return asHalfProducts(matrix) == nullptr ? asFloats(x) : asFloats(asFloats(x).to(at::kBFloat16));
}

/// One product for all of the matrix, or parts of it that are put side by side.
void putColumns(at::Tensor &result_NO, std::int64_t numColumns, std::int64_t first, const at::Tensor &part)
{
    if (part.size(1) == numColumns) {
        result_NO = part.to(at::kFloat);
        return;
    }
    if (!result_NO.defined()) {
        result_NO = at::empty({part.size(0), numColumns}, at::kFloat);
    }
    result_NO.narrow(1, first, part.size(1)).copy_(part);
}

at::Tensor halfForward(const at::Tensor &x, const HalfProducts &matrix)
{
    const at::Tensor x_NI = x.detach().to(at::kBFloat16);
    at::Tensor result_NO;
    forHalfTilesOf(matrix, [&](std::int64_t first, const at::Tensor &tile) {
        putColumns(result_NO, matrix.numRows(), first, at::mm(x_NI, tile.t()));
    });
    return result_NO;
}

at::Tensor halfBackward(const at::Tensor &gradient, const HalfProducts &matrix)
{
    const at::Tensor gradient_NO = gradient.detach().to(at::kBFloat16);
    at::Tensor sum_NI;
    forHalfTilesOf(matrix, [&](std::int64_t first, const at::Tensor &tile) {
        const at::Tensor part_NI = at::mm(gradient_NO.narrow(1, first, tile.size(0)), tile);
        sum_NI = sum_NI.defined() ? sum_NI.add_(part_NI) : part_NI.to(at::kFloat);
    });
    return sum_NI;
}

} // namespace

at::Tensor exactForward(const at::Tensor &x, const PackedMatrix &matrix)
{
    const at::Tensor x_NI = asFloats(x);
    if (x_NI.size(0) <= kFewRows) {
        return forwardByRows(x_NI, matrix);
    }
    at::Tensor result_NO;
    forTilesOf(matrix, [&](std::int64_t first, const at::Tensor &tile) {
        putColumns(result_NO, matrix.numRows(), first, product(x_NI, tile.t()));
    });
    return result_NO;
}

at::Tensor packedForward(const at::Tensor &x, const PackedMatrix &matrix)
{
    const HalfProducts *halves = asHalfProducts(matrix);
    if (halves != nullptr && multipliesHalves() && x.size(0) > kFewRows) {
        return halfForward(x, *halves);
    }
    return exactForward(factorFor(matrix, x), matrix);
}

at::Tensor packedBackward(const at::Tensor &gradient, const PackedMatrix &matrix)
{
    const HalfProducts *halves = asHalfProducts(matrix);
    if (halves != nullptr && multipliesHalves()) {
        return halfBackward(gradient, *halves);
    }
    const at::Tensor gradient_NO = factorFor(matrix, gradient);
    at::Tensor sum_NI;
    forTilesOf(matrix, [&](std::int64_t first, const at::Tensor &tile) {
        const at::Tensor part = gradient_NO.narrow(1, first, tile.size(0));
        if (sum_NI.defined()) {
            addProduct(sum_NI, part, tile);
        } else {
            sum_NI = product(part, tile);
        }
    });
    return sum_NI;
}

at::Tensor packedRows(const PackedMatrix &matrix, const at::Tensor &ids_BT)
{
    const at::Tensor ids_N = ids_BT.reshape({-1}).contiguous();
    const std::int64_t width = matrix.rowSize();
    at::Tensor rows_NI = at::empty({ids_N.size(0), width}, at::kFloat);
    const auto *ids = ids_N.const_data_ptr<std::int64_t>();
    auto *to = rows_NI.mutable_data_ptr<float>();
    for (std::int64_t n = 0; n < ids_N.size(0); ++n) {
        BAFO_CHECK(ids[n] >= 0 && ids[n] < matrix.numRows(), "a token lies beyond the table");
        matrix.decode(ids[n], 1, to + n * width);
    }
    std::vector<std::int64_t> shape = ids_BT.sizes().vec();
    shape.push_back(width);
    return rows_NI.view(shape);
}

} // namespace bafo::model
