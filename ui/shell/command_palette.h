// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+K: every action by a few letters of its name.
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace bafo::ui {

/// Shows the actions that are enabled; triggers the chosen one when it closes. Letters may leave others out between
/// them: "nwp" finds "New project".
class CommandPalette final : public QDialog {
    Q_OBJECT

public:
    CommandPalette(const QList<QAction *> &actions, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter(const QString &letters);
    void choose();

    QList<QAction *> m_actions;
    QLineEdit *m_letters;
    QListWidget *m_list;
};

/// How well the letters fit a name: 0 is not at all, more is better.
[[nodiscard]] int matchOf(const QString &letters, const QString &name);

} // namespace bafo::ui
