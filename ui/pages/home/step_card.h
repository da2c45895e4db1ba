// SPDX-License-Identifier: GPL-3.0-or-later
// A card of Home as a widget: title, state, figure, what is behind it, one button.
#pragma once

#include "ui/pages/home/home_cards.h"
#include "ui/widgets/card.h"

#include <QWidget>

class QPushButton;

namespace bafo::ui {

/// The window's thread.
class StepCard final : public QWidget {
    Q_OBJECT

public:
    explicit StepCard(const QString &title, QWidget *parent = nullptr);

    /// At most one card of the page has its button as the primary one.
    void show(const HomeCard &card, bool isNext);
    using QWidget::show;

    [[nodiscard]] QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void wanted(const QString &page, const QJsonObject &request);

private:
    HomeCard m_shown;
    StateMark *m_state;
    Figure *m_figure;
    Label *m_detail;
    Label *m_warning;
    QPushButton *m_button;
};

} // namespace bafo::ui
