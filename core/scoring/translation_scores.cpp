// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/translation_scores.h"

#include "core/base/check.h"
#include "core/scoring/unicode_words.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_map>

namespace bafo::scoring {
namespace {

/// Whose arithmetic this is.
constexpr const char *kReferenceVersion = "2.6.0";

using Counts = std::unordered_map<std::string, double>;

Counts characterGrams(const std::u32string &text, std::size_t order)
{
    Counts counts;
    for (std::size_t i = 0; i + order <= text.size(); ++i) {
        ++counts[utf8Of(std::u32string_view(text).substr(i, order))];
    }
    return counts;
}

Counts wordGrams(const std::vector<std::string> &words, std::size_t order)
{
    Counts counts;
    for (std::size_t i = 0; i + order <= words.size(); ++i) {
        ++counts[joined(
            {words.begin() + static_cast<std::ptrdiff_t>(i), words.begin() + static_cast<std::ptrdiff_t>(i + order)},
            " ")];
    }
    return counts;
}

bool isPunctuation(const std::u32string &characters, std::size_t at)
{
    return isAsciiPunctuation(characters[at]);
}

/// Punctuation at the end of a word, else at its start, is a word of its own.
std::vector<std::string> wordsApart(std::string_view text)
{
    std::vector<std::string> words;
    for (const std::string &word : wordsOf(text)) {
        const std::u32string characters = charactersOf(word);
        const std::size_t last = characters.size() - 1;
        if (characters.size() == 1 || (!isPunctuation(characters, last) && !isPunctuation(characters, 0))) {
            words.push_back(word);
        } else {
            const std::size_t cut = isPunctuation(characters, last) ? last : 1;
            words.push_back(utf8Of(std::u32string_view(characters).substr(0, cut)));
            words.push_back(utf8Of(std::u32string_view(characters).substr(cut)));
        }
    }
    return words;
}

std::vector<Counts> gramsOf(std::string_view text, int wordOrder)
{
    std::vector<Counts> grams;
    const std::u32string characters = charactersOf(joined(wordsOf(text), ""));
    for (std::size_t order = 1; order <= kCharacterOrder; ++order) {
        grams.push_back(characterGrams(characters, order));
    }
    const std::vector<std::string> words = wordOrder > 0 ? wordsApart(text) : std::vector<std::string>();
    for (int order = 1; order <= wordOrder; ++order) {
        grams.push_back(wordGrams(words, static_cast<std::size_t>(order)));
    }
    return grams;
}

double totalOf(const Counts &counts)
{
    double total = 0;
    for (const auto &[gram, count] : counts) {
        total += count;
    }
    return total;
}

double matchesOf(const Counts &hypothesis, const Counts &reference)
{
    double matches = 0;
    for (const auto &[gram, count] : hypothesis) {
        const auto found = reference.find(gram);
        matches += found == reference.end() ? 0 : std::min(count, found->second);
    }
    return matches;
}

/// The four rules of mteval-v13a that put spaces around punctuation, one after the other, as their expressions say.
bool isAlwaysApart(char c)
{
    return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') || (c >= '(' && c <= '+')
        || (c >= ':' && c <= '@') || c == '/';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isPointOrComma(char c)
{
    return c == '.' || c == ',';
}

std::string symbolsApart(std::string_view line)
{
    std::string result;
    for (const char c : line) {
        result += isAlwaysApart(c) ? std::string{' ', c, ' '} : std::string{c};
    }
    return result;
}

/// Pairs that match do not overlap: the second of one is not the first of the next.
template <class IsPair, class Write>
std::string replacePairs(std::string_view line, const IsPair &isPair, const Write &write)
{
    std::string result;
    std::size_t at = 0;
    while (at < line.size()) {
        if (at + 1 < line.size() && isPair(line[at], line[at + 1])) {
            write(result, line[at], line[at + 1]);
            at += 2;
        } else {
            result += line[at++];
        }
    }
    return result;
}

/// The reference length that is nearest; the shorter of two equally near.
std::size_t nearestLength(std::size_t length, const std::vector<std::size_t> &lengths)
{
    const auto distance = [length](std::size_t other) { return other > length ? other - length : length - other; };
    return *std::min_element(lengths.begin(), lengths.end(), [&](std::size_t a, std::size_t b) {
        return distance(a) != distance(b) ? distance(a) < distance(b) : a < b;
    });
}

} // namespace

std::vector<double> chrfCounts(std::string_view hypothesis, std::span<const std::string> references, int wordOrder)
{
    BAFO_CHECK(!references.empty(), "a translation is compared with something");
    const std::vector<Counts> given = gramsOf(hypothesis, wordOrder);
    std::vector<double> best;
    double bestScore = -1;
    for (const std::string &reference : references) {
        const std::vector<Counts> wanted = gramsOf(reference, wordOrder);
        std::vector<double> counts;
        for (std::size_t order = 0; order < given.size(); ++order) {
            // What no reference can match does not count.
            counts.push_back(wanted[order].empty() ? 0 : totalOf(given[order]));
            counts.push_back(totalOf(wanted[order]));
            counts.push_back(matchesOf(given[order], wanted[order]));
        }
        if (const double score = chrfOf(counts); score > bestScore) {
            bestScore = score;
            best = std::move(counts);
        }
    }
    return best;
}

double chrfOf(std::span<const double> counts)
{
    constexpr double kFactor = 4; // beta 2
    double precision = 0;
    double recall = 0;
    double numOrders = 0;
    for (std::size_t i = 0; i + 2 < counts.size(); i += 3) {
        if (counts[i] > 0 && counts[i + 1] > 0) {
            precision += counts[i + 2] / counts[i];
            recall += counts[i + 2] / counts[i + 1];
            ++numOrders;
        }
    }
    if (numOrders == 0 || precision + recall == 0) {
        return 0;
    }
    precision /= numOrders;
    recall /= numOrders;
    return 100 * (1 + kFactor) * precision * recall / (kFactor * precision + recall);
}

double sentenceChrf(std::string_view hypothesis, std::span<const std::string> references)
{
    return chrfOf(chrfCounts(hypothesis, references, 0));
}

std::string tokenized13a(std::string_view line)
{
    std::string text = replaced(line, "<skipped>", "");
    text = replaced(replaced(text, "-\n", ""), "\n", " ");
    text = replaced(replaced(text, "&quot;", "\""), "&amp;", "&");
    text = replaced(replaced(text, "&lt;", "<"), "&gt;", ">");
    text = symbolsApart(" " + text + " ");
    text = replacePairs(
        text, [](char a, char b) { return !isDigit(a) && isPointOrComma(b); },
        [](std::string &out, char a, char b) {
            out += {a, ' ', b, ' '};
        });
    text = replacePairs(
        text, [](char a, char b) { return isPointOrComma(a) && !isDigit(b); },
        [](std::string &out, char a, char b) {
            out += {' ', a, ' ', b};
        });
    text = replacePairs(
        text, [](char a, char b) { return isDigit(a) && b == '-'; },
        [](std::string &out, char a, char b) {
            out += {a, ' ', b, ' '};
        });
    return joined(wordsOf(text), " ");
}

std::vector<double> bleuCounts(std::string_view hypothesis, std::span<const std::string> references)
{
    BAFO_CHECK(!references.empty(), "a translation is compared with something");
    const std::vector<std::string> given = wordsOf(tokenized13a(strippedRight(hypothesis)));
    std::vector<Counts> wanted(kBleuOrder);
    std::vector<std::size_t> lengths;
    for (const std::string &reference : references) {
        const std::vector<std::string> words = wordsOf(tokenized13a(strippedRight(reference)));
        lengths.push_back(words.size());
        for (std::size_t order = 0; order < kBleuOrder; ++order) {
            for (const auto &[gram, count] : wordGrams(words, order + 1)) {
                wanted[order][gram] = std::max(wanted[order][gram], count);
            }
        }
    }
    std::vector<double> counts(kBleuWidth, 0);
    counts[0] = static_cast<double>(given.size());
    counts[1] = static_cast<double>(nearestLength(given.size(), lengths));
    for (std::size_t order = 0; order < kBleuOrder; ++order) {
        const Counts grams = wordGrams(given, order + 1);
        counts[2 + order] = matchesOf(grams, wanted[order]);
        counts[2 + kBleuOrder + order] = totalOf(grams);
    }
    return counts;
}

double bleuOf(std::span<const double> counts)
{
    const std::span<const double> matches = counts.subspan(2, kBleuOrder);
    const std::span<const double> totals = counts.subspan(2 + kBleuOrder, kBleuOrder);
    if (std::all_of(matches.begin(), matches.end(), [](double count) { return count == 0; })) {
        return 0;
    }
    constexpr double kLogOfNothing = -9999999999.0; // a precision of 0 makes the whole score 0
    double smoothing = 1;
    double logarithms = 0;
    bool hasEnded = false;
    for (std::size_t order = 0; order < kBleuOrder; ++order) {
        hasEnded = hasEnded || totals[order] == 0;
        if (hasEnded) {
            logarithms += kLogOfNothing;
        } else if (matches[order] == 0) {
            smoothing *= 2;
            logarithms += std::log(100 / (smoothing * totals[order]));
        } else {
            logarithms += std::log(100 * matches[order] / totals[order]);
        }
    }
    const double penalty = counts[0] < counts[1] ? std::exp(1 - counts[1] / counts[0]) : 1;
    return penalty * std::exp(logarithms / kBleuOrder);
}

std::string chrfSignature(int wordOrder, std::size_t numReferences)
{
    return "nrefs:" + std::to_string(numReferences) + "|case:mixed|eff:yes|nc:" + std::to_string(kCharacterOrder)
        + "|nw:" + std::to_string(wordOrder) + "|space:no|version:" + kReferenceVersion;
}

std::string bleuSignature(std::size_t numReferences)
{
    return "nrefs:" + std::to_string(numReferences)
        + "|case:mixed|eff:no|tok:13a|smooth:exp|version:" + kReferenceVersion;
}

} // namespace bafo::scoring
