// SPDX-License-Identifier: GPL-3.0-or-later
// What the window is going to run, word for word, to be copied into a terminal.
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace bafo::ui {

class CommandPane final : public QWidget {
    Q_OBJECT

public:
    explicit CommandPane(QWidget *parent = nullptr);

    void show(const QString &command, const QString &note);
    using QWidget::show;

Q_SIGNALS:
    /// Whoever hears it sees to it that the file is there.
    void copied();

private:
    QPlainTextEdit *m_text;
    class Label *m_note;
};

} // namespace bafo::ui
