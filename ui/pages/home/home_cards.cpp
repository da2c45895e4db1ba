// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/home_cards.h"

#include "ui/connection/error_words.h"
#include "ui/models/score_words.h"
#include "ui/models/state_look.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace bafo::ui {
namespace {

struct HomeWords {
    Q_DECLARE_TR_FUNCTIONS(HomeWords)
};

const QString kText = QStringLiteral("text");
const QString kWords = QStringLiteral("words");
const QString kTrain = QStringLiteral("train");
const QString kRuns = QStringLiteral("runs");
const QString kChat = QStringLiteral("chat");
const QString kModels = QStringLiteral("models");
const QString kRun = QStringLiteral("run");
const QString kTest = QStringLiteral("test");

QString twoDigits(double value)
{
    return QLocale().toString(value, 'f', 2);
}

HomeCard reading(const QString &page)
{
    HomeCard card;
    card.page = page;
    card.word = HomeWords::tr("reading …");
    return card;
}

/// "28 % fewer bits": how the need of a language for bits has changed; nothing where it was measured once only.
struct Change {
    int percent = 0;
    bool isFewer = true;
};

std::optional<Change> changeOf(const LanguageScore *score)
{
    if (score == nullptr || !score->hasChange() || !(score->first > 0)) {
        return std::nullopt;
    }
    const double share = (score->first - score->last) / score->first;
    return Change{static_cast<int>(std::lround(std::abs(share) * 100)), share >= 0};
}

const LanguageScore *scoreOf(const ProjectOverview &overview, const RunRow &row)
{
    return overview.run && overview.run->id == row.id() ? overview.run->scores.of(overview.language) : nullptr;
}

HomeCard textCard(const ProjectOverview &overview)
{
    if (!overview.text) {
        return reading(kText);
    }
    const TextFigures &text = *overview.text;
    HomeCard card;
    card.page = kText;
    card.figure = groupedNumber(text.numWords);
    card.unit = HomeWords::tr("words");
    if (!text.unreadable.isEmpty()) {
        card.shape = Shape::cross;
        card.tone = Tone::error;
        card.word = HomeWords::tr("unreadable");
        card.warning = text.unreadable;
        card.action = HomeWords::tr("Look at texts");
        return card;
    }
    if (text.numDocuments == 0) {
        card.word = HomeWords::tr("not started");
        card.detail = HomeWords::tr("Text in %1, to learn from and to measure on").arg(languageName(overview.language));
        card.action = HomeWords::tr("Add text");
        return card;
    }
    card.detail = text.numSources == 1 ? HomeWords::tr("1 source")
                                       : HomeWords::tr("%1 sources").arg(groupedNumber(text.numSources));
    card.shape = text.isSplit ? Shape::tick : Shape::ring;
    card.tone = text.isSplit ? Tone::good : Tone::warning;
    card.word = text.isSplit ? HomeWords::tr("ready") : HomeWords::tr("nothing held out");
    if (text.numUnclear > 0) {
        card.warning = HomeWords::tr("%1 with unclear licence").arg(groupedNumber(text.numUnclear));
        card.action = HomeWords::tr("Review licences");
    } else {
        card.action = HomeWords::tr("Look at texts");
    }
    if (!text.isSplit) {
        card.warning = HomeWords::tr("split it before you train: nothing is kept back to measure on");
    }
    return card;
}

HomeCard grownCard(const PiecesAWord &words, bool hasModel)
{
    HomeCard card;
    card.page = kWords;
    card.shape = hasModel ? Shape::tick : Shape::ring;
    card.tone = hasModel ? Tone::good : Tone::warning;
    card.word = hasModel ? HomeWords::tr("ready") : HomeWords::tr("no model has them");
    if (words.piecesBefore > 0) {
        card.figure = HomeWords::tr("%1 → %2").arg(twoDigits(words.piecesBefore), twoDigits(words.piecesAfter));
        card.unit = HomeWords::tr("pieces a word");
        card.detail = HomeWords::tr("%1 added").arg(groupedNumber(words.numNewPieces));
    } else {
        card.figure = groupedNumber(words.numNewPieces);
        card.unit = HomeWords::tr("pieces added");
    }
    if (words.numProtected > 0) {
        const QString kept = words.numChanged == 0
            ? HomeWords::tr("protected text unchanged")
            : HomeWords::tr("%1 of %2 protected sentences cut differently")
                  .arg(groupedNumber(words.numChanged), groupedNumber(words.numProtected));
        card.detail += (card.detail.isEmpty() ? QString() : QStringLiteral(" · ")) + kept;
    }
    card.action = hasModel ? HomeWords::tr("Look at pieces") : HomeWords::tr("Give them to a model");
    return card;
}

HomeCard wordsCard(const ProjectOverview &overview)
{
    if (!overview.words || !overview.text || !overview.models) {
        return reading(kWords);
    }
    if (!overview.words->unreadable.isEmpty()) {
        HomeCard card;
        card.page = kWords;
        card.shape = Shape::cross;
        card.tone = Tone::error;
        card.word = HomeWords::tr("unreadable");
        card.warning = overview.words->unreadable;
        card.action = HomeWords::tr("Look at pieces");
        return card;
    }
    if (!overview.words->tokenizer.isEmpty()) {
        return grownCard(*overview.words, !overview.models->grown.isEmpty());
    }
    HomeCard card;
    card.page = kWords;
    card.figure = QStringLiteral("0");
    card.unit = HomeWords::tr("pieces added");
    if (overview.text->numWords == 0) {
        card.word = HomeWords::tr("waits for text");
    } else if (overview.models->numModels == 0) {
        card.word = HomeWords::tr("waits for a model");
    } else {
        card.word = HomeWords::tr("not started");
        card.action = HomeWords::tr("Grow the vocabulary");
    }
    card.detail
        = HomeWords::tr("With pieces of its own %1 takes less room and time").arg(languageName(overview.language));
    return card;
}

void tellLiveRun(HomeCard &card, const ProjectOverview &overview, const RunRow &row)
{
    const runs::RunSummary &summary = row.status.summary;
    if (summary.totalSteps > 0) {
        const double share = static_cast<double>(summary.step) / static_cast<double>(summary.totalSteps);
        card.figure = HomeWords::tr("%1 %").arg(static_cast<int>(share * 100));
        card.unit = HomeWords::tr("of %1 steps").arg(groupedNumber(summary.totalSteps));
    }
    const LanguageScore *score = scoreOf(overview, row);
    if (const auto change = changeOf(score)) {
        card.detail = (change->isFewer ? HomeWords::tr("%1 needs %2 % fewer bits so far, %3 → %4")
                                       : HomeWords::tr("%1 needs %2 % more bits so far, %3 → %4"))
                          .arg(languageName(overview.language))
                          .arg(change->percent)
                          .arg(twoDigits(score->first), twoDigits(score->last));
    } else if (score != nullptr) {
        card.detail
            = HomeWords::tr("%1 began at %2 bits a byte").arg(languageName(overview.language), twoDigits(score->first));
    }
    card.action = HomeWords::tr("Watch");
    card.goTo = kRun;
    card.request = {{QStringLiteral("run"), row.id()}};
}

void tellEndedRun(HomeCard &card, const ProjectOverview &overview, const RunRow &row)
{
    const runs::RunSummary &summary = row.status.summary;
    const LanguageScore *score = scoreOf(overview, row);
    const auto change = changeOf(score);
    if (change) {
        card.figure = HomeWords::tr("%1 %").arg(change->percent);
        card.unit = (change->isFewer ? HomeWords::tr("fewer bits for %1") : HomeWords::tr("more bits for %1"))
                        .arg(languageName(overview.language));
        card.detail
            = HomeWords::tr("%1 → %2 bits a byte in %3").arg(twoDigits(score->first), twoDigits(score->last), row.name);
    } else {
        card.figure = groupedNumber(summary.step);
        card.unit = HomeWords::tr("steps");
        card.detail = HomeWords::tr("in run %1").arg(row.name);
    }
    card.action = HomeWords::tr("Train again");
    if (summary.outcome != "finished" && lookOf(row.status).tone == Tone::error) {
        card.warning = failureInOwnWords(summary.failureMessage, {});
        card.action = HomeWords::tr("See why");
        card.goTo = kRun;
        card.request = {{QStringLiteral("run"), row.id()}};
    }
}

HomeCard trainCard(const ProjectOverview &overview)
{
    if (!overview.runs || !overview.text || !overview.models) {
        return reading(kTrain);
    }
    HomeCard card;
    card.page = kTrain;
    if (const RunRow *row = overview.shownRun()) {
        const StateLook look = lookOf(row->status);
        card.shape = look.shape;
        card.tone = look.tone;
        card.word = look.word;
        if (row->isLive()) {
            tellLiveRun(card, overview, *row);
        } else {
            tellEndedRun(card, overview, *row);
        }
        return card;
    }
    card.figure = QStringLiteral("0");
    card.unit = HomeWords::tr("steps");
    card.detail = HomeWords::tr("A short run shows first whether it learns");
    if (overview.text->numWords == 0) {
        card.word = HomeWords::tr("waits for text");
    } else if (overview.models->numModels == 0) {
        card.word = HomeWords::tr("waits for a model");
    } else {
        card.word = HomeWords::tr("not started");
        card.action = HomeWords::tr("Set up training");
    }
    return card;
}

HomeCard runsCard(const ProjectOverview &overview)
{
    if (!overview.runs) {
        return reading(kRuns);
    }
    HomeCard card;
    card.page = kRuns;
    qint64 numLive = 0;
    qint64 numFinished = 0;
    for (const RunRow &row : *overview.runs) {
        numLive += row.isLive() ? 1 : 0;
        numFinished += row.status.summary.outcome == "finished" ? 1 : 0;
    }
    const auto numAll = static_cast<qint64>(overview.runs->size());
    card.figure = groupedNumber(numAll);
    card.unit = numAll == 1 ? HomeWords::tr("run") : HomeWords::tr("runs");
    card.word = HomeWords::tr("none yet");
    card.detail = HomeWords::tr("Every run stays here, to look at and to compare");
    if (numAll > 0) {
        card.shape = numLive > 0 ? Shape::triangle : Shape::tick;
        card.tone = numLive > 0 ? Tone::good : Tone::muted;
        card.word = numLive > 0 ? HomeWords::tr("%1 running").arg(groupedNumber(numLive)) : HomeWords::tr("at rest");
        const qint64 numOthers = numAll - numLive - numFinished;
        card.detail = HomeWords::tr("%1 finished").arg(groupedNumber(numFinished));
        if (numOthers > 0) {
            card.detail = HomeWords::tr("%1 · %2 ended before").arg(card.detail, groupedNumber(numOthers));
        }
        card.action = numAll > 1 ? HomeWords::tr("Compare runs") : HomeWords::tr("Look at it");
    }
    return card;
}

void tellLiveEvaluation(HomeCard &card, const RunRow &row)
{
    const runs::RunSummary &summary = row.status.summary;
    const StateLook look = lookOf(row.status);
    card.shape = look.shape;
    card.tone = look.tone;
    card.word = look.word;
    if (summary.totalSteps > 0) {
        card.figure = groupedNumber(summary.step);
        card.unit = HomeWords::tr("of %1 items").arg(groupedNumber(summary.totalSteps));
    }
    card.detail = row.name;
    card.action = HomeWords::tr("Watch");
    card.request = {{QStringLiteral("evaluation"), row.id()}};
}

HomeCard testCard(const ProjectOverview &overview)
{
    if (!overview.tests || !overview.runs || !overview.models) {
        return reading(kTest);
    }
    const TestFigures &tests = *overview.tests;
    HomeCard card;
    card.page = kTest;
    if (const RunRow *row = overview.liveEvaluation()) {
        tellLiveEvaluation(card, *row);
        return card;
    }
    if (tests.numEvaluations > 0) {
        const ScoreUnit unit = unitOfMetric(tests.metric);
        card.shape = Shape::tick;
        card.tone = Tone::good;
        card.word = HomeWords::tr("asked");
        card.figure = scoreInWords(tests.value, unit);
        card.unit = metricInWords(tests.metric);
        card.detail
            = HomeWords::tr("%1: %2, %3").arg(tests.task, tests.model, doubtInWords(tests.low, tests.high, unit));
        card.action = HomeWords::tr("Look at scores");
        return card;
    }
    card.figure = groupedNumber(tests.numTasks);
    card.unit = tests.numTasks == 1 ? HomeWords::tr("test at hand") : HomeWords::tr("tests at hand");
    card.detail = HomeWords::tr("What a model can do, and how far that can be trusted");
    if (overview.models->numModels == 0) {
        card.word = HomeWords::tr("waits for a model");
    } else if (tests.numTasks == 0) {
        card.word = HomeWords::tr("waits for test data");
        card.action = HomeWords::tr("Add test data");
    } else {
        card.word = HomeWords::tr("not started");
        card.action = HomeWords::tr("Ask a model");
    }
    return card;
}

HomeCard chatCard(const ProjectOverview &overview)
{
    if (!overview.models) {
        return reading(kChat);
    }
    const ModelFigures &models = *overview.models;
    HomeCard card;
    card.page = kChat;
    card.figure = groupedNumber(models.numModels);
    card.unit = models.numModels == 1 ? HomeWords::tr("model to talk with") : HomeWords::tr("models to talk with");
    if (models.numModels == 0) {
        card.word = HomeWords::tr("waits for a model");
        card.detail = HomeWords::tr("Two models side by side show what the training gave");
        if (models.numWithoutWeights > 0) { // what was said to them can still be read
            card.word = HomeWords::tr("weights not here");
            card.action = HomeWords::tr("Read what was said");
        }
        return card;
    }
    const bool isTrained = !models.trained.isEmpty();
    card.shape = isTrained ? Shape::tick : Shape::ring;
    card.tone = isTrained ? Tone::good : Tone::muted;
    card.word = isTrained ? HomeWords::tr("ready") : HomeWords::tr("waits for training");
    card.detail = isTrained ? HomeWords::tr("Trained last: %1").arg(models.trained)
                            : HomeWords::tr("None of them has been trained here");
    card.action = HomeWords::tr("Talk");
    const QString model = isTrained ? models.trained : models.grown.isEmpty() ? models.base : models.grown;
    card.request = {{QStringLiteral("model"), model}};
    return card;
}

HomeCard modelsCard(const ProjectOverview &overview)
{
    if (!overview.models) {
        return reading(kModels);
    }
    const ModelFigures &models = *overview.models;
    HomeCard card;
    card.page = kModels;
    card.figure = groupedNumber(models.numModels);
    card.unit = models.numModels == 1 ? HomeWords::tr("model") : HomeWords::tr("models");
    if (models.numModels == 0) {
        card.word = HomeWords::tr("none yet");
        card.detail = HomeWords::tr("A small open model to begin with: GGUF or a Hugging Face folder");
        card.action = HomeWords::tr("Import a model");
        card.request = {{QStringLiteral("import"), QString()}};
        if (models.numWithoutWeights > 0) {
            card.word = HomeWords::tr("weights not here");
            card.detail
                = HomeWords::tr("%1 known here without their weights").arg(groupedNumber(models.numWithoutWeights));
        }
    } else {
        card.shape = Shape::tick;
        card.tone = Tone::good;
        card.word = HomeWords::tr("ready");
        card.detail = HomeWords::tr("%1 on disk").arg(sizeInWords(models.sizeBytes));
        card.action = HomeWords::tr("Look at models");
    }
    if (models.numUnreadable > 0) {
        card.warning = HomeWords::tr("%1 cannot be read").arg(groupedNumber(models.numUnreadable));
    }
    if (!models.unreadable.isEmpty()) {
        card.warning = models.unreadable;
    }
    return card;
}

} // namespace

ProjectFacts factsOf(const ProjectOverview &overview)
{
    ProjectFacts facts;
    facts.hasText = overview.text && overview.text->numDocuments > 0;
    facts.hasModel = overview.models && overview.models->numModels > 0;
    facts.hasGrownModel = overview.models && !overview.models->grown.isEmpty();
    facts.hasGrownWords = facts.hasGrownModel || (overview.words && !overview.words->tokenizer.isEmpty());
    facts.hasTrainedModel = overview.models && !overview.models->trained.isEmpty();
    if (const RunRow *row = overview.shownRun()) {
        facts.isRunning = row->isLive();
        facts.hasLastRunFailed = !row->isLive() && lookOf(row->status).tone == Tone::error;
    }
    return facts;
}

std::vector<HomeCard> homeCards(const ProjectOverview &overview)
{
    return {textCard(overview), wordsCard(overview), trainCard(overview), runsCard(overview),
            testCard(overview), chatCard(overview),  modelsCard(overview)};
}

QString pageOf(NextStep step)
{
    switch (step) {
    case NextStep::addText:
        return kText;
    case NextStep::importModel:
        return kModels;
    case NextStep::growWords:
    case NextStep::expandModel:
        return kWords;
    case NextStep::watch:
    case NextStep::seeFailure:
    case NextStep::train:
        return kTrain;
    case NextStep::talk:
        return kChat;
    }
    return {};
}

QString nextInWords(NextStep step, const ProjectOverview &overview)
{
    const QString language = languageName(overview.language);
    switch (step) {
    case NextStep::addText:
        return HomeWords::tr("Next: add text in %1, the more the better.").arg(language);
    case NextStep::importModel:
        return HomeWords::tr("Next: import a small open model, which shall learn %1.").arg(language);
    case NextStep::growWords:
        return HomeWords::tr("Next: give the model word pieces of %1, so that it reads and writes it faster.")
            .arg(language);
    case NextStep::expandModel:
        return HomeWords::tr("Next: give a model rows for the new word pieces.");
    case NextStep::watch:
        return HomeWords::tr("Next: watch the training.");
    case NextStep::seeFailure:
        return HomeWords::tr("The last run did not come to its end. Next: see why.");
    case NextStep::train:
        return HomeWords::tr("Next: train, first for a few steps.");
    case NextStep::talk:
        return HomeWords::tr("Next: talk with %1, and compare it with what it was made from.")
            .arg(overview.models ? overview.models->trained : QString());
    }
    return {};
}

} // namespace bafo::ui
