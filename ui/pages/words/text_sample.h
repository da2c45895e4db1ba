// SPDX-License-Identifier: GPL-3.0-or-later
// A fixed sample of a project's text: the first documents of every source and language.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bafo::ui {

/// Documents of one source and language that are taken, and at most how much of their text.
inline constexpr std::int64_t kSampleDocuments = 2000;
inline constexpr std::int64_t kSampleBytes = 2 << 20;

/// One source and language of a dataset.
struct SampleGroup {
    std::string dataset;
    std::string source; ///< name of its file
    std::string language;
    std::int64_t numWords = 0; ///< of all its documents, not only of the sample
    std::vector<std::string> heldOut; ///< no part of what pieces are learned from
    std::vector<std::string> others;
};

/// What a dataset holds of a language.
struct LanguageText {
    std::string dataset;
    std::string language;
    std::int64_t numDocuments = 0;
    std::int64_t numTrain = 0;
    std::int64_t numHeldOut = 0;
    std::int64_t numWords = 0;
};

struct TextSample {
    std::vector<SampleGroup> groups;
    std::vector<LanguageText> languages;
    bool isAll = true; ///< no source had more documents than are taken
};

/// Reads the named datasets. Seconds on large ones; an empty sample where `isStopped` says so. Any thread.
[[nodiscard]] Result<TextSample> sampleTexts(FileSystem &files, const Path &datasetsFolder,
                                             const std::vector<std::string> &names,
                                             const std::function<bool()> &isStopped);

} // namespace bafo::ui
