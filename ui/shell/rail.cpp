// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/icons.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

/// A page's name with its symbol; the chosen one lies on a lighter ground.
class RailButton final : public QAbstractButton {
public:
    RailButton(const PageKind &kind, QWidget *parent)
        : QAbstractButton(parent)
    {
        setText(kind.title());
        setIcon(ui::icon(kind.iconName));
        setObjectName(kind.id);
        setCheckable(true);
        setToolTip(QStringLiteral("Ctrl+%1").arg(kind.number));
        setAccessibleName(text());
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

    [[nodiscard]] QSize sizeHint() const override
    {
        const int u = unitOf(*this);
        return {QFontMetrics(fontOf(TextSize::body, TextWeight::strong)).horizontalAdvance(text()) + 6 * u, 4 * u};
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colours &colours = coloursOf(palette());
        const int u = unitOf(*this);
        const QRectF ground = QRectF(rect()).adjusted(1, 1, -1, -1);
        painter.setPen(hasFocus() ? QPen(colours.accent, 2) : QPen(Qt::NoPen));
        painter.setBrush(isChecked() ? colours.surface : underMouse() ? colours.ground : QColor(Qt::transparent));
        painter.drawRoundedRect(ground, u * 0.7, u * 0.7);
        const int side = 2 * u;
        icon().paint(&painter, QRect(u, (height() - side) / 2, side, side));
        painter.setFont(isChecked() ? fontOf(TextSize::body, TextWeight::strong) : font());
        painter.setPen(isChecked() ? colours.text : colours.muted);
        painter.drawText(rect().adjusted(4 * u, 0, -u, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
    }
};

} // namespace

Rail::Rail(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_buttons(new QButtonGroup(this))
{
    setAccessibleName(tr("Pages"));
    const int u = unitOf(*this);
    m_column->setContentsMargins(u, 2 * u, u, u);
    m_column->setSpacing(u / 3);
    auto *name = new Label(QStringLiteral("BAFO"), TextSize::body, TextWeight::strong);
    name->setContentsMargins(u, 0, 0, u);
    m_column->addWidget(name);
    m_column->addStretch(1);
    connect(m_buttons, &QButtonGroup::buttonClicked, this,
            [this](QAbstractButton *button) { Q_EMIT chosen(button->objectName()); });
}

void Rail::setPages(const std::vector<PageKind> &kinds)
{
    for (QAbstractButton *old : m_buttons->buttons()) {
        m_buttons->removeButton(old);
        delete old;
    }
    int place = 1;
    for (const PageKind &kind : kinds) {
        auto *button = new RailButton(kind, this);
        m_buttons->addButton(button);
        m_column->insertWidget(place++, button);
    }
}

void Rail::setCurrent(const QString &page)
{
    m_buttons->setExclusive(false);
    for (QAbstractButton *button : m_buttons->buttons()) {
        button->setChecked(button->objectName() == page);
    }
    m_buttons->setExclusive(true);
}

void Rail::paintEvent(QPaintEvent * /*event*/)
{
    QPainter(this).fillRect(rect(), coloursOf(palette()).raised);
}

} // namespace bafo::ui
