// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/house_style.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QTabBar>

namespace bafo::ui {
namespace {

bool is(const QWidget *widget, const char *property)
{
    return widget != nullptr && widget->property(property).toBool();
}

double radiusOf(const QStyleOption &option)
{
    return option.fontMetrics.height() * 0.3;
}

void fillRounded(QPainter &painter, const QRectF &rect, double radius, const QColor &fill,
                 const QPen &pen = QPen(Qt::NoPen))
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.setBrush(fill);
    const double inset = pen.style() == Qt::NoPen ? 0 : pen.widthF() / 2;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

/// On the accent's own ground the ring is drawn inside, in the colour of the words there.
void drawFocus(QPainter &painter, const QRectF &rect, double radius, const Colours &colours, bool isOnAccent = false)
{
    if (isOnAccent) {
        fillRounded(painter, rect.adjusted(3, 3, -3, -3), radius - 2, Qt::transparent, QPen(colours.textOnAccent, 1.5));
        return;
    }
    fillRounded(painter, rect, radius, Qt::transparent, QPen(colours.accent, 2));
}

QColor shifted(const QColor &colour, const QPalette &palette, int amount)
{
    return isDark(palette) ? colour.lighter(100 + amount) : colour.darker(100 + amount);
}

void drawButtonGround(const QStyleOption &option, QPainter &painter, const QWidget *widget)
{
    const Colours &colours = coloursOf(option.palette);
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const bool isHeld = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool isOver = isEnabled && option.state.testFlag(QStyle::State_MouseOver);
    const double radius = radiusOf(option);
    const bool isPrimary = is(widget, kPrimaryProperty) && isEnabled;
    if (!is(widget, kQuietProperty) || isHeld || isOver) {
        QColor fill = isPrimary ? colours.accent : colours.raised;
        if (isHeld || isOver) {
            fill = shifted(fill, option.palette, isHeld ? 12 : 5);
        }
        fillRounded(painter, option.rect, radius, fill);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) { // Fusion draws none around buttons
        const QRectF ring = isPrimary ? QRectF(option.rect).adjusted(3, 3, -3, -3) : QRectF(option.rect);
        fillRounded(painter, ring, radius, Qt::transparent, QPen(isPrimary ? colours.textOnAccent : colours.accent, 2));
    }
}

void drawFieldGround(const QStyleOption &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    fillRounded(painter, option.rect, radiusOf(option), colours.surface,
                QPen(hasFocus ? colours.accent : colours.line, hasFocus ? 2 : 1));
}

void drawArrowDown(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle = rect.center();
    const double size = rect.height() * 0.12;
    painter.drawPolyline(
        QPolygonF({middle + QPointF(-2 * size, -size), middle + QPointF(0, size), middle + QPointF(2 * size, -size)}));
    painter.restore();
}

void drawCheckBox(const QStyleOption &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    const bool isOn = option.state.testFlag(QStyle::State_On);
    const bool isEnabled = option.state.testFlag(QStyle::State_Enabled);
    const QColor edge = option.state.testFlag(QStyle::State_HasFocus) ? colours.accent : colours.muted;
    fillRounded(painter, option.rect, radiusOf(option) * 0.7, isOn && isEnabled ? colours.accent : colours.surface,
                QPen(isOn && isEnabled ? colours.accent : edge, 1));
    if (!isOn) {
        return;
    }
    const QRectF r = option.rect;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isEnabled ? colours.textOnAccent : colours.muted, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawPolyline(QPolygonF({QPointF(r.left() + r.width() * 0.25, r.top() + r.height() * 0.55),
                                    QPointF(r.left() + r.width() * 0.43, r.top() + r.height() * 0.72),
                                    QPointF(r.left() + r.width() * 0.76, r.top() + r.height() * 0.3)}));
    painter.restore();
}

void drawRadioButton(const QStyleOption &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    const QRectF r = QRectF(option.rect).adjusted(1, 1, -1, -1);
    const bool isOn = option.state.testFlag(QStyle::State_On);
    fillRounded(painter, r, r.width() / 2, colours.surface, QPen(isOn ? colours.accent : colours.muted, isOn ? 2 : 1));
    if (isOn) {
        const double inset = r.width() * 0.28;
        fillRounded(painter, r.adjusted(inset, inset, -inset, -inset), r.width(), colours.accent);
    }
}

void drawTab(const QStyleOptionTab &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    if (option.state.testFlag(QStyle::State_Selected)) {
        QRectF line = option.rect;
        line.setTop(line.bottom() - 2);
        fillRounded(painter, line.adjusted(4, 0, -4, 0), 1, colours.accent);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        fillRounded(painter, QRectF(option.rect).adjusted(2, 2, -2, -2), radiusOf(option), colours.raised);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        drawFocus(painter, QRectF(option.rect).adjusted(2, 2, -2, -2), radiusOf(option), colours);
    }
}

void drawProgress(const QStyleOptionProgressBar &option, QPainter &painter, bool isGroove)
{
    const Colours &colours = coloursOf(option.palette);
    QRectF bar = option.rect;
    const double height = std::max(4.0, option.fontMetrics.height() * 0.35);
    bar.setTop(bar.center().y() - height / 2);
    bar.setHeight(height);
    if (isGroove) {
        fillRounded(painter, bar, height / 2, colours.raised);
        return;
    }
    const double range = option.maximum - option.minimum;
    if (range > 0) {
        bar.setWidth(bar.width() * (option.progress - option.minimum) / range);
        fillRounded(painter, bar, height / 2, colours.accent);
    }
}

/// Whether the arrow keys start from this row: the list has the focus. Those of an open box stand below it.
bool isFocusedRow(const QStyleOptionViewItem &option)
{
    const auto *list = qobject_cast<const QAbstractItemView *>(option.widget);
    return list != nullptr && list->hasFocus() && !list->inherits("QComboBoxListView")
        && option.index.row() == list->currentIndex().row() && option.index.parent() == list->currentIndex().parent();
}

/// The rows of a list: the chosen one, the one under the mouse, and lines along the one with the focus; the others have
/// no ground of their own.
void drawRowGround(const QStyleOptionViewItem &option, QPainter &painter)
{
    const Colours &colours = coloursOf(option.palette);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, colours.accent);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(option.rect, colours.raised);
    } else if (option.backgroundBrush.style() != Qt::NoBrush) {
        painter.fillRect(option.rect, option.backgroundBrush);
    }
    if (isFocusedRow(option)) {
        const QColor tone = option.state.testFlag(QStyle::State_Selected) ? colours.textOnAccent : colours.accent;
        painter.fillRect(QRect(option.rect.left(), option.rect.top() + 2, option.rect.width(), 1), tone);
        painter.fillRect(QRect(option.rect.left(), option.rect.bottom() - 2, option.rect.width(), 1), tone);
    }
}

void drawScrollBar(const QStyleOptionSlider &option, QPainter &painter, const QRect &handle)
{
    const Colours &colours = coloursOf(option.palette);
    const bool isHeld = option.state.testFlag(QStyle::State_MouseOver) || option.activeSubControls != QStyle::SC_None;
    const QRectF r = QRectF(handle).adjusted(2, 2, -2, -2);
    const double radius = std::min(r.width(), r.height()) / 2;
    fillRounded(painter, r, radius, isHeld ? colours.muted : colours.line);
}

void drawSlider(const QStyleOptionSlider &option, QPainter &painter, const QRect &handle)
{
    const Colours &colours = coloursOf(option.palette);
    QRectF groove = option.rect;
    groove.setTop(groove.center().y() - 2);
    groove.setHeight(4);
    fillRounded(painter, groove, 2, colours.line);
    QRectF filled = groove;
    filled.setRight(handle.center().x());
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    fillRounded(painter, filled, 2, hasFocus ? colours.accent : colours.muted);
    const double size = option.fontMetrics.height() * 0.75;
    const QRectF knob(QPointF(handle.center()) - QPointF(size / 2, size / 2), QSizeF(size, size));
    fillRounded(painter, knob, size / 2, hasFocus ? colours.accent : colours.muted);
}

} // namespace

HouseStyle::HouseStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool:
        drawButtonGround(*option, *painter, widget);
        return;
    case PE_PanelLineEdit:
        if (widget == nullptr || qobject_cast<const QComboBox *>(widget->parentWidget()) == nullptr) {
            drawFieldGround(*option, *painter);
        }
        return;
    case PE_FrameFocusRect:
        if (qobject_cast<const QAbstractItemView *>(widget) == nullptr) {
            drawFocus(*painter, option->rect, radiusOf(*option), coloursOf(option->palette),
                      is(widget, kPrimaryProperty));
        }
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheckBox(*option, *painter);
        return;
    case PE_IndicatorRadioButton:
        drawRadioButton(*option, *painter);
        return;
    case PE_PanelItemViewItem:
        drawRowGround(*qstyleoption_cast<const QStyleOptionViewItem *>(option), *painter);
        return;
    case PE_Frame:
    case PE_FrameLineEdit:
    case PE_FrameTabBarBase:
    case PE_FrameTabWidget:
    case PE_FrameStatusBarItem:
    case PE_PanelItemViewRow:
    case PE_IndicatorTabTear:
        return; // areas part by space and tone
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void HouseStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                             const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel: {
        QStyleOptionButton label = *qstyleoption_cast<const QStyleOptionButton *>(option);
        if (is(widget, kPrimaryProperty) && label.state.testFlag(State_Enabled)) {
            label.palette.setColor(QPalette::ButtonText, coloursOf(option->palette).textOnAccent);
        }
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    case CE_TabBarTabShape:
        drawTab(*qstyleoption_cast<const QStyleOptionTab *>(option), *painter);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, coloursOf(option->palette).surface);
        return;
    case CE_HeaderLabel: {
        QStyleOptionHeader header = *qstyleoption_cast<const QStyleOptionHeader *>(option);
        header.palette.setColor(QPalette::ButtonText, coloursOf(option->palette).muted);
        QProxyStyle::drawControl(element, &header, painter, widget);
        return;
    }
    case CE_ProgressBarGroove:
    case CE_ProgressBarContents:
        drawProgress(*qstyleoption_cast<const QStyleOptionProgressBar *>(option), *painter,
                     element == CE_ProgressBarGroove);
        return;
    case CE_Splitter:
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void HouseStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                    const QWidget *widget) const
{
    switch (control) {
    case CC_ComboBox: {
        drawFieldGround(*option, *painter);
        const QRect arrow = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
        drawArrowDown(*painter, arrow, coloursOf(option->palette).muted);
        return;
    }
    case CC_ScrollBar: {
        const auto &slider = *qstyleoption_cast<const QStyleOptionSlider *>(option);
        drawScrollBar(slider, *painter, subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget));
        return;
    }
    case CC_Slider: {
        const auto &slider = *qstyleoption_cast<const QStyleOptionSlider *>(option);
        drawSlider(slider, *painter, subControlRect(CC_Slider, option, SC_SliderHandle, widget));
        return;
    }
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

int HouseStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    const QFont font = widget != nullptr ? widget->font() : QApplication::font();
    const int u = unitOf(font);
    switch (metric) {
    case PM_ScrollBarExtent:
        return u + 2;
    case PM_ScrollBarSliderMin:
        return 4 * u;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return u;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 2 * u;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
        return 2 * u;
    case PM_DefaultFrameWidth:
        return qobject_cast<const QLineEdit *>(widget) != nullptr || qobject_cast<const QComboBox *>(widget) != nullptr
            ? 2
            : 0;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuPanelWidth:
        return metric == PM_MenuPanelWidth ? 1 : 0;
    case PM_HeaderMargin:
        return u;
    case PM_FocusFrameHMargin: // the text of a row stands below the text of its header
        return u - 1;
    case PM_TabBarTabHSpace:
        return 3 * u;
    case PM_TabBarTabVSpace:
        return u + u / 2;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int HouseStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                          QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_UnderlineShortcut:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animate:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_Header_ArrowAlignment:
        return Qt::AlignRight | Qt::AlignVCenter;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize HouseStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                   const QWidget *widget) const
{
    const int u = unitOf(widget != nullptr ? widget->font() : QApplication::font());
    switch (type) {
    case CT_PushButton: {
        const int side = is(widget, kQuietProperty) ? u : u + u / 2;
        return {size.width() + 2 * side, std::max(size.height(), 2 * u) + u + u / 2};
    }
    case CT_ToolButton:
        return {size.width() + u, std::max(size.height(), 2 * u) + u};
    case CT_LineEdit:
    case CT_ComboBox: {
        QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
        wanted.setHeight(3 * u + u / 2);
        wanted.rwidth() += type == CT_ComboBox ? 2 * u : 0;
        return wanted;
    }
    case CT_ItemViewItem: {
        QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
        wanted.setHeight(
            std::max(wanted.height(),
                     rowHeightOf(option != nullptr ? static_cast<const QStyleOptionViewItem *>(option)->font
                                                   : QApplication::font())));
        return wanted;
    }
    case CT_MenuItem: {
        QSize wanted = QProxyStyle::sizeFromContents(type, option, size, widget);
        wanted.rheight() += u / 2;
        return wanted;
    }
    default:
        return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
}

QRect HouseStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                 const QWidget *widget) const
{
    if (control == CC_ScrollBar && (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine)) {
        return {};
    }
    if (control == CC_ScrollBar && part == SC_ScrollBarGroove) {
        return option->rect;
    }
    if (control == CC_ScrollBar && part == SC_ScrollBarSlider) {
        const auto &bar = *qstyleoption_cast<const QStyleOptionSlider *>(option);
        const bool isFlat = bar.orientation == Qt::Horizontal;
        const int length = isFlat ? bar.rect.width() : bar.rect.height();
        const std::int64_t range = std::int64_t{bar.maximum} - bar.minimum;
        int size = length;
        if (range > 0) {
            size = std::max(static_cast<int>(std::int64_t{bar.pageStep} * length / (range + bar.pageStep)),
                            pixelMetric(PM_ScrollBarSliderMin, option, widget));
        }
        const int start
            = sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, length - size, bar.upsideDown);
        return isFlat ? QRect(start, 0, size, bar.rect.height()) : QRect(0, start, bar.rect.width(), size);
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void HouseStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) != nullptr || qobject_cast<QTabBar *>(widget) != nullptr
        || qobject_cast<QComboBox *>(widget) != nullptr) {
        widget->setAttribute(Qt::WA_Hover);
    }
}

} // namespace bafo::ui
