// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/filter_chips.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QPainter>
#include <QPushButton>

namespace bafo::ui {
namespace {

/// A pill: the name, and its count in a muted tone behind it.
class ChipButton final : public QPushButton {
public:
    using QPushButton::QPushButton;

    void set(const QString &name, const QString &count)
    {
        m_count = count;
        setText(name);
        updateGeometry();
        update();
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        const int u = unitOf(*this);
        const QFontMetrics metrics(font());
        return {metrics.horizontalAdvance(text()) + metrics.horizontalAdvance(m_count) + 3 * u,
                metrics.height() + u + u / 4};
    }

    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        const Colours &colours = coloursOf(palette());
        const int u = unitOf(*this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(hasFocus() ? QPen(isChecked() ? colours.text : colours.accent, 2) : QPen(Qt::NoPen));
        painter.setBrush(isChecked() ? colours.accent : colours.raised);
        const QRectF ground = QRectF(rect()).adjusted(1, 1, -1, -1);
        painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2);
        const QRect inside = rect().adjusted(u, 0, -u, 0);
        painter.setPen(isChecked() ? colours.textOnAccent : colours.text);
        painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft, text());
        painter.setPen(isChecked() ? colours.textOnAccent : colours.muted);
        painter.drawText(inside, Qt::AlignVCenter | Qt::AlignRight, m_count);
    }

private:
    QString m_count;
};

} // namespace

FilterChips::FilterChips(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
{
    auto *flow = new FlowLayout(this);
    flow->setSpacing(unitOf(*this) / 2);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(name);
}

void FilterChips::setChips(const std::vector<Chip> &chips, const QString &chosen)
{
    QStringList values;
    for (const Chip &chip : chips) {
        values.append(chip.value);
    }
    if (values != m_values) {
        m_values = values;
        rebuild(chips);
    }
    m_chosen = chosen;
    for (std::size_t i = 0; i < chips.size(); ++i) {
        const QString text = QStringLiteral("%1  %2").arg(chips[i].name, groupedNumber(chips[i].count));
        static_cast<ChipButton *>(m_buttons[i])->set(chips[i].name, groupedNumber(chips[i].count));
        m_buttons[i]->setAccessibleName(QStringLiteral("%1: %2").arg(m_name, text));
        m_buttons[i]->setChecked(chips[i].value == chosen);
    }
    updateGeometry();
}

void FilterChips::rebuild(const std::vector<Chip> &chips)
{
    qDeleteAll(m_buttons);
    m_buttons.clear();
    for (const Chip &chip : chips) {
        auto *made = new ChipButton(this);
        made->setCheckable(true);
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, [this, value = chip.value](bool isChecked) {
            m_chosen = isChecked ? value : QString();
            Q_EMIT chosenByUser(m_chosen);
        });
        layout()->addWidget(made);
        made->show();
        m_buttons.push_back(made);
    }
}

} // namespace bafo::ui
