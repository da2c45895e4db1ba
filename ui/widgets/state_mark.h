// SPDX-License-Identifier: GPL-3.0-or-later
// A state as shape, colour and word: nobody has to tell colours apart.
#pragma once

#include "ui/widgets/labels.h"

#include <QWidget>

namespace bafo::ui {

enum class Shape { disc, triangle, square, ring, cross, tick };

/// The shape alone, as high as a small letter, at the middle of the rectangle.
void drawShape(QPainter &painter, const QRectF &rect, Shape shape, const QColor &colour);

class StateMark final : public QWidget {
    Q_OBJECT

public:
    explicit StateMark(QWidget *parent = nullptr);
    void set(Shape shape, Tone tone, const QString &word);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Shape m_shape = Shape::ring;
    Tone m_tone = Tone::muted;
    QString m_word;
};

} // namespace bafo::ui
