// SPDX-License-Identifier: GPL-3.0-or-later
// Rows that each name a part of a text: the reading order, or what is held out.
#pragma once

#include "core/config/run_config.h"
#include "ui/pages/train/knob_editor.h"

#include <QGridLayout>
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

class QLineEdit;
class QPushButton;

namespace bafo::ui {

class NumberField;

/// Add, remove, up and down by mouse and keys. A count that is no number stays as it was typed.
class EntryTable final : public QWidget {
    Q_OBJECT

public:
    /// The count of a stage says how often it is read, that of a held-out set how many documents are measured.
    enum class Kind { stages, heldOut };

    explicit EntryTable(Kind kind, QWidget *parent = nullptr);

    template <class Entry>
    [[nodiscard]] static constexpr Kind kindOf()
    {
        return std::is_same_v<Entry, config::StageConfig> ? Kind::stages : Kind::heldOut;
    }

    void showEntries(const std::vector<config::StageConfig> &stages);
    void showEntries(const std::vector<config::HeldOutConfig> &sets);

    /// Nothing where a count is no number.
    template <class Entry>
    [[nodiscard]] std::optional<std::vector<Entry>> entries() const;

    /// All rows as text, whatever stands in them.
    [[nodiscard]] QString typed() const;
    void showTyped(const QString &text);

    void setChoices(const std::vector<TextChoice> &texts);

Q_SIGNALS:
    /// By hand only.
    void edited();

private:
    /// What stands in a row's fields.
    struct Entry {
        QString name;
        QString dataset;
        QString language;
        QString split;
        QString count;

        bool operator==(const Entry &) const = default;
    };

    struct Row {
        QLineEdit *name = nullptr;
        ChoiceBox *dataset = nullptr;
        ChoiceBox *language = nullptr;
        ChoiceBox *split = nullptr;
        NumberField *count = nullptr;
        QPushButton *up = nullptr;
        QPushButton *down = nullptr;
        QPushButton *remove = nullptr;
    };

    [[nodiscard]] std::vector<Entry> shown() const;
    [[nodiscard]] QString countText(std::int64_t count) const;
    void show(const std::vector<Entry> &entries);
    void build();
    void addHead();
    void addRow(int index, const Entry &entry);
    void nameControls(int index);
    void offerParts(const Row &row);
    void move(int index, int by);
    void remove(int index);
    void add();
    void tellEdited();

    Kind m_kind;
    std::vector<Entry> m_entries; ///< of the last build
    std::vector<Row> m_rows;
    std::vector<TextChoice> m_texts;
    QWidget *m_body = nullptr;
    QGridLayout *m_grid = nullptr;
    QPushButton *m_add;
    bool m_isShowing = false;
};

} // namespace bafo::ui
