// SPDX-License-Identifier: Apache-2.0
#include "core/text/byte_level_bpe.h"

#include "core/base/sha256.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace bafo::text {
namespace {

std::uint64_t pairKey(std::uint32_t left, std::uint32_t right)
{
    return (static_cast<std::uint64_t>(left) << 32) | right;
}

Failure damaged(const std::string &message)
{
    return fail(ErrorCode::data, message, "the tokenizer is damaged; copy it again");
}

bool isItself(unsigned byte)
{
    return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE);
}

/// Bytes that print stand for themselves, the others for 256, 257, ...
std::array<char32_t, 256> byteCharacters()
{
    std::array<char32_t, 256> table = {};
    char32_t next = 256;
    for (unsigned byte = 0; byte < 256; ++byte) {
        table[byte] = isItself(byte) ? static_cast<char32_t>(byte) : next++;
    }
    return table;
}

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// A piece of a word in a doubly linked list.
struct Symbol {
    std::uint32_t id = 0;
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;
    bool isAlive = true;
};

struct Candidate {
    std::uint32_t rank = 0;
    std::uint32_t position = 0; ///< of the left symbol
    std::uint32_t left = 0; ///< ids when it was found: it is stale where they have changed
    std::uint32_t right = 0;
    std::uint32_t made = 0;

    /// Lowest rank first, then leftmost.
    bool operator<(const Candidate &other) const
    {
        return rank != other.rank ? rank > other.rank : position > other.position;
    }
};

void hashText(Sha256 &hash, std::string_view text)
{
    hash.update(std::to_string(text.size()) + ":");
    hash.update(text);
}

} // namespace

std::string toByteCharacters(std::string_view bytes)
{
    const auto table = byteCharacters();
    std::string characters;
    for (const char byte : bytes) {
        appendUtf8(characters, table[static_cast<unsigned char>(byte)]);
    }
    return characters;
}

std::optional<std::string> fromByteCharacters(std::string_view characters)
{
    static const std::unordered_map<char32_t, char> kBytes = [] {
        std::unordered_map<char32_t, char> bytes;
        const auto table = byteCharacters();
        for (unsigned byte = 0; byte < 256; ++byte) {
            bytes[table[byte]] = static_cast<char>(byte);
        }
        return bytes;
    }();
    std::string bytes;
    while (!characters.empty()) {
        const DecodedCharacter character = decodeCharacter(characters);
        const auto found = kBytes.find(character.value);
        if (!character.isValid || found == kBytes.end()) {
            return std::nullopt;
        }
        bytes += found->second;
        characters.remove_prefix(static_cast<std::size_t>(character.length));
    }
    return bytes;
}

Result<std::unique_ptr<ByteLevelBpe>> ByteLevelBpe::make(BytePairVocabulary vocabulary)
{
    std::unique_ptr<ByteLevelBpe> made(new ByteLevelBpe);
    made->m_vocabulary = std::move(vocabulary);
    const BytePairVocabulary &v = made->m_vocabulary;
    made->m_vocabularySize = static_cast<std::uint32_t>(v.pieces.size());
    for (std::uint32_t id = 0; id < v.pieces.size(); ++id) {
        const std::string &piece = v.pieces[id];
        if (piece.empty()) {
            continue;
        }
        if (!made->m_idOfPiece.emplace(piece, id).second) {
            return damaged("piece " + toByteCharacters(piece) + " appears twice");
        }
        if (piece.size() == 1) {
            made->m_idOfByte[static_cast<unsigned char>(piece[0])] = id;
        }
    }
    for (std::uint32_t rank = 0; rank < v.merges.size(); ++rank) {
        const auto [left, right] = v.merges[rank];
        const auto joined = left < v.pieces.size() && right < v.pieces.size()
            ? made->m_idOfPiece.find(v.pieces[left] + v.pieces[right])
            : made->m_idOfPiece.end();
        if (joined == made->m_idOfPiece.end()) {
            return damaged("merge " + std::to_string(rank) + " makes no piece of the vocabulary");
        }
        made->m_merges.emplace(pairKey(left, right), Merge{.rank = rank, .id = joined->second});
    }
    for (const AddedToken &token : v.addedTokens) {
        if (token.content.empty()) {
            return damaged("an added token is empty");
        }
        made->m_vocabularySize = std::max(made->m_vocabularySize, token.id + 1);
        made->m_addedById[token.id] = &token;
        made->m_addedByFirstByte[token.content[0]].push_back(&token);
    }
    for (auto &[first, tokens] : made->m_addedByFirstByte) {
        std::stable_sort(tokens.begin(), tokens.end(), [](const AddedToken *a, const AddedToken *b) {
            return a->content.size() > b->content.size();
        });
    }
    return made;
}

void ByteLevelBpe::encodeWord(std::string_view word, std::vector<std::uint32_t> &ids) const
{
    if (m_vocabulary.ignoresMergesOfWholeWords) {
        if (const auto whole = m_idOfPiece.find(std::string(word)); whole != m_idOfPiece.end()) {
            ids.push_back(whole->second);
            return;
        }
    }
    std::vector<Symbol> symbols;
    for (const char byte : word) {
        // A byte that the vocabulary lacks is left out, as Hugging Face does where there is no unknown token.
        if (const auto id = m_idOfByte[static_cast<unsigned char>(byte)]) {
            const auto place = static_cast<std::uint32_t>(symbols.size());
            symbols.push_back({.id = *id, .previous = place == 0 ? kNone : place - 1, .next = place + 1});
        }
    }
    if (symbols.empty()) {
        return;
    }
    symbols.back().next = kNone;
    std::priority_queue<Candidate> queue;
    const auto propose = [&](std::uint32_t position) {
        const std::uint32_t next = symbols[position].next;
        if (next == kNone) {
            return;
        }
        const auto found = m_merges.find(pairKey(symbols[position].id, symbols[next].id));
        if (found != m_merges.end()) {
            queue.push({found->second.rank, position, symbols[position].id, symbols[next].id, found->second.id});
        }
    };
    for (std::uint32_t i = 0; i < symbols.size(); ++i) {
        propose(i);
    }
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        Symbol &left = symbols[best.position];
        if (!left.isAlive || left.id != best.left || left.next == kNone || symbols[left.next].id != best.right) {
            continue;
        }
        Symbol &right = symbols[left.next];
        right.isAlive = false;
        left.id = best.made;
        left.next = right.next;
        if (left.next != kNone) {
            symbols[left.next].previous = best.position;
        }
        propose(best.position);
        if (left.previous != kNone) {
            propose(left.previous);
        }
    }
    for (std::uint32_t i = 0; i != kNone; i = symbols[i].next) {
        ids.push_back(symbols[i].id);
    }
}

void ByteLevelBpe::encodePlain(std::string_view text, std::vector<std::uint32_t> &ids) const
{
    if (text.empty()) {
        return;
    }
    std::string changed;
    if (m_vocabulary.composes || !isValidUtf8(text)) {
        changed = normalized(text);
        text = changed;
    }
    if (m_vocabulary.addsPrefixSpace && text.front() != ' ') {
        changed = " " + std::string(text);
        text = changed;
    }
    for (const std::string_view word : cutIntoWords(m_vocabulary.preTokenizer, text)) {
        encodeWord(word, ids);
    }
}

std::string ByteLevelBpe::normalized(std::string_view text) const
{
    return m_vocabulary.composes ? composed(mendUtf8(text)) : mendUtf8(text);
}

const AddedToken *ByteLevelBpe::addedTokenAt(std::string_view text, const EncodeOptions &options) const
{
    const auto candidates = m_addedByFirstByte.find(text.front());
    if (candidates == m_addedByFirstByte.end()) {
        return nullptr;
    }
    for (const AddedToken *token : candidates->second) {
        if ((!token->isSpecial || options.parseSpecial) && text.starts_with(token->content)) {
            return token;
        }
    }
    return nullptr;
}

std::vector<std::uint32_t> ByteLevelBpe::encode(std::string_view text, const EncodeOptions &options) const
{
    std::vector<std::uint32_t> ids;
    std::size_t plainStart = 0;
    for (std::size_t at = 0; at < text.size();) {
        const AddedToken *token = addedTokenAt(text.substr(at), options);
        if (token == nullptr) {
            ++at;
            continue;
        }
        encodePlain(text.substr(plainStart, at - plainStart), ids);
        ids.push_back(token->id);
        at += token->content.size();
        plainStart = at;
    }
    encodePlain(text.substr(plainStart), ids);
    return ids;
}

std::string ByteLevelBpe::pieceBytes(std::uint32_t id) const
{
    if (const auto added = m_addedById.find(id); added != m_addedById.end()) {
        return added->second->content;
    }
    return id < m_vocabulary.pieces.size() ? m_vocabulary.pieces[id] : std::string();
}

std::uint32_t ByteLevelBpe::vocabularySize() const
{
    return m_vocabularySize;
}

bool ByteLevelBpe::isSpecial(std::uint32_t id) const
{
    const auto added = m_addedById.find(id);
    return added != m_addedById.end() && added->second->isSpecial;
}

std::optional<std::uint32_t> ByteLevelBpe::idOf(std::string_view token) const
{
    for (const AddedToken &added : m_vocabulary.addedTokens) {
        if (added.content == token) {
            return added.id;
        }
    }
    const auto bytes = fromByteCharacters(token);
    const auto found = bytes ? m_idOfPiece.find(*bytes) : m_idOfPiece.end();
    return found == m_idOfPiece.end() ? std::nullopt : std::optional(found->second);
}

std::string ByteLevelBpe::hash() const
{
    Sha256 hash;
    const BytePairVocabulary &v = m_vocabulary;
    hash.update("byte-level-bpe 1 " + std::string(nameOf(v.preTokenizer)) + (v.addsPrefixSpace ? " prefix-space" : "")
                + (v.composes ? " nfc" : "") + (v.ignoresMergesOfWholeWords ? " whole-words" : "") + "\n");
    for (const std::string &piece : v.pieces) {
        hashText(hash, piece);
    }
    for (const auto &[left, right] : v.merges) {
        hash.update(std::to_string(left) + " " + std::to_string(right) + "\n");
    }
    for (const AddedToken &token : v.addedTokens) {
        hash.update(std::to_string(token.id) + (token.isSpecial ? " special " : " "));
        hashText(hash, token.content);
    }
    for (const auto &id : {v.beginOfText, v.endOfText, v.padding}) {
        hash.update(id ? std::to_string(*id) + "\n" : "none\n");
    }
    return hash.finish();
}

} // namespace bafo::text
