// SPDX-License-Identifier: Apache-2.0
// Everything that a run must keep to go on as if nothing had happened, and its way into and out of a checkpoint.
#pragma once

#include "core/base/result.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/train/adamw.h"
#include "core/train/trainable_model.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bafo::train {

/// How far a run has come. Weights and moments are with the model and the optimizer.
struct RunProgress {
    std::int64_t step = 0; ///< steps done
    std::int64_t dataCursor = 0; ///< global index of the next sequence
    double trainTokens = 0;
    double trainBytes = 0;
    double trainFlops = 0;
};

/// Names a run, its configuration and its text: a checkpoint of another one is refused.
struct RunIdentity {
    std::string run;
    std::string configHash;
    std::string dataHash = {}; ///< of the token stores in the curriculum's order
    std::string codeVersion;
    /// Tensors that the whole run leaves alone: they lie in no checkpoint, but in the model that the run began with,
    /// whose bytes have this SHA-256, by name.
    std::map<std::string, std::string> frozenTensors = {};
};

/// Weights as "weight.<name>", moments as "moment1.<name>" and "moment2.<name>", with "[first:end]" behind the name
/// where the group is not the whole tensor. Weights in identity.frozenTensors and moments of groups that are frozen at
/// this moment are left out. The views point at the memory of model and optimizer, or fetch from a device.
[[nodiscard]] std::vector<checkpoint::TensorView> tensorsToSave(TrainableModel &model, AdamW &optimizer,
                                                                const RunIdentity &identity = {});

[[nodiscard]] checkpoint::Manifest manifestOf(const RunIdentity &identity, const RunProgress &progress,
                                              const AdamW &optimizer);

/// The tensors that the checkpoint in `folder` leaves to the model of its run must be those with these hashes, by name.
/// Fails (config) with the first that is another one or not there.
[[nodiscard]] Result<void> checkFrozen(const Path &folder, const checkpoint::Manifest &manifest,
                                       const std::map<std::string, std::string> &hashes);

/// What a checkpoint calls a weight, which it holds as [rows, elements of a row].
[[nodiscard]] std::string checkpointNameOf(const std::string &weight);

/// How far the run was when it was saved.
[[nodiscard]] RunProgress progressOf(const checkpoint::Manifest &manifest);

/// Puts a verified checkpoint back into model and optimizer; frozen tensors are those that the model has been loaded
/// with. Fails (data) where it does not fit them, (config) where it was made with another configuration, on other text
/// or from another model; then what was loaded must not be used.
[[nodiscard]] Result<RunProgress> restore(const Path &folder, const checkpoint::Manifest &manifest,
                                          const RunIdentity &identity, TrainableModel &model, AdamW &optimizer);

} // namespace bafo::train
