// SPDX-License-Identifier: Apache-2.0
#include "core/plan/disk_plan.h"

#include "tests/plan/shape_of.h"

#include <QTest>

using namespace bafo;
using namespace bafo::plan;

class DiskPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneMoreSavedPointThanIsKept()
    {
        const ModelShape model = fakes::shapeOf();
        config::RunConfig config;
        config.checkpoint.keep = 3;
        const DiskPlan plan = planDisk(model, config);
        QCOMPARE(plan.numCheckpoints, 4);
        QVERIFY(plan.checkpointBytes >= 12 * model.numParameters());
        QVERIFY(plan.checkpointBytes <= 13 * model.numParameters());
        QCOMPARE(plan.modelBytes, 0);
        QCOMPARE(plan.neededBytes(), 4 * plan.checkpointBytes + plan.reserveBytes);
    }

    void whatIsFrozenIsNotSaved()
    {
        const ModelShape model = fakes::shapeOf();
        config::RunConfig config;
        const DiskPlan all = planDisk(model, config);
        config.freezing.tensors = {"model.layers.*"};
        const DiskPlan few = planDisk(model, config);
        std::int64_t around = 0;
        for (const TensorShape &tensor : model.units.front()) {
            around += tensor.numElements();
        }
        QVERIFY(few.checkpointBytes < all.checkpointBytes);
        QVERIFY(few.checkpointBytes >= 12 * around && few.checkpointBytes <= 13 * around);
    }

    void ofAnAdapterOnlyItselfIsSaved()
    {
        const ModelShape model = fakes::shapeOf();
        config::RunConfig config;
        config.method = "lora";
        config.outputModel = "adapter";
        config.adapter.rank = 8;
        config.adapter.targets = {"q"};
        const DiskPlan plan = planDisk(model, config);
        const std::int64_t added = 6 * 8 * (128 + 128);
        QVERIFY(plan.checkpointBytes >= 12 * added && plan.checkpointBytes <= 12 * added * 2);
        QCOMPARE(plan.modelBytes, 4 * added);
    }

    void aNewModelTakesItsWeightsAndWhatLiesBesideThem()
    {
        ModelShape model = fakes::shapeOf();
        for (auto &unit : model.units) {
            for (TensorShape &tensor : unit) {
                tensor.fileBytes /= 2; // bf16; what is written is fp32
            }
        }
        model.folderBytes = static_cast<std::uint64_t>(2 * model.numParameters() + 1000);
        config::RunConfig config;
        config.outputModel = "taught";
        QCOMPARE(planDisk(model, config).modelBytes, 4 * model.numParameters() + 1000);
    }
};

QTEST_APPLESS_MAIN(DiskPlanTest)
#include "disk_plan_test.moc"
