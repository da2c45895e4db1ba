// SPDX-License-Identifier: GPL-3.0-or-later
// Taking in the data of a task: which task, and its files. Nothing is downloaded; it says where the data can be had.
#pragma once

#include "ui/connection/background.h"
#include "ui/models/evaluation_tasks.h"
#include "ui/pages/test/test_work.h"

#include <QJsonObject>
#include <QWidget>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

/// Whether a file's name is one of test data, or of a task.
[[nodiscard]] bool hasTestDataName(const QString &path);

/// The window's thread.
class DataPanel final : public QWidget {
    Q_OBJECT

public:
    explicit DataPanel(QWidget *parent = nullptr);

    void setTasks(const std::vector<EvaluationTask> &tasks);

    /// Files that were dropped or chosen: a YAML is the task itself, the others are its data in their order. Where the
    /// name of a task stands in a file's name, that task is chosen.
    void addFiles(const QStringList &paths);

    void setBusy(bool isBusy);
    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);
    [[nodiscard]] bool isEmpty() const;
    void clear();
    [[nodiscard]] QWidget *firstControl() const;

Q_SIGNALS:
    void importWanted(const bafo::ui::DataWish &wish);
    void closed();

private:
    struct FileField {
        QWidget *widget = nullptr;
        Label *label = nullptr;
        QLineEdit *path = nullptr;
    };

    void buildTaskFile(QVBoxLayout &column);
    FileField makeField(const QString &accessibleName, QWidget *parent);
    void lookAtTaskFile();
    void showTask();
    void judge();
    [[nodiscard]] EvaluationTask task() const;

    std::vector<EvaluationTask> m_all;
    EvaluationTask m_own; ///< read from the task file
    QString m_trouble; ///< of the task file
    QJsonObject m_wanted; ///< of the state, until the tasks are there
    bool m_isBusy = false;
    QComboBox *m_task;
    Label *m_about;
    Label *m_source;
    QVBoxLayout *m_fileColumn;
    std::vector<FileField> m_files;
    QLineEdit *m_taskFile;
    Label *m_taskFileWords;
    QPushButton *m_import;
    Background m_background; ///< ended first
};

} // namespace bafo::ui
