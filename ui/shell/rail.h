// SPDX-License-Identifier: GPL-3.0-or-later
// The list of pages at the left of the window.
#pragma once

#include "ui/pages/page.h"

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace bafo::ui {

class Rail final : public QWidget {
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);

    /// The pages that are there now, in this order.
    void setPages(const std::vector<PageKind> &kinds);

    /// Empty for a page that is not in the rail.
    void setCurrent(const QString &page);

Q_SIGNALS:
    void chosen(const QString &page);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_column;
    QButtonGroup *m_buttons;
};

} // namespace bafo::ui
