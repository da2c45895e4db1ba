// SPDX-License-Identifier: Apache-2.0
#include "core/plan/model_fit.h"

#include "tests/plan/shape_of.h"

#include <QTest>

using namespace bafo;
using namespace bafo::plan;

class ModelFitTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sequencesBeyondTheContextAreRefused()
    {
        ModelShape model = fakes::shapeOf();
        config::RunConfig config;
        config.model = "smol";
        config.sequenceLength = 4096;
        QVERIFY(checkFitsModel(model, config)); // config.json does not say
        model.contextLength = 4096;
        QVERIFY(checkFitsModel(model, config));
        config.sequenceLength = 4097;
        const auto refused = checkFitsModel(model, config);
        QVERIFY(!refused && refused.error().code == ErrorCode::config);
        QVERIFY(refused.error().message.find("smol reads at most 4096 tokens") != std::string::npos);
    }

    void namesThatNoTensorHasAreRefused()
    {
        const ModelShape model = fakes::shapeOf(); // tied: no head of its own
        config::RunConfig config;
        config.freezing.tensors = {"model.layers.5.*", "*.up_proj.weight"};
        QVERIFY(checkFitsModel(model, config));
        for (const char *name : {"model.layers.6.*", "lm_head.weight", "nobody", ""}) {
            config.freezing.tensors = {"model.layers.5.*", name};
            const auto refused = checkFitsModel(model, config);
            QVERIFY(!refused && refused.error().message.find("'" + std::string(name) + "'") != std::string::npos);
        }
    }

    void rowsOfNewTokensAreWantedOnlyWhereThereAreSome()
    {
        ModelShape model = fakes::shapeOf();
        config::RunConfig config;
        config.model = "smol";
        config.adapter.newRows = true;
        QVERIFY(checkFitsModel(model, config)); // nothing is adapted
        config.method = "lora";
        const auto refused = checkFitsModel(model, config);
        QVERIFY(!refused && refused.error().code == ErrorCode::config);
        QVERIFY(refused.error().message.find("no rows of smol are new") != std::string::npos);
        model.numNewRows = 5;
        QVERIFY(checkFitsModel(model, config));
    }
};

QTEST_APPLESS_MAIN(ModelFitTest)
#include "model_fit_test.moc"
