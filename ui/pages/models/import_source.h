// SPDX-License-Identifier: GPL-3.0-or-later
// What a file or folder that shall become a model is, and how far taking it in has come.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <cstdint>

namespace bafo::ui {

struct ImportSource {
    QString path;
    bool isGguf = false; ///< else a folder: of Hugging Face, or a checkpoint of LitGPT
    bool isAdapter = false; ///< a folder that PEFT saved, or LitGPT's .lora file: it belongs to a whole model
    std::uint64_t sizeBytes = 0; ///< as it lies there
    std::uint64_t weightBytes = 0; ///< that the model's weights will take here: four bytes a value
    std::uint64_t numParameters = 0;
};

/// Quick, for dropped files: by name and folder alone.
[[nodiscard]] bool looksLikeModel(const QString &path);

/// Reads headers only. Fails (data) with the reason where it can be no model. A worker's thread.
[[nodiscard]] Result<ImportSource> readImportSource(FileSystem &files, const QString &path);

/// A free name for the model, made of the file's: what no name may hold becomes a dash.
[[nodiscard]] QString suggestedModelName(const QString &path, const QStringList &taken);

/// Bytes that lie in folders being written for `target`. A worker's thread.
[[nodiscard]] std::uint64_t writtenBytesFor(FileSystem &files, const Path &target);

} // namespace bafo::ui
