// SPDX-License-Identifier: Apache-2.0
// What the tests of imports share: golden logits, and ours beside them.
#pragma once

#include "core/exchange/model_folder.h"
#include "core/model/decoder.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace bafo::exchange {

inline nlohmann::json readJson(const Path &path)
{
    PosixFileSystem files;
    return nlohmann::json::parse(files.readFile(path, 64 << 20).value());
}

inline at::Tensor logitsOf(const ModelFolder &folder, const std::vector<std::int64_t> &ids)
{
    model::WeightStore weights = folder.loadWeights().value();
    model::Decoder decoder(folder.architecture(), folder.config(), weights);
    return decoder.logits(at::tensor(ids, at::kLong).unsqueeze(0)).squeeze(0);
}

/// Rows of the golden values may hold the first columns only.
inline double largestDifference(const at::Tensor &logits_TV, const nlohmann::json &rows)
{
    double largest = logits_TV.size(0) == static_cast<std::int64_t>(rows.size()) ? 0 : INFINITY;
    for (std::size_t t = 0; t < rows.size(); ++t) {
        const at::Tensor row = logits_TV[static_cast<std::int64_t>(t)];
        for (std::size_t v = 0; v < rows[t].size(); ++v) {
            const double value = row[static_cast<std::int64_t>(v)].item<double>();
            largest = std::max(largest, std::abs(value - rows[t][v].get<double>()));
        }
    }
    return largest;
}

} // namespace bafo::exchange
