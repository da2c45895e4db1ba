// SPDX-License-Identifier: Apache-2.0
#include "core/plan/short_run.h"

namespace bafo::plan {

std::string settingsBehind(const config::RunConfig &config, int numRanks)
{
    std::string settings;
    for (const char *key :
         {"model", "tokenizer", "threads", "sequence_length", "sequences_per_step", "micro_batch", "precision",
          "recompute", "sharding", "sync", "dropout", "loss_chunk_mib", "freezing.tensors", "method", "adapter.rank",
          "adapter.dropout", "adapter.targets", "adapter.new_rows"}) {
        settings += config::valueOf(config, key) + '\n';
    }
    return settings + std::to_string(numRanks);
}

std::vector<std::string> changesForShortRun(const std::string &name, std::int64_t steps, std::int64_t saveEvery)
{
    return {"name=" + name,
            "output_model=",
            "steps=" + std::to_string(steps),
            "max_flops=0",
            "max_bytes=0",
            "checkpoint.every_steps=" + std::to_string(saveEvery),
            "evaluation.every_steps=0",
            "evaluation.at_start=false",
            "evaluation.held_out=[]",
            "samples.every_steps=0",
            "samples.prompts=[]"};
}

} // namespace bafo::plan
