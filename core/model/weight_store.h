// SPDX-License-Identifier: Apache-2.0
// All weights of a model by name, in one fixed order.
#pragma once

#include "core/base/result.h"
#include "core/model/low_rank.h"
#include "core/model/token_rows.h"
#include "core/model/weight.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bafo::model {

/// A tensor that a model has, as its architecture lists it.
struct TensorSpec {
    std::string name;
    std::vector<std::int64_t> shape;
    bool isDecayed = true; ///< whether weight decay applies: not to norms and biases
    bool isNorm = false;
    bool isEmbedding = false; ///< rows stand for tokens: the embedding, and the head where it is not tied
    std::string tiedTo = {}; ///< not empty: this name means that other tensor, and has no values of its own
    double freshValue = 0; ///< of a norm or a bias in a random model; matrices are drawn

    [[nodiscard]] std::int64_t numElements() const;
};

/// Owns the weights; pointers to them stay good as long as it lives. Movable. One thread at a time.
class WeightStore {
public:
    enum class Values {
        here, ///< room is made for them, what they are is undefined
        elsewhere, ///< somebody else keeps them, and sets them while they are used
    };

    /// All tensors that are not tied to another.
    explicit WeightStore(const std::vector<TensorSpec> &tensors, Values values = Values::here);

    /// The weight of a name, of the tensor it is tied to where it is. Null where nobody has that name.
    [[nodiscard]] Weight *find(const std::string &name);

    /// Like find, for names that the architecture itself listed.
    [[nodiscard]] Weight &at(const std::string &name);

    /// What the values of a weight lie in; to load and save them.
    [[nodiscard]] static std::span<float> valuesOf(Weight &weight);

    /// Every weight once, in the order of the list that the store was made from.
    [[nodiscard]] const std::vector<std::unique_ptr<Weight>> &weights() const { return m_weights; }

    /// The list that the store was made from, tied names included.
    [[nodiscard]] const std::vector<TensorSpec> &tensors() const { return m_tensors; }

    [[nodiscard]] const TensorSpec &specOf(const Weight &weight) const;

    /// Tied tensors count once.
    [[nodiscard]] std::int64_t numParameters() const;

    /// From now on the linear layer of this name (that of its weight without ".weight") has an adapter, over weights of
    /// this store. Blocks that are made afterwards compute with it.
    void setLowRank(const std::string &layer, const LowRank &lowRank) { m_lowRanks[layer] = lowRank; }

    /// Null where the layer has no adapter. Stays good as long as the store lives.
    [[nodiscard]] const LowRank *lowRankOf(const std::string &layer) const;

    /// The same for rows of a table of tokens, by the table's name; a tied head's are those of the embedding unless it
    /// has its own.
    void setTokenRows(const std::string &table, TokenRows rows);
    [[nodiscard]] const TokenRows *tokenRowsOf(const std::string &table) const;

private:
    std::vector<TensorSpec> m_tensors;
    std::vector<std::unique_ptr<Weight>> m_weights;
    std::map<std::string, LowRank> m_lowRanks;
    std::map<std::string, TokenRows> m_tokenRows;
};

} // namespace bafo::model
