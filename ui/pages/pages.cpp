// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all pages, in the order of the recipe. Numbers are fixed; pages that are still to come leave theirs free.
#include "ui/pages/chat/chat_page.h"
#include "ui/pages/home/home_page.h"
#include "ui/pages/models/models_page.h"
#include "ui/pages/page.h"
#include "ui/pages/run/run_page.h"
#include "ui/pages/runs/runs_page.h"
#include "ui/pages/test/test_page.h"
#include "ui/pages/text/text_page.h"
#include "ui/pages/train/train_page.h"
#include "ui/pages/words/words_page.h"

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
         .needsProject = false,
         .usesEngine = true},
        {.id = QStringLiteral("text"),
         .number = 2,
         .iconName = QStringLiteral("view-list-text"),
         .title = [] { return PageNames::tr("Text"); },
         .make = make<TextPage>},
        {.id = QStringLiteral("words"),
         .number = 3,
         .iconName = QStringLiteral("word-pieces"),
         .title = [] { return PageNames::tr("Words"); },
         .make = make<WordsPage>,
         .usesEngine = true},
        {.id = QStringLiteral("train"),
         .number = 4,
         .iconName = QStringLiteral("office-chart-bar"),
         .title = [] { return PageNames::tr("Train"); },
         .make = make<TrainPage>,
         .usesEngine = true},
        {.id = QStringLiteral("runs"),
         .number = 5,
         .iconName = QStringLiteral("office-chart-line"),
         .title = [] { return PageNames::tr("Runs"); },
         .make = make<RunsPage>},
        {.id = QStringLiteral("run"),
         .iconName = QStringLiteral("office-chart-line"),
         .title = [] { return PageNames::tr("Run"); },
         .make = make<RunPage>,
         .isInRail = false,
         .railId = QStringLiteral("runs")},
        {.id = QStringLiteral("test"),
         .number = 6,
         .iconName = QStringLiteral("view-pim-tasks"),
         .title = [] { return PageNames::tr("Test"); },
         .make = make<TestPage>,
         .usesEngine = true},
        {.id = QStringLiteral("chat"),
         .number = 7,
         .iconName = QStringLiteral("dialog-messages"),
         .title = [] { return PageNames::tr("Chat"); },
         .make = make<ChatPage>,
         .usesEngine = true},
        {.id = QStringLiteral("models"),
         .number = 8,
         .iconName = QStringLiteral("vcs-branch"),
         .title = [] { return PageNames::tr("Models"); },
         .make = make<ModelsPage>,
         .usesEngine = true},
    };
    return kinds;
}

} // namespace bafo::ui
