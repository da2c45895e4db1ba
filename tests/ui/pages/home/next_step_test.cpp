// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/next_step.h"

#include <QTest>

using namespace bafo::ui;

class NextStepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRecipeIsFollowedInItsOrder()
    {
        ProjectFacts facts;
        QVERIFY(nextStepOf(facts) == NextStep::addText);
        facts.hasText = true;
        QVERIFY(nextStepOf(facts) == NextStep::importModel);
        facts.hasModel = true;
        QVERIFY(nextStepOf(facts) == NextStep::growWords);
        facts.hasGrownWords = true;
        QVERIFY(nextStepOf(facts) == NextStep::expandModel);
        facts.hasGrownModel = true;
        QVERIFY(nextStepOf(facts) == NextStep::train);
        facts.isRunning = true;
        QVERIFY(nextStepOf(facts) == NextStep::watch);
        facts.isRunning = false;
        facts.hasTrainedModel = true;
        QVERIFY(nextStepOf(facts) == NextStep::talk);
        facts.hasConversations = true;
        QVERIFY(nextStepOf(facts) == NextStep::teach);
        facts.hasTaughtModel = true;
        QVERIFY(nextStepOf(facts) == NextStep::talk);
    }

    void conversationsWaitForAModelThatHasRead()
    {
        QVERIFY(nextStepOf({.hasText = true,
                            .hasModel = true,
                            .hasGrownWords = true,
                            .hasGrownModel = true,
                            .hasConversations = true})
                == NextStep::train);
    }

    void aLiveRunComesBeforeAll()
    {
        QVERIFY(nextStepOf({.isRunning = true}) == NextStep::watch);
        QVERIFY(nextStepOf({.hasText = true, .hasModel = true, .hasTrainedModel = true, .isRunning = true})
                == NextStep::watch);
    }

    void aModelWithoutTextAsksForText() { QVERIFY(nextStepOf({.hasModel = true}) == NextStep::addText); }

    void nobodyWhoTrainedWithoutNewPiecesIsSentBack()
    {
        QVERIFY(nextStepOf({.hasText = true, .hasModel = true, .hasTrainedModel = true}) == NextStep::talk);
    }

    void aFailedRunIsLookedAtUnlessThereIsATrainedModel()
    {
        ProjectFacts facts{
            .hasText = true, .hasModel = true, .hasGrownWords = true, .hasGrownModel = true, .hasLastRunFailed = true};
        QVERIFY(nextStepOf(facts) == NextStep::seeFailure);
        facts.hasTrainedModel = true;
        QVERIFY(nextStepOf(facts) == NextStep::talk);
    }
};

QTEST_APPLESS_MAIN(NextStepTest)
#include "next_step_test.moc"
