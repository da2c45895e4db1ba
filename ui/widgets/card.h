// SPDX-License-Identifier: GPL-3.0-or-later
// An area of a page: a rounded surface with a margin, optionally with a title and things at its right.
#pragma once

#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <QWidget>

namespace bafo::ui {

class Card final : public QWidget {
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);
    Card(const QString &title, QWidget *parent);

    /// Where the content goes, below the title.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }

    /// At the right of the title.
    void addToHead(QWidget *widget);

    void setTitle(const QString &title);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Label *m_title = nullptr;
    QHBoxLayout *m_head = nullptr;
    QVBoxLayout *m_body = nullptr;
};

} // namespace bafo::ui
