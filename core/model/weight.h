// SPDX-License-Identifier: Apache-2.0
// A weight as layers see it: something that can be asked for its values, and given gradients.
//
// Shapes: N rows of a batch, I inputs, O outputs, V vocabulary, D width.
#pragma once

#include "core/model/packed_matrix.h"

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bafo::model {

/// Dense: fp32, or a copy of fewer bits to compute with, in main memory or on a device; gradients are fp32 always,
/// where the values are. Layers keep a pointer to it and ask again in backward, so that its values may be gathered for
/// a layer's time only (WeightKeeper). A frozen weight takes no gradient: layers do not even compute one. One that is
/// packed is frozen for good and has no dense values: layers ask for products.
///
/// Gradients of one micro-batch are finished in a place of their own and then added to those of the micro-batches
/// before, so that their order of summation never depends on how a step was divided: here, or by a keeper that takes
/// them away. One thread at a time.
class Weight {
public:
    Weight(std::string name, at::Tensor value);

    /// Without values yet.
    Weight(std::string name, std::vector<std::int64_t> shape);

    [[nodiscard]] const std::string &name() const { return m_name; }
    [[nodiscard]] const std::vector<std::int64_t> &shape() const { return m_shape; }
    [[nodiscard]] std::int64_t numElements() const;

    /// There must be one.
    [[nodiscard]] const at::Tensor &value() const { return m_value; }

    /// Of the weight's shape; undefined: there is none until further notice.
    void setValue(at::Tensor value) { m_value = std::move(value); }

    /// From now on its values are these, for good; products with them and rows of them have the number format `type`.
    /// There is no value().
    void pack(std::unique_ptr<const PackedMatrix> values, c10::ScalarType type);

    [[nodiscard]] bool isPacked() const { return m_packed != nullptr; }

    /// Null where it is not packed.
    [[nodiscard]] const PackedMatrix *packed() const { return m_packed.get(); }

    [[nodiscard]] bool isFrozen() const { return m_isFrozen; }
    void setFrozen(bool isFrozen) { m_isFrozen = isFrozen; }

    /// x [N, I] times the transposed weight [O, I] -> [N, O], without a graph.
    [[nodiscard]] at::Tensor outputsOf(const at::Tensor &x_NI) const;

    /// The same in fp32, whatever x is.
    [[nodiscard]] at::Tensor floatOutputsOf(const at::Tensor &x_NI) const;

    /// gradient [N, O] times the weight [O, I] -> [N, I], without a graph.
    [[nodiscard]] at::Tensor inputGradientOf(const at::Tensor &gradient_NO) const;

    /// sum [N, I] += the same.
    void addInputGradientOf(const at::Tensor &sum_NI, const at::Tensor &gradient_NO) const;

    /// Rows ids_BT of a table [V, D] -> [B, T, D].
    [[nodiscard]] at::Tensor rowsOf(const at::Tensor &ids_BT) const;

    /// Adds left_NO^T right_NI: the gradient of a linear layer's weight.
    void addOuterProduct(const at::Tensor &left_NO, const at::Tensor &right_NI);

    /// Adds a gradient of the weight's own shape.
    void addGradient(const at::Tensor &gradient);

    /// Adds row n of gradient_ND to row ids_N[n], in the order of n.
    void addRows(const at::Tensor &ids_N, const at::Tensor &gradient_ND);

    /// The micro-batch has nothing more to add here.
    void finishMicroBatch();

    /// Instead of finishMicroBatch: its gradient, for a keeper that adds them up elsewhere. Undefined where there is
    /// none.
    [[nodiscard]] at::Tensor takeMicroBatchGradient();

    /// Forgets all gradients and frees their memory: while the next forward pass fills memory, they do not.
    void clearGradient();

    /// Of all finished micro-batches; an undefined tensor where there is none.
    [[nodiscard]] const at::Tensor &gradient() const { return m_gradient; }

private:
    std::string m_name;
    std::vector<std::int64_t> m_shape;
    at::Tensor m_value;
    at::Tensor m_gradient;
    at::Tensor m_microGradient; ///< undefined until the micro-batch at work gives some
    bool m_isFrozen = false;
    std::unique_ptr<const PackedMatrix> m_packed;
    c10::ScalarType m_packedType = c10::kFloat; ///< of what is computed with packed values
};

} // namespace bafo::model
