// SPDX-License-Identifier: Apache-2.0
#include "core/text/piece_merges.h"

#include <algorithm>

namespace bafo::text {
namespace {

constexpr std::size_t kMostBytes = 256;

/// Bytes of the character that starts so: the library goes by the first byte alone.
std::size_t characterLength(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return std::min(length, text.size());
}

} // namespace

PieceMerges::PieceMerges(std::span<const SentencePiece> pieces)
    : m_pieces(pieces)
{
    m_ids.reserve(pieces.size());
    for (std::uint32_t id = 0; id < pieces.size(); ++id) {
        const SentencePiece &piece = pieces[id];
        if (piece.type == PieceType::normal || piece.type == PieceType::userDefined
            || piece.type == PieceType::unused) {
            m_ids.emplace(piece.text, id);
        }
        if (piece.type == PieceType::userDefined) {
            m_fixed[piece.text.front()].push_back(piece.text);
        }
    }
    for (auto &[first, texts] : m_fixed) {
        std::ranges::sort(texts,
                          [](std::string_view one, std::string_view other) { return one.size() > other.size(); });
    }
}

Result<void> PieceMerges::check(std::span<const SentencePiece> pieces)
{
    for (const SentencePiece &piece : pieces) {
        if (piece.type == PieceType::normal && piece.text.size() > kMostBytes) {
            return fail(ErrorCode::data,
                        "a piece of the vocabulary has " + std::to_string(piece.text.size()) + " bytes",
                        "pieces of up to " + std::to_string(kMostBytes) + " bytes are put together here");
        }
    }
    return {};
}

std::vector<PieceMerges::Part> PieceMerges::charactersOf(std::string_view text) const
{
    std::vector<Part> parts;
    while (!text.empty()) {
        Part part = {.text = text.substr(0, characterLength(text)), .id = std::nullopt};
        if (const auto fixed = m_fixed.find(text.front()); fixed != m_fixed.end()) {
            for (const std::string_view symbol : fixed->second) {
                if (text.starts_with(symbol)) {
                    part = {.text = text.substr(0, symbol.size()), .id = std::nullopt, .isFixed = true};
                    break;
                }
            }
        }
        if (const auto found = m_ids.find(part.text); found != m_ids.end()) {
            part.id = found->second;
        }
        text.remove_prefix(part.text.size());
        parts.push_back(part);
    }
    return parts;
}

std::optional<std::uint32_t> PieceMerges::joinedId(const Part &left, const Part &right) const
{
    if (left.isFixed || right.isFixed) {
        return std::nullopt;
    }
    const auto found = m_ids.find(std::string_view(left.text.data(), left.text.size() + right.text.size()));
    return found == m_ids.end() ? std::nullopt : std::optional(found->second);
}

std::vector<PieceMerges::Part> PieceMerges::cutKeepingLast(std::string_view text, std::optional<PieceMerge> &last) const
{
    std::vector<Part> parts = charactersOf(text);
    std::vector<std::optional<std::uint32_t>> joined; ///< of each part with the next one
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        joined.push_back(joinedId(parts[i], parts[i + 1]));
    }
    while (true) {
        std::size_t best = joined.size();
        for (std::size_t i = 0; i < joined.size(); ++i) {
            if (joined[i] && (best == joined.size() || m_pieces[*joined[i]].score > m_pieces[*joined[best]].score)) {
                best = i;
            }
        }
        if (best == joined.size()) {
            return parts;
        }
        Part &left = parts[best];
        const Part &right = parts[best + 1];
        last.reset();
        if (left.id && right.id) {
            last = PieceMerge{.left = *left.id, .right = *right.id, .made = *joined[best]};
        }
        left = {.text = std::string_view(left.text.data(), left.text.size() + right.text.size()), .id = joined[best]};
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best) + 1);
        joined.erase(joined.begin() + static_cast<std::ptrdiff_t>(best));
        if (best < joined.size()) {
            joined[best] = joinedId(parts[best], parts[best + 1]);
        }
        if (best > 0) {
            joined[best - 1] = joinedId(parts[best - 1], parts[best]);
        }
    }
}

std::vector<PieceMerges::Part> PieceMerges::cut(std::string_view text) const
{
    std::optional<PieceMerge> last;
    return cutKeepingLast(text, last);
}

std::optional<PieceMerge> PieceMerges::lastMergeOf(std::uint32_t id) const
{
    std::optional<PieceMerge> last;
    const SentencePiece &piece = m_pieces[id];
    if (piece.type != PieceType::normal || cutKeepingLast(piece.text, last).size() != 1) {
        return std::nullopt;
    }
    return last;
}

bool PieceMerges::isReachable(std::uint32_t id) const
{
    const SentencePiece &piece = m_pieces[id];
    switch (piece.type) {
    case PieceType::byte:
        return true;
    case PieceType::normal:
    case PieceType::userDefined:
        return cut(piece.text).size() == 1;
    case PieceType::unknown:
    case PieceType::control:
    case PieceType::unused:
        break;
    }
    return false;
}

} // namespace bafo::text
