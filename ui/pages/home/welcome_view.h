// SPDX-License-Identifier: GPL-3.0-or-later
// Home before a project is open: the example, a new one, another one, or one of the last.
#pragma once

#include "ui/pages/page.h"

#include <QWidget>

namespace bafo::ui {

/// The window's thread.
class WelcomeView final : public QWidget {
    Q_OBJECT

public:
    explicit WelcomeView(PageHost &host, QWidget *parent = nullptr);

    /// The primary one.
    [[nodiscard]] QWidget *firstButton() const { return m_first; }

private:
    [[nodiscard]] QWidget *makeRecent(const QStringList &folders);

    PageHost &m_host;
    QWidget *m_first = nullptr;
};

} // namespace bafo::ui
