// SPDX-License-Identifier: Apache-2.0
// A model's own weights read into fewer bits, for training an adapter beside them (QLoRA: Dettmers et al., arXiv
// 2305.14314).
#pragma once

#include "core/base/result.h"
#include "core/exchange/model_folder.h"
#include "core/model/packed_matrix.h"
#include "core/model/weight_store.h"

#include <c10/core/ScalarType.h>

#include <memory>

namespace bafo::exchange {

/// In what products with the base are made; logits are always in fp32.
enum class BaseProducts {
    floats,
    halves, ///< see model::HalfProducts
};

/// Packs the matrices of the blocks as NF4 with double quantisation, embedding and head as bf16; norms and biases stay
/// as they are, without values yet. What the folder has in 4 bits already is taken as it is. One tensor at a time:
/// beside what is packed there is never more than one matrix in fp32 and its pages of the file. What is computed with
/// packed values has the number format `computeType`. Weights of the store that the folder does not have are left
/// alone. Fails (data) naming the tensor where a number is infinite or none.
[[nodiscard]] Result<void> packBase(const ModelFolder &folder, model::WeightStore &weights, c10::ScalarType computeType,
                                    BaseProducts products = BaseProducts::floats);

/// What packBase makes of one matrix of the blocks.
[[nodiscard]] Result<std::unique_ptr<model::PackedMatrix>> packMatrix(const ModelFolder &folder,
                                                                      const model::TensorSpec &spec);

} // namespace bafo::exchange
