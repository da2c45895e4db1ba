// SPDX-License-Identifier: Apache-2.0
// Conversations: one JSON object a line, or one JSON array of them, each in one of core/data/conversation_layouts.h.
#pragma once

#include "core/data/document_source.h"

namespace bafo::sources {

/// A line that cannot be used is named by its number and left out; a file without any that can is refused, and so is a
/// role that nobody knows.
class ConversationsSource final : public data::DocumentSource {
public:
    [[nodiscard]] std::string_view name() const override { return "conversations"; }
    Result<void> read(std::string_view bytes, const data::SourceOptions &options, data::EntrySink &sink) const override;
};

} // namespace bafo::sources
