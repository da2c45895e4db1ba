// SPDX-License-Identifier: Apache-2.0
// Bits per byte: the one measure of a language model that two different vocabularies can be compared by.
#pragma once

#include <cstdint>
#include <span>

namespace bafo::eval {

/// What a model says of one document: minus the base-2 logarithm of its probability, and what that is spread over.
struct DocumentScore {
    std::int64_t document = 0; ///< where it stands in the given text or dataset
    double bits = 0; ///< -sum log2 p over the document's tokens
    std::int64_t bytes = 0; ///< of its UTF-8 text
    std::int64_t tokens = 0;
};

struct BootstrapSettings {
    int numResamples = 1000;
    std::uint64_t seed = 1;
    double confidence = 0.95;
};

/// bits / bytes over all documents together, with a percentile bootstrap interval (Efron 1979) over whole documents.
struct BitsPerByte {
    double value = 0;
    double low = 0;
    double high = 0;
    std::int64_t documents = 0;
    std::int64_t bytes = 0;
    std::int64_t tokens = 0;
};

/// The draws depend on the seed, the resample and the place only, so equal scores give equal intervals on every
/// machine. Without any byte all is 0.
[[nodiscard]] BitsPerByte bitsPerByteOf(std::span<const DocumentScore> scores, const BootstrapSettings &settings = {});

} // namespace bafo::eval
