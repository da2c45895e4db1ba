// SPDX-License-Identifier: GPL-3.0-or-later
// Long work of a page, a line each: what, how far, and Cancel; what failed stays with its reason until it is closed.
#pragma once

#include "ui/widgets/labels.h"

#include <QHash>
#include <QWidget>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

struct JobLine {
    QString key;
    QString text;
    QString hint = {}; ///< of one that failed: the way out
    bool isRunning = true;
};

/// The window's thread.
class JobStrip final : public QWidget {
    Q_OBJECT

public:
    explicit JobStrip(QWidget *parent = nullptr);

    /// Lines that stay keep their buttons, and the focus on them.
    void show(const std::vector<JobLine> &lines);
    using QWidget::show;

Q_SIGNALS:
    void cancelWanted(const QString &key);
    void closeWanted(const QString &key);

private:
    struct Row {
        QWidget *widget = nullptr;
        Label *text = nullptr;
        Label *hint = nullptr;
        QPushButton *button = nullptr;
        bool isRunning = true;
    };

    Row makeRow(const QString &key);

    QVBoxLayout *m_column;
    QHash<QString, Row> m_rows;
};

} // namespace bafo::ui
