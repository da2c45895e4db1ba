// SPDX-License-Identifier: GPL-3.0-or-later
// The questions before a growth: how many pieces, which language is new, which one stays as it is, and the name.
#pragma once

#include "ui/pages/words/grow_plan.h"
#include "ui/pages/words/word_study.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

class Label;

class GrowForm final : public QWidget {
    Q_OBJECT

public:
    explicit GrowForm(QWidget *parent = nullptr);

    /// What there is to choose from, and what rows cost. `takenNames` are those of tokenizers.
    void setStudy(const std::shared_ptr<const Study> &study, const QStringList &takenNames);

    [[nodiscard]] GrowPlan plan() const;
    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);
    void focusFirst();

    /// "Grow by 1,000 pieces"
    [[nodiscard]] QString verb() const;

Q_SIGNALS:
    void changed();
    void growWanted();
    void closeWanted();

private:
    void build();
    void addField(QVBoxLayout &column, const QString &name, QWidget *field);
    void fillLanguages();
    void chooseKept(int index);
    void refresh();
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString costWords() const;
    [[nodiscard]] const LanguageText *textOf(const DatasetLanguage &chosen) const;

    std::shared_ptr<const Study> m_study;
    QStringList m_taken;
    QStringList m_keptFiles;
    QJsonObject m_wanted; ///< restored, but the languages were not known yet
    QComboBox *m_numPieces;
    QComboBox *m_learned;
    QComboBox *m_kept;
    QLineEdit *m_name;
    Label *m_cost;
    Label *m_warning;
    QPushButton *m_grow;
    bool m_isOwnName = false; ///< typed, not proposed
};

} // namespace bafo::ui
