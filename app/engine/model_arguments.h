// SPDX-License-Identifier: Apache-2.0
// What the engine's verbs share: finding models, naming new ones, and loading one for use.
#pragma once

#include "app/command_line/program.h"
#include "app/engine/opened_model.h"
#include "core/base/registry.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_import.h"
#include "core/model/decoder.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bafo::engine {

/// A model by name in the project or by path.
[[nodiscard]] Result<Path> findModel(const command_line::VerbContext &context, const std::string &nameOrPath);

/// Where a new model goes: in a project a name, which has to be one (config), into the project's models; what holds a
/// '/', and anything outside a project, is a path.
[[nodiscard]] Result<Path> placeForModel(const command_line::VerbContext &context, const std::string &nameOrPath);

/// Tells what was made, for people or as {"model": {...}}.
void tellMade(command_line::Printer &printer, const exchange::MadeModel &made);

/// In the project that the verb works in, if any.
[[nodiscard]] Result<FoundModel> findModelAndBase(const command_line::VerbContext &context,
                                                  const std::string &nameOrPath);

/// A model ready to compute, with everything it borrows from. Not movable: parts point to each other.
struct LoadedModel {
    Registry<model::Architecture> architectures;
    exchange::ModelFolder folder; ///< of the base, where the model is an adapter
    Path ownPath; ///< of what was named; where the tokenizer's and the chat's files are
    model::WeightStore weights;
    std::unique_ptr<model::Decoder> decoder;
    std::unique_ptr<text::Tokenizer> tokenizer; ///< null where the folder has none
    std::vector<std::uint32_t> endTokens; ///< that end an answer; may be empty
};

/// A whole model, or an adapter with its base.
[[nodiscard]] Result<std::unique_ptr<LoadedModel>> loadModel(const command_line::VerbContext &context,
                                                             const std::string &nameOrPath);

/// "1,2, 3" -> ids. Fails (config) on anything else.
[[nodiscard]] Result<std::vector<std::uint32_t>> parseIds(const std::string &text);

} // namespace bafo::engine
