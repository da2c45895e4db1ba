// SPDX-License-Identifier: GPL-3.0-or-later
// A form over any set of knobs: the simple ones first, all of them on request; each with what it means and may be.
#pragma once

#include "ui/pages/train/knob_editor.h"

#include <QGridLayout>
#include <QMap>
#include <QWidget>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

class Label;

/// Knows knobs only by their description. Two columns where there is room.
class KnobForm final : public QWidget {
    Q_OBJECT

public:
    explicit KnobForm(std::vector<KnobSpec> specs, QWidget *parent = nullptr);

    /// A knob that stands in `typed` shows that text in place of its value.
    void showValue(const QString &key, const KnobValue &value, const QMap<QString, QString> &typed);
    void setChoices(const KnobChoices &choices);

    /// Which knobs come first, in this order; the others are shown on request. Nothing: the simple ones.
    void setFirst(const QStringList &keys);

    /// Knobs that decide nothing as things are; one with a text that is no value is shown all the same.
    void setUseless(const QStringList &keys, const QMap<QString, QString> &typed);

    void setMoreShown(bool isShown);
    [[nodiscard]] bool isMoreShown() const { return m_isMoreShown; }

    [[nodiscard]] const std::vector<KnobSpec> &specs() const { return m_specs; }

    /// Null where there is no such knob.
    [[nodiscard]] KnobEditor *editor(const QString &key) const;

    /// Brings a knob into sight, and the keyboard to it.
    void focusKnob(const QString &key);

    /// One column or two. Whoever scrolls the form knows how much of it can be seen; the form itself would only know
    /// that it is as wide as its widest row.
    void arrangeFor(int visibleWidth);

Q_SIGNALS:
    void edited(const QString &key, const bafo::ui::KnobValue &value);
    void typed(const QString &key, const QString &text);
    void committed(const QString &key);
    void moreToggled();

private:
    struct Row {
        KnobSpec spec;
        QWidget *cell = nullptr;
        KnobEditor *editor = nullptr;
        QPushButton *back = nullptr;
        bool isUseless = false;
    };

    /// Cells that belong together, laid out in one or two columns.
    struct Group {
        QWidget *box = nullptr;
        QGridLayout *grid = nullptr;
        std::vector<std::size_t> rows;
    };

    void addGroup(QVBoxLayout *column, const QString &title, const std::vector<std::size_t> &rows);
    Row makeRow(const KnobSpec &spec);
    [[nodiscard]] bool isFirst(const KnobSpec &spec) const;
    void layOut();
    void arrange(int numColumns);
    void place(const Group &group);
    void showToggle();
    void showDifference(Row &row, const KnobValue &value, bool isTyped);

    std::vector<KnobSpec> m_specs;
    std::vector<Row> m_rows;
    std::vector<Group> m_groups;
    KnobChoices m_choices;
    QStringList m_first; ///< empty: the simple ones
    QVBoxLayout *m_firstColumn;
    QVBoxLayout *m_moreColumn;
    QWidget *m_more;
    QPushButton *m_toggle;
    int m_numColumns = 1;
    bool m_isMoreShown = false;
};

} // namespace bafo::ui
