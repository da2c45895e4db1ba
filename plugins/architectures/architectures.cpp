// SPDX-License-Identifier: Apache-2.0
#include "plugins/architectures/architectures.h"

#include "plugins/architectures/gemma2/gemma2.h"
#include "plugins/architectures/llama/llama.h"
#include "plugins/architectures/qwen2/qwen2.h"

namespace bafo::architectures {

Registry<model::Architecture> makeArchitectures()
{
    Registry<model::Architecture> architectures("architecture");
    architectures.add(std::make_unique<Gemma2>());
    architectures.add(std::make_unique<Llama>());
    architectures.add(std::make_unique<Qwen2>());
    return architectures;
}

} // namespace bafo::architectures
