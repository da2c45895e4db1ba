// SPDX-License-Identifier: GPL-3.0-or-later
// A strip on the page: what goes on or what to do next, with a bar where something takes time and up to two buttons.
#pragma once

#include "ui/widgets/labels.h"
#include "ui/widgets/state_view.h"

#include <QWidget>

class QHBoxLayout;
class QProgressBar;
class QPushButton;

namespace bafo::ui {

struct Notice {
    Tone tone = Tone::text;
    QString text;
    QString hint = {};
    double share = -1; ///< done of the whole; below 0: no bar
    Offer main = {};
    Offer other = {};
    bool isMainPrimary = false;
};

/// Hidden until it has something to say. The window's thread only.
class NoticeStrip final : public QWidget {
    Q_OBJECT

public:
    explicit NoticeStrip(QWidget *parent = nullptr);

    void show(const Notice &notice);

    /// Stands before the buttons; shown with whoever shows it.
    void addControl(QWidget *control);

    [[nodiscard]] QString text() const;
    [[nodiscard]] QPushButton *mainButton() const { return m_main; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Label *m_text;
    Label *m_hint;
    QProgressBar *m_bar;
    QHBoxLayout *m_controls;
    QPushButton *m_main;
    QPushButton *m_other;
    Offer m_mainOffer;
    Offer m_otherOffer;
};

} // namespace bafo::ui
