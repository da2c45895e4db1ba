// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_scene.h"
#include "ui/widgets/measures.h"

#include <QApplication>

#include <algorithm>

namespace bafo::ui {
namespace {

QFontMetricsF metricsOf(const QPainter &painter)
{
    return QFontMetricsF(painter.font());
}

double pixelOf(const ChartScene::Panel &panel, double x)
{
    return panel.rect->axis(QCPAxis::atBottom)->coordToPixel(x);
}

double pixelOfValue(const ChartScene::Panel &panel, double y)
{
    return panel.rect->axis(QCPAxis::atLeft)->coordToPixel(y);
}

bool isInside(const ChartScene::Panel &panel, double pixel)
{
    return pixel >= panel.rect->left() - 1 && pixel <= panel.rect->right() + 1;
}

} // namespace

ChartMarksItem::ChartMarksItem(QCustomPlot *plot, const ChartScene &scene)
    : QCPAbstractItem(plot)
    , m_scene(scene)
{
    setClipToAxisRect(false);
    setLayer(QStringLiteral("axes"));
}

void ChartMarksItem::draw(QCPPainter *painter)
{
    if (m_scene.panels.empty()) {
        return;
    }
    painter->setFont(QApplication::font());
    painter->setAntialiasing(true);
    const double height = metricsOf(*painter).height();
    for (const auto &panel : m_scene.panels) {
        painter->setPen(m_scene.colours.muted);
        const QRect rect = panel.rect->rect();
        painter->drawText(QRectF(rect.left(), rect.top() - height * 1.05, rect.width(), height),
                          Qt::AlignRight | Qt::AlignVCenter, panel.title);
    }
    drawStages(*painter);
    drawSavedPoints(*painter);
    drawTroubles(*painter);
    for (int panel = 0; panel < static_cast<int>(m_scene.panels.size()); ++panel) {
        drawEndNames(*painter, panel);
    }
}

void ChartMarksItem::drawStages(QCPPainter &painter) const
{
    const double height = metricsOf(painter).height();
    const auto &top = m_scene.panels.front();
    const auto &bottom = m_scene.panels.back();
    double end = top.rect->right() - metricsOf(painter).horizontalAdvance(top.title) - height;
    // From the right: a name ends before the next stage begins, and goes where nothing would be left of it.
    for (auto mark = m_scene.marks.rbegin(); mark != m_scene.marks.rend(); ++mark) {
        const double x = pixelOf(top, mark->x);
        if (mark->kind != ChartMark::Kind::stage || !isInside(top, x)) {
            continue;
        }
        painter.setPen(QPen(m_scene.colours.line, 1, Qt::DashLine));
        painter.drawLine(QLineF(x, top.rect->top() - height, x, bottom.rect->bottom()));
        const double room = end - x - height * 0.6;
        const QString text = metricsOf(painter).elidedText(mark->text, Qt::ElideRight, room);
        if (text == mark->text || room > 3 * height) {
            painter.setPen(m_scene.colours.muted);
            painter.drawText(QPointF(x + height * 0.3, top.rect->top() - height * 0.3), text);
        }
        end = std::min(end, x);
    }
}

void ChartMarksItem::drawSavedPoints(QCPPainter &painter) const
{
    const auto &panel = m_scene.panels.front();
    const double size = metricsOf(painter).height() * 0.25;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_scene.colours.muted);
    double last = -1e9;
    for (const ChartMark &mark : m_scene.marks) {
        const double x = pixelOf(panel, mark.x);
        if (mark.kind != ChartMark::Kind::savedPoint || !isInside(panel, x) || x - last < 2 * size) {
            continue;
        }
        const double y = panel.rect->bottom();
        painter.drawPolygon(QPolygonF({QPointF(x, y - 2 * size), QPointF(x + size, y - 1), QPointF(x - size, y - 1)}));
        last = x;
    }
    painter.setBrush(Qt::NoBrush);
}

void ChartMarksItem::drawTroubles(QCPPainter &painter) const
{
    const double size = metricsOf(painter).height() * 0.25;
    painter.setPen(QPen(m_scene.colours.error, 1.6));
    for (const ChartMark &mark : m_scene.marks) {
        if (mark.kind != ChartMark::Kind::trouble || mark.curve < 0
            || mark.curve >= static_cast<int>(m_scene.curves.size())) {
            continue;
        }
        const auto &curve = m_scene.curves.at(static_cast<std::size_t>(mark.curve));
        const auto &panel = m_scene.panels.at(static_cast<std::size_t>(curve.panel));
        const double x = pixelOf(panel, mark.x);
        if (isInside(panel, x)) {
            const auto point = m_scene.pointNear(curve, mark.x);
            const double y = point ? pixelOfValue(panel, point->y()) : panel.rect->center().y();
            painter.drawEllipse(QPointF(x, std::clamp<double>(y, panel.rect->top(), panel.rect->bottom())), size, size);
        }
    }
}

void ChartMarksItem::drawEndNames(QCPPainter &painter, int panel) const
{
    struct Name {
        double x;
        double y;
        QString text;
        QColor colour;
    };
    std::vector<Name> names;
    const auto &place = m_scene.panels.at(static_cast<std::size_t>(panel));
    const QRectF rect = place.rect->rect();
    for (const auto &curve : m_scene.curves) {
        const auto last = m_scene.lastPoint(curve);
        if (curve.panel == panel && curve.look.isLabelled && last) {
            const double x = std::min(pixelOf(place, last->x()), rect.right());
            const double y = std::clamp(pixelOfValue(place, last->y()), rect.top(), rect.bottom());
            names.push_back({x, y, curve.look.name + QLatin1Char(' ') + chartNumber(last->y(), 3),
                             m_scene.textColourOf(curve.look)});
        }
    }
    std::sort(names.begin(), names.end(), [](const Name &a, const Name &b) { return a.y < b.y; });
    const double height = metricsOf(painter).height();
    double free = rect.top() - height;
    for (const Name &name : names) {
        const double width = metricsOf(painter).horizontalAdvance(name.text);
        // Above its line; below it where another name is there already.
        const double above = name.y - height * 1.15;
        const double below = std::max(name.y + height * 0.15, free);
        const double y = above >= free ? above : std::min(below, std::max(free, rect.bottom() - height));
        const double x = std::max(name.x - width, rect.left());
        painter.setPen(name.colour);
        painter.drawText(QRectF(x, y, width + 2, height), Qt::AlignLeft | Qt::AlignVCenter, name.text);
        free = y + height;
    }
}

CrosshairItem::CrosshairItem(QCustomPlot *plot, const ChartScene &scene)
    : QCPAbstractItem(plot)
    , m_scene(scene)
{
    setClipToAxisRect(false);
}

void CrosshairItem::draw(QCPPainter *painter)
{
    if (m_scene.panels.empty()) {
        return;
    }
    const auto &top = m_scene.panels.front();
    const auto &bottom = m_scene.panels.back();
    painter->setFont(QApplication::font());
    painter->setAntialiasing(true);
    if (m_scene.band) {
        QColor fill = m_scene.colours.accent;
        fill.setAlphaF(0.15F);
        const QRectF area(QPointF(m_scene.band->first, top.rect->top()),
                          QPointF(m_scene.band->second, bottom.rect->bottom()));
        painter->fillRect(area.normalized(), fill);
    }
    if (!m_scene.crosshair) {
        return;
    }
    const double pixel = pixelOf(top, *m_scene.crosshair);
    if (!isInside(top, pixel)) {
        return;
    }
    painter->setPen(QPen(m_scene.colours.muted, 1));
    painter->drawLine(QLineF(pixel, top.rect->top(), pixel, bottom.rect->bottom()));
    for (int panel = 0; panel < static_cast<int>(m_scene.panels.size()); ++panel) {
        drawValues(*painter, panel, pixel);
    }
}

void CrosshairItem::drawValues(QCPPainter &painter, int panel, double pixel) const
{
    const auto &place = m_scene.panels.at(static_cast<std::size_t>(panel));
    const QFontMetricsF metrics(painter.font());
    QStringList lines;
    std::vector<QColor> colours;
    if (panel == 0) {
        lines.append(m_scene.xInWords(*m_scene.crosshair));
        colours.push_back(m_scene.colours.muted);
    }
    for (const auto &curve : m_scene.curves) {
        const auto point = m_scene.pointNear(curve, *m_scene.crosshair);
        const bool isNameless = curve.look.isPale && curve.look.name.isEmpty();
        if (curve.panel == panel && point && !isNameless) {
            lines.append((curve.look.name + QLatin1Char(' ') + chartNumber(point->y())).trimmed());
            colours.push_back(m_scene.textColourOf(curve.look));
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_scene.colourOf(curve.look));
            painter.drawEllipse(QPointF(pixelOf(place, point->x()), pixelOfValue(place, point->y())), 3, 3);
        }
    }
    double width = 0;
    for (const QString &line : lines) {
        width = std::max(width, metrics.horizontalAdvance(line));
    }
    const double gap = metrics.height() / 2;
    const bool fitsRight = pixel + gap * 3 + width < place.rect->right();
    QRectF box(fitsRight ? pixel + gap : pixel - gap * 2 - width, place.rect->top(), width + gap,
               metrics.height() * static_cast<double>(lines.size()));
    QColor ground = m_scene.colours.raised;
    ground.setAlphaF(0.92F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(box, gap / 2, gap / 2);
    painter.setBrush(Qt::NoBrush);
    for (int i = 0; i < lines.size(); ++i) {
        painter.setPen(colours.at(static_cast<std::size_t>(i)));
        painter.drawText(QRectF(box.left() + gap / 2, box.top() + i * metrics.height(), width + 2, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, lines.at(i));
    }
}

} // namespace bafo::ui
