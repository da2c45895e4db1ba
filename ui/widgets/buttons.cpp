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
    made->setProperty(kPrimaryProperty, true);
    QFont font = made->font();
    font.setWeight(QFont::DemiBold);
    made->setFont(font);
    return made;
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
