// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a model for other programs: where to.
#pragma once

#include "ui/widgets/labels.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace bafo::ui {

/// The window's thread.
class ExportPanel final : public QWidget {
    Q_OBJECT

public:
    explicit ExportPanel(QWidget *parent = nullptr);

    void begin(const QString &model, quint64 sizeBytes);
    [[nodiscard]] const QString &model() const { return m_model; }

Q_SIGNALS:
    void exportWanted(const QString &model, const QString &folder);
    void closed();

private:
    void judge();

    QString m_model;
    Label *m_title;
    Label *m_about;
    QLineEdit *m_folder;
    Label *m_trouble;
    QPushButton *m_export;
};

} // namespace bafo::ui
