// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/adapter_settings.h"

#include "core/config/adapter_layers.h"

#include <algorithm>

namespace bafo::adapters {

Result<std::vector<std::string>> targetsOf(const std::vector<std::string> &names)
{
    std::vector<std::string> targets;
    for (const std::string &name : names) {
        const config::AdaptableLayer *layer = config::adaptableLayer(name);
        if (layer == nullptr) {
            return fail(ErrorCode::config, "adapter.targets: '" + name + "' is no layer that can have an adapter",
                        "known: q, k, v, o, gate, up, down");
        }
        std::string end(layer->module.substr(layer->module.find('.') + 1));
        if (std::find(targets.begin(), targets.end(), end) != targets.end()) {
            return fail(ErrorCode::config, "adapter.targets names '" + name + "' twice", "name it once");
        }
        targets.push_back(std::move(end));
    }
    return targets;
}

} // namespace bafo::adapters
