// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/tokenizer_shelf.h"

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::uint64_t kMaxGrowthBytes = 256U << 20U;

/// A report is believed only where it describes this very tokenizer.
bool belongsTo(const text::Growth &growth, const text::Tokenizer &tokenizer, const std::string &hash)
{
    return growth.grownHash == hash && std::ranges::all_of(growth.pieces, [&](const text::NewPiece &piece) {
               std::string made;
               for (const std::uint32_t child : piece.children) {
                   made += child < piece.id ? tokenizer.pieceBytes(child) : std::string();
               }
               return tokenizer.pieceBytes(piece.id) == piece.bytes && (piece.children.empty() || made == piece.bytes);
           });
}

std::shared_ptr<const text::Growth> growthOf(FileSystem &files, const Path &folder, const ShelvedTokenizer &shelved)
{
    const Path file = folder / text::kGrowthFileName;
    const auto status = files.status(file);
    if (!status || !status->exists) {
        return nullptr;
    }
    const auto bytes = files.readFile(file, kMaxGrowthBytes);
    auto growth = bytes ? text::parseGrowth(*bytes, file) : Result<text::Growth>(fail(bytes.error()));
    if (!growth || !belongsTo(*growth, *shelved.tokenizer, shelved.hash)) {
        return nullptr;
    }
    return std::make_shared<const text::Growth>(std::move(*growth));
}

} // namespace

Result<ShelvedTokenizer> TokenizerShelf::take(const Path &folder)
{
    const std::lock_guard lock(m_mutex);
    std::int64_t modifiedMs = 0;
    for (const char *name : {"tokenizer.json", "tokenizer_config.json", "tokenizer.model", "growth.json"}) {
        modifiedMs = std::max(modifiedMs, BAFO_TRY(m_files.status(folder / name)).modifiedMs);
    }
    const auto known = m_kept.find(folder);
    if (known != m_kept.end() && known->second.modifiedMs == modifiedMs) {
        return known->second.content;
    }
    ShelvedTokenizer content;
    content.tokenizer = BAFO_TRY(text::loadTokenizer(m_files, folder));
    content.hash = content.tokenizer->hash();
    content.growth = growthOf(m_files, folder, content);
    m_kept[folder] = {.modifiedMs = modifiedMs, .content = content};
    return content;
}

} // namespace bafo::ui
