// SPDX-License-Identifier: Apache-2.0
#include "core/text/growth.h"

#include "core/formats/json_limits.h"
#include "core/text/pair_merger.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>
#include <unicode/uchar.h>

#include <algorithm>
#include <map>

namespace bafo::text {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMostPieces = 500'000;
constexpr std::uint32_t kRowMultiple = 64;

/// Letters, with one space before them: other words are left as they are (numerals, code, punctuation).
bool isWordOfLetters(std::string_view word)
{
    if (word.starts_with(' ')) {
        word.remove_prefix(1);
    }
    bool hasLetter = false;
    while (!word.empty()) {
        const DecodedCharacter character = decodeCharacter(word);
        // Marks belong to the letter before them.
        const auto mask = U_GET_GC_MASK(static_cast<UChar32>(character.value));
        if ((mask & (U_GC_L_MASK | U_GC_M_MASK)) == 0) {
            return false;
        }
        hasLetter = hasLetter || (mask & U_GC_L_MASK) != 0;
        word.remove_prefix(static_cast<std::size_t>(character.length));
    }
    return hasLetter;
}

struct WordCounts {
    std::int64_t count = 0;
    std::int64_t protectedCount = 0;
};

void countWords(const BytePairVocabulary &vocabulary, const std::vector<std::string> &texts, bool isProtected,
                std::map<std::string, WordCounts, std::less<>> &words)
{
    for (const std::string &text : texts) {
        const std::string valid = mendUtf8(text);
        for (const std::string_view word : cutIntoWords(vocabulary.preTokenizer, valid)) {
            if (isWordOfLetters(word)) {
                auto found = words.find(word);
                if (found == words.end()) {
                    found = words.emplace(std::string(word), WordCounts{}).first;
                }
                (isProtected ? found->second.protectedCount : found->second.count) += 1;
            }
        }
    }
}

std::vector<std::string> linesOf(const std::vector<std::string> &texts)
{
    std::vector<std::string> lines;
    for (const std::string &text : texts) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            if (end > at) {
                lines.push_back(text.substr(at, end - at));
            }
            at = end + 1;
        }
    }
    return lines;
}

/// Adds pieces and merges to the base file and leaves everything else in it as it was.
Result<TokenizerFiles> extendFiles(const TokenizerFiles &base, const std::vector<NewPiece> &pieces,
                                   const BytePairVocabulary &grown)
{
    Json json = BAFO_TRY(formats::parseJson(base.tokenizerJson, {.maxBytes = 256U << 20U}));
    Json &vocab = json["model"]["vocab"];
    Json &merges = json["model"]["merges"];
    const bool arePairs = !merges.empty() && merges.front().is_array();
    for (const NewPiece &piece : pieces) {
        const std::string left = toByteCharacters(grown.pieces[piece.children[0]]);
        const std::string right = toByteCharacters(grown.pieces[piece.children[1]]);
        vocab[left + right] = piece.id;
        merges.push_back(arePairs ? Json::array({left, right}) : Json(left + " " + right));
    }
    return TokenizerFiles{.tokenizerJson = json.dump(), .tokenizerConfigJson = base.tokenizerConfigJson};
}

Result<void> checkOptions(const GrowthOptions &options)
{
    if (options.numPieces < 1 || options.numPieces > kMostPieces) {
        return fail(ErrorCode::config, "cannot add " + std::to_string(options.numPieces) + " pieces",
                    "ask for 1 to " + std::to_string(kMostPieces));
    }
    if (options.minimumCount < 1 || !(options.largestProtectedShare >= 0 && options.largestProtectedShare <= 1)) {
        return fail(ErrorCode::config, "the minimum count must be at least 1 and the protected share lie in [0, 1]",
                    "");
    }
    return {};
}

/// Joins pairs until there are enough new pieces or no pair is left.
std::vector<NewPiece> learnPieces(const ByteLevelBpe &base, std::vector<CountedWord> words,
                                  std::int64_t protectedBudget, const GrowthOptions &options, BytePairVocabulary &grown)
{
    PairMerger merger(std::move(words));
    std::vector<NewPiece> pieces;
    while (pieces.size() < static_cast<std::uint64_t>(options.numPieces)) {
        const auto pair = merger.best();
        if (!pair || pair->count < options.minimumCount) {
            break;
        }
        const std::string bytes = grown.pieces[pair->left] + grown.pieces[pair->right];
        // A second way to an old piece would let old merges go on from it: old words would be cut differently.
        if (pair->protectedCount > protectedBudget || base.idOf(toByteCharacters(bytes))) {
            merger.forbid(*pair);
            continue;
        }
        protectedBudget -= pair->protectedCount;
        NewPiece piece = {.id = static_cast<std::uint32_t>(grown.pieces.size()),
                          .bytes = bytes,
                          .children = {pair->left, pair->right}};
        base.encodeWord(bytes, piece.subpieces);
        merger.join(*pair, piece.id);
        grown.pieces.push_back(bytes);
        grown.merges.emplace_back(pair->left, pair->right);
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

std::vector<CountedWord> cutByBase(const ByteLevelBpe &base,
                                   const std::map<std::string, WordCounts, std::less<>> &words)
{
    std::vector<CountedWord> counted;
    for (const auto &[word, counts] : words) {
        CountedWord entry = {.ids = {}, .count = counts.count, .protectedCount = counts.protectedCount};
        base.encodeWord(word, entry.ids);
        counted.push_back(std::move(entry));
    }
    return counted;
}

} // namespace

Result<GrownTokenizer> growTokenizer(const TokenizerFiles &base, const std::vector<std::string> &texts,
                                     const std::vector<std::string> &protectedTexts, const GrowthOptions &options)
{
    BAFO_TRY(checkOptions(options));
    BytePairVocabulary vocabulary = BAFO_TRY(parseTokenizerJson(base));
    const auto baseTokenizer = BAFO_TRY(ByteLevelBpe::make(vocabulary));
    const std::vector<std::string> protectedLines = linesOf(protectedTexts);
    std::map<std::string, WordCounts, std::less<>> words;
    countWords(vocabulary, texts, false, words);
    countWords(vocabulary, protectedLines, true, words);
    const auto budget
        = static_cast<std::int64_t>(options.largestProtectedShare * static_cast<double>(protectedLines.size()));

    GrownTokenizer grown;
    Growth &growth = grown.growth;
    growth.baseHash = baseTokenizer->hash();
    growth.firstNewId = baseTokenizer->vocabularySize();
    vocabulary.pieces.resize(growth.firstNewId);
    growth.pieces = learnPieces(*baseTokenizer, cutByBase(*baseTokenizer, words), budget, options, vocabulary);
    if (growth.pieces.empty()) {
        return fail(ErrorCode::data, "the texts give no new piece: they hold too few words of letters",
                    "give more text of the new language, or lower the minimum count");
    }
    grown.files = BAFO_TRY(extendFiles(base, growth.pieces, vocabulary));
    BytePairVocabulary grownVocabulary = BAFO_TRY(parseTokenizerJson(grown.files));
    const auto grownTokenizer = BAFO_TRY(ByteLevelBpe::make(std::move(grownVocabulary)));
    growth.grownHash = grownTokenizer->hash();
    growth.paddedRows = (grownTokenizer->vocabularySize() + kRowMultiple - 1) / kRowMultiple * kRowMultiple;
    growth.numProtectedSentences = static_cast<std::int64_t>(protectedLines.size());
    for (const std::string &line : protectedLines) {
        growth.numChangedSentences += baseTokenizer->encode(line) != grownTokenizer->encode(line) ? 1 : 0;
    }
    return grown;
}

std::string toJson(const Growth &growth)
{
    nlohmann::ordered_json json;
    json["version"] = 1;
    json["base_hash"] = growth.baseHash;
    json["grown_hash"] = growth.grownHash;
    json["first_new_id"] = growth.firstNewId;
    json["padded_rows"] = growth.paddedRows;
    json["num_protected_sentences"] = growth.numProtectedSentences;
    json["num_changed_sentences"] = growth.numChangedSentences;
    json["pieces"] = nlohmann::ordered_json::array();
    for (const NewPiece &piece : growth.pieces) {
        json["pieces"].push_back({{"id", piece.id},
                                  {"piece", toByteCharacters(piece.bytes)},
                                  {"children", piece.children},
                                  {"subpieces", piece.subpieces}});
    }
    return json.dump() + "\n";
}

Result<Growth> parseGrowth(std::string_view text, const Path &origin)
{
    const auto damaged = [&origin](const std::string &what) {
        return fail(ErrorCode::data, origin.string() + ": " + what, "grow the tokenizer again");
    };
    const auto parsed = formats::parseJson(text, {.maxBytes = 256U << 20U});
    if (!parsed || !parsed->is_object() || parsed->value("version", Json()) != 1) {
        return damaged("is no growth report of version 1");
    }
    // Json's own type errors are exceptions; every field is looked at before it is taken.
    const Json &json = *parsed;
    Growth growth;
    for (const auto &[key, target] :
         {std::pair{"base_hash", &growth.baseHash}, std::pair{"grown_hash", &growth.grownHash}}) {
        if (!json.value(key, Json()).is_string()) {
            return damaged(std::string("lacks '") + key + "'");
        }
        *target = json[key].get<std::string>();
    }
    for (const auto &[key, target] :
         {std::pair{"first_new_id", &growth.firstNewId}, std::pair{"padded_rows", &growth.paddedRows}}) {
        if (!json.value(key, Json()).is_number_unsigned()) {
            return damaged(std::string("lacks '") + key + "'");
        }
        *target = json[key].get<std::uint32_t>();
    }
    const auto areIds = [](const Json &list) {
        return list.is_array()
            && std::all_of(list.begin(), list.end(), [](const Json &id) { return id.is_number_unsigned(); });
    };
    for (const Json &entry : json.value("pieces", Json::array())) {
        const bool isSound = entry.is_object() && entry.value("id", Json()) == growth.firstNewId + growth.pieces.size()
            && entry.value("piece", Json()).is_string() && areIds(entry.value("children", Json()))
            && entry["children"].size() == 2 && areIds(entry.value("subpieces", Json()));
        if (!isSound) {
            return damaged("piece " + std::to_string(growth.pieces.size()) + " is damaged");
        }
        growth.pieces.push_back({.id = entry["id"].get<std::uint32_t>(),
                                 .bytes = fromByteCharacters(entry["piece"].get<std::string>()).value_or(""),
                                 .children = entry["children"].get<std::array<std::uint32_t, 2>>(),
                                 .subpieces = entry["subpieces"].get<std::vector<std::uint32_t>>()});
    }
    const auto number = [&json](const char *key) {
        const Json value = json.value(key, Json());
        return value.is_number_integer() ? value.get<std::int64_t>() : 0;
    };
    growth.numProtectedSentences = number("num_protected_sentences");
    growth.numChangedSentences = number("num_changed_sentences");
    return growth;
}

} // namespace bafo::text
