// SPDX-License-Identifier: Apache-2.0
// What a model has beside its weights that decides what it says: tokenizer, tokens that begin and end, chat template.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_folder.h"
#include "core/runs/parity_certificate.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::exchange {

/// What a model is compared with, borrowed: a model, or a base with its adapter.
struct ParityReference {
    const ModelFolder &base;
    const AdapterFolder *adapter = nullptr; ///< null: the base alone
    BaseForm form = BaseForm::asTrained; ///< of the base beside the adapter
};

/// One of the two that are compared, without its weights.
struct ParitySide {
    std::unique_ptr<text::Tokenizer> tokenizer; ///< null where there is none
    std::vector<std::uint32_t> answerEnds; ///< eos_token_id of generation_config.json, else of config.json
    std::vector<std::uint32_t> configEnds; ///< eos_token_id of config.json
    std::vector<std::uint32_t> configBegins; ///< bos_token_id of config.json
    std::string chatTemplate; ///< empty where there is none
};

/// Fails as loadTokenizerOf and readChatTemplate do.
[[nodiscard]] Result<ParitySide> sideOf(FileSystem &files, const ParityReference &reference);

/// Of a model's folder, whatever is wrong with its weights. Fails where a file is damaged.
[[nodiscard]] Result<ParitySide> sideOf(FileSystem &files, const Path &model);

/// "tokenizer", "token_ids", "begin_token", "end_tokens", "chat_template": what both say to these texts. Without a
/// tokenizer on both sides there are no ids to compare.
[[nodiscard]] std::vector<runs::ParityCheck> compareSides(const ParitySide &reference, const ParitySide &model,
                                                          const std::vector<std::string_view> &prompts);

} // namespace bafo::exchange
