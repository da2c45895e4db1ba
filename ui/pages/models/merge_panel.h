// SPDX-License-Identifier: GPL-3.0-or-later
// Merging an adapter: the ways side by side on held-out text, then one of them under a name.
#pragma once

#include "ui/pages/models/merge_comparison.h"
#include "ui/widgets/labels.h"

#include <QJsonObject>
#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QComboBox;
class QGridLayout;
class QLineEdit;
class QPushButton;

namespace bafo::ui {

/// The window's thread. Does nothing itself: it says what is wanted.
class MergePanel final : public QWidget {
    Q_OBJECT

public:
    explicit MergePanel(QWidget *parent = nullptr);

    /// A form for another adapter is empty; for the same one it stays as it is filled.
    void begin(const QString &adapter, const QString &base);
    [[nodiscard]] const QString &adapter() const { return m_adapter; }

    void setTakenNames(const QStringList &names);
    void setDatasets(const QStringList &names);

    /// Null: they were never compared.
    void setComparison(const std::optional<MergeComparison> &comparison);

    /// "Comparing, 2 min so far": while it is under way nothing else can be asked of this adapter. Empty: it is not.
    void setProgress(const QString &words);

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void compareWanted(const QString &adapter, const QString &dataset);

    /// `way` is empty where nobody chose one.
    void mergeWanted(const QString &adapter, const QString &name, const QString &way);
    void textWanted(); ///< there is no dataset: to the page where text comes in
    void closed();

private:
    QWidget *makeTextRow();
    void showWays();
    void addWay(int column, const MergeWay &way);
    void addFigure(int row, int column, const QString &figure, const QString &name);
    [[nodiscard]] QString chosenWay() const;
    void judge();

    QString m_adapter;
    QString m_base;
    QString m_way; ///< that somebody chose
    QStringList m_taken;
    QStringList m_datasets;
    QString m_wantedDataset; ///< of the state that was kept
    std::optional<MergeComparison> m_comparison;
    Label *m_title;
    Label *m_about;
    QComboBox *m_dataset;
    QPushButton *m_compare;
    QPushButton *m_goToText;
    Label *m_textWords;
    Label *m_progress;
    QWidget *m_ways;
    QGridLayout *m_grid;
    QButtonGroup *m_choices;
    Label *m_compared;
    QLineEdit *m_name;
    Label *m_trouble;
    QPushButton *m_merge;
};

} // namespace bafo::ui
