// SPDX-License-Identifier: GPL-3.0-or-later
// Home: where the project stands, and the one thing to do next; before a project is open, how to get one.
#pragma once

#include "ui/pages/page.h"

namespace bafo::ui {

class HomePage final : public Page {
    Q_OBJECT

public:
    HomePage(const PageContext &context, QWidget *parent);

    [[nodiscard]] QString help() const override;

private:
    void buildWelcome();
};

} // namespace bafo::ui
