// SPDX-License-Identifier: Apache-2.0
#include "core/train/run_state.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <memory>

namespace bafo::train {
namespace {

using checkpoint::TensorTarget;
using checkpoint::TensorView;

/// A piece of memory that belongs into a checkpoint, written and read by the same list.
struct StatePiece {
    std::string name;
    std::vector<std::int64_t> shape;
    float *values = nullptr;
    std::int64_t count = 0;
    std::int64_t firstRow = 0;
    std::int64_t totalRows = 0;
    at::Tensor onDevice = {}; ///< then values is null

    [[nodiscard]] std::span<float> floats() const { return {values, static_cast<std::size_t>(count)}; }
};

/// One piece after the other in main memory: a checkpoint of a device's memory must not take as much here.
struct Staging {
    at::Tensor copy;

    std::span<const std::byte> fetch(const at::Tensor &onDevice)
    {
        copy = onDevice.to(at::kCPU).contiguous();
        return std::as_bytes(std::span(copy.const_data_ptr<float>(), static_cast<std::size_t>(copy.numel())));
    }
};

std::string momentName(const char *which, const RowGroup &group, const ParameterView &parameter)
{
    std::string name = std::string(which) + "." + group.tensor;
    if (group.numRows != parameter.totalRows) {
        name += "[" + std::to_string(group.firstRow) + ":" + std::to_string(group.firstRow + group.numRows) + "]";
    }
    return name;
}

std::vector<StatePiece> piecesOf(const std::vector<ParameterView> &parameters, AdamW &optimizer,
                                 const RunIdentity &identity)
{
    std::vector<StatePiece> pieces;
    for (const ParameterView &parameter : parameters) {
        if (identity.frozenTensors.contains(parameter.name)) {
            continue;
        }
        pieces.push_back({.name = checkpointNameOf(parameter.name),
                          .shape = {parameter.rows, parameter.rowSize},
                          .values = parameter.values,
                          .count = parameter.numElements(),
                          .firstRow = parameter.firstRow,
                          .totalRows = parameter.totalRows,
                          .onDevice = parameter.deviceValues});
    }
    for (std::size_t i = 0; i < optimizer.groups().size(); ++i) {
        const RowGroup &group = optimizer.groups()[i];
        if (!optimizer.isTrained(group)) {
            continue;
        }
        const auto parameter = std::find_if(parameters.begin(), parameters.end(),
                                            [&](const ParameterView &view) { return view.name == group.tensor; });
        const distributed::RowShare own = ownRowsOf(group, *parameter);
        GroupMoments &moments = optimizer.moments()[i];
        StatePiece piece{.name = momentName("moment1", group, *parameter),
                         .shape = {own.count, parameter->rowSize},
                         .values = moments.first.data(),
                         .count = own.count * parameter->rowSize,
                         .firstRow = own.first - group.firstRow,
                         .totalRows = group.numRows,
                         .onDevice = moments.deviceFirst};
        pieces.push_back(piece);
        piece.name = momentName("moment2", group, *parameter);
        piece.values = moments.second.data();
        piece.onDevice = moments.deviceSecond;
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

double counterOf(const checkpoint::Manifest &manifest, const std::string &name)
{
    const auto found = manifest.counters.find(name);
    return found == manifest.counters.end() ? 0 : found->second;
}

TensorTarget targetOf(const StatePiece &piece, std::span<float> floats)
{
    return {.name = piece.name,
            .dtype = formats::Dtype::F32,
            .shape = piece.shape,
            .bytes = std::as_writable_bytes(floats),
            .firstRow = piece.firstRow,
            .totalRows = piece.totalRows};
}

/// What is in main memory all at once, what is on a device one by one, by way of main memory.
Result<void> readPieces(const Path &folder, const checkpoint::Manifest &manifest, const std::vector<StatePiece> &pieces)
{
    std::vector<TensorTarget> targets;
    for (const StatePiece &piece : pieces) {
        if (!piece.onDevice.defined()) {
            targets.push_back(targetOf(piece, piece.floats()));
            continue;
        }
        const at::Tensor copy = at::empty(piece.onDevice.sizes(), at::kFloat);
        const TensorTarget target
            = targetOf(piece, {copy.mutable_data_ptr<float>(), static_cast<std::size_t>(copy.numel())});
        BAFO_TRY(checkpoint::readShards(folder, manifest, std::span(&target, 1)));
        piece.onDevice.copy_(copy);
    }
    return checkpoint::readShards(folder, manifest, targets);
}

} // namespace

std::vector<TensorView> tensorsToSave(TrainableModel &model, AdamW &optimizer, const RunIdentity &identity)
{
    std::vector<TensorView> views;
    const auto staging = std::make_shared<Staging>(); // the views', who may outlive this call
    for (const StatePiece &piece : piecesOf(model.parameters(), optimizer, identity)) {
        views.push_back({.name = piece.name,
                         .dtype = formats::Dtype::F32,
                         .shape = piece.shape,
                         .bytes = std::as_bytes(piece.floats()),
                         .firstRow = piece.firstRow,
                         .totalRows = piece.totalRows});
        if (piece.onDevice.defined()) {
            views.back().bytes = {};
            views.back().fetch = [staging, tensor = piece.onDevice] { return staging->fetch(tensor); };
            views.back().bytesToFetch = static_cast<std::uint64_t>(piece.count) * sizeof(float);
        }
    }
    return views;
}

checkpoint::Manifest manifestOf(const RunIdentity &identity, const RunProgress &progress, const AdamW &optimizer)
{
    checkpoint::Manifest manifest;
    manifest.run = identity.run;
    manifest.step = progress.step;
    manifest.dataCursor = progress.dataCursor;
    manifest.optimizerSteps = optimizer.numSteps();
    manifest.configHash = identity.configHash;
    manifest.dataHash = identity.dataHash;
    manifest.codeVersion = identity.codeVersion;
    for (const auto &[name, sha256] : identity.frozenTensors) {
        manifest.frozen.push_back({.name = name, .sha256 = sha256});
    }
    manifest.counters = {{"train_tokens", progress.trainTokens},
                         {"train_bytes", progress.trainBytes},
                         {"train_flops", progress.trainFlops}};
    return manifest;
}

Result<void> checkFrozen(const Path &folder, const checkpoint::Manifest &manifest,
                         const std::map<std::string, std::string> &hashes)
{
    std::map<std::string, std::string> saved;
    for (const checkpoint::FrozenTensor &tensor : manifest.frozen) {
        saved[tensor.name] = tensor.sha256;
    }
    for (const auto &[name, sha256] : saved) {
        const auto found = hashes.find(name);
        if (found == hashes.end() || found->second != sha256) {
            return fail(ErrorCode::config,
                        "the model that this run began with was changed since " + folder.string()
                            + " was saved: its frozen " + name + " is another one",
                        "put the model back as it was (its lineage.json has the hashes), or clone the run "
                        "('bafo run clone') to start it on the model as it is");
        }
    }
    return {};
}

std::string checkpointNameOf(const std::string &weight)
{
    return "weight." + weight;
}

RunProgress progressOf(const checkpoint::Manifest &manifest)
{
    return {.step = manifest.step,
            .dataCursor = manifest.dataCursor,
            .trainTokens = counterOf(manifest, "train_tokens"),
            .trainBytes = counterOf(manifest, "train_bytes"),
            .trainFlops = counterOf(manifest, "train_flops")};
}

Result<RunProgress> restore(const Path &folder, const checkpoint::Manifest &manifest, const RunIdentity &identity,
                            TrainableModel &model, AdamW &optimizer)
{
    if (manifest.configHash != identity.configHash) {
        return fail(
            ErrorCode::config, "the configuration of this run was changed since " + folder.string() + " was saved",
            "put the run's config.yaml back as it was, or clone the run ('bafo run clone') with other settings");
    }
    if (manifest.dataHash != identity.dataHash) {
        return fail(ErrorCode::config,
                    "the text of this run's curriculum was changed since " + folder.string() + " was saved",
                    "clone the run ('bafo run clone') to start it on the text as it is; a split comes back with "
                    "'bafo data split' at the share and seed of before");
    }
    BAFO_TRY(checkFrozen(folder, manifest, identity.frozenTensors));
    optimizer.setNumSteps(manifest.optimizerSteps); // which moments there are hangs on it
    BAFO_TRY(readPieces(folder, manifest, piecesOf(model.parameters(), optimizer, identity)));
    return progressOf(manifest);
}

} // namespace bafo::train
