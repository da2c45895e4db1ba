// SPDX-License-Identifier: Apache-2.0
// One JSON object a line, with the text in one of its fields.
#pragma once

#include "core/data/document_source.h"

namespace bafo::sources {

class JsonlSource final : public data::DocumentSource {
public:
    [[nodiscard]] std::string_view name() const override { return "jsonl"; }
    Result<void> read(std::string_view bytes, const data::SourceOptions &options, data::EntrySink &sink) const override;
};

} // namespace bafo::sources
