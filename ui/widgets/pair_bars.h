// SPDX-License-Identifier: GPL-3.0-or-later
// Pairs of figures as bars, before and after, each row with its name and "4.38 → 3.72".
#pragma once

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace bafo::ui {

struct PairBar {
    QString label;
    double before = 0;
    std::optional<double> after = {};
    bool isPart = false; ///< of the row above that is none: smaller words, set in
};

/// All rows on one scale from 0. The figures stand beside the bars, so nobody has to measure; screen readers get them
/// as the description.
class PairBars final : public QWidget {
    Q_OBJECT

public:
    explicit PairBars(const QString &name, QWidget *parent = nullptr);

    void setBars(std::vector<PairBar> bars);
    [[nodiscard]] const std::vector<PairBar> &bars() const { return m_bars; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// "4.38 → 3.72"
    [[nodiscard]] static QString figuresOf(const PairBar &bar);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int rowHeight() const;
    void paintBar(QPainter &painter, const PairBar &bar, const QRectF &place, double scale) const;

    std::vector<PairBar> m_bars;
};

} // namespace bafo::ui
