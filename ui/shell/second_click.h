// SPDX-License-Identifier: GPL-3.0-or-later
// The second click of a double click does nothing where the first one brought another page: it was not meant for what
// has come to that place since.
#pragma once

#include <QObject>
#include <QPointer>
#include <QWidget>

namespace bafo::ui {

/// Watches all of the application's mouse presses, by their own time stamps (ms): how long the page took to come does
/// not matter. The window's thread.
class SecondClick final : public QObject {
    Q_OBJECT

public:
    explicit SecondClick(QObject *parent = nullptr);

    /// `page` has just come into sight.
    void noteNewPage(QWidget *page);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QPointer<QWidget> m_page; ///< the newest one
    quint64 m_lastPress = 0;
    quint64 m_pressBefore = 0; ///< the last one before that page; 0: none
};

} // namespace bafo::ui
