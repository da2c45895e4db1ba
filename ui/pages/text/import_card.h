// SPDX-License-Identifier: GPL-3.0-or-later
// The form for new text: what each file was taken for, and what only the user can know about it.
#pragma once

#include "ui/connection/background.h"
#include "ui/models/text_files.h"
#include "ui/models/text_import.h"
#include "ui/widgets/card.h"

#include <QJsonObject>
#include <QStringList>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

/// The window's thread only. Files are looked at in a thread beside.
class ImportCard final : public QWidget {
    Q_OBJECT

public:
    /// `languages` are the project's tags: they are offered first.
    ImportCard(const QStringList &languages, QWidget *parent);
    ~ImportCard() override;

    /// Those that can be added to; `preferred` is suggested, where nothing else was typed.
    void setDatasets(const QStringList &names, const QString &preferred);

    /// To those that are there already.
    void addFiles(const QStringList &paths);

    /// One import runs at a time: the form can be filled, but not sent.
    void setBusy(bool isBusy);

    /// Empty form, for the next time.
    void clear();

    [[nodiscard]] bool isEmpty() const { return m_files.empty(); }
    [[nodiscard]] const std::vector<TextFile> &files() const { return m_files; }
    [[nodiscard]] ImportWish wish() const;

    /// What is still missing, in words; empty where the import can start.
    [[nodiscard]] QString missing() const;

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void wished(const bafo::ui::ImportWish &wish);
    void cancelled();
    void moreFilesWanted();

private:
    QWidget *buildFiles();
    QWidget *buildForm();
    QWidget *buildButtons();
    QComboBox *addChoice(QVBoxLayout &column, const QString &label, bool isEditable);
    void showFiles();
    void addFileRow(std::size_t number);
    void suggest();
    void check();
    [[nodiscard]] int numOf(TextKind kind) const;
    [[nodiscard]] bool hasOriginals() const; ///< a second language is to be named

    std::unique_ptr<Background> m_background;
    std::vector<TextFile> m_files;
    QStringList m_datasets;
    QString m_preferred;
    bool m_isBusy = false;
    bool m_hasOwnUnit = false;
    bool m_hasOwnName = false; ///< the user typed the dataset's name
    QVBoxLayout *m_rows = nullptr;
    QComboBox *m_dataset = nullptr;
    Label *m_datasetHint = nullptr;
    QComboBox *m_language = nullptr;
    QComboBox *m_licence = nullptr;
    Label *m_licenceHint = nullptr;
    QLineEdit *m_provenance = nullptr;
    QWidget *m_plainPart = nullptr;
    QComboBox *m_unit = nullptr;
    QWidget *m_jsonPart = nullptr;
    QComboBox *m_field = nullptr;
    QComboBox *m_languageField = nullptr;
    QWidget *m_cataloguePart = nullptr;
    QComboBox *m_originalLanguage = nullptr;
    QCheckBox *m_skipsUntranslated = nullptr;
    Label *m_missing = nullptr;
    QPushButton *m_import = nullptr;
};

} // namespace bafo::ui
