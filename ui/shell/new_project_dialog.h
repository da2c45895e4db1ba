// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a name and a place, and makes a project there.
#pragma once

#include "ui/shell/settings.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace bafo::ui {

class BafoProcess;
class Label;
struct ProcessEnd;

class NewProjectDialog final : public QDialog {
    Q_OBJECT

public:
    NewProjectDialog(QString bafoProgram, Settings &settings, QWidget *parent);

Q_SIGNALS:
    void made(const QString &folder);

private:
    void suggestFolder();
    void keepDraft();
    void make();
    void finish(const ProcessEnd &end);

    Settings &m_settings;
    QString m_program;
    QLineEdit *m_name;
    QLineEdit *m_folder;
    Label *m_problem;
    QPushButton *m_make;
    bool m_hasOwnFolder = false; ///< typed or chosen by the user: no longer follows the name
};

} // namespace bafo::ui
