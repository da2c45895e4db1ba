// SPDX-License-Identifier: GPL-3.0-or-later
// Where a question is written: a field that grows with its text, and Send, which is Stop while a model speaks.
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace bafo::ui {

class Composer final : public QWidget {
    Q_OBJECT

public:
    explicit Composer(QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    void setPlaceholder(const QString &text);
    void setSpeaking(bool isSpeaking);
    void focusField();
    [[nodiscard]] QWidget *field() const;

Q_SIGNALS:
    void sent(const QString &text); ///< trimmed, not empty; the field keeps it until setText()
    void stopWanted();
    void begun(); ///< something was typed into the empty field

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitHeight();
    void act();

    QPlainTextEdit *m_field;
    QPushButton *m_send;
    QPushButton *m_stop;
    bool m_wasEmpty = true;
};

} // namespace bafo::ui
