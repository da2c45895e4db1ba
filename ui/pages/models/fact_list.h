// SPDX-License-Identifier: GPL-3.0-or-later
// Names at the left, what they are at the right: the facts about one thing.
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;

namespace bafo::ui {

struct Fact {
    QString name;
    QString value;
    QString tip = {}; ///< the whole of a value that is shown short
};

class FactList final : public QWidget {
    Q_OBJECT

public:
    explicit FactList(QWidget *parent = nullptr);
    void set(const std::vector<Fact> &facts);

private:
    QGridLayout *m_grid;
};

} // namespace bafo::ui
