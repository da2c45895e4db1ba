// SPDX-License-Identifier: GPL-3.0-or-later
// How long a chart of 1e6 points takes to be drawn anew at pen width 2: one line of JSON with the median in ms.
// chart_bench [POINTS] [ROUNDS]; runs offscreen where QT_QPA_PLATFORM says so.
#include "ui/widgets/chart.h"

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace bafo::ui;

namespace {

double medianMs(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const std::size_t numPoints = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const int numRounds = argc > 2 ? std::atoi(argv[2]) : 41;
    std::vector<double> x(numPoints);
    std::vector<double> y(numPoints);
    std::uint64_t random = 1;
    for (std::size_t i = 0; i < numPoints; ++i) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        x[i] = static_cast<double>(i);
        y[i] = 2 + 3 / (1 + x[i] / 1e5) + static_cast<double>(random >> 40U) / (1U << 24U) * 0.4;
    }
    Chart chart;
    chart.resize(1200, 500);
    const int curve = chart.addCurve(chart.addPanel(QStringLiteral("loss"), 1), {.name = QStringLiteral("loss")});
    chart.setPoints(curve, x, y);
    chart.show();
    QApplication::processEvents();
    std::vector<double> again;
    std::vector<double> zoomed;
    for (int round = 0; round < numRounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        chart.replotNow();
        again.push_back(static_cast<double>(timer.nsecsElapsed()) * 1e-6);
        const double end = static_cast<double>(numPoints) * (1 - 0.01 * (round % 5 + 1));
        chart.setWindow(std::pair(0.0, end)); // the axes have to be fitted as well
        timer.restart();
        chart.replotNow();
        zoomed.push_back(static_cast<double>(timer.nsecsElapsed()) * 1e-6);
    }
    std::printf("{\"points\": %zu, \"pen_width\": 2, \"rounds\": %d, \"median_replot_ms\": %.2f, "
                "\"median_fit_and_replot_ms\": %.2f}\n",
                numPoints, numRounds, medianMs(again), medianMs(zoomed));
    return 0;
}
