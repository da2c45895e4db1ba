// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizers that were read already: reading one takes a tenth of a second, cutting with it none.
#pragma once

#include "core/base/file_system.h"
#include "core/text/growth.h"
#include "core/text/tokenizer.h"

#include <map>
#include <memory>
#include <mutex>

namespace bafo::ui {

struct ShelvedTokenizer {
    std::shared_ptr<const text::Tokenizer> tokenizer; ///< shared between the threads that cut and measure
    std::shared_ptr<const text::Growth> growth; ///< null where growth.json is missing or does not belong to it
    std::string hash;
};

/// Thread-safe. A folder whose files have changed is read again.
class TokenizerShelf {
public:
    /// A model's or tokenizer's folder.
    [[nodiscard]] Result<ShelvedTokenizer> take(const Path &folder);

private:
    struct Kept {
        std::int64_t modifiedMs = 0;
        ShelvedTokenizer content;
    };

    std::mutex m_mutex;
    PosixFileSystem m_files;
    std::map<Path, Kept> m_kept;
};

} // namespace bafo::ui
