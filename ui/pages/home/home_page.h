// SPDX-License-Identifier: GPL-3.0-or-later
// Home: where the project stands, and the one thing to do next; before a project is open, how to get one.
#pragma once

#include "ui/pages/page.h"

#include <QGridLayout>
#include <QHash>

#include <vector>

class QVBoxLayout;

namespace bafo::ui {

class OverviewReader;
class PlaceCard;
class StepCard;
class WelcomeView;

class HomePage final : public Page {
    Q_OBJECT

public:
    HomePage(const PageContext &context, QWidget *parent);

    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;
    void setInSight(bool isInSight) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildProject(QVBoxLayout &column);
    void buildCards();
    void arrangeCards();
    void refresh();

    WelcomeView *m_welcome = nullptr; ///< null while a project is open
    OverviewReader *m_reader = nullptr; ///< null before a project is open, as all below
    Label *m_next = nullptr;
    QHash<QString, StepCard *> m_cards; ///< by page, of pages that there are
    std::vector<StepCard *> m_inOrder; ///< the same, as the recipe goes
    QGridLayout *m_grid = nullptr;
    int m_numColumns = 0;
    PlaceCard *m_place = nullptr;
};

} // namespace bafo::ui
