// SPDX-License-Identifier: Apache-2.0
#include "core/text/pre_tokenizer.h"

#include "core/text/utf8.h"

#include <unicode/uchar.h>

#include <array>
#include <cstddef>

namespace bafo::text {
namespace {

bool isLetter(char32_t c)
{
    return c < 0x80 ? ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z')
                    : (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0;
}

bool isNumber(char32_t c)
{
    return c < 0x80 ? (c >= '0' && c <= '9') : (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_N_MASK) != 0;
}

bool isSpace(char32_t c)
{
    return c < 0x80 ? (c == ' ' || (c >= '\t' && c <= '\r')) : u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

bool isOther(char32_t c)
{
    return !isSpace(c) && !isLetter(c) && !isNumber(c);
}

bool isLineEnd(char32_t c)
{
    return c == '\r' || c == '\n';
}

/// Reads characters of a text at byte offsets.
class Scanner {
public:
    explicit Scanner(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool isAtEnd(std::size_t at) const { return at >= m_text.size(); }

    [[nodiscard]] char32_t character(std::size_t at) const { return decodeCharacter(m_text.substr(at)).value; }

    [[nodiscard]] std::size_t after(std::size_t at) const
    {
        return at + static_cast<std::size_t>(decodeCharacter(m_text.substr(at)).length);
    }

    /// End of the run of characters of one kind that starts here, of at most `limit` characters.
    template <class Predicate>
    [[nodiscard]] std::size_t run(std::size_t at, Predicate isKind, std::size_t limit = SIZE_MAX) const
    {
        for (std::size_t count = 0; count < limit && !isAtEnd(at) && isKind(character(at)); ++count) {
            at = after(at);
        }
        return at;
    }

    /// End of 's, 't, 're, 've, 'm, 'll or 'd; `at` itself where there is none.
    [[nodiscard]] std::size_t contraction(std::size_t at, bool ignoresCase) const
    {
        if (m_text[at] != '\'') {
            return at;
        }
        for (const std::string_view ending : kEndings) {
            std::size_t end = at + 1;
            bool isMatch = true;
            for (const char letter : ending) {
                if (isAtEnd(end) || !isSameLetter(character(end), letter, ignoresCase)) {
                    isMatch = false;
                    break;
                }
                end = after(end);
            }
            if (isMatch) {
                return end;
            }
        }
        return at;
    }

    /// \s+(?!\S)|\s+ : white space before a word leaves its last character to the word.
    [[nodiscard]] std::size_t spaces(std::size_t at) const
    {
        std::size_t last = at;
        std::size_t end = at;
        while (!isAtEnd(end) && isSpace(character(end))) {
            last = end;
            end = after(end);
        }
        return isAtEnd(end) || last == at ? end : last;
    }

private:
    static constexpr std::array<std::string_view, 7> kEndings = {"s", "t", "re", "ve", "m", "ll", "d"};

    static bool isSameLetter(char32_t c, char letter, bool ignoresCase)
    {
        const auto wanted = static_cast<char32_t>(letter);
        // U+017F, the long s, folds to s.
        return c == wanted || (ignoresCase && ((c < 0x80 && (c | 0x20U) == wanted) || (c == 0x17F && letter == 's')));
    }

    std::string_view m_text;
};

/// '(s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
std::size_t nextGpt2(const Scanner &scanner, std::size_t at)
{
    if (const std::size_t end = scanner.contraction(at, false); end > at) {
        return end;
    }
    const std::size_t start = scanner.character(at) == ' ' ? at + 1 : at;
    if (!scanner.isAtEnd(start)) {
        const char32_t first = scanner.character(start);
        if (isLetter(first)) {
            return scanner.run(start, isLetter);
        }
        if (isNumber(first)) {
            return scanner.run(start, isNumber);
        }
        if (isOther(first)) {
            return scanner.run(start, isOther);
        }
    }
    return scanner.spaces(at);
}

/// \s*[\r\n]+ : the white space up to the last line end of its run; `at` where there is none.
std::size_t spacesToLineEnd(const Scanner &scanner, std::size_t at)
{
    std::size_t end = at;
    for (std::size_t next = at; !scanner.isAtEnd(next) && isSpace(scanner.character(next));) {
        const bool endsLine = isLineEnd(scanner.character(next));
        next = scanner.after(next);
        if (endsLine) {
            end = next;
        }
    }
    return end;
}

/// Llama 3's pattern, with as many numerals in a word as it takes.
template <std::size_t mostNumerals>
std::size_t nextLlama3(const Scanner &scanner, std::size_t at)
{
    if (const std::size_t end = scanner.contraction(at, true); end > at) {
        return end;
    }
    const char32_t first = scanner.character(at);
    const std::size_t second = scanner.after(at);
    if (isLetter(first)) {
        return scanner.run(at, isLetter);
    }
    if (!isLineEnd(first) && !isNumber(first) && !scanner.isAtEnd(second) && isLetter(scanner.character(second))) {
        return scanner.run(second, isLetter);
    }
    if (isNumber(first)) {
        return scanner.run(at, isNumber, mostNumerals);
    }
    const std::size_t start = first == ' ' ? second : at;
    if (!scanner.isAtEnd(start) && isOther(scanner.character(start))) {
        return scanner.run(scanner.run(start, isOther), isLineEnd);
    }
    if (const std::size_t end = spacesToLineEnd(scanner, at); end > at) {
        return end;
    }
    return scanner.spaces(at);
}

template <class Next>
void cut(std::string_view text, Next next, std::vector<std::string_view> &words)
{
    const Scanner scanner(text);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = next(scanner, at);
        words.push_back(text.substr(at, end - at));
        at = end;
    }
}

/// Every numeral is a word; what lies between is cut on its own, as if it were the whole text.
void cutSmolLm(std::string_view text, std::vector<std::string_view> &words)
{
    const Scanner scanner(text);
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = scanner.run(at, [](char32_t c) { return !isNumber(c); });
        cut(text.substr(at, end - at), nextGpt2, words);
        if (!scanner.isAtEnd(end)) {
            at = end;
            end = scanner.after(at);
            words.push_back(text.substr(at, end - at));
        }
        at = end;
    }
}

} // namespace

std::string_view nameOf(PreTokenizerKind kind)
{
    switch (kind) {
    case PreTokenizerKind::gpt2:
        return "gpt2";
    case PreTokenizerKind::smolLm:
        return "smollm";
    case PreTokenizerKind::llama3:
        return "llama3";
    case PreTokenizerKind::qwen2:
        break;
    }
    return "qwen2";
}

std::string_view patternOf(PreTokenizerKind kind)
{
    switch (kind) {
    case PreTokenizerKind::llama3:
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| "
               "?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|"
               "\\s+(?!\\S)|\\s+";
    case PreTokenizerKind::qwen2:
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| "
               "?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|"
               "\\s+(?!\\S)|\\s+";
    case PreTokenizerKind::gpt2:
    case PreTokenizerKind::smolLm:
        break;
    }
    return "";
}

std::vector<std::string_view> cutIntoWords(PreTokenizerKind kind, std::string_view text)
{
    std::vector<std::string_view> words;
    switch (kind) {
    case PreTokenizerKind::gpt2:
        cut(text, nextGpt2, words);
        break;
    case PreTokenizerKind::smolLm:
        cutSmolLm(text, words);
        break;
    case PreTokenizerKind::llama3:
        cut(text, nextLlama3<3>, words);
        break;
    case PreTokenizerKind::qwen2:
        cut(text, nextLlama3<1>, words);
        break;
    }
    return words;
}

} // namespace bafo::text
