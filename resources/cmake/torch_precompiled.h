// SPDX-License-Identifier: Apache-2.0
// The LibTorch headers that nearly every file above floor 1 needs. Sources still include what they use.
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
