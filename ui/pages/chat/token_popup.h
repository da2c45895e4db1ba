// SPDX-License-Identifier: GPL-3.0-or-later
// The small card under a token: how likely it was, and what else the model would have said.
#pragma once

#include "ui/pages/chat/answer_text.h"

#include <QWidget>

class QGridLayout;

namespace bafo::ui {

/// Floats over its parent; the mouse goes through it.
class TokenPopup final : public QWidget {
    Q_OBJECT

public:
    explicit TokenPopup(QWidget *parent);

    /// Below `under`, or above it where there is no room; `under` in the parent's coordinates.
    void showFor(const ShownToken &token, const QRect &under);

    /// For screen readers: "liqaphe, 3rd choice, 17 %; lihlole 34 %; ..."
    [[nodiscard]] static QString inWords(const ShownToken &token);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void addRow(int row, const QString &text, double probability, bool isChosen);

    QWidget *m_content = nullptr;
    QGridLayout *m_grid = nullptr;
};

/// Spaces and line ends in sight: a token may be nothing else.
[[nodiscard]] QString visibleToken(const QString &text);

/// "34 %", "0.02 %", "under 0.01 %"
[[nodiscard]] QString percentInWords(double probability);

/// "first choice", "3rd choice"
[[nodiscard]] QString rankInWords(int rank);

} // namespace bafo::ui
