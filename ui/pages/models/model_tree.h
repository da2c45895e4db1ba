// SPDX-License-Identifier: GPL-3.0-or-later
// The family tree of a project's models, one row a model.
#pragma once

#include "ui/pages/models/model_shelf.h"

#include <QTreeWidget>

namespace bafo::ui {

/// What a check of a model's files came to.
struct CheckOutcome {
    bool isSound = false;
    QString weightHash; ///< of the model that was checked: another one needs another check
    QString text; ///< what differs, and the way out of it
    QString hint;
    qint64 atMs = 0; ///< wall clock
};

using CheckOutcomes = QHash<QString, CheckOutcome>; ///< by model

/// What a check that is under way has read.
struct CheckProgress {
    bool isRunning = false;
    double share = 0;
};

/// The window's thread.
class ModelTree final : public QTreeWidget {
    Q_OBJECT

public:
    /// `language` is the one that the project teaches: its bits per byte have a column.
    explicit ModelTree(QString language, QWidget *parent = nullptr);

    void show(const ShelfContent &content, const CheckOutcomes &checks);
    using QTreeWidget::show;

    /// Before it is filled: what is to be chosen then.
    [[nodiscard]] QString chosen() const;
    void choose(const QString &name);
    [[nodiscard]] QStringList collapsed() const;
    void setCollapsed(const QStringList &names);

Q_SIGNALS:
    void chosenChanged(const QString &name);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// The name gets the room that is left. Where it is narrow, figures that stand beside the tree too give way.
    void arrangeColumns();
    void fill(QTreeWidgetItem &item, const FamilyMember &member, const ShelfContent &content,
              const CheckOutcomes &checks) const;

    QString m_language;
    QStringList m_collapsed;
    QString m_wanted; ///< to be chosen once it is there
};

/// "base", "grown", ...: one word for how a model came to be.
[[nodiscard]] QString kindInWords(const FamilyMember &member);

/// "135 M", "2.6 B"
[[nodiscard]] QString countInWords(quint64 count);

/// "5.17 → 3.21", or the one figure that there is; empty where the language was not measured.
[[nodiscard]] QString scoreInWords(const RunScores *scores, const QString &language);

} // namespace bafo::ui
