// SPDX-License-Identifier: GPL-3.0-or-later
// A chart under mouse and keyboard.
#include "ui/widgets/chart.h"
#include "ui/widgets/chart_scene.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace bafo::ui {
namespace {

constexpr double kKeyZoom = 0.7;
constexpr double kKeyPan = 0.2;
constexpr double kNotch = 120; ///< of a wheel
constexpr double kSmallestBand = 5; ///< pixels: less is a click

} // namespace

void Chart::connectMouse()
{
    m_plot->installEventFilter(this);
    connect(m_plot, &QCustomPlot::mousePress, this, &Chart::press);
    connect(m_plot, &QCustomPlot::mouseMove, this, &Chart::drag);
    connect(m_plot, &QCustomPlot::mouseRelease, this, &Chart::release);
    connect(m_plot, &QCustomPlot::mouseWheel, this, &Chart::wheel);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] { setWindow(std::nullopt); });
}

double Chart::xAt(double pixel) const
{
    return m_scene->panels.empty() ? 0 : m_scene->panels.front().rect->axis(QCPAxis::atBottom)->pixelToCoord(pixel);
}

void Chart::press(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    const double x = event->position().x();
    const bool isPan = event->button() == Qt::MiddleButton || event->modifiers().testFlag(Qt::ShiftModifier);
    if (isPan) {
        m_panStart = x;
    } else if (event->button() == Qt::LeftButton) {
        m_bandStart = x;
    }
}

void Chart::drag(QMouseEvent *event)
{
    const double x = event->position().x();
    if (m_panStart) {
        const auto [lower, upper] = shownRange();
        pan((xAt(*m_panStart) - xAt(x)) / (upper - lower));
        m_panStart = x;
    } else if (m_bandStart && std::abs(x - *m_bandStart) > kSmallestBand) {
        m_scene->band = std::pair(*m_bandStart, x);
    }
    setCrosshair(xAt(x));
}

void Chart::release(QMouseEvent * /*event*/)
{
    if (m_scene->band) {
        const double one = xAt(m_scene->band->first);
        const double other = xAt(m_scene->band->second);
        setWindow(std::minmax(one, other));
    }
    m_scene->band.reset();
    m_bandStart.reset();
    m_panStart.reset();
    drawCrosshair();
}

void Chart::wheel(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    if (std::abs(turned.x()) > std::abs(turned.y())) {
        pan(-turned.x() / kNotch * kKeyPan);
    } else {
        zoom(std::pow(kKeyZoom, turned.y() / kNotch), xAt(event->position().x()));
    }
    event->accept();
}

void Chart::setCrosshair(std::optional<double> x)
{
    m_scene->crosshair = x;
    drawCrosshair();
}

void Chart::drawCrosshair()
{
    if (isVisible() && !m_plot->viewport().isEmpty()) {
        m_plot->layer(QStringLiteral("crosshair"))->replot();
    }
}

bool Chart::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        setCrosshair(std::nullopt);
    }
    return QWidget::eventFilter(watched, event);
}

void Chart::keyPressEvent(QKeyEvent *event)
{
    const bool hasShift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(kKeyZoom);
        return;
    case Qt::Key_Minus:
        zoom(1 / kKeyZoom);
        return;
    case Qt::Key_0:
    case Qt::Key_Home:
        setWindow(std::nullopt);
        return;
    case Qt::Key_End:
        setFollowing(true);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event->key() == Qt::Key_Left ? -1 : 1;
        if (hasShift) {
            pan(direction * kKeyPan);
        } else {
            moveCrosshair(direction);
        }
        return;
    }
    case Qt::Key_Escape:
        m_scene->band.reset();
        m_bandStart.reset();
        setCrosshair(std::nullopt);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Chart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void Chart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void Chart::paintEvent(QPaintEvent * /*event*/)
{
    if (hasFocus()) {
        QPainter painter(this);
        painter.setPen(QPen(coloursOf(palette()).accent, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace bafo::ui
