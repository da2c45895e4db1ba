// SPDX-License-Identifier: GPL-3.0-or-later
// What the run is for: to go on reading, or to learn to answer.
#pragma once

#include "ui/models/train_facts.h"

#include <QWidget>

class QRadioButton;

namespace bafo::ui {

class Label;

/// One of the two is chosen; what it means stands beside it.
class PurposeBar final : public QWidget {
    Q_OBJECT

public:
    explicit PurposeBar(QWidget *parent = nullptr);

    void show(RunPurpose purpose);
    using QWidget::show;

Q_SIGNALS:
    /// By hand only.
    void chosen(bafo::ui::RunPurpose purpose);

private:
    QRadioButton *m_reading;
    QRadioButton *m_answering;
    Label *m_sentence;
};

} // namespace bafo::ui
