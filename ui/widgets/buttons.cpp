// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include "ui/widgets/house_style.h"
#include "ui/widgets/icons.h"

namespace bafo::ui {

QPushButton *button(const QString &text, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setAutoDefault(false);
    made->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return made;
}

QPushButton *primaryButton(const QString &text, QWidget *parent)
{
    QPushButton *made = button(text, parent);
    setPrimary(*made, true);
    return made;
}

void setPrimary(QPushButton &button, bool isPrimary)
{
    if (button.property(kPrimaryProperty).toBool() == isPrimary) {
        return;
    }
    button.setProperty(kPrimaryProperty, isPrimary);
    QFont font = button.font();
    font.setWeight(isPrimary ? QFont::DemiBold : QFont::Normal);
    button.setFont(font);
    button.update();
}

QPushButton *quietButton(const QString &text, QWidget *parent)
{
    QPushButton *made = button(text, parent);
    made->setProperty(kQuietProperty, true);
    return made;
}

QPushButton *iconButton(const QString &iconName, const QString &name, QWidget *parent)
{
    QPushButton *made = quietButton({}, parent);
    made->setIcon(icon(iconName));
    made->setAccessibleName(name);
    made->setToolTip(name);
    return made;
}

} // namespace bafo::ui
