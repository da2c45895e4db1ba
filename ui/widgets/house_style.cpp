// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/house_style.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/house_painting.h"
#include "ui/widgets/icons.h"
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
        drawButtonGround(*option, *painter, widget, m_isByKeys);
        return;
    case PE_PanelLineEdit:
        if (widget == nullptr || qobject_cast<const QComboBox *>(widget->parentWidget()) == nullptr) {
            drawFieldGround(*option, *painter);
        }
        return;
    case PE_FrameFocusRect:
        if (qobject_cast<const QAbstractItemView *>(widget) == nullptr) {
            drawFocus(*painter, option->rect, radiusOf(*option), coloursOf(option->palette),
                      hasProperty(widget, kPrimaryProperty));
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
        drawRowEdge(*qstyleoption_cast<const QStyleOptionViewItem *>(option), *painter, widget);
        return;
    case PE_PanelItemViewRow: // where a tree draws its branches
        if (option->state.testFlag(State_Selected)) {
            painter->fillRect(option->rect, coloursOf(option->palette).chosen);
        }
        return;
    case PE_Frame:
    case PE_FrameLineEdit:
    case PE_FrameTabBarBase:
    case PE_FrameTabWidget:
    case PE_FrameStatusBarItem:
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
        if (hasProperty(widget, kPrimaryProperty) && label.state.testFlag(State_Enabled)) {
            label.palette.setColor(QPalette::ButtonText, coloursOf(option->palette).textOnAccent);
        }
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    case CE_ItemViewItem: { // a chosen row keeps the colours of its words
        QStyleOptionViewItem item = *qstyleoption_cast<const QStyleOptionViewItem *>(option);
        for (const auto group : {QPalette::Active, QPalette::Inactive}) {
            item.palette.setColor(group, QPalette::HighlightedText, item.palette.color(group, QPalette::Text));
        }
        QProxyStyle::drawControl(element, &item, painter, widget);
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
        const int side = hasProperty(widget, kQuietProperty) ? u : u + u / 2;
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

QIcon HouseStyle::standardIcon(StandardPixmap which, const QStyleOption *option, const QWidget *widget) const
{
    if (which == SP_ToolBarHorizontalExtensionButton) { // Fusion's is black on the dark ground too
        return icon(QStringLiteral("overflow-menu"));
    }
    return QProxyStyle::standardIcon(which, option, widget);
}

void HouseStyle::polish(QApplication *application)
{
    QProxyStyle::polish(application);
    application->installEventFilter(this);
}

bool HouseStyle::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = event->type() == QEvent::KeyPress;
    if ((isKey || event->type() == QEvent::MouseButtonPress) && isKey != m_isByKeys) {
        m_isByKeys = isKey;
        if (QWidget *focused = QApplication::focusWidget()) {
            focused->update();
        }
    }
    return QProxyStyle::eventFilter(watched, event);
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
