// SPDX-License-Identifier: GPL-3.0-or-later
// The text of an answer in which every token can be asked how likely it was: by mouse over it, by keyboard with the
// arrows.
#pragma once

#include "ui/connection/serve_session.h"

#include <QTextEdit>

#include <vector>

namespace bafo::ui {

/// What is shown as one: a token, or several that make up one character.
struct ShownToken {
    int start = 0; ///< in the text, UTF-16
    int length = 0;
    SpokenToken spoken = {};
    int numParts = 1;
};

/// As high as its text. Its text can be selected and copied.
class AnswerText final : public QTextEdit {
    Q_OBJECT

public:
    explicit AnswerText(QWidget *parent = nullptr);

    void append(const std::vector<SpokenToken> &tokens);
    [[nodiscard]] const std::vector<ShownToken> &shown() const { return m_shown; }

    /// -1: none.
    [[nodiscard]] int currentToken() const { return m_current; }
    void setCurrentToken(int token);

    /// In this widget's coordinates.
    [[nodiscard]] QRect rectOf(int token) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void currentTokenChanged(int token);

protected:
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int tokenAt(const QPoint &position) const;
    void fitHeight();
    void step(int direction, bool onlyUnlikely);

    std::vector<ShownToken> m_shown;
    std::vector<SpokenToken> m_parts; ///< of a character that is not whole yet
    int m_current = -1;
};

} // namespace bafo::ui
