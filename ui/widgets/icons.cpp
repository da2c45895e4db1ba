// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icons.h"

#include "core/base/check.h"
#include "ui/widgets/colours.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace bafo::ui {
namespace {

/// The symbols name their colour once, in a style sheet for "currentColor".
class SymbolEngine final : public QIconEngine {
public:
    SymbolEngine(QString name, QByteArray svg)
        : m_name(std::move(name))
        , m_svg(std::move(svg))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double scale = painter->device()->devicePixelRatioF();
        QPixmap image = pixmap(rect.size() * scale, mode, state);
        image.setDevicePixelRatio(scale);
        painter->drawPixmap(rect.topLeft(), image);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        const Colours &colours = coloursOf(QApplication::palette());
        const QColor colour = mode == QIcon::Disabled ? colours.muted : colours.text;
        const QString key
            = QStringLiteral("bafo-%1-%2-%3x%4").arg(m_name, colour.name()).arg(size.width()).arg(size.height());
        QPixmap image;
        if (!QPixmapCache::find(key, &image)) {
            QByteArray svg = m_svg;
            svg.replace("#232629", colour.name().toLatin1());
            svg.replace("currentColor", colour.name().toLatin1());
            image = QPixmap(size);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            QSvgRenderer(svg).render(&painter);
            painter.end();
            QPixmapCache::insert(key, image);
        }
        return image;
    }

    [[nodiscard]] QIconEngine *clone() const override { return new SymbolEngine(m_name, m_svg); }

private:
    QString m_name;
    QByteArray m_svg;
};

} // namespace

QIcon icon(const QString &name)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    const bool isThere = file.open(QIODevice::ReadOnly);
    BAFO_CHECK(isThere, "no icon " + name.toStdString());
    return QIcon(new SymbolEngine(name, file.readAll()));
}

} // namespace bafo::ui
