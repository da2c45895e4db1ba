// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/word_figures.h"

#include "core/data/text_rules.h"
#include "core/text/utf8.h"

#include <QStringList>

#include <algorithm>
#include <map>

namespace bafo::ui {
namespace {

constexpr std::size_t kMostSources = 4;
constexpr std::size_t kMostSentences = 100;
constexpr std::size_t kCurveSteps = 250; // divides the usual numbers of pieces and their halves

double ratio(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// Held-out text where a language has some: what pieces were learned from flatters them.
struct LanguageUse {
    bool hasHeldOut = false;
    std::int64_t numWords = 0;
};

std::map<std::string, LanguageUse> usesOf(const TextSample &sample)
{
    std::map<std::string, LanguageUse> uses;
    for (const SampleGroup &group : sample.groups) {
        LanguageUse &use = uses[group.language];
        use.hasHeldOut = use.hasHeldOut || !group.heldOut.empty();
        use.numWords += group.numWords;
    }
    return uses;
}

struct MeasuredGroup {
    const SampleGroup *group = nullptr;
    FiguresRow row;
};

MeasuredGroup measure(const SampleGroup &group, bool isHeldOutOnly, const text::Tokenizer &before,
                      const text::Tokenizer *after)
{
    FiguresRow row{.language = group.language, .source = group.source};
    const auto add = [&](const std::vector<std::string> &texts) {
        for (const std::string &text : texts) {
            row.numWords += data::countWords(text);
        }
        row.numPiecesBefore += text::countTokens(before, texts);
        row.numPiecesAfter += after != nullptr ? text::countTokens(*after, texts) : 0;
    };
    add(group.heldOut);
    if (!isHeldOutOnly) {
        add(group.others);
    }
    return {.group = &group, .row = std::move(row)};
}

void add(FiguresRow &sum, const FiguresRow &part)
{
    sum.language = part.language;
    sum.numWords += part.numWords;
    sum.numPiecesBefore += part.numPiecesBefore;
    sum.numPiecesAfter += part.numPiecesAfter;
}

std::string newLanguageOf(const std::map<std::string, FiguresRow> &languages, const TextSample &sample, bool hasAfter,
                          const std::vector<std::string> &projectLanguages)
{
    std::string best;
    double bestSaving = 0.005;
    for (const auto &[language, row] : languages) {
        const double saving = hasAfter ? 1 - ratio(row.numPiecesAfter, row.numPiecesBefore) : 0;
        if (row.numPiecesBefore > 0 && saving > bestSaving) {
            best = language;
            bestSaving = saving;
        }
    }
    for (const std::string &language : projectLanguages) {
        if (best.empty() && languages.contains(language)) {
            best = language;
        }
    }
    return best.empty() && !sample.groups.empty() ? sample.groups.front().language : best;
}

void addRows(const std::vector<MeasuredGroup> &measured, const std::map<std::string, FiguresRow> &languages,
             WordFigures &figures)
{
    const auto addLanguage = [&](const std::string &language) {
        if (const auto found = languages.find(language); found != languages.end() && found->second.numWords > 0) {
            figures.rows.push_back(found->second);
        }
    };
    addLanguage(figures.newLanguage);
    std::vector<const MeasuredGroup *> sources;
    for (const MeasuredGroup &group : measured) {
        if (group.row.language == figures.newLanguage && group.row.numWords > 0) {
            sources.push_back(&group);
        }
    }
    std::ranges::stable_sort(sources, [](const MeasuredGroup *one, const MeasuredGroup *other) {
        return one->row.numWords > other->row.numWords;
    });
    if (sources.size() > 1) {
        sources.resize(std::min(sources.size(), kMostSources));
        for (const MeasuredGroup *group : sources) {
            figures.rows.push_back(group->row);
        }
    }
    for (const auto &[language, row] : languages) {
        if (language != figures.newLanguage) {
            addLanguage(language);
        }
    }
}

std::vector<CurvePoint> curveOf(const text::GrowthUsage &usage, std::int64_t numWords)
{
    std::vector<CurvePoint> curve;
    const std::size_t last = usage.numTokensWithFirst.size() - 1;
    const std::size_t step = std::max<std::size_t>(1, (last + kCurveSteps - 1) / kCurveSteps);
    for (std::size_t k = 0;; k = std::min(k + step, last)) {
        curve.push_back(
            {.numPieces = static_cast<qint64>(k), .piecesPerWord = ratio(usage.numTokensWithFirst[k], numWords)});
        if (k == last) {
            return curve;
        }
    }
}

void addPieces(const TextSample &sample, const text::Tokenizer &after, const text::Growth &growth, WordFigures &figures)
{
    std::vector<std::string> texts;
    std::vector<std::string> heldOut;
    for (const SampleGroup &group : sample.groups) {
        if (group.language == figures.newLanguage) {
            texts.insert(texts.end(), group.heldOut.begin(), group.heldOut.end());
            texts.insert(texts.end(), group.others.begin(), group.others.end());
            heldOut.insert(heldOut.end(), group.heldOut.begin(), group.heldOut.end());
        }
    }
    const text::GrowthUsage usage = text::usageOf(growth, after, texts);
    for (std::size_t i = 0; i < growth.pieces.size(); ++i) {
        const text::NewPiece &piece = growth.pieces[i];
        const text::PieceUse &use = usage.pieces[i];
        QStringList examples;
        for (const std::string &example : use.examples) {
            examples.append(QString::fromStdString(example));
        }
        QStringList parts;
        for (const std::uint32_t part : piece.children.empty() ? piece.subpieces : piece.children) {
            parts.append(pieceWords(after.pieceBytes(part)));
        }
        figures.pieces.push_back({.id = piece.id,
                                  .piece = pieceWords(piece.bytes),
                                  .madeOf = parts.join(QStringLiteral(" + ")),
                                  .startsWord = piece.bytes.starts_with(' '),
                                  .numUses = use.numUses,
                                  .numSaved = use.numSaved,
                                  .examples = examples.join(QStringLiteral(", "))});
    }
    const auto &measured = heldOut.empty() ? texts : heldOut;
    std::int64_t numWords = 0;
    for (const std::string &text : measured) {
        numWords += data::countWords(text);
    }
    figures.curve = curveOf(heldOut.empty() ? usage : text::usageOf(growth, after, heldOut), numWords);
}

/// Between 40 and 120 bytes on one line: what fits the page. Those that the two cut differently come first.
std::vector<QString> sentencesOf(const TextSample &sample, const std::string &language, const text::Tokenizer &before,
                                 const text::Tokenizer *after)
{
    std::vector<std::string> sentences;
    for (const SampleGroup &group : sample.groups) {
        std::size_t numTaken = 0;
        for (const auto *texts : {&group.heldOut, &group.others}) {
            for (const std::string &text : *texts) {
                const bool isGood = text.size() >= 40 && text.size() <= 120 && text.find('\n') == std::string::npos
                    && text.find_first_of("%<>{}&_~=") == std::string::npos;
                if (group.language == language && isGood && sentences.size() < kMostSentences && numTaken++ < 10) {
                    sentences.push_back(text);
                }
            }
        }
    }
    std::ranges::stable_partition(sentences, [&](const std::string &text) {
        return after != nullptr && before.encode(text) != after->encode(text);
    });
    std::vector<QString> shown;
    for (const std::string &text : sentences) {
        shown.push_back(QString::fromStdString(text));
    }
    return shown;
}

} // namespace

double FiguresRow::before() const
{
    return ratio(numPiecesBefore, numWords);
}

double FiguresRow::after() const
{
    return ratio(numPiecesAfter, numWords);
}

QString pieceWords(const std::string &bytes)
{
    std::string_view rest = bytes;
    if (rest.starts_with(' ') && rest.size() > 1) {
        rest.remove_prefix(1);
    }
    QString shown;
    while (!rest.empty()) {
        const auto character = text::decodeCharacter(rest);
        const auto length = static_cast<std::size_t>(character.length);
        shown += character.isValid ? QString::fromUcs4(&character.value, 1)
                                   : QStringLiteral("‹%1›").arg(QString::fromLatin1(
                                       QByteArray(rest.data(), static_cast<qsizetype>(length)).toHex(' ').toUpper()));
        rest.remove_prefix(length);
    }
    return shown == QLatin1String(" ") ? QStringLiteral("·") : shown;
}

WordFigures figuresOf(const TextSample &sample, const text::Tokenizer &before, const text::Tokenizer *after,
                      const text::Growth *growth, const std::vector<std::string> &projectLanguages)
{
    WordFigures figures;
    figures.hasAfter = after != nullptr;
    const auto uses = usesOf(sample);
    std::vector<MeasuredGroup> measured;
    std::map<std::string, FiguresRow> languages;
    for (const SampleGroup &group : sample.groups) {
        measured.push_back(measure(group, uses.at(group.language).hasHeldOut, before, after));
        add(languages[group.language], measured.back().row);
    }
    figures.isHeldOut
        = !uses.empty() && std::ranges::all_of(uses, [](const auto &use) { return use.second.hasHeldOut; });
    figures.newLanguage = newLanguageOf(languages, sample, figures.hasAfter, projectLanguages);
    addRows(measured, languages, figures);
    if (growth != nullptr && after != nullptr && growth->baseHash == before.hash()) {
        addPieces(sample, *after, *growth, figures);
    }
    figures.sentences = sentencesOf(sample, figures.newLanguage, before, after);
    return figures;
}

} // namespace bafo::ui
