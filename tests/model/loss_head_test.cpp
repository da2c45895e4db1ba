// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"
#include "core/model/loss_head.h"

#include <ATen/ATen.h>

#include <QTest>

using namespace bafo;

class LossHeadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTargetBeyondTheVocabularyIsNotWrittenTo()
    {
        model::Weight head("head", at::ones({7, 3}));
        const at::Tensor hidden = at::ones({4, 3});
        at::Tensor targets = at::full({4}, 6, at::kLong);
        targets[1].fill_(-1);
        QCOMPARE(model::targetLogProbabilities(hidden, targets, head, {}).size(), 3U);
        QVERIFY(model::lossAndGradient(hidden, targets, head, 1, {}).loss > 0);
        targets[2].fill_(7);
        QVERIFY_THROWS_EXCEPTION(CheckFailed, (void)model::targetLogProbabilities(hidden, targets, head, {}));
        QVERIFY_THROWS_EXCEPTION(CheckFailed, (void)model::lossAndGradient(hidden, targets, head, 1, {}));
    }

    void rowsOfAChunkHangOnTheVocabularyAndTheBudgetAlone()
    {
        QCOMPARE(model::rowsPerChunk(49'152, {}), 320); // 64 MiB
        QCOMPARE(model::rowsPerChunk(288'256, {}), 320); // 369 MB
        QCOMPARE(model::rowsPerChunk(1'000'000, {}), 128); // 512 MiB
        QCOMPARE(model::rowsPerChunk(288'256, {.chunkBytes = 64 << 20}), 58);
        QCOMPARE(model::rowsPerChunk(288'256, {.chunkBytes = 1}), 1);
    }

    void aBatchWithoutRowsOrTargetsCostsNothing()
    {
        model::Weight head("head", at::ones({7, 3}));
        const auto none = model::lossAndGradient(at::ones({0, 3}), at::empty({0}, at::kLong), head, 1, {});
        QCOMPARE(none.loss, 0.0);
        QCOMPARE(none.hiddenGradient_ND.size(0), 0);
        const auto padding = model::lossAndGradient(at::ones({4, 3}), at::full({4}, -1, at::kLong), head, 1, {});
        QCOMPARE(padding.loss, 0.0);
        QVERIFY(at::equal(padding.hiddenGradient_ND, at::zeros({4, 3})));
    }
};

QTEST_APPLESS_MAIN(LossHeadTest)
#include "loss_head_test.moc"
