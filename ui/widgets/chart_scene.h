// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart holds, and the two items that paint what QCustomPlot has no words for: marks, names and the crosshair.
#pragma once

#include "ui/widgets/chart.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/custom_plot.h"

#include <optional>
#include <vector>

namespace bafo::ui {

/// Everything in it belongs to the plot.
struct ChartScene {
    struct Panel {
        QString title;
        QCPAxisRect *rect = nullptr;
    };
    struct Curve {
        int panel = 0;
        CurveLook look;
        QCPGraph *graph = nullptr;
        QCPGraph *low = nullptr; ///< null without an interval
        QCPGraph *high = nullptr;
    };

    std::vector<Panel> panels;
    std::vector<Curve> curves;
    std::vector<ChartMark> marks; ///< by x
    Colours colours;
    QString axisTitle;
    AxisUnit unit = AxisUnit::count;
    std::optional<double> crosshair; ///< in x
    std::optional<std::pair<double, double>> band; ///< in pixels: what is being marked to zoom in

    [[nodiscard]] QColor colourOf(const CurveLook &look) const;
    [[nodiscard]] QColor textColourOf(const CurveLook &look) const;
    [[nodiscard]] QPen penOf(const CurveLook &look, int numPoints) const;

    /// The point nearest to x that is a number.
    [[nodiscard]] std::optional<QPointF> pointNear(const Curve &curve, double x) const;

    /// The last point that is a number.
    [[nodiscard]] std::optional<QPointF> lastPoint(const Curve &curve) const;

    /// "1,234", "5.2 MB" or "2 h 10 min"
    [[nodiscard]] QString xInWords(double x) const;
};

/// "1.31", "4e-5": so many digits at most.
[[nodiscard]] QString chartNumber(double value, int digits = 4);

/// Labels of an axis in the unit that it counts.
[[nodiscard]] QSharedPointer<QCPAxisTicker> tickerOf(AxisUnit unit);

/// For y: plain numbers, few of them.
[[nodiscard]] QSharedPointer<QCPAxisTicker> numberTicker(int count);

/// For y over decades.
[[nodiscard]] QSharedPointer<QCPAxisTicker> decadeTicker();

/// Titles of the panels, names at the ends of curves, stages, saved points, troubles.
class ChartMarksItem final : public QCPAbstractItem {
public:
    ChartMarksItem(QCustomPlot *plot, const ChartScene &scene);
    double selectTest(const QPointF &, bool, QVariant *) const override { return -1; }

protected:
    void draw(QCPPainter *painter) override;

private:
    void drawStages(QCPPainter &painter) const;
    void drawSavedPoints(QCPPainter &painter) const;
    void drawTroubles(QCPPainter &painter) const;
    void drawEndNames(QCPPainter &painter, int panel) const;

    const ChartScene &m_scene;
};

/// The crosshair with its values, and the area that is being marked. On a layer with a buffer of its own.
class CrosshairItem final : public QCPAbstractItem {
public:
    CrosshairItem(QCustomPlot *plot, const ChartScene &scene);
    double selectTest(const QPointF &, bool, QVariant *) const override { return -1; }

protected:
    void draw(QCPPainter *painter) override;

private:
    void drawValues(QCPPainter &painter, int panel, double pixel) const;

    const ChartScene &m_scene;
};

} // namespace bafo::ui
