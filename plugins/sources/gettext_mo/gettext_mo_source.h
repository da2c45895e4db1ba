// SPDX-License-Identifier: Apache-2.0
// Compiled gettext catalogues: every message gives an original and its translation.
#pragma once

#include "core/data/document_source.h"

namespace bafo::sources {

class GettextMoSource final : public data::DocumentSource {
public:
    [[nodiscard]] std::string_view name() const override { return "gettext_mo"; }
    Result<void> read(std::string_view bytes, const data::SourceOptions &options, data::EntrySink &sink) const override;
};

} // namespace bafo::sources
