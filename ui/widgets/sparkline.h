// SPDX-License-Identifier: GPL-3.0-or-later
// A curve as small as a word, for lists and cards.
#pragma once

#include <QColor>
#include <QPainter>
#include <QWidget>

#include <vector>

namespace bafo::ui {

/// At most `most` points of which every `values.size() / most` are one: their mean. Those that are no number are
/// passed over.
[[nodiscard]] std::vector<float> thinned(const std::vector<double> &values, std::size_t most);

/// From the left edge to the right one, scaled to its own lowest and highest value.
void drawSparkline(QPainter &painter, const QRectF &rect, const std::vector<float> &values, const QColor &colour);

class Sparkline final : public QWidget {
    Q_OBJECT

public:
    explicit Sparkline(QWidget *parent = nullptr);
    void set(std::vector<float> values);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<float> m_values;
};

} // namespace bafo::ui
