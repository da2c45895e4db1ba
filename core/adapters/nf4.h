// SPDX-License-Identifier: Apache-2.0
// NF4 with double quantisation (QLoRA: Dettmers et al., arXiv 2305.14314), byte for byte as bitsandbytes 0.50 makes it
// on a processor and stores it.
//
// Goals: a base of 4.13 bits a parameter that both programs read alike. Non-goals: FP4, other sizes of blocks.
// Rejected: a format of our own with blocks that follow the rows: no other program would read it.
//
// A tensor is one row of numbers in blocks of 64, the last one maybe shorter. A block has one scale, its largest
// magnitude, and a nibble for each number. The scales less their mean are packed again, to a byte each, in blocks of
// 256 with an fp32 scale each.
#pragma once

#include "core/adapters/nf4_kernels.h"
#include "core/base/result.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace bafo::adapters {

inline constexpr std::int64_t kNf4ScaleBlockSize = 256;

struct Nf4Tensor {
    std::int64_t numElements = 0;
    at::Tensor packed; ///< uint8 [(numElements + 1) / 2]: the first of two in the high nibble
    at::Tensor scaleCodes; ///< uint8, one a block: places in scaleMap; undefined where the scales are not packed again
    at::Tensor scales; ///< fp32: one for 256 scaleCodes, or without these the scale of each block
    float offset = 0; ///< what is added to each scale that was packed again: their mean
    /// What a scaleCode stands for. That of bitsandbytes, unless a file brought another.
    std::array<float, 256> scaleMap = {};

    [[nodiscard]] std::int64_t numBlocks() const { return (numElements + kNf4BlockSize - 1) / kNf4BlockSize; }
    [[nodiscard]] bool isDoublyQuantised() const { return scaleCodes.defined(); }
    [[nodiscard]] std::int64_t sizeBytes() const;

    /// The scale of a block: map * scale + offset in fp32, rounded after each.
    [[nodiscard]] float scaleOf(std::int64_t block) const;
};

/// The 256 values of a dynamic 8-bit number (Dettmers, arXiv 1511.04561), sorted: for i = 0 .. 6 the 2^i middles of
/// equal parts of [0.1, 1] times 10^(i - 6), with both signs, and 0 and 1.
[[nodiscard]] const std::array<float, 256> &dynamicMap();

/// Their mean: that of fp64, rounded.
[[nodiscard]] float meanOf(std::span<const float> scales);

/// Packs scales [numBlocks] less the offset. A number's place in the map is looked up by its place among 65536 equal
/// steps from -1 to 1, as bitsandbytes does it on a processor.
void packScales(std::span<const float> scales, float offset, Nf4Tensor &tensor);

/// Fails (data) naming the tensor where a number is infinite or none. Threads of ATen.
[[nodiscard]] Result<Nf4Tensor> encodeNf4(std::span<const float> values, bool isDoublyQuantised,
                                          const std::string &name);

/// The values from number `first` on: code * scale in fp32. In the caller's thread.
void decodeNf4(const Nf4Tensor &tensor, std::int64_t first, std::span<float> values);

} // namespace bafo::adapters
