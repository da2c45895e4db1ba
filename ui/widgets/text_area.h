// SPDX-License-Identifier: GPL-3.0-or-later
// A field for several lines of plain text that looks like the fields for one.
#pragma once

#include <QPlainTextEdit>

namespace bafo::ui {

/// Tab leaves it, as it leaves every field.
class TextArea final : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit TextArea(QWidget *parent = nullptr);

protected:
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
};

} // namespace bafo::ui
