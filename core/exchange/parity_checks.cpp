// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/parity_checks.h"

#include "core/eval/model_comparison.h"
#include "core/exchange/model_texts.h"
#include "core/exchange/parity_logits.h"
#include "core/exchange/parity_prompts.h"

#include <optional>
#include <utility>

namespace bafo::exchange {
namespace {

using runs::ParityCheck;

/// The model's weights as they lie there, whether or not they make a model.
struct StoredModel {
    ParsedConfig parsed;
    TensorFiles tensors;
};

Result<StoredModel> openStored(FileSystem &files, const Path &model, const Registry<model::Architecture> &architectures)
{
    const std::string text = BAFO_TRY(readConfigText(files, model));
    return StoredModel{.parsed = BAFO_TRY(parseModelConfig(text, model / "config.json", architectures)),
                       .tensors = BAFO_TRY(TensorFiles::open(files, model))};
}

/// The coarsest of its number formats.
std::string dtypeOf(const TensorFiles &tensors)
{
    bool hasHalves = false;
    bool hasBrainHalves = false;
    for (const auto &[name, tensor] : tensors.tensors()) {
        if (tensors.nf4Of(name) != nullptr) {
            return "nf4";
        }
        hasHalves = hasHalves || tensor.entry->dtype == formats::Dtype::F16;
        hasBrainHalves = hasBrainHalves || tensor.entry->dtype == formats::Dtype::BF16;
    }
    return hasBrainHalves ? "bf16" : hasHalves ? "f16" : "f32";
}

ParityCheck checkHead(const StoredModel &model, const ModelFolder &reference)
{
    ParityCheck check{.check = "head", .passed = true};
    const std::string head(model.parsed.architecture->headName());
    const bool isThere = model.tensors.tensors().contains(head);
    if (!model.parsed.config.isTied && !isThere) {
        check.passed = false;
        check.cause = head + " is missing, and config.json does not tie it to the embedding";
    } else if (!reference.config().isTied && model.parsed.config.isTied) {
        check.passed = false;
        check.cause = "the reference has a head of its own, this model computes with its embedding instead";
    }
    check.hint = check.passed ? "" : "write the model again from its reference";
    return check;
}

Result<eval::LogitDifference> differenceFrom(const eval::ReferenceRows &reference, FileSystem &files, const Path &model,
                                             const Registry<model::Architecture> &architectures)
{
    const ModelFolder folder = BAFO_TRY(ModelFolder::open(files, model, architectures));
    auto weights = BAFO_TRY(folder.loadWeights());
    const eval::ComputingModel computing
        = eval::makeComputingModel(folder.architecture(), folder.config(), std::move(weights));
    return reference.compare(*computing.decoder);
}

/// A model that cannot be opened is no reason to say nothing of it.
ParityCheck unreadable(const char *check, const Error &error)
{
    return {.check = check, .passed = false, .cause = error.message, .hint = error.hint};
}

} // namespace

Result<ParityFindings> checkParity(FileSystem &files, const Path &model, const ParityReference &reference,
                                   const Registry<model::Architecture> &architectures)
{
    ParityFindings findings;
    const std::vector<std::string_view> prompts = parityPrompts();
    findings.numPrompts = static_cast<std::int64_t>(prompts.size());
    const ParitySide expected = BAFO_TRY(sideOf(files, reference));
    const auto side = sideOf(files, model);
    findings.checks = side ? compareSides(expected, *side, prompts)
                           : std::vector<ParityCheck>{unreadable("tokenizer", side.error())};
    auto opened = openStored(files, model, architectures);
    if (!opened) {
        findings.checks.push_back(unreadable("logits", opened.error()));
        return findings;
    }
    const std::optional<StoredModel> stored(std::move(*opened));
    findings.dtype = dtypeOf(stored->tensors);
    findings.checks.push_back(checkHead(*stored, reference.base));
    if (!findings.checks.back().passed) {
        return findings;
    }
    const eval::ReferenceRows rows = BAFO_TRY(readReferenceRows(reference, expected, &stored->tensors));
    const auto difference = differenceFrom(rows, files, model, architectures);
    if (!difference) {
        findings.checks.push_back(unreadable("logits", difference.error()));
        return findings;
    }
    const std::vector<ParityCheck> measured = logitChecks(*difference, findings.dtype);
    findings.checks.insert(findings.checks.end(), measured.begin(), measured.end());
    return findings;
}

} // namespace bafo::exchange
