// SPDX-License-Identifier: Apache-2.0
// Plain text in UTF-8: whole files, paragraphs between empty lines, or lines.
#pragma once

#include "core/data/document_source.h"

namespace bafo::sources {

class PlainTextSource final : public data::DocumentSource {
public:
    [[nodiscard]] std::string_view name() const override { return "plain_text"; }
    Result<void> read(std::string_view bytes, const data::SourceOptions &options, data::EntrySink &sink) const override;
};

} // namespace bafo::sources
