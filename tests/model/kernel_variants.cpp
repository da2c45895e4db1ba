// SPDX-License-Identifier: Apache-2.0
#include "tests/model/kernel_variants.h"

#include <algorithm>
#include <bit>
#include <cmath>

// The attributes are those that target_clones gives its clones; each inclusion gets a namespace of its own.
#define BAFO_CLONES
#define model onPlain
#include "core/model/vector_kernels.cpp"
#undef BAFO_CLONES
#undef model

#define BAFO_CLONES __attribute__((target("avx2")))
#define model onAvx2
#include "core/model/vector_kernels.cpp"
#undef BAFO_CLONES
#undef model

#define BAFO_CLONES __attribute__((target("avx512f")))
#define model onAvx512
#include "core/model/vector_kernels.cpp"
#undef BAFO_CLONES
#undef model

namespace bafo::tests {

KernelVariant plainKernels()
{
    return {"plain",
            true,
            onPlain::gateForward,
            onPlain::gateBackward,
            onPlain::geluGateForward,
            onPlain::geluGateBackward,
            onPlain::softCap,
            onPlain::logSumExp,
            onPlain::softmaxInPlace,
            onPlain::softmaxBackward,
            onPlain::cappedSoftmaxBackward,
            onPlain::cappedSoftmaxInPlace};
}

KernelVariant avx2Kernels()
{
    return {"avx2",
            __builtin_cpu_supports("avx2") != 0,
            onAvx2::gateForward,
            onAvx2::gateBackward,
            onAvx2::geluGateForward,
            onAvx2::geluGateBackward,
            onAvx2::softCap,
            onAvx2::logSumExp,
            onAvx2::softmaxInPlace,
            onAvx2::softmaxBackward,
            onAvx2::cappedSoftmaxBackward,
            onAvx2::cappedSoftmaxInPlace};
}

KernelVariant avx512Kernels()
{
    return {"avx512f",
            __builtin_cpu_supports("avx512f") != 0,
            onAvx512::gateForward,
            onAvx512::gateBackward,
            onAvx512::geluGateForward,
            onAvx512::geluGateBackward,
            onAvx512::softCap,
            onAvx512::logSumExp,
            onAvx512::softmaxInPlace,
            onAvx512::softmaxBackward,
            onAvx512::cappedSoftmaxBackward,
            onAvx512::cappedSoftmaxInPlace};
}

} // namespace bafo::tests
