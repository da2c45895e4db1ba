// SPDX-License-Identifier: Apache-2.0
#include "plugins/architectures/architectures.h"

#include "plugins/architectures/llama/llama.h"

namespace bafo::architectures {

Registry<model::Architecture> makeArchitectures()
{
    Registry<model::Architecture> architectures("architecture");
    architectures.add(std::make_unique<Llama>());
    return architectures;
}

} // namespace bafo::architectures
