// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluations that are at work, a line each: how far, how long, Pause and Cancel.
#pragma once

#include "ui/models/run_list.h"
#include "ui/widgets/labels.h"

#include <QHash>
#include <QSet>
#include <QWidget>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

class StateMark;

/// The window's thread.
class EvaluationStrip final : public QWidget {
    Q_OBJECT

public:
    explicit EvaluationStrip(QWidget *parent = nullptr);

    /// Lines that stay keep their buttons, and the focus on them. `steered`: those that were asked something and have
    /// not answered.
    void show(const std::vector<RunRow> &live, const QSet<QString> &steered);
    using QWidget::show;

Q_SIGNALS:
    /// pause, resume or cancel
    void steerWanted(const QString &run, const QString &verb);

private:
    struct Line {
        QWidget *widget = nullptr;
        StateMark *state = nullptr;
        Label *words = nullptr;
        QPushButton *pause = nullptr;
        QPushButton *cancel = nullptr;
        bool isPaused = false;
        qint64 sinceMs = 0; ///< when it was seen at work first, without a pause
        qint64 sinceStep = 0;
    };

    Line makeLine(const QString &run);
    [[nodiscard]] static QString timeLeft(Line &line, const RunRow &row);
    void showLine(Line &line, const RunRow &row, bool isSteered);

    QVBoxLayout *m_column;
    QHash<QString, Line> m_lines;
};

} // namespace bafo::ui
