// SPDX-License-Identifier: GPL-3.0-or-later
// The wide card of Home: what lies on this computer, what runs on it, and whether it may be switched off.
#pragma once

#include "ui/pages/home/home_cards.h"

#include <QWidget>

namespace bafo::ui {

/// The window's thread.
class PlaceCard final : public QWidget {
    Q_OBJECT

public:
    explicit PlaceCard(QWidget *parent = nullptr);
    void show(const PlaceWords &words, const HomeCard &train);
    using QWidget::show;

private:
    Label *m_holds;
    Label *m_room;
    QWidget *m_running;
    Label *m_run;
    StateMark *m_state;
    Label *m_progress;
    Label *m_advice;
    Label *m_stake;
};

} // namespace bafo::ui
