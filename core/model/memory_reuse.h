// SPDX-License-Identifier: Apache-2.0
// Keeps memory that a training step frees for the next step, so that the kernel need not clear the same pages again.
#pragma once

namespace bafo::model {

/// Call it once, early in main, in a program that trains: from then on the C library's allocator neither maps large
/// blocks one by one nor gives them back, and large tensors come from a heap of their own (TensorHeap). Without it
/// every large temporary is paid for with a page fault per 4 KiB.
void reuseFreedMemory();

} // namespace bafo::model
