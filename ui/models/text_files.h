// SPDX-License-Identifier: GPL-3.0-or-later
// What a file is that somebody dropped: told by its first bytes, so that a wrong guess shows before an import.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace bafo::ui {

enum class TextKind { plainText, jsonLines, catalogue, conversations, pairs, none };

struct TextFile {
    QString path;
    TextKind kind = TextKind::none;
    QString what; ///< what it was taken for, or why it cannot be taken
    QString sample; ///< its beginning on one line; empty for catalogues
    qint64 sizeBytes = 0;
    bool looksLikeLines = false; ///< many lines of plain text, and no empty one among the first
    bool hasOriginals = false; ///< of conversations: they stand in two languages
    QStringList fields; ///< of a JSON object: those that are texts, the likeliest one first
};

/// Reads up to 64 kB of the file: call it in a thread beside.
[[nodiscard]] TextFile lookAtTextFile(const QString &path);

/// By its name alone, without reading: txt, text, md, jsonl, ndjson, json, tsv, mo.
[[nodiscard]] bool hasTextName(const QString &path);

} // namespace bafo::ui
