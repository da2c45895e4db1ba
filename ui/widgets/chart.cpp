// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart.h"

#include "ui/widgets/chart_scene.h"
#include "ui/widgets/measures.h"

#include <QApplication>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bafo::ui {
namespace {

constexpr int kShortestPauseMs = 100;
constexpr int kMostDiscs = 30;
constexpr double kDiscSize = 5;

const QString kCrosshairLayer = QStringLiteral("crosshair");

QVector<double> vectorOf(const std::vector<double> &values)
{
    return {values.begin(), values.end()};
}

QCPAxis *bottomOf(const ChartScene::Panel &panel)
{
    return panel.rect->axis(QCPAxis::atBottom);
}

QCPAxis *leftOf(const ChartScene::Panel &panel)
{
    return panel.rect->axis(QCPAxis::atLeft);
}

} // namespace

Chart::Chart(QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot)
    , m_scene(std::make_unique<ChartScene>())
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Chart"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2, 2, 2, 2);
    column->addWidget(m_plot);
    // Before any pen wider than 1: a wide line costs 350 ms otherwise, whatever else is done.
    m_plot->setPlottingHint(QCP::phFastPolylines, true);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMinimumSize(QSize(1, 1) * (8 * unitOf(*this)));
    m_plot->plotLayout()->clear();
    m_plot->addLayer(kCrosshairLayer, m_plot->layer(QStringLiteral("overlay")));
    m_plot->layer(kCrosshairLayer)->setMode(QCPLayer::lmBuffered);
    new ChartMarksItem(m_plot, *m_scene);
    (new CrosshairItem(m_plot, *m_scene))->setLayer(kCrosshairLayer);
    m_rate.setSingleShot(true);
    m_rate.setInterval(kShortestPauseMs);
    connect(&m_rate, &QTimer::timeout, this, [this] {
        m_isDirty = true; // the plot may have a size only now
        paintNow();
    });
    connectMouse();
    applyColours(coloursOf(palette()));
}

Chart::~Chart()
{
    m_plot->removeEventFilter(this); // it is told that the mouse leaves when it dies under it
    delete m_plot; // its items look at the scene
}

void Chart::clear()
{
    m_plot->clearGraphs();
    m_plot->plotLayout()->clear();
    m_scene->panels.clear();
    m_scene->curves.clear();
    m_scene->marks.clear();
    drawLater();
}

int Chart::addPanel(const QString &title, int share)
{
    auto *rect = new QCPAxisRect(m_plot, true);
    rect->setRangeDrag({});
    rect->setRangeZoom({});
    const int row = static_cast<int>(m_scene->panels.size());
    m_plot->plotLayout()->addElement(row, 0, rect);
    m_plot->plotLayout()->setRowStretchFactor(row, share);
    m_plot->plotLayout()->setRowSpacing(0);
    auto *group = row == 0 ? new QCPMarginGroup(m_plot) : m_scene->panels.front().rect->marginGroup(QCP::msLeft);
    rect->setMarginGroup(QCP::msLeft | QCP::msRight, group);
    m_scene->panels.push_back({title, rect});
    for (std::size_t i = 0; i < m_scene->panels.size(); ++i) {
        QCPAxis *bottom = bottomOf(m_scene->panels[i]);
        bottom->setTickLabels(i + 1 == m_scene->panels.size());
        bottom->setTicker(tickerOf(m_scene->unit));
    }
    leftOf(m_scene->panels.back())->setScaleType(m_isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    applyColours(coloursOf(palette()));
    return row;
}

int Chart::addCurve(int panel, const CurveLook &look)
{
    const auto &place = m_scene->panels.at(static_cast<std::size_t>(panel));
    QCPGraph *graph = m_plot->addGraph(bottomOf(place), leftOf(place));
    graph->setAdaptiveSampling(true);
    graph->setAntialiased(true);
    graph->setPen(m_scene->penOf(look, 0));
    m_scene->curves.push_back({.panel = panel, .look = look, .graph = graph});
    return static_cast<int>(m_scene->curves.size()) - 1;
}

void Chart::setPoints(int curve, const std::vector<double> &x, const std::vector<double> &y)
{
    m_scene->curves.at(static_cast<std::size_t>(curve)).graph->setData(vectorOf(x), vectorOf(y), true);
    drawLater();
}

void Chart::addPoints(int curve, const std::vector<double> &x, const std::vector<double> &y)
{
    m_scene->curves.at(static_cast<std::size_t>(curve)).graph->addData(vectorOf(x), vectorOf(y), true);
    drawLater();
}

void Chart::setBand(int curve, const std::vector<double> &x, const std::vector<double> &low,
                    const std::vector<double> &high)
{
    auto &one = m_scene->curves.at(static_cast<std::size_t>(curve));
    if (one.low == nullptr) {
        const auto &place = m_scene->panels.at(static_cast<std::size_t>(one.panel));
        one.low = m_plot->addGraph(bottomOf(place), leftOf(place));
        one.high = m_plot->addGraph(bottomOf(place), leftOf(place));
        one.low->setPen(Qt::NoPen);
        one.high->setPen(Qt::NoPen);
        one.high->setChannelFillGraph(one.low);
        applyColours(m_scene->colours);
    }
    one.low->setData(vectorOf(x), vectorOf(low), true);
    one.high->setData(vectorOf(x), vectorOf(high), true);
    drawLater();
}

void Chart::setMarks(std::vector<ChartMark> marks)
{
    std::stable_sort(marks.begin(), marks.end(), [](const ChartMark &a, const ChartMark &b) { return a.x < b.x; });
    m_scene->marks = std::move(marks);
    drawLater();
}

void Chart::setAxis(const QString &title, AxisUnit unit)
{
    m_scene->axisTitle = title;
    m_scene->unit = unit;
    for (const auto &panel : m_scene->panels) {
        bottomOf(panel)->setTicker(tickerOf(unit));
    }
    drawLater();
}

void Chart::setLogarithmic(bool isLogarithmic)
{
    m_isLogarithmic = isLogarithmic;
    for (const auto &panel : m_scene->panels) {
        leftOf(panel)->setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    }
    drawLater();
}

void Chart::setFollowing(bool isFollowing)
{
    if (m_isFollowing != isFollowing) {
        m_isFollowing = isFollowing;
        Q_EMIT followingChanged(isFollowing);
    }
    drawLater();
}

void Chart::setWindow(std::optional<std::pair<double, double>> window)
{
    const auto [first, last] = dataRange();
    if (window && !(window->second > window->first)) {
        return;
    }
    if (window && window->first <= first && window->second >= last) {
        window.reset();
    }
    m_window = window;
    // Whoever looks at what is past does not want it to run away.
    setFollowing(!window || window->second >= last);
    drawLater();
}

void Chart::zoom(double factor, std::optional<double> x)
{
    const auto [lower, upper] = shownRange();
    const double middle = x.value_or((lower + upper) / 2);
    setWindow(std::pair(middle - (middle - lower) * factor, middle + (upper - middle) * factor));
}

void Chart::pan(double share)
{
    const auto [lower, upper] = shownRange();
    const auto [first, last] = dataRange();
    const double width = upper - lower;
    const double start = std::clamp(lower + share * width, first, std::max(first, last - width));
    setWindow(std::pair(start, start + width));
}

void Chart::moveCrosshair(int direction)
{
    const auto longest = std::max_element(m_scene->curves.begin(), m_scene->curves.end(),
                                          [](auto &a, auto &b) { return a.graph->dataCount() < b.graph->dataCount(); });
    if (longest == m_scene->curves.end() || longest->graph->dataCount() == 0) {
        return;
    }
    const QCPGraphDataContainer &points = *longest->graph->data();
    auto at = points.constEnd() - 1;
    if (m_scene->crosshair) {
        at = points.findBegin(*m_scene->crosshair);
        const auto next = at + 1;
        if (next != points.constEnd() && next->key <= *m_scene->crosshair) {
            at = next;
        }
        if (direction > 0 && at != points.constEnd() - 1) {
            ++at;
        } else if (direction < 0 && at != points.constBegin()) {
            --at;
        }
    }
    setCrosshair(at->key);
    const auto [lower, upper] = shownRange();
    if (at->key < lower || at->key > upper) {
        pan(at->key < lower ? -0.5 : 0.5);
    }
    setAccessibleDescription(wordsAtCrosshair());
}

QString Chart::wordsAtCrosshair() const
{
    if (!m_scene->crosshair) {
        return {};
    }
    QStringList parts{m_scene->xInWords(*m_scene->crosshair)};
    for (const auto &curve : m_scene->curves) {
        if (const auto point = m_scene->pointNear(curve, *m_scene->crosshair); point && !curve.look.isPale) {
            const QString title = m_scene->panels.at(static_cast<std::size_t>(curve.panel)).title;
            parts.append((title + QLatin1Char(' ') + curve.look.name).trimmed() + QLatin1Char(' ')
                         + chartNumber(point->y()));
        }
    }
    return parts.join(QStringLiteral(", "));
}

int Chart::numCurves() const
{
    return static_cast<int>(m_scene->curves.size());
}

std::vector<std::pair<double, double>> Chart::pointsOf(int curve) const
{
    std::vector<std::pair<double, double>> points;
    for (const QCPGraphData &point : *m_scene->curves.at(static_cast<std::size_t>(curve)).graph->data()) {
        points.emplace_back(point.key, point.value);
    }
    return points;
}

Result<void> Chart::exportTo(const QString &path)
{
    const auto crosshair = std::exchange(m_scene->crosshair, std::nullopt);
    applyColours(lightColours());
    fitAxes();
    bool isWritten = false;
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator svg;
        svg.setFileName(path);
        svg.setSize(m_plot->size());
        svg.setViewBox(m_plot->rect());
        QCPPainter painter;
        isWritten = painter.begin(&svg);
        if (isWritten) {
            painter.setMode(QCPPainter::pmVectorized);
            m_plot->toPainter(&painter, m_plot->width(), m_plot->height());
            isWritten = painter.end();
        }
    } else if (path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) {
        isWritten = m_plot->savePdf(path);
    } else {
        isWritten = m_plot->savePng(path, 0, 0, 2);
    }
    m_scene->crosshair = crosshair;
    applyColours(coloursOf(palette()));
    replotNow();
    if (!isWritten) {
        return fail(ErrorCode::data, tr("%1 cannot be written.").arg(path).toStdString(),
                    tr("Choose another folder, or make room on the disk.").toStdString());
    }
    return {};
}

void Chart::paintNow()
{
    if (m_isDirty && isVisible() && !m_plot->size().isEmpty()) {
        m_rate.stop();
        fitAxes();
        m_plot->replot(QCustomPlot::rpQueuedRefresh);
    }
}

void Chart::replotNow()
{
    fitAxes();
    m_plot->replot(QCustomPlot::rpImmediateRefresh);
}

QSize Chart::sizeHint() const
{
    const int u = unitOf(*this);
    return {60 * u, 50 * u};
}

void Chart::applyColours(const Colours &colours)
{
    m_scene->colours = colours;
    m_plot->setBackground(QBrush(colours.surface));
    const QFont font = QApplication::font();
    const int line = QFontMetrics(font).height();
    for (const auto &panel : m_scene->panels) {
        panel.rect->setMinimumMargins(QMargins(0, line + 4, line, 2));
        for (QCPAxis *axis : {bottomOf(panel), leftOf(panel)}) {
            axis->setBasePen(Qt::NoPen);
            axis->setTickPen(Qt::NoPen);
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelFont(font);
            axis->setTickLabelColor(colours.muted);
            axis->setTickLength(0);
            axis->setTickLabelPadding(line / 3);
            axis->grid()->setZeroLinePen(Qt::NoPen);
            axis->grid()->setSubGridVisible(false);
            axis->grid()->setPen(axis == leftOf(panel) ? QPen(colours.line, 1) : QPen(Qt::NoPen));
        }
    }
    for (auto &curve : m_scene->curves) {
        curve.graph->setPen(m_scene->penOf(curve.look, curve.graph->dataCount()));
        if (curve.high != nullptr) {
            QColor fill = m_scene->colourOf(curve.look);
            fill.setAlphaF(0.16F);
            curve.high->setBrush(fill);
        }
    }
    m_isDirty = true;
}

void Chart::drawLater()
{
    m_isDirty = true;
    if (isVisible() && !m_rate.isActive()) {
        m_rate.start();
    }
}

std::pair<double, double> Chart::dataRange() const
{
    double first = std::numeric_limits<double>::infinity();
    double last = -first;
    for (const auto &curve : m_scene->curves) {
        const auto &points = *curve.graph->data();
        if (!points.isEmpty()) {
            first = std::min(first, points.constBegin()->key);
            last = std::max(last, (points.constEnd() - 1)->key);
        }
    }
    return first <= last ? std::pair(first, last) : std::pair(0.0, 1.0);
}

std::pair<double, double> Chart::shownRange() const
{
    auto [lower, upper] = dataRange();
    if (m_window && m_isFollowing) {
        lower = upper - (m_window->second - m_window->first);
    } else if (m_window) {
        return *m_window;
    }
    return {lower, upper > lower ? upper : lower + 1};
}

void Chart::fitAxes()
{
    if (!m_isDirty) {
        return;
    }
    m_isDirty = false;
    const auto [lower, upper] = shownRange();
    for (const auto &curve : m_scene->curves) {
        const int numPoints = curve.graph->dataCount();
        curve.graph->setPen(m_scene->penOf(curve.look, numPoints));
        // A few measurements are seen one by one; a single one would not be seen at all without its disc.
        const bool isSparse = curve.look.isLabelled && numPoints <= kMostDiscs;
        curve.graph->setScatterStyle(isSparse ? QCPScatterStyle(QCPScatterStyle::ssDisc, kDiscSize)
                                              : QCPScatterStyle());
    }
    for (std::size_t i = 0; i < m_scene->panels.size(); ++i) {
        bottomOf(m_scene->panels[i])->setRange(lower, upper);
        fitPanel(i, lower, upper);
    }
}

void Chart::fitPanel(std::size_t panel, double lower, double upper)
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -lowest;
    const auto domain = m_isLogarithmic ? QCP::sdPositive : QCP::sdBoth;
    for (const auto &curve : m_scene->curves) {
        for (const QCPGraph *graph : {curve.graph, curve.low, curve.high}) {
            bool isFound = false;
            if (graph == nullptr || curve.panel != static_cast<int>(panel)) {
                continue;
            }
            const QCPRange values = graph->getValueRange(isFound, domain, QCPRange(lower, upper));
            if (isFound) {
                lowest = std::min(lowest, values.lower);
                highest = std::max(highest, values.upper);
            }
        }
    }
    if (!(lowest <= highest)) {
        lowest = m_isLogarithmic ? 0.1 : 0;
        highest = 1;
    }
    const bool hasDecades = m_isLogarithmic && highest / lowest > 20;
    // Names at the ends of curves and saved points stand below the lowest line.
    const bool hasNames = std::any_of(m_scene->curves.begin(), m_scene->curves.end(), [panel](const auto &curve) {
        return curve.look.isLabelled && curve.panel == static_cast<int>(panel);
    });
    const double size = highest - lowest;
    if (m_isLogarithmic) {
        const double room = size > 0 ? std::pow(highest / lowest, 0.06) : 1.5;
        lowest /= hasNames ? std::pow(room, 3) : room;
        highest *= room;
    } else {
        // Differences of less than a hundredth are not blown up until they look like news.
        const double room = std::max({size * 0.08, std::abs(highest) * 0.02, 1e-9});
        const double below = lowest - (hasNames ? 2.5 * room : room);
        lowest = lowest >= 0 ? std::max(0.0, below) : below;
        highest += room;
    }
    QCPAxis *left = leftOf(m_scene->panels[panel]);
    const int line = QFontMetrics(QApplication::font()).height();
    const int height = m_scene->panels[panel].rect->height();
    left->setTicker(hasDecades ? decadeTicker() : numberTicker(std::clamp(height / (line * 5 / 2), 2, 6)));
    left->setRange(lowest, highest);
}

void Chart::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_rate.start(0);
    m_rate.setInterval(kShortestPauseMs);
}

void Chart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyColours(coloursOf(palette()));
        drawLater();
    }
}

} // namespace bafo::ui
