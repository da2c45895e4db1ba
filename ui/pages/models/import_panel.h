// SPDX-License-Identifier: GPL-3.0-or-later
// Taking a model in: which file or folder, and its name here.
#pragma once

#include "ui/connection/background.h"
#include "ui/pages/models/import_source.h"
#include "ui/widgets/labels.h"

#include <QJsonObject>
#include <QTimer>
#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

/// Looks into the source in the given thread and says what it found. The window's thread.
class ImportPanel final : public QWidget {
    Q_OBJECT

public:
    ImportPanel(Background &thread, QWidget *parent = nullptr);

    /// Empty: the fields stay as they are.
    void begin(const QString &source);

    void setTakenNames(const QStringList &names);

    /// Whole models of the project: an adapter belongs to one of them.
    void setBases(const QStringList &names);
    void setFreeBytes(quint64 bytes);

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void importWanted(const bafo::ui::ImportSource &source, const QString &name,
                      const QString &base); ///< of an adapter; else empty
    void closed();

private:
    void addFields(QVBoxLayout &column);
    void takePath();
    void look();
    void judge();
    [[nodiscard]] bool isAdapter() const { return m_source && m_source->isAdapter; }
    [[nodiscard]] QString foundInWords() const;

    Background &m_thread;
    QTimer m_soon; ///< a path is looked at when it is no longer being typed
    QStringList m_taken;
    quint64 m_freeBytes = 0;
    std::optional<ImportSource> m_source;
    QString m_trouble; ///< why the source can be no model
    QString m_suggested;
    QStringList m_bases;
    QString m_wantedBase; ///< of the state that was kept
    QWidget *m_baseRow;
    QComboBox *m_base;
    QLineEdit *m_path;
    QLineEdit *m_name;
    Label *m_found;
    Label *m_nameTrouble;
    QPushButton *m_import;
};

} // namespace bafo::ui
