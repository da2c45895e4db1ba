// SPDX-License-Identifier: Apache-2.0
// LitGPT's training settings (config_hub/*.yaml, hyperparameters.yaml) as ours, and what of them has no counterpart.
// Source: litgpt/args.py, litgpt/pretrain.py and litgpt/finetune/full.py of LitGPT 0.5.13; versions before 0.4 kept the
// optimizer's settings under `train`.
#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <string>
#include <string_view>
#include <vector>

namespace bafo::config {

/// `config` needs no further change to pass checkRunConfig, but datasets and models of the project have their own
/// names.
struct LitgptRun {
    RunConfig config;
    std::vector<std::string> warnings; ///< one for each setting that was left out or means something else here
};

/// What LitGPT would have done, its defaults included where the file is silent: of pretraining, or of fine-tuning where
/// the file has a `checkpoint_dir`. `dataset` names what the curriculum reads. Fails (config) with the line where the
/// text is no YAML, and naming a setting whose value is of the wrong kind or out of our range.
[[nodiscard]] Result<LitgptRun> runConfigFromLitgpt(std::string_view yaml, const std::string &dataset);

} // namespace bafo::config
