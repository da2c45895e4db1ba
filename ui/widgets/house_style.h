// SPDX-License-Identifier: GPL-3.0-or-later
// How controls are drawn: Fusion without its frames and gradients. One style for the whole window, no style sheets.
#pragma once

#include <QProxyStyle>

namespace bafo::ui {

/// Set on a QPushButton: the one thing to do next on its page.
inline constexpr const char *kPrimaryProperty = "bafoPrimary";

/// Set on a button that is only words, without a ground of its own until the mouse is over it.
inline constexpr const char *kQuietProperty = "bafoQuiet";

/// Colours come from the palette of what is drawn, sizes from its font.
class HouseStyle final : public QProxyStyle {
    Q_OBJECT

public:
    HouseStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *returnData) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const override;
    void polish(QWidget *widget) override;
    void polish(QApplication *application) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    using QProxyStyle::polish;

private:
    bool m_isByKeys = false; ///< the last thing that the user did was to press a key, not a mouse button
};

} // namespace bafo::ui
