// SPDX-License-Identifier: Apache-2.0
#include "core/config/litgpt_run.h"

#include "core/config/knob_values.h"
#include "core/formats/yaml_limits.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace bafo::config {
namespace {

/// Why a setting stays behind, for those that many files have. The first that begins the key says it.
constexpr std::int64_t kMostDevices = 1'000'000; ///< and nodes

constexpr std::pair<std::string_view, std::string_view> kReasons[] = {
    {"data", "take the text in with 'bafo data import' and name that dataset under curriculum"},
    {"devices", "how many processes compute is said at the start: 'bafo run start --ranks N'"},
    {"num_nodes", "how many processes compute is said at the start: 'bafo run start --ranks N'"},
    {"lora_", "adapters are not trained here yet: this run would change all weights"},
    {"quantize", "adapters are not trained here yet: this run would change all weights"},
    {"tokenizer_dir", "the model's own tokenizer is used; another one is named by 'tokenizer'"},
    {"resume", "a run that was stopped goes on with 'bafo run resume'"},
    {"logger_name", "every step is in the run's own log, which 'bafo run show' and the window read"},
    {"log", "every step is in the run's own log, which 'bafo run show' and the window read"},
    {"train.log_interval", "every step is logged"},
    {"train.max_time", "limit the run by 'steps', 'max_bytes' or 'max_flops'"},
    {"train.lr_warmup_fraction", "set schedule.warmup_steps in steps"},
    {"train.tie_embeddings", "whether the head is the embedding is the model's to say (config.json)"},
    {"eval.max_iters", "limit held-out text by max_documents"},
    {"eval.evaluate_example", "name what to complete under samples.prompts"},
    {"model_config", "the model is made or imported first: 'bafo model init' or 'bafo model import'"},
    {"model", "the model is made or imported first: 'bafo model init' or 'bafo model import'"},
    {"optimizer.class_path", "AdamW is the optimizer here"},
};

std::string_view reasonFor(std::string_view key)
{
    for (const auto &[start, reason] : kReasons) {
        const bool isPrefix = key.starts_with(start)
            && (key.size() == start.size() || start.ends_with('_') || key[start.size()] == '.');
        if (isPrefix) {
            return reason;
        }
    }
    return "it has no counterpart";
}

/// Hands out settings by dotted keys and remembers which were asked for.
class Settings {
public:
    explicit Settings(const YAML::Node &document)
        : m_document(document)
    {
    }

    template <class T>
    Result<std::optional<T>> find(const std::string &key)
    {
        m_taken.insert(key);
        const YAML::Node node = nodeAt(key);
        if (!node || node.IsNull()) {
            return std::optional<T>();
        }
        T value = {};
        if (!node.IsScalar() || !YAML::convert<T>::decode(node, value)) {
            return fail(ErrorCode::config, fmt::format("{}'{}' has a value of the wrong kind", lineOf(node), key),
                        "look it up in LitGPT's documentation");
        }
        return std::optional<T>(std::move(value));
    }

    template <class T>
    Result<T> get(const std::string &key, T fallback)
    {
        return BAFO_TRY(find<T>(key)).value_or(std::move(fallback));
    }

    [[nodiscard]] YAML::Node take(const std::string &key)
    {
        m_taken.insert(key);
        return nodeAt(key);
    }

    [[nodiscard]] bool has(const std::string &key) const
    {
        const YAML::Node node = nodeAt(key);
        return node && !node.IsNull();
    }

    /// "train.log_interval = 1: every step is logged" for each that nobody asked for and that says something.
    [[nodiscard]] std::vector<std::string> leftOvers() const
    {
        std::vector<std::string> lines;
        for (const auto &entry : m_document) {
            const auto key = entry.first.as<std::string>("");
            const bool isGroup = entry.second.IsMap() && (key == "train" || key == "eval" || key == "optimizer");
            if (!isGroup) {
                tell(key, entry.second, lines);
                continue;
            }
            for (const auto &inner : entry.second) {
                const std::string name = key + "." + inner.first.as<std::string>("");
                if (name != "optimizer.init_args" || !inner.second.IsMap()) {
                    tell(name, inner.second, lines);
                    continue;
                }
                for (const auto &argument : inner.second) {
                    tell(name + "." + argument.first.as<std::string>(""), argument.second, lines);
                }
            }
        }
        return lines;
    }

private:
    [[nodiscard]] YAML::Node nodeAt(const std::string &key) const
    {
        YAML::Node node = m_document;
        for (std::size_t at = 0; at <= key.size();) {
            const std::size_t end = std::min(key.find('.', at), key.size());
            if (!node.IsMap()) {
                return YAML::Node(YAML::NodeType::Undefined);
            }
            const YAML::Node inner = std::as_const(node)[key.substr(at, end - at)];
            if (!inner) {
                return YAML::Node(YAML::NodeType::Undefined);
            }
            node.reset(inner);
            at = end + 1;
        }
        return node;
    }

    void tell(const std::string &key, const YAML::Node &node, std::vector<std::string> &lines) const
    {
        const bool isOff = node.IsScalar() && node.Scalar() == "false";
        if (node.IsNull() || isOff || m_taken.contains(key)) {
            return;
        }
        const std::string value = node.IsScalar() ? " = " + node.Scalar().substr(0, 80) : "";
        lines.push_back(fmt::format("{}{}: {}", key, value, reasonFor(key)));
    }

    const YAML::Node m_document;
    std::set<std::string> m_taken;
};

/// The last part of a path, as a name that runs and models may have.
std::string nameFrom(std::string path)
{
    while (path.ends_with('/')) {
        path.pop_back();
    }
    std::string name = path.substr(path.rfind('/') + 1);
    for (char &c : name) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
            || c == '_' || c == '-';
        c = isPlain ? c : '-';
    }
    name.erase(0, std::min(name.find_first_not_of(".-"), name.size()));
    return name.substr(0, kLongestRunName);
}

class Translation {
public:
    Translation(const YAML::Node &document, const std::string &dataset)
        : m_settings(document)
        , m_isFineTuning(m_settings.has("checkpoint_dir"))
        , m_dataset(dataset)
    {
    }

    Result<LitgptRun> run()
    {
        BAFO_TRY(nameThings());
        BAFO_TRY(setBatch());
        BAFO_TRY(setOptimizer());
        BAFO_TRY(setSchedule());
        BAFO_TRY(setRhythm());
        for (std::string &line : m_settings.leftOvers()) {
            m_result.warnings.push_back(std::move(line));
        }
        BAFO_TRY(checkRunConfig(m_result.config));
        return std::move(m_result);
    }

private:
    void warn(std::string line) { m_result.warnings.push_back(std::move(line)); }

    /// By the knob's name, so that its range holds here too.
    template <class T>
    Result<void> set(std::string_view knob, const T &value)
    {
        return setKnob(m_result.config, knob, fmt::format("{}", value));
    }

    /// A setting under our name, or what LitGPT takes where it is absent.
    template <class T>
    Result<void> carry(std::string_view knob, const std::string &key, T fallback)
    {
        const T value = BAFO_TRY(m_settings.get(key, fallback));
        return set(knob, value);
    }

    Result<void> nameThings()
    {
        RunConfig &config = m_result.config;
        const std::string folder
            = BAFO_TRY(m_settings.get<std::string>("out_dir", m_isFineTuning ? "out/finetune" : "out/pretrain"));
        config.name = nameFrom(folder);
        config.outputModel = config.name;
        const char *const key = m_isFineTuning ? "checkpoint_dir" : "initial_checkpoint_dir";
        const std::string origin = BAFO_TRY(m_settings.get<std::string>(key, ""));
        const std::string kind = BAFO_TRY(m_settings.get<std::string>("model_name", ""));
        config.model = nameFrom(origin.empty() ? kind : origin);
        if (config.model.empty()) {
            config.model = "model";
        }
        warn(origin.empty()
                 ? fmt::format("model: '{}' would begin with random weights: make it first ('bafo model init')",
                               config.model)
                 : fmt::format("model: take it in first: bafo model import {} --to {}", origin, config.model));
        BAFO_TRY(carry<std::int64_t>("seed", "seed", m_isFineTuning ? 1337 : 42));
        const std::int64_t epochs = BAFO_TRY(m_settings.get<std::int64_t>("train.epochs", m_isFineTuning ? 5 : 1));
        StageConfig stage;
        stage.name = "train";
        stage.dataset = m_dataset.empty() ? "text" : m_dataset;
        stage.epochs = epochs;
        config.curriculum.push_back(stage);
        if (m_dataset.empty()) {
            warn("curriculum: 'text' stands for your dataset; --dataset names it here");
        }
        return setPrecision();
    }

    /// Where this program has no such setting it computes in fp32.
    Result<void> setPrecision()
    {
        const std::string precision = BAFO_TRY(m_settings.get<std::string>("precision", "bf16-mixed"));
        const bool isFull = precision == "32-true" || precision == "32";
        if (!isFull && (precision != "bf16-mixed" || !set("precision", precision))) {
            warn(fmt::format("precision = {}: weights and sums are kept in fp32", precision));
        }
        return {};
    }

    Result<void> setBatch()
    {
        const std::int64_t micro
            = BAFO_TRY(m_settings.get<std::int64_t>("train.micro_batch_size", m_isFineTuning ? 1 : 4));
        const std::int64_t global
            = BAFO_TRY(m_settings.get<std::int64_t>("train.global_batch_size", m_isFineTuning ? 16 : 512));
        const std::int64_t world = BAFO_TRY(numDevices("devices")) * BAFO_TRY(numDevices("num_nodes"));
        BAFO_TRY(set("micro_batch", micro));
        m_accumulation = global / world / std::max<std::int64_t>(1, micro);
        if (m_accumulation < 1) {
            return fail(
                ErrorCode::config,
                fmt::format("train.global_batch_size {} is less than one micro-batch of {} on each of {} devices",
                            global, micro, world),
                "LitGPT refuses it too: raise global_batch_size");
        }
        const std::int64_t sequences = m_accumulation * micro * world;
        if (sequences != global) {
            warn(fmt::format(
                "train.global_batch_size = {}: LitGPT computes {} sequences a step on {} devices, so does this run",
                global, sequences, world));
        }
        BAFO_TRY(set("sequences_per_step", sequences));
        return setLength(world, micro);
    }

    /// Used for the batch, and told unless it is one. "auto" is as many as there are: one, as far as this file tells.
    Result<std::int64_t> numDevices(const std::string &key)
    {
        const YAML::Node node = m_settings.take(key);
        if (!node || !node.IsScalar()) {
            return 1;
        }
        if (node.Scalar() != "1") {
            warn(fmt::format("{} = {}: {}", key, node.Scalar(), reasonFor(key)));
        }
        const auto count = std::max<std::int64_t>(1, node.as<std::int64_t>(1));
        if (count > kMostDevices) {
            return fail(ErrorCode::config,
                        fmt::format("{} is {}: at most {} can be meant", key, node.Scalar(), kMostDevices),
                        "write how many there are, or \"auto\"");
        }
        return count;
    }

    Result<void> setLength(std::int64_t world, std::int64_t micro)
    {
        auto length = BAFO_TRY(m_settings.find<std::int64_t>("train.max_seq_length"));
        for (const char *key : {"model_config.block_size", "model.block_size"}) {
            if (!length && m_settings.has(key)) {
                length = BAFO_TRY(m_settings.find<std::int64_t>(key));
            }
        }
        if (length) {
            BAFO_TRY(set("sequence_length", *length));
        } else {
            warn(fmt::format("sequence_length: LitGPT takes the model's whole context; {} stands here",
                             m_result.config.sequenceLength));
        }
        const auto tokens = BAFO_TRY(m_settings.find<std::int64_t>("train.max_tokens"));
        const auto steps = BAFO_TRY(m_settings.find<std::int64_t>("train.max_steps"));
        if (m_isFineTuning) {
            return set("steps", steps.value_or(0));
        }
        if (!tokens) {
            warn("train.max_tokens: LitGPT would read 3,000,000,000,000 tokens; here the curriculum is read once");
            return set("steps", steps.value_or(0));
        }
        // As LitGPT rounds: whole iterations on each device, then whole steps.
        const std::int64_t iterations = *tokens / world / (micro * m_result.config.sequenceLength);
        if (iterations < m_accumulation) {
            return fail(ErrorCode::config, fmt::format("train.max_tokens {} are less than one step", *tokens),
                        "raise it");
        }
        return set("steps", iterations / m_accumulation);
    }

    Result<void> setOptimizer()
    {
        const bool isNamed = m_settings.has("optimizer") && m_settings.take("optimizer").IsScalar();
        const std::string name
            = BAFO_TRY(m_settings.get<std::string>(isNamed ? "optimizer" : "optimizer.class_path", "AdamW"));
        if (name != "AdamW" && name != "torch.optim.AdamW") {
            warn(fmt::format("optimizer = {}: {}", name, reasonFor("optimizer.class_path")));
        }
        // Before 0.4 the settings stood under train, with the defaults of TinyLlama.
        const bool isOld = m_settings.has("train.learning_rate") || m_settings.has("train.beta1");
        const std::string place = isOld ? "train." : "optimizer.init_args.";
        const double rate = BAFO_TRY(m_settings.get(place + (isOld ? "learning_rate" : "lr"), isOld ? 4e-4 : 1e-3));
        BAFO_TRY(set("optimizer.learning_rate", rate));
        BAFO_TRY(carry("optimizer.weight_decay", place + "weight_decay", isOld ? 0.1 : 0.01));
        BAFO_TRY(carry("optimizer.epsilon", place + "eps", 1e-8));
        double beta1 = BAFO_TRY(m_settings.get(place + "beta1", 0.9));
        double beta2 = BAFO_TRY(m_settings.get(place + "beta2", isOld ? 0.95 : 0.999));
        if (const YAML::Node betas = m_settings.take(place + "betas");
            betas && betas.IsSequence() && betas.size() == 2) {
            beta1 = betas[0].as<double>(beta1);
            beta2 = betas[1].as<double>(beta2);
        }
        BAFO_TRY(set("optimizer.beta1", beta1));
        BAFO_TRY(set("optimizer.beta2", beta2));
        const double norm
            = BAFO_TRY(m_settings.get("train.max_norm", m_settings.has("train") && !m_isFineTuning ? 1.0 : 0.0));
        return set("optimizer.clip_norm", norm);
    }

    Result<void> setSchedule()
    {
        const bool isByFraction = m_settings.has("train.lr_warmup_fraction");
        const std::int64_t usual = isByFraction ? 0 : m_isFineTuning ? 100 : 2000;
        BAFO_TRY(set("schedule.kind", "cosine"));
        BAFO_TRY(carry("schedule.warmup_steps", "train.lr_warmup_steps", usual));
        const double lowest = BAFO_TRY(m_settings.get("train.min_lr", m_isFineTuning ? 0.0 : 4e-5));
        if (m_isFineTuning) {
            if (lowest > 0) {
                warn(fmt::format("train.min_lr = {}: LitGPT's fine-tuning ends its cosine at 0, so does this run",
                                 lowest));
            }
            return set("schedule.minimum_learning_rate", 0);
        }
        const double rate = m_result.config.optimizer.learningRate;
        if (lowest > rate) {
            warn(fmt::format("train.min_lr = {}: above the learning rate, which LitGPT would rise to; constant here",
                             lowest));
        }
        return set("schedule.minimum_learning_rate", std::min(lowest, rate));
    }

    Result<void> setRhythm()
    {
        BAFO_TRY(carry<std::int64_t>("checkpoint.every_steps", "train.save_interval", 1000));
        BAFO_TRY(carry<std::int64_t>("evaluation.every_steps", "eval.interval", m_isFineTuning ? 600 : 1000));
        BAFO_TRY(carry("evaluation.at_start", "eval.initial_validation", false));
        if (!BAFO_TRY(m_settings.get("eval.final_validation", true))) {
            warn("eval.final_validation = false: a run always measures at its end");
        }
        HeldOutConfig heldOut;
        heldOut.name = "held-out";
        heldOut.dataset = m_result.config.curriculum.front().dataset;
        m_result.config.evaluation.heldOut.push_back(heldOut);
        if (const auto length = BAFO_TRY(m_settings.find<std::int64_t>("eval.max_new_tokens"))) {
            BAFO_TRY(set("samples.max_new_tokens", *length));
        }
        return {};
    }

    Settings m_settings;
    bool m_isFineTuning;
    std::string m_dataset;
    std::int64_t m_accumulation = 1;
    LitgptRun m_result;
};

} // namespace

Result<LitgptRun> runConfigFromLitgpt(std::string_view yaml, const std::string &dataset)
{
    const YAML::Node document = BAFO_TRY(formats::parseYaml(yaml, {}));
    const bool isOfLitgpt = document.IsMap()
        && (std::as_const(document)["train"] || std::as_const(document)["checkpoint_dir"]
            || std::as_const(document)["model_name"]);
    if (!isOfLitgpt) {
        return fail(ErrorCode::config, "it holds no settings of LitGPT (no train, checkpoint_dir or model_name)",
                    "name a file such as config_hub/pretrain/tinyllama.yaml or hyperparameters.yaml");
    }
    return Translation(document, dataset).run();
}

} // namespace bafo::config
