// SPDX-License-Identifier: GPL-3.0-or-later
// The formats that a model can be written in for other programs.
#pragma once

#include <QString>

#include <vector>

namespace bafo::ui {

struct ExportFormat {
    QString id; ///< as `bafo model export --format` has it
    QString name;
    QString about; ///< who reads it
    double sizeShare = 1; ///< of four bytes a parameter
    bool isFile = false; ///< one file; else a folder
    bool isForAdapters = false;
    bool isForModels = true; ///< whole ones
};

/// In the order in which they are offered. What is for adapters is the first that is.
[[nodiscard]] std::vector<ExportFormat> exportFormats();

} // namespace bafo::ui
