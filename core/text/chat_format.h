// SPDX-License-Identifier: Apache-2.0
// The styles that are built in, and which of them a model was taught. A model's own template is recognised by its hash
// and never run.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/text/chat_style.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

/// The YAML files of the styles.
[[nodiscard]] std::span<const std::string_view> promptStyleTexts();

/// All styles: alpaca, chatml, gemma, llama-3, plain, smollm2. They live as long as the program.
[[nodiscard]] const std::vector<ChatStyle> &chatStyles();

/// By name. Fails (config) with the known names.
[[nodiscard]] Result<const ChatStyle *> chatStyleNamed(std::string_view name);

/// The style whose template has this text, by SHA-256; null where nobody knows it.
[[nodiscard]] const ChatStyle *chatStyleOfTemplate(std::string_view templateText);

/// The template of a model folder: "chat_template" of tokenizer_config.json, or chat_template.jinja. Empty where there
/// is none.
[[nodiscard]] Result<std::string> readChatTemplate(FileSystem &files, const Path &folder);

/// A style by name, or "model": that of the folder's own template. Fails (config) naming what to choose where the
/// folder has no template, or one that nobody knows.
[[nodiscard]] Result<const ChatStyle *> chatStyleFor(FileSystem &files, std::string_view name, const Path &folder);

} // namespace bafo::text
