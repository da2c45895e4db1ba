// SPDX-License-Identifier: Apache-2.0
// The loops of core/model/vector_kernels.cpp once more, each time for one kind of processor only.
#pragma once

#include <cstdint>

namespace bafo::tests {

/// The functions of vector_kernels.h, and whether this processor can run them.
struct KernelVariant {
    const char *name = "";
    bool isSupported = true;
    void (*gateForward)(const float *, const float *, float *, std::int64_t) = nullptr;
    void (*gateBackward)(const float *, const float *, float *, float *, float *, std::int64_t) = nullptr;
    void (*geluGateForward)(const float *, const float *, float *, std::int64_t) = nullptr;
    void (*geluGateBackward)(const float *, const float *, float *, float *, float *, std::int64_t) = nullptr;
    void (*softCap)(float *, std::int64_t, float) = nullptr;
    double (*logSumExp)(const float *, std::int64_t) = nullptr;
    double (*softmaxInPlace)(float *, std::int64_t, float) = nullptr;
    void (*softmaxBackward)(float *, float *, std::int64_t, float, float, float) = nullptr;
    void (*cappedSoftmaxBackward)(float *, float *, std::int64_t, float, float, float, float) = nullptr;
    double (*cappedSoftmaxInPlace)(float *, std::int64_t, float, float) = nullptr;
};

[[nodiscard]] KernelVariant plainKernels();
[[nodiscard]] KernelVariant avx2Kernels();
[[nodiscard]] KernelVariant avx512Kernels();

/// With fused multiply-add, as a compiler makes them that was not told otherwise: they must differ.
[[nodiscard]] KernelVariant fusedKernels();

} // namespace bafo::tests
