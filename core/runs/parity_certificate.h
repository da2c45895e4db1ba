// SPDX-License-Identifier: Apache-2.0
// certificate.json of a model folder: whether the model still says what the model says that it was made from.
//
// Goals: one object that a person, the window and a model card read without loading a tensor; each check with what was
// measured, its limit, and where it failed the cause and the mend. Non-goals: a signature (who can change a model can
// change this); the history of checks (the newest replaces the one before). It is none of lineage.json's files: it may
// be made again at any time.
//
// Keys: schema (1), made_at (ISO 8601, UTC), verdict (green | red), model {name, weight_hash, dtype}, reference {name,
// weight_hash, adapter {name, weight_hash} where it is one with its base}, num_prompts, checks: a list of {check,
// passed and, where they mean something, measured, limit, unit, cause, hint}.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::runs {

inline constexpr std::string_view kCertificateFileName = "certificate.json";

/// One thing that was compared.
struct ParityCheck {
    std::string check; ///< "files", "token_ids", "logits", "top1", "end_tokens", "begin_token", "chat_template",
                       ///< "tokenizer", "head", "gguf"
    bool passed = false;
    std::optional<double> measured = {};
    std::optional<double> limit = {};
    std::string unit = {};
    std::string cause = {}; ///< of a check that failed: a sentence without its end
    std::string hint = {};
};

/// A model by name and by what its weights are.
struct CertifiedModel {
    std::string name;
    std::string weightHash;
    std::string dtype = {}; ///< of the model: "f32", "f16", "bf16", "q8_0", "nf4"
};

/// Plain value.
struct ParityCertificate {
    std::string madeAt;
    CertifiedModel model;
    CertifiedModel reference;
    std::optional<CertifiedModel> adapter = {}; ///< that is a part of the reference
    std::int64_t numPrompts = 0;
    std::vector<ParityCheck> checks;

    /// Nothing is green that was not checked.
    [[nodiscard]] bool isGreen() const;

    /// Those that failed.
    [[nodiscard]] std::vector<ParityCheck> failures() const;
};

[[nodiscard]] std::string toJson(const ParityCertificate &certificate);

/// `origin` is named in errors. Unknown keys are passed over. Fails (data) where it is no certificate, or its verdict
/// contradicts its checks.
[[nodiscard]] Result<ParityCertificate> parseCertificate(std::string_view text, const Path &origin);

/// Where the certificate of a model lies: in its folder; of a model in one file beside that, as
/// <file>.certificate.json.
[[nodiscard]] Result<Path> certificateFileOf(FileSystem &files, const Path &model);

/// Nothing where none was made.
[[nodiscard]] Result<std::optional<ParityCertificate>> readCertificate(FileSystem &files, const Path &model);

/// Replaces the one before.
[[nodiscard]] Result<void> writeCertificate(FileSystem &files, const Path &model, const ParityCertificate &certificate);

/// "2026-11-26T15:04:05Z" of milliseconds since 1970.
[[nodiscard]] std::string utcOf(std::int64_t wallMs);

} // namespace bafo::runs
