// SPDX-License-Identifier: GPL-3.0-or-later
// A row of small buttons of which one at most is chosen: what a list is narrowed to, with how many it would leave.
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QPushButton;

namespace bafo::ui {

struct Chip {
    QString value;
    QString name;
    qint64 count = 0;
};

/// Choosing the chosen chip again takes the filter away. The window's thread only.
class FilterChips final : public QWidget {
    Q_OBJECT

public:
    /// `name` says for screen readers what is filtered: "Language".
    explicit FilterChips(const QString &name, QWidget *parent = nullptr);

    /// Keeps focus and buttons where the values are the same as before.
    void setChips(const std::vector<Chip> &chips, const QString &chosen);

    /// Empty: none.
    [[nodiscard]] QString chosen() const { return m_chosen; }

Q_SIGNALS:
    void chosenByUser(const QString &value);

private:
    void rebuild(const std::vector<Chip> &chips);

    QString m_name;
    QString m_chosen;
    QStringList m_values;
    std::vector<QPushButton *> m_buttons; ///< children
};

} // namespace bafo::ui
