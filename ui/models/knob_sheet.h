// SPDX-License-Identifier: GPL-3.0-or-later
// The knobs of a configuration as a form needs them: found by its visitor, so that a new knob needs no change here.
#pragma once

#include "core/config/knob.h"
#include "core/config/run_config.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace bafo::ui {

/// One alternative for each type of field that visitKnobs may hand out.
using KnobValue = std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>,
                               std::vector<config::StageConfig>, std::vector<config::HeldOutConfig>>;

/// A knob and the value that it has in a fresh configuration.
struct KnobSpec {
    QString key;
    QString help;
    bool isSimple = false;
    double minimum = 0;
    double maximum = 0;
    QString unit;
    QStringList choices;
    KnobValue standard;
};

/// In the order of the visitor. Config is RunConfig, or anything else with a visitKnobs beside it.
template <class Config>
[[nodiscard]] std::vector<KnobSpec> knobSpecsOf()
{
    std::vector<KnobSpec> specs;
    const auto text
        = [](std::string_view view) { return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size())); };
    const Config fresh;
    visitKnobs(
        [&](const config::Knob &knob, const auto &field) {
            specs.push_back({.key = text(knob.key),
                             .help = text(knob.help),
                             .isSimple = knob.level == config::KnobLevel::simple,
                             .minimum = knob.minimum,
                             .maximum = knob.maximum,
                             .unit = text(knob.unit),
                             .choices = text(knob.choices).split(QLatin1Char('|'), Qt::SkipEmptyParts),
                             .standard = KnobValue(field)});
        },
        fresh);
    return specs;
}

/// An empty text where there is no such knob.
template <class Config>
[[nodiscard]] KnobValue knobValue(const Config &config, const QString &key)
{
    KnobValue value;
    visitKnobs(
        [&](const config::Knob &knob, const auto &field) {
            if (key == QLatin1String(knob.key.data(), static_cast<qsizetype>(knob.key.size()))) {
                value = field;
            }
        },
        config);
    return value;
}

/// Nothing happens where the knob holds another type.
template <class Config>
void setKnobValue(Config &config, const QString &key, const KnobValue &value)
{
    visitKnobs(
        [&](const config::Knob &knob, auto &field) {
            const auto *held = std::get_if<std::decay_t<decltype(field)>>(&value);
            if (held != nullptr && key == QLatin1String(knob.key.data(), static_cast<qsizetype>(knob.key.size()))) {
                field = *held;
            }
        },
        config);
}

} // namespace bafo::ui
