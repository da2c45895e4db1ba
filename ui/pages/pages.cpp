// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all pages, in the order of the recipe. Numbers are fixed; pages that are still to come leave theirs free.
#include "ui/pages/home/home_page.h"
#include "ui/pages/page.h"
#include "ui/pages/train/train_page.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct PageNames {
    Q_DECLARE_TR_FUNCTIONS(PageNames)
};

template <class Kind>
Page *make(const PageContext &context, QWidget *parent)
{
    return new Kind(context, parent);
}

} // namespace

const std::vector<PageKind> &pageKinds()
{
    static const std::vector<PageKind> kinds{
        {.id = QStringLiteral("home"),
         .number = 1,
         .iconName = QStringLiteral("go-home"),
         .title = [] { return PageNames::tr("Home"); },
         .make = make<HomePage>,
         .needsProject = false},
        {.id = QStringLiteral("train"),
         .number = 4,
         .iconName = QStringLiteral("office-chart-bar"),
         .title = [] { return PageNames::tr("Train"); },
         .make = make<TrainPage>},
    };
    return kinds;
}

} // namespace bafo::ui
