// SPDX-License-Identifier: Apache-2.0
// What a plugin under plugins/sources does: turns the bytes of one file into entries.
#pragma once

#include "core/base/result.h"
#include "core/data/conversation.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::data {

/// One text of an entry.
struct EntryText {
    std::string language;
    std::string text; ///< of a conversation the importer's to make
    Conversation conversation = {}; ///< empty: this is a text
};

/// One document, or several that translate each other.
struct Entry {
    std::vector<EntryText> texts;
    std::string context; ///< what the source says about its use; may be empty
    std::string place; ///< where it stands in the file, for messages: "line 12"
    std::string group = {}; ///< entries of one group share a pair number; empty: it has none but its own
};

/// Takes what a source reads.
class EntrySink {
public:
    virtual ~EntrySink() = default;
    virtual Result<void> add(Entry entry) = 0;

    /// Counts something that the source leaves out, under a reason for people: "empty translation".
    virtual void skip(std::string_view reason) = 0;

    /// The same for something that should be told by its place: "line 12".
    virtual void skipAt(std::string_view reason, const std::string & /*place*/) { skip(reason); }
};

/// How a plain text is cut into documents.
enum class DocumentUnit { file, paragraph, line };

struct SourceOptions {
    std::string language; ///< of the text; of the translations, where there are two
    std::string originalLanguage = "eng"; ///< of what was translated
    std::string field = "text"; ///< of a JSON object
    std::string languageField; ///< of a JSON object; empty: `language` for all
    DocumentUnit unit = DocumentUnit::paragraph;
    bool skipsUntranslated = false; ///< leaves out (and counts) translations that equal their original when trimmed
};

/// Const and thread-safe.
class DocumentSource {
public:
    virtual ~DocumentSource() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// Reads a whole file. Errors name the line or byte, not the file: the caller does.
    virtual Result<void> read(std::string_view bytes, const SourceOptions &options, EntrySink &sink) const = 0;
};

} // namespace bafo::data
