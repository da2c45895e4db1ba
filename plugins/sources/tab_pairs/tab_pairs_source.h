// SPDX-License-Identifier: Apache-2.0
// Translated pairs, one a line: an original and its translation in the last two columns, a tab between two columns.
#pragma once

#include "core/data/document_source.h"

namespace bafo::sources {

/// A line without two texts is named by its number and left out.
class TabPairsSource final : public data::DocumentSource {
public:
    [[nodiscard]] std::string_view name() const override { return "tab_pairs"; }
    Result<void> read(std::string_view bytes, const data::SourceOptions &options, data::EntrySink &sink) const override;
};

} // namespace bafo::sources
