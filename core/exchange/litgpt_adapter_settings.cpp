// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/litgpt_adapter_settings.h"

#include "core/formats/yaml_limits.h"

#include <yaml-cpp/yaml.h>

#include <cmath>
#include <string>

namespace bafo::exchange {
namespace {

constexpr std::int64_t kHighestRank = 1 << 16;

Failure refuse(const std::string &message, const std::string &hint)
{
    return fail(ErrorCode::data, "hyperparameters.yaml: " + message, hint);
}

/// Values by key; remembers the first that is missing or wrong.
class Reader {
public:
    explicit Reader(const YAML::Node &node)
        : m_node(node)
    {
    }

    template <class T>
    T take(const std::string &key, const T &otherwise)
    {
        T value = otherwise;
        const YAML::Node found = m_node[key];
        if (!found || !found.IsScalar() || !YAML::convert<T>::decode(found, value)) {
            expect(false, key);
        }
        return value;
    }

    void expect(bool isSound, const std::string &key)
    {
        if (!isSound && m_wrong.empty()) {
            m_wrong = key;
        }
    }

    [[nodiscard]] const std::string &wrong() const { return m_wrong; }

private:
    const YAML::Node m_node; // const, so that looking something up never adds it
    std::string m_wrong;
};

} // namespace

Result<LitgptAdapterSettings> parseLitgptAdapterSettings(std::string_view yaml)
{
    const auto parsed = formats::parseYaml(yaml, {});
    if (!parsed || !parsed->IsMap()) {
        return refuse(parsed ? "it holds no fields" : parsed.error().message, "copy it from LitGPT's folder again");
    }
    Reader reader(*parsed);
    LitgptAdapterSettings settings;
    adapters::AdapterSettings &adapter = settings.adapter;
    adapter.rank = reader.take<std::int64_t>("lora_r", 1);
    reader.expect(adapter.rank >= 1 && adapter.rank <= kHighestRank, "lora_r");
    adapter.alpha = reader.take<double>("lora_alpha", 1);
    reader.expect(std::isfinite(adapter.alpha), "lora_alpha");
    adapter.dropout = reader.take<double>("lora_dropout", 0);
    reader.expect(adapter.dropout >= 0 && adapter.dropout < 1, "lora_dropout");
    settings.isEnabled
        = {reader.take("lora_query", false), reader.take("lora_key", false), reader.take("lora_value", false)};
    const auto target = [&](bool isThere, const char *name) {
        if (isThere) {
            adapter.targets.emplace_back(name);
        }
    };
    target(settings.isEnabled[0], "q_proj");
    target(settings.isEnabled[1], "k_proj");
    target(settings.isEnabled[2], "v_proj");
    target(reader.take("lora_projection", false), "o_proj");
    const bool hasFeedForward = reader.take("lora_mlp", false);
    for (const char *name : {"gate_proj", "up_proj", "down_proj"}) {
        target(hasFeedForward, name);
    }
    const bool hasHead = reader.take("lora_head", false);
    if (!reader.wrong().empty()) {
        return refuse("'" + reader.wrong() + "' is missing or out of range",
                      "copy the file from the folder that LitGPT wrote the adapter to");
    }
    if (hasHead || adapter.targets.empty()) {
        return refuse(hasHead ? "the head has an adapter ('lora_head'), which is not supported"
                              : "no layer has an adapter",
                      hasHead ? "merge it in LitGPT (litgpt merge_lora) and import the whole model"
                              : "it is of another training: name an adapter's folder");
    }
    return settings;
}

} // namespace bafo::exchange
