// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/colours.h"

namespace bafo::ui {
namespace {

QColor hex(unsigned rgb)
{
    return QColor::fromRgb(0xFF000000U | rgb);
}

} // namespace

const Colours &lightColours()
{
    static const Colours colours{.ground = hex(0xF4F3EF),
                                 .surface = hex(0xFFFFFF),
                                 .raised = hex(0xECEAE4),
                                 .text = hex(0x1E2227),
                                 .muted = hex(0x5B646E),
                                 .line = hex(0xDAD7CF),
                                 .accent = hex(0x0B6B6B),
                                 .chosen = hex(0xE9F4F2),
                                 .textOnAccent = hex(0xFFFFFF),
                                 .good = hex(0x18744A),
                                 .warning = hex(0x9A5B00),
                                 .error = hex(0xB3261E),
                                 .series = {hex(0x0072B2), hex(0xD55E00), hex(0x009E73), hex(0x8A5AA8)},
                                 .seriesText = {hex(0x0067A3), hex(0xA84A00), hex(0x00744F), hex(0x8053A0)},
                                 .pieces = {hex(0xCFE4F3), hex(0xF6D9C3), hex(0xCBEBDD), hex(0xE6D8F0)}};
    return colours;
}

const Colours &darkColours()
{
    static const Colours colours{.ground = hex(0x14171B),
                                 .surface = hex(0x1C2025),
                                 .raised = hex(0x262B31),
                                 .text = hex(0xE7E9EB),
                                 .muted = hex(0x9BA5AF),
                                 .line = hex(0x333941),
                                 .accent = hex(0x56B8B2),
                                 .chosen = hex(0x233536),
                                 .textOnAccent = hex(0x0E1114),
                                 .good = hex(0x5CC98D),
                                 .warning = hex(0xE0A24A),
                                 .error = hex(0xF0847C),
                                 .series = {hex(0x56B4E9), hex(0xF08A4B), hex(0x4CCB9B), hex(0xC79BE0)},
                                 .seriesText = {hex(0x56B4E9), hex(0xF08A4B), hex(0x4CCB9B), hex(0xC79BE0)},
                                 .pieces = {hex(0x1F4058), hex(0x5A3A22), hex(0x1E4D3C), hex(0x45305A)}};
    return colours;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128;
}

const Colours &coloursOf(const QPalette &palette)
{
    return isDark(palette) ? darkColours() : lightColours();
}

QPalette paletteOf(const Colours &colours)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colours.ground);
    palette.setColor(QPalette::WindowText, colours.text);
    palette.setColor(QPalette::Base, colours.surface);
    palette.setColor(QPalette::AlternateBase, colours.ground);
    palette.setColor(QPalette::Text, colours.text);
    palette.setColor(QPalette::PlaceholderText, colours.muted);
    palette.setColor(QPalette::Button, colours.raised);
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::BrightText, colours.error);
    palette.setColor(QPalette::ToolTipBase, colours.raised);
    palette.setColor(QPalette::ToolTipText, colours.text);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.textOnAccent);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::LinkVisited, colours.accent);
    palette.setColor(QPalette::Light, colours.raised);
    palette.setColor(QPalette::Midlight, colours.raised);
    palette.setColor(QPalette::Mid, colours.line);
    palette.setColor(QPalette::Dark, colours.line);
    palette.setColor(QPalette::Shadow, colours.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        palette.setColor(QPalette::Disabled, role, colours.muted);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, colours.line);
    return palette;
}

} // namespace bafo::ui
