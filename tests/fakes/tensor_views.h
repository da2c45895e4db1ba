// SPDX-License-Identifier: Apache-2.0
// A model whose weights seem to lie on a device: its views are tensors, over the same main memory.
#pragma once

#include "core/train/trainable_model.h"

#include <ATen/ATen.h>

namespace bafo::fakes {

class TensorViews final : public train::TrainableModel {
public:
    explicit TensorViews(train::TrainableModel &model)
        : m_model(model)
    {
    }

    std::vector<train::ParameterView> parameters() override
    {
        std::vector<train::ParameterView> views = m_model.parameters();
        for (train::ParameterView &view : views) {
            const auto tensorOver = [&view](const float *memory) {
                return at::from_blob(const_cast<float *>(memory), {view.rows, view.rowSize}, at::kFloat);
            };
            view.deviceValues = tensorOver(view.values);
            if (view.gradient != nullptr) {
                view.deviceGradient = tensorOver(view.gradient);
            }
            view.values = nullptr;
            view.gradient = nullptr;
        }
        return views;
    }

    Result<train::MicroBatchResult> addGradients(const train::MicroBatch *batch, int numSenders) override
    {
        return m_model.addGradients(batch, numSenders);
    }
    void clearGradients() override { m_model.clearGradients(); }
    void beginStep(const train::StepOutline &step) override { m_model.beginStep(step); }
    void weightsChanged() override { m_model.weightsChanged(); }

private:
    train::TrainableModel &m_model;
};

} // namespace bafo::fakes
