// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/words.h"

#include "core/protocol/item_progress.h"
#include "core/protocol/line_codec.h"

#include <fmt/format.h>

#include <array>

namespace bafo::app {
namespace {

/// One overload a kind; the template takes those that have no words.
struct Words {
    std::int64_t totalSteps;

    template <class Event>
    std::optional<std::string> operator()(const Event &) const
    {
        return std::nullopt;
    }

    std::optional<std::string> operator()(const protocol::Queued &event) const
    {
        return "waits until " + event.after + " has ended";
    }
    std::optional<std::string> operator()(const protocol::RunStarted &event) const
    {
        return fmt::format("{} starts: {} {}, {:.1f} M parameters, {} threads{}", event.name, event.totalSteps,
                           event.runKind == "eval" ? "items" : "steps", static_cast<double>(event.parameters) / 1e6,
                           event.threads, event.device.empty() ? "" : ", " + event.precision + " on " + event.device);
    }
    std::optional<std::string> operator()(const protocol::PhaseChanged &event) const { return event.phase + " ..."; }
    std::optional<std::string> operator()(const protocol::StageEntered &event) const
    {
        return event.replayOf.empty() ? fmt::format("stage '{}' from step {}", event.name, event.step)
                                      : fmt::format("'{}' is replayed from step {}", event.name, event.step);
    }
    std::optional<std::string> operator()(const protocol::FreezingChanged &event) const
    {
        return event.trained == "new_rows" ? fmt::format("only new rows are trained from step {}", event.step)
                                           : fmt::format("all weights are trained from step {}", event.step);
    }
    std::optional<std::string> operator()(const protocol::StepFinished &event) const
    {
        std::string line = fmt::format("step {}{}  loss {:.4f}  {:.0f} tokens/s  gradient {:.2f}", event.step,
                                       totalSteps > 0 ? fmt::format("/{}", totalSteps) : std::string(), event.loss,
                                       event.tokensPerSecond, event.gradientNorm);
        if (totalSteps > event.step) {
            const double left = static_cast<double>(totalSteps - event.step) * event.stepMs / 1000;
            line += "  about " + durationInWords(left) + " left";
        }
        return line;
    }
    std::optional<std::string> operator()(const protocol::EvalFinished &event) const
    {
        return fmt::format("measured {} ({}) at step {}: {:.4f} bits per byte [{:.4f}, {:.4f}]", event.name,
                           event.language, event.step, event.bitsPerByte, event.bitsPerByteLow, event.bitsPerByteHigh);
    }
    std::optional<std::string> operator()(const protocol::Metric &event) const
    {
        if (event.name == protocol::kItemsMetric) {
            return fmt::format("{}/{} items", event.step, totalSteps);
        }
        return std::nullopt;
    }
    std::optional<std::string> operator()(const protocol::CheckpointCommitted &event) const
    {
        return fmt::format("saved step {} ({}, {})", event.step,
                           sizeInWords(static_cast<std::uint64_t>(event.sizeBytes)),
                           durationInWords(event.saveMs / 1000));
    }
    std::optional<std::string> operator()(const protocol::CheckpointFailed &event) const
    {
        return fmt::format("could not save step {}: {}", event.step, event.message);
    }
    std::optional<std::string> operator()(const protocol::SampleGenerated &event) const
    {
        return fmt::format("sample at step {}: {}|{}", event.step, event.prompt, event.text);
    }
    std::optional<std::string> operator()(const protocol::Warning &event) const
    {
        return "warning: " + event.message + (event.hint.empty() ? "" : " (" + event.hint + ")");
    }
    std::optional<std::string> operator()(const protocol::Paused &event) const
    {
        return fmt::format("paused at step {}", event.step);
    }
    std::optional<std::string> operator()(const protocol::Resumed &event) const
    {
        return fmt::format("goes on from step {}", event.step);
    }
    std::optional<std::string> operator()(const protocol::Rewound &event) const
    {
        return fmt::format("back to step {}: what came after the last save is done again", event.toStep);
    }
    std::optional<std::string> operator()(const protocol::CommandAnswered &event) const
    {
        return (event.ok ? "done: " : "refused: ") + event.message;
    }
    std::optional<std::string> operator()(const protocol::RunFinished &event) const
    {
        return fmt::format("{} at step {}{}", event.outcome, event.step,
                           event.outputModel.empty() ? "" : ", made model '" + event.outputModel + "'");
    }
    std::optional<std::string> operator()(const protocol::RunFailed &event) const
    {
        return "failed: " + event.message + (event.hint.empty() ? "" : "\n  -> " + event.hint);
    }
};

} // namespace

std::string sizeInWords(std::uint64_t bytes)
{
    static constexpr std::array kUnits{"bytes", "kB", "MB", "GB", "TB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string durationInWords(double seconds)
{
    if (seconds < 10) {
        return fmt::format("{:.1f} s", seconds);
    }
    const auto whole = static_cast<std::int64_t>(seconds + 0.5);
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    return whole < 3600 ? fmt::format("{} min {:02} s", whole / 60, whole % 60)
                        : fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string onOneLine(std::string_view text)
{
    std::string line;
    line.reserve(text.size());
    for (const char c : text) {
        if (c == '\n') {
            line += "\\n";
        } else {
            line += c;
        }
    }
    return line;
}

std::optional<std::string> eventInWords(const protocol::Event &event, std::int64_t totalSteps)
{
    return std::visit(Words{totalSteps}, event);
}

} // namespace bafo::app
