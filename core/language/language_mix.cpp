// SPDX-License-Identifier: Apache-2.0
#include "core/language/language_mix.h"

#include "core/base/check.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

namespace bafo::language {
namespace {

/// CLD2 knows languages by two letters where there are two.
std::string shortTagOf(const std::string &tag)
{
    std::array<char, ULOC_LANG_CAPACITY> buffer{};
    UErrorCode status = U_ZERO_ERROR;
    uloc_getLanguage(tag.c_str(), buffer.data(), static_cast<std::int32_t>(buffer.size()), &status);
    return U_SUCCESS(status) && buffer.front() != '\0' ? buffer.data() : tag;
}

std::string longTagOf(const std::string &tag)
{
    const std::string found = uloc_getISO3Language(tag.c_str());
    return found.empty() ? tag : found;
}

/// CLD2's score of a text by the kilobyte, which is near 1200 for real ones. Of sentences out of children's stories one
/// in a hundred is below 500, of random letters and of words said over and over nine in ten are.
constexpr double kLeastScore = 500;

struct Characters {
    std::int64_t numLetters = 0;
    std::int64_t numOthers = 0; ///< that are no white space either
};

Characters countCharacters(const icu::UnicodeString &text)
{
    Characters count;
    for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
        const UChar32 character = text.char32At(at);
        if (u_isalpha(character)) {
            ++count.numLetters;
        } else if (!u_isUWhiteSpace(character)) {
            ++count.numOthers;
        }
    }
    return count;
}

/// The language of one sentence; empty where it cannot be told.
std::string languageOf(const icu::UnicodeString &sentence, const std::string &hint)
{
    std::string text;
    sentence.toUTF8String(text);
    const CLD2::CLDHints hints{.content_language_hint = hint.c_str(),
                               .tld_hint = nullptr,
                               .encoding_hint = CLD2::UNKNOWN_ENCODING,
                               .language_hint = CLD2::UNKNOWN_LANGUAGE};
    std::array<CLD2::Language, 3> languages{};
    std::array<int, 3> percents{};
    std::array<double, 3> scores{};
    int numTextBytes = 0;
    bool isReliable = false;
    const CLD2::Language best = CLD2::ExtDetectLanguageSummary(
        text.data(), static_cast<int>(text.size()), true, &hints, CLD2::kCLDFlagBestEffort, languages.data(),
        percents.data(), scores.data(), nullptr, &numTextBytes, &isReliable);
    const bool isTold = isReliable && best != CLD2::UNKNOWN_LANGUAGE && scores.front() >= kLeastScore;
    return isTold ? longTagOf(CLD2::LanguageCode(best)) : std::string();
}

/// Calls for each sentence.
template <class Take>
void visitSentences(const icu::UnicodeString &text, const Take &take)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
    BAFO_CHECK(U_SUCCESS(status), "ICU has no rules for sentences");
    breaks->setText(text);
    for (std::int32_t start = breaks->first(), end = breaks->next(); end != icu::BreakIterator::DONE;
         start = end, end = breaks->next()) {
        take(text.tempSubStringBetween(start, end));
    }
}

} // namespace

std::int64_t LanguageMix::numLetters() const
{
    std::int64_t sum = numShort + numStrange;
    for (const LanguagePart &part : parts) {
        sum += part.numLetters;
    }
    return sum;
}

bool LanguageMix::isUnclear() const
{
    return parts.empty() || 2 * (numShort + numStrange) > numLetters();
}

LanguageMix languagesOf(std::string_view text, const std::vector<std::string> &expected)
{
    std::string hint;
    for (const std::string &tag : expected) {
        hint += (hint.empty() ? "" : ",") + shortTagOf(tag);
    }
    LanguageMix mix;
    const auto whole
        = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    visitSentences(whole, [&](const icu::UnicodeString &sentence) {
        const auto [numLetters, numOthers] = countCharacters(sentence);
        if (numLetters < kFewestLetters) {
            mix.numShort += numLetters;
            return;
        }
        const std::string language = numOthers > numLetters ? std::string() : languageOf(sentence, hint);
        if (language.empty()) {
            mix.numStrange += numLetters;
            return;
        }
        const auto found = std::find_if(mix.parts.begin(), mix.parts.end(),
                                        [&language](const LanguagePart &part) { return part.language == language; });
        if (found == mix.parts.end()) {
            mix.parts.push_back({.language = language, .numLetters = numLetters});
        } else {
            found->numLetters += numLetters;
        }
    });
    std::stable_sort(mix.parts.begin(), mix.parts.end(),
                     [](const LanguagePart &a, const LanguagePart &b) { return a.numLetters > b.numLetters; });
    return mix;
}

} // namespace bafo::language
