// SPDX-License-Identifier: GPL-3.0-or-later
// Words on a page in the few forms that they have.
#pragma once

#include "ui/widgets/measures.h"

#include <QLabel>

namespace bafo::ui {

/// Muted words explain; the others say something about the state of things.
enum class Tone { text, muted, good, warning, error };

/// In the colours that the palette was made of.
[[nodiscard]] QColor colourOf(Tone tone, const QPalette &palette);

/// A label that keeps its tone when the palette changes. Its text can be selected by mouse unless it names a field.
class Label final : public QLabel {
    Q_OBJECT

public:
    explicit Label(const QString &text = {}, TextSize size = TextSize::body, TextWeight weight = TextWeight::normal,
                   Tone tone = Tone::text, QWidget *parent = nullptr);

    void setTone(Tone tone);
    [[nodiscard]] Tone tone() const { return m_tone; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyTone();
    void applyFont();

    TextSize m_size;
    TextWeight m_weight;
    Tone m_tone;
    bool m_isApplying = false;
};

[[nodiscard]] Label *heading(const QString &text, QWidget *parent = nullptr);
[[nodiscard]] Label *title(const QString &text, QWidget *parent = nullptr);
[[nodiscard]] Label *words(const QString &text, QWidget *parent = nullptr);
[[nodiscard]] Label *mutedWords(const QString &text, QWidget *parent = nullptr);

/// A name that may be longer than its place: the end is left out there, and stands in the tip.
class NameLabel final : public QLabel {
    Q_OBJECT

public:
    explicit NameLabel(const QString &name, TextSize size, TextWeight weight, QWidget *parent = nullptr);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// A file's or a model's name as a label shows it: it may go on in the next line after each - . _ /.
[[nodiscard]] QString wrappingName(QString name);

/// "1,234 words": the figure large, its unit small and muted behind it.
class Figure final : public QWidget {
    Q_OBJECT

public:
    explicit Figure(TextSize size, QWidget *parent = nullptr);
    void set(const QString &figure, const QString &unit);

private:
    Label *m_figure;
    Label *m_unit;
};

} // namespace bafo::ui
