// SPDX-License-Identifier: Apache-2.0
// What 'make gpu-check' asks of a machine: whether a device computes what the processor does, and how fast it trains.
#include "app/engine/compute_device.h"
#include "app/engine/step_probe.h"
#include "app/engine/verbs.h"
#include "core/formats/json_limits.h"
#include "core/model/model_config.h"
#include "core/runs/launch_settings.h"
#include "core/train/process_memory.h"
#include "plugins/architectures/architectures.h"

#include <ATen/ATen.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>

namespace bafo::engine {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;

struct CheckOptions {
    std::string config;
    std::string device = runs::kDeviceCuda;
    ProbeSettings probe;
    std::int64_t steps = 10;
    std::int64_t warmUpSteps = 3;
    double lossTolerance = 1e-5;
    double gradientTolerance = 1e-4;
};

struct CheckedModel {
    Registry<model::Architecture> registry = architectures::makeArchitectures();
    const model::Architecture *architecture = nullptr;
    model::ModelConfig config;
};

Result<void> readModel(const command_line::VerbContext &context, const std::string &path, CheckedModel &checked)
{
    const std::string text = BAFO_TRY(context.files.readFile(path, kMaxConfigBytes));
    const nlohmann::json document = BAFO_TRY(formats::parseJson(text, {}));
    const std::string type = document.is_object() ? document.value("model_type", "") : "";
    checked.architecture = BAFO_TRY(checked.registry.get(type));
    checked.config = BAFO_TRY(checked.architecture->parseConfig(document));
    return {};
}

std::string shortly(double number)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.4g", number);
    return text;
}

double relativeError(const at::Tensor &actual, const at::Tensor &expected)
{
    const at::Tensor reference = expected.to(at::kDouble);
    const auto size = reference.norm().item<double>();
    const auto difference = (actual.to(at::kDouble) - reference).norm().item<double>();
    return size > 0 ? difference / size : difference;
}

/// One step here and one on the processor in fp32, of the same model on the same tokens.
Result<void> compare(command_line::VerbContext &context, const CheckOptions &options)
{
    CheckedModel checked;
    BAFO_TRY(readModel(context, options.config, checked));
    const ComputeDevice device = BAFO_TRY(chooseDevice(options.device, context.programPath));
    ProbeSettings exact = options.probe;
    exact.precision = "fp32";
    StepProbe expected(*checked.architecture, checked.config, ComputeDevice{}, exact, context.clock);
    StepProbe actual(*checked.architecture, checked.config, device, options.probe, context.clock);
    const train::StepReport expectedStep = BAFO_TRY(expected.step());
    const train::StepReport actualStep = BAFO_TRY(actual.step());
    const auto expectedGradients = expected.gradients();
    double worst = 0;
    std::string worstName;
    for (const auto &[name, gradient] : actual.gradients()) {
        const double error = relativeError(gradient, expectedGradients.at(name));
        if (!(error <= worst)) { // one that is no number is the worst
            worst = error;
            worstName = name;
        }
        if (std::isnan(error)) {
            break;
        }
    }
    const double lossError = std::abs(actualStep.loss / expectedStep.loss - 1);
    const bool isEqual = lossError <= options.lossTolerance && worst <= options.gradientTolerance;
    context.printer.say(device.words + ", " + options.probe.precision + ": loss differs by " + shortly(lossError)
                        + ", gradients by at most " + shortly(worst) + " (" + worstName + ")");
    context.printer.json({{"device", device.words},
                          {"precision", options.probe.precision},
                          {"loss", actualStep.loss},
                          {"loss_on_cpu", expectedStep.loss},
                          {"loss_error", lossError},
                          {"loss_tolerance", options.lossTolerance},
                          {"gradient_error", worst},
                          {"gradient_tolerance", options.gradientTolerance},
                          {"worst_gradient", worstName},
                          {"is_equal", isEqual}});
    return isEqual ? Result<void>()
                   : Result<void>(fail(ErrorCode::data, device.words + " computes something else than the processor",
                                       "please report this with the figures above"));
}

Result<std::int64_t> peakBytesOf(const ComputeDevice &device, FileSystem &files)
{
    if (!device.cuda) {
        return static_cast<std::int64_t>(train::readProcessMemory(files).peakResidentMb * 1024 * 1024);
    }
    std::array<char, BAFO_CUDA_WHY_BYTES> why{};
    std::int64_t bytes = 0;
    if (device.cuda->functions().peakBytes(device.device.index(), &bytes, why.data()) != 0) {
        return fail(ErrorCode::internal, "the device does not tell its memory: " + std::string(why.data()));
    }
    return bytes;
}

Result<void> measure(command_line::VerbContext &context, const CheckOptions &options)
{
    CheckedModel checked;
    BAFO_TRY(readModel(context, options.config, checked));
    const ComputeDevice device = BAFO_TRY(chooseDevice(options.device, context.programPath));
    StepProbe probe(*checked.architecture, checked.config, device, options.probe, context.clock);
    std::vector<double> seconds;
    std::vector<double> losses;
    for (std::int64_t i = 0; i < options.warmUpSteps + options.steps; ++i) {
        const std::int64_t startNs = context.clock.steadyNs();
        losses.push_back(BAFO_TRY(probe.step()).loss);
        if (i >= options.warmUpSteps) {
            seconds.push_back(static_cast<double>(context.clock.steadyNs() - startNs) * 1e-9);
        }
    }
    std::sort(seconds.begin(), seconds.end());
    const double median = seconds[seconds.size() / 2];
    const std::int64_t tokens = options.probe.sequencesPerStep * options.probe.sequenceLength;
    const double tokensPerSecond = static_cast<double>(tokens) / median;
    const double flops = model::trainingFlopsPerToken(checked.config, options.probe.sequenceLength);
    const std::int64_t peak = BAFO_TRY(peakBytesOf(device, context.files));
    context.printer.say(device.words + ": " + shortly(tokensPerSecond) + " tokens/s, "
                        + shortly(tokensPerSecond * flops * 1e-12) + " TFLOP/s of the model, "
                        + std::to_string(peak >> 20) + " MiB at most");
    context.printer.json({{"device", device.words},
                          {"precision", options.probe.precision},
                          {"parameters", probe.numParameters()},
                          {"sequence_length", options.probe.sequenceLength},
                          {"sequences_per_step", options.probe.sequencesPerStep},
                          {"micro_batch", options.probe.microBatch},
                          {"recompute", options.probe.recomputesBlocks ? "block" : "none"},
                          {"losses", losses},
                          {"step_seconds", seconds},
                          {"tokens_per_second", tokensPerSecond},
                          {"model_flops_per_token", flops},
                          {"model_tflops", tokensPerSecond * flops * 1e-12},
                          {"peak_bytes", peak}});
    return {};
}

void addShared(CLI::App &verb, const std::shared_ptr<CheckOptions> &options)
{
    verb.add_option("--config", options->config, "config.json of a model; its weights are drawn")->required();
    verb.add_option("--device", options->device, "cuda, cpu or auto");
    verb.add_option("--precision", options->probe.precision, "fp32 or bf16-mixed")
        ->check(CLI::IsMember({"fp32", "bf16-mixed"}));
    verb.add_option("--sequence-length", options->probe.sequenceLength, "tokens")->check(CLI::Range(2, 131072));
    verb.add_option("--sequences", options->probe.sequencesPerStep, "of a step")->check(CLI::Range(1, 65536));
    verb.add_option("--micro-batch", options->probe.microBatch, "of them at once")->check(CLI::Range(1, 4096));
    verb.add_flag("--recompute", options->probe.recomputesBlocks, "keep only the inputs of blocks for backward");
    verb.add_option("--loss-chunk-mib", options->probe.lossChunkMib, "memory for logits")->check(CLI::Range(0, 65536));
}

} // namespace

void addDeviceCheck(CLI::App &program, command_line::VerbContext &context)
{
    CLI::App *family
        = program.add_subcommand("device-check", "compares and measures devices; 'make gpu-check' uses it");
    family->group(""); // not for people
    family->require_subcommand(1);
    const auto options = std::make_shared<CheckOptions>();
    CLI::App *comparison
        = command_line::addVerb(*family, "compare", "one training step beside the processor's in fp32", context);
    addShared(*comparison, options);
    comparison->add_option("--loss-tolerance", options->lossTolerance, "relative");
    comparison->add_option("--gradient-tolerance", options->gradientTolerance, "relative, of each tensor's norm");
    comparison->callback(
        [&context, options] { context.action = [&context, options] { return compare(context, *options); }; });
    CLI::App *speed = command_line::addVerb(*family, "speed", "tokens a second of whole training steps", context);
    addShared(*speed, options);
    speed->add_option("--steps", options->steps, "that are measured")->check(CLI::Range(1, 10000));
    speed->add_option("--warm-up-steps", options->warmUpSteps, "before them")->check(CLI::Range(0, 1000));
    speed->callback(
        [&context, options] { context.action = [&context, options] { return measure(context, *options); }; });
}

} // namespace bafo::engine
