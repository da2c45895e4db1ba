// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/event_words.h"

#include "ui/connection/error_words.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace bafo::ui {
namespace {

/// One overload a kind; the template takes those that have no words.
struct EventTexts {
    Q_DECLARE_TR_FUNCTIONS(EventTexts)

public:
    template <class Event>
    std::optional<EventWords> operator()(const Event & /*event*/) const
    {
        return std::nullopt;
    }
    std::optional<EventWords> operator()(const protocol::Queued &event) const
    {
        return EventWords{.tone = Tone::muted,
                          .text = tr("Waits until %1 has ended.").arg(QString::fromStdString(event.after))};
    }
    std::optional<EventWords> operator()(const protocol::RunStarted &event) const
    {
        return EventWords{.text = tr("The run begins: %1 steps.").arg(groupedNumber(event.totalSteps))};
    }
    std::optional<EventWords> operator()(const protocol::StageEntered &event) const
    {
        const QString name = QString::fromStdString(event.name);
        return EventWords{.step = event.step,
                          .text = event.replayOf.empty()
                              ? tr("Step %1: %2 begins.").arg(event.step).arg(name)
                              : tr("Step %1: from here on %2 is read again in between.").arg(event.step).arg(name)};
    }
    std::optional<EventWords> operator()(const protocol::FreezingChanged &event) const
    {
        return EventWords{.step = event.step,
                          .text = event.trained == "new_rows"
                              ? tr("Step %1: only the new word pieces learn.").arg(event.step)
                              : tr("Step %1: from here on everything learns.").arg(event.step)};
    }
    std::optional<EventWords> operator()(const protocol::CheckpointCommitted &event) const
    {
        return EventWords{
            .tone = Tone::muted,
            .step = event.step,
            .text = tr("Step %1: saved, %2.").arg(event.step).arg(sizeInWords(static_cast<quint64>(event.sizeBytes)))};
    }
    std::optional<EventWords> operator()(const protocol::CheckpointFailed &event) const
    {
        return EventWords{
            .tone = Tone::error,
            .step = event.step,
            .text = tr("Step %1 could not be saved: %2").arg(event.step).arg(QString::fromStdString(event.message))};
    }
    std::optional<EventWords> operator()(const protocol::EvalFinished &event) const
    {
        return EventWords{.tone = Tone::muted,
                          .step = event.step,
                          .text = tr("Step %1: %2 measured, %3 bits per byte.")
                                      .arg(event.step)
                                      .arg(languageName(QString::fromStdString(event.name)),
                                           QLocale().toString(event.bitsPerByte, 'f', 3))};
    }
    std::optional<EventWords> operator()(const protocol::Warning &event) const
    {
        return EventWords{.tone = Tone::warning, .text = failureInOwnWords(event.message, event.hint)};
    }
    std::optional<EventWords> operator()(const protocol::Paused &event) const
    {
        return EventWords{.step = event.step, .text = tr("Paused at step %1.").arg(event.step)};
    }
    std::optional<EventWords> operator()(const protocol::Resumed &event) const
    {
        return EventWords{.step = event.step, .text = tr("Goes on from step %1.").arg(event.step)};
    }
    std::optional<EventWords> operator()(const protocol::Rewound &event) const
    {
        return EventWords{.tone = Tone::warning,
                          .step = event.toStep,
                          .text
                          = tr("Back to step %1: what came after the last save is done again.").arg(event.toStep)};
    }
    std::optional<EventWords> operator()(const protocol::RunFinished &event) const
    {
        if (event.outcome == "finished") {
            return EventWords{.tone = Tone::good,
                              .step = event.step,
                              .text = event.outputModel.empty() ? tr("Finished at step %1.").arg(event.step)
                                                                : tr("Finished at step %1; it made the model %2.")
                                                                      .arg(event.step)
                                                                      .arg(QString::fromStdString(event.outputModel))};
        }
        return EventWords{.step = event.step,
                          .text = event.outcome == "cancelled" ? tr("Cancelled at step %1.").arg(event.step)
                                                               : tr("Stopped at step %1.").arg(event.step)};
    }
    std::optional<EventWords> operator()(const protocol::RunFailed &event) const
    {
        return EventWords{.tone = Tone::error, .text = failureInOwnWords(event.message, event.hint)};
    }
};

} // namespace

std::optional<EventWords> wordsOf(const protocol::Event &event)
{
    return std::visit(EventTexts{}, event);
}

} // namespace bafo::ui
