// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration as text: what is typed is checked at once, and a mistake is named with its line.
#pragma once

#include "ui/models/run_draft.h"

#include <QPlainTextEdit>
#include <QWidget>

namespace bafo::ui {

class Label;

/// Shows and changes the draft, which outlives it.
class YamlPane final : public QWidget {
    Q_OBJECT

public:
    explicit YamlPane(RunDraft &draft, QWidget *parent = nullptr);

    [[nodiscard]] QPlainTextEdit *edit() const { return m_edit; }

private:
    void showDraft();

    RunDraft &m_draft;
    QPlainTextEdit *m_edit;
    Label *m_verdict;
};

} // namespace bafo::ui
