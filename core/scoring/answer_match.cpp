// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/answer_match.h"

#include "core/scoring/unicode_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace bafo::scoring {
namespace {

constexpr std::size_t kLongestMarkedPrefix = 5;
constexpr std::size_t kShortestStem = 3;

/// Of words that mark none by a capital letter or a hyphen. Longest first does not matter: what remains must be equal.
constexpr std::array<std::string_view, 42> kPrefixes
    = {"u",   "i",   "a",    "o",    "e",    "ku",   "kwa",  "ko",   "ke",  "na",   "no",  "ne",  "nga", "ngo",
       "nge", "wa",  "we",   "ya",   "ye",   "la",   "le",   "sa",   "se",  "za",   "ze",  "ba",  "be",  "ka",
       "aba", "ama", "wase", "yase", "lase", "sase", "zase", "base", "kwe", "kuka", "eku", "ngu", "yi",  "wo"};

std::string withoutPunctuation(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (!isAsciiPunctuation(static_cast<unsigned char>(c))) {
            result += c;
        }
    }
    return result;
}

bool startsWordAt(std::string_view text, std::size_t at)
{
    const std::u32string before = charactersOf(text.substr(0, at));
    return before.empty() || !isWordCharacter(before.back());
}

/// \b(?:The |the |An |A |a |an ) replaced by nothing.
std::string withoutArticles(std::string_view text)
{
    static constexpr std::array<std::string_view, 6> kArticles = {"The ", "the ", "An ", "A ", "a ", "an "};
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto article = std::find_if(kArticles.begin(), kArticles.end(), [&](std::string_view candidate) {
            return text.substr(at).starts_with(candidate);
        });
        if (article != kArticles.end() && startsWordAt(text, at)) {
            at += article->size();
        } else {
            result += text[at++];
        }
    }
    return result;
}

/// Words of letters that are exactly "a", "an" or "the" become a space.
std::string articlesAsSpaces(std::string_view text)
{
    const std::u32string characters = charactersOf(text);
    std::u32string result;
    for (std::size_t at = 0; at < characters.size();) {
        std::size_t end = at;
        while (end < characters.size() && isWordCharacter(characters[end])) {
            ++end;
        }
        if (end == at) {
            result += characters[at++];
            continue;
        }
        const std::u32string word = characters.substr(at, end - at);
        result += word == U"a" || word == U"an" || word == U"the" ? U" " : word;
        at = end;
    }
    return utf8Of(result);
}

/// "USteve", "INingizimu": how a name with its prefix begins a sentence.
bool hasRaisedPrefix(const std::u32string &word)
{
    return word.size() > 2 && std::u32string_view(U"AEIOU").find(word[0]) != std::u32string_view::npos
        && isUpper(word[1]) && isWordCharacter(word[2]) && !isUpper(word[2]);
}

/// Where the stem of a word begins that marks it by a capital letter or a hyphen; 0 where it does not.
std::size_t markedStem(const std::u32string &word)
{
    if (hasRaisedPrefix(word)) {
        return 1;
    }
    for (std::size_t i = 1; i < word.size() && i <= kLongestMarkedPrefix + 1; ++i) {
        if (word[i - 1] == U'-' && i > 1) {
            return i;
        }
        if (i <= kLongestMarkedPrefix && isUpper(word[i]) && !isUpper(word[i - 1]) && isWordCharacter(word[i - 1])) {
            return i;
        }
    }
    return 0;
}

std::string bareForm(std::string_view word)
{
    return withoutPunctuation(lowered(word));
}

bool isPrefixed(std::string_view longer, std::string_view stem)
{
    if (!longer.ends_with(stem) || longer.size() <= stem.size() || countCharacters(stem) < kShortestStem) {
        return false;
    }
    const std::string_view prefix = longer.substr(0, longer.size() - stem.size());
    return std::find(kPrefixes.begin(), kPrefixes.end(), prefix) != kPrefixes.end();
}

/// The word as it is, and without the prefix that it marks.
std::vector<std::string> formsOf(const std::string &word)
{
    std::vector<std::string> forms = {bareForm(word)};
    const std::u32string characters = charactersOf(word);
    if (const std::size_t stem = markedStem(characters); stem > 0 && stem < characters.size()) {
        forms.push_back(bareForm(utf8Of(characters.substr(stem))));
    }
    return forms;
}

bool agree(const std::string &one, const std::string &other)
{
    for (const std::string &a : formsOf(one)) {
        for (const std::string &b : formsOf(other)) {
            if (a == b || isPrefixed(a, b) || isPrefixed(b, a)) {
                return true;
            }
        }
    }
    return false;
}

/// Words that hold more than punctuation, in the letters that they were written in.
std::vector<std::string> meaningfulWords(std::string_view text)
{
    std::vector<std::string> words = wordsOf(withoutArticles(text));
    words.erase(std::remove_if(words.begin(), words.end(),
                               [](const std::string &word) { return withoutPunctuation(word).empty(); }),
                words.end());
    return words;
}

} // namespace

bool isExactMatch(std::string_view answer, std::string_view reference)
{
    return withoutPunctuation(lowered(withoutArticles(stripped(answer))))
        == withoutPunctuation(lowered(withoutArticles(reference)));
}

std::string normalizedAnswer(std::string_view text)
{
    return joined(wordsOf(articlesAsSpaces(withoutPunctuation(lowered(text)))), " ");
}

double wordF1(std::string_view answer, std::string_view reference)
{
    const std::vector<std::string> given = wordsOf(normalizedAnswer(answer));
    const std::vector<std::string> wanted = wordsOf(normalizedAnswer(reference));
    std::map<std::string, int> left;
    for (const std::string &word : wanted) {
        ++left[word];
    }
    double shared = 0;
    for (const std::string &word : given) {
        shared += left[word]-- > 0 ? 1 : 0;
    }
    if (shared == 0) {
        return 0;
    }
    const double precision = shared / static_cast<double>(given.size());
    const double recall = shared / static_cast<double>(wanted.size());
    return 2 * precision * recall / (precision + recall);
}

bool isPrefixMatch(std::string_view answer, std::string_view reference)
{
    const std::vector<std::string> given = meaningfulWords(answer);
    const std::vector<std::string> wanted = meaningfulWords(reference);
    return given.size() == wanted.size() && !given.empty()
        && std::equal(given.begin(), given.end(), wanted.begin(), agree);
}

} // namespace bafo::scoring
