// SPDX-License-Identifier: Apache-2.0
// What a model folder says about sizes, read without a tensor: enough to plan what training it takes.
//
// Shapes: D width, F inner width of the feed-forward part, H query heads, G key-value heads, E size of a head, V
// vocabulary.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::plan {

struct TensorShape {
    std::string name;
    std::int64_t rows = 0; ///< of the first dimension: what ranks divide
    std::int64_t rowSize = 1;
    std::int64_t fileBytes = 0; ///< as it lies in its file
    bool isFrozen = false; ///< an adapter is trained instead

    [[nodiscard]] std::int64_t numElements() const { return rows * rowSize; }
};

/// A decoder of the families that the engine knows.
struct ModelShape {
    std::string architecture; ///< "model_type" of config.json
    std::int64_t vocabularySize = 0; ///< V
    std::int64_t hiddenSize = 0; ///< D
    std::int64_t intermediateSize = 0; ///< F
    std::int64_t numHeads = 0; ///< H
    std::int64_t queryWidth = 0; ///< H E
    std::int64_t keyWidth = 0; ///< G E
    std::int64_t numNewRows = 0; ///< of the last growth, padding included; 0: it never grew
    std::int64_t contextLength = 0; ///< most tokens at once; 0: config.json does not say
    bool isTied = false;
    bool hasEndNorms = false; ///< what attention and the feed-forward part give is normed before the sums
    bool hasScaledEmbedding = false;
    std::int64_t tokenizerBytes = 0; ///< of the largest tokenizer file
    std::uint64_t folderBytes = 0; ///< files of weights and tokenizer

    /// As they are gathered: unit 0 stands around the blocks (embedding, last norm, head), unit i + 1 is block i.
    std::vector<std::vector<TensorShape>> units;

    [[nodiscard]] std::int64_t numLayers() const { return static_cast<std::int64_t>(units.size()) - 1; }
    [[nodiscard]] std::int64_t numParameters() const;
};

/// Sizes from the headers of the safetensors files, and from config.json what they do not tell. Fails (data) where the
/// folder has no weights or they are none of a decoder's. What only a worker finds wrong is not looked for.
[[nodiscard]] Result<ModelShape> readModelShape(FileSystem &files, const Path &folder);

} // namespace bafo::plan
