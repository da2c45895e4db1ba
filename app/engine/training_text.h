// SPDX-License-Identifier: Apache-2.0
// The text of a training run: its curriculum out of token stores, and what it is measured on.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/config/run_config.h"
#include "core/data/sampler.h"
#include "core/data/token_store.h"
#include "core/runs/project.h"
#include "core/text/chat_style.h"
#include "core/text/tokenizer.h"
#include "core/train/train_step.h"
#include "core/train/trainer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bafo::engine {

/// The token stores of all stages and of what is replayed, and the sampler over them. One thread at a time.
class Curriculum final : public train::SequenceSource {
public:
    /// Opens the stores, building those that are not there for this tokenizer. All are of texts, or with a style all of
    /// conversations, which never see each other. Fails as they do, naming the stage, or replay.
    static Result<std::unique_ptr<Curriculum>> open(FileSystem &files, const runs::Project &project,
                                                    const config::RunConfig &config, const text::Tokenizer &tokenizer,
                                                    const text::ChatStyle *style);

    [[nodiscard]] std::int64_t numSequences() const override { return m_sampler->numSequences(); }
    Result<train::TrainingSequence> sequence(std::int64_t globalIndex) override;

    /// Why stores that were there had to be built again, a sentence each.
    [[nodiscard]] const std::vector<std::string> &rebuiltStores() const { return m_rebuiltStores; }

    /// What of conversations is not trained on, a sentence a stage.
    [[nodiscard]] std::vector<std::string> cuts() const;

    /// Over the hashes of all stores in their order: names the text of the run.
    [[nodiscard]] std::string hash() const;

private:
    Curriculum() = default;

    /// Keeps the store of a part of the text, which is named where there is none.
    Result<const data::TokenStore *> addStore(const std::string &part, Result<data::EnsuredStore> store);

    std::vector<std::unique_ptr<data::TokenStore>> m_stores;
    std::vector<std::string> m_rebuiltStores;
    std::unique_ptr<data::Sampler> m_sampler;
    bool m_areDocumentsApart = false;
};

/// The style in which the run's conversations are written; null where its first stage is text. `modelFolder` brings the
/// template that "model" means. Fails (config) where no style is known.
[[nodiscard]] Result<const text::ChatStyle *> styleOfRun(FileSystem &files, const runs::Project &project,
                                                         const config::RunConfig &config, const Path &modelFolder);

/// Reads and tokenizes all held-out documents; of conversations only the answers count. Fails (data) on a set without
/// any, and (config) on conversations without a style.
[[nodiscard]] Result<std::vector<train::HeldOutSet>> openHeldOut(FileSystem &files, const runs::Project &project,
                                                                 const config::RunConfig &config,
                                                                 const text::Tokenizer &tokenizer,
                                                                 const text::ChatStyle *style);

} // namespace bafo::engine
