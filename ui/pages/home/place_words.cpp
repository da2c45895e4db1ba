// SPDX-License-Identifier: GPL-3.0-or-later
// placeInWords() of home_cards.h: where everything is.
#include "ui/pages/home/home_cards.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct PlaceTexts {
    Q_DECLARE_TR_FUNCTIONS(PlaceTexts)
};

constexpr std::uint64_t kLittleRoom = 5'000'000'000; // less than a saved point and a model of a small run

QString holdsInWords(const ProjectOverview &overview)
{
    QStringList parts;
    const auto add = [&parts](const QString &what, std::uint64_t bytes) {
        if (bytes > 0) {
            parts.append(PlaceTexts::tr("%1 %2").arg(what, sizeInWords(bytes)));
        }
    };
    add(PlaceTexts::tr("text"), overview.text ? overview.text->sizeBytes : 0);
    add(PlaceTexts::tr("word pieces"), overview.words ? overview.words->sizeBytes : 0);
    add(PlaceTexts::tr("models"), overview.models ? overview.models->sizeBytes : 0);
    add(PlaceTexts::tr("runs"), overview.runsBytes);
    return parts.isEmpty() ? PlaceTexts::tr("nothing yet") : parts.join(QStringLiteral(" · "));
}

void tellRun(PlaceWords &words, const ProjectOverview &overview, const RunRow &row, qint64 nowMs)
{
    const runs::RunSummary &summary = row.status.summary;
    words.isRunning = true;
    words.run = row.name;
    words.advice = PlaceTexts::tr("Keep this computer on: the run is here.");
    const bool isKnown = overview.run && overview.run->id == row.id();
    const qint64 savedMs = isKnown ? overview.run->scores.lastSaveMs : 0;
    words.progress = PlaceTexts::tr("step %1, %2")
                         .arg(groupedNumber(summary.step),
                              savedMs > 0 ? PlaceTexts::tr("last saved %1").arg(agoInWords(nowMs - savedMs))
                                          : PlaceTexts::tr("nothing saved yet"));
    if (!isKnown) {
        return;
    }
    const qint64 sinceMs = nowMs - (savedMs > 0 ? savedMs : summary.startedMs > 0 ? summary.startedMs : nowMs);
    const auto loss = longestLossMs(sinceMs, overview.run->saveEverySteps, summary.medianStepMs);
    words.stake = loss ? PlaceTexts::tr("If power fails you lose at most %1.").arg(durationInWords(*loss))
                       : PlaceTexts::tr("It is saved only at its end: if power fails you lose all of it, %1 so far.")
                             .arg(durationInWords(sinceMs));
}

} // namespace

PlaceWords placeInWords(const ProjectOverview &overview, qint64 nowMs)
{
    PlaceWords words;
    words.holds = holdsInWords(overview);
    if (overview.freeBytes > 0) {
        words.isRoomLow = overview.freeBytes < kLittleRoom;
        words.room = words.isRoomLow ? PlaceTexts::tr("only %1 free on this disk").arg(sizeInWords(overview.freeBytes))
                                     : PlaceTexts::tr("%1 free on this disk").arg(sizeInWords(overview.freeBytes));
    }
    const RunRow *row = overview.shownRun();
    if (row != nullptr && row->isLive()) {
        tellRun(words, overview, *row, nowMs);
    } else if (const RunRow *asking = overview.liveEvaluation()) {
        words.isRunning = true;
        words.run = asking->name;
        words.advice = PlaceTexts::tr("Keep this computer on: the evaluation is here.");
        words.progress
            = PlaceTexts::tr("%1 of %2 items")
                  .arg(groupedNumber(asking->status.summary.step), groupedNumber(asking->status.summary.totalSteps));
        words.stake = PlaceTexts::tr("Every answer is kept: if power fails you lose the item at work.");
    } else if (overview.runs) {
        words.advice = PlaceTexts::tr("Nothing is running: you may switch this computer off.");
    }
    return words;
}

} // namespace bafo::ui
