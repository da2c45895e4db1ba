// SPDX-License-Identifier: Apache-2.0
// Compiled with -ffp-contract=fast: the control of vector_kernels_test.cpp.
#include "tests/model/kernel_variants.h"

#include <algorithm>
#include <bit>
#include <cmath>

#define BAFO_CLONES __attribute__((target("avx2,fma")))
#define model onFused
#include "core/model/vector_kernels.cpp"
#undef BAFO_CLONES
#undef model

namespace bafo::tests {

KernelVariant fusedKernels()
{
    return {"avx2 and fma",
            __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0,
            onFused::gateForward,
            onFused::gateBackward,
            onFused::geluGateForward,
            onFused::geluGateBackward,
            onFused::softCap,
            onFused::logSumExp,
            onFused::softmaxInPlace,
            onFused::softmaxBackward,
            onFused::cappedSoftmaxBackward,
            onFused::cappedSoftmaxInPlace};
}

} // namespace bafo::tests
