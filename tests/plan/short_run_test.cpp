// SPDX-License-Identifier: Apache-2.0
#include "core/plan/short_run.h"

#include <QTest>

using namespace bafo;
using namespace bafo::plan;

class ShortRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyChangeIsOneThatAConfigurationTakes()
    {
        config::RunConfig config;
        config.model = "m";
        config.outputModel = "taught";
        config.curriculum.push_back({});
        for (const std::string &change : changesForShortRun("probe", 3, 2)) {
            const std::size_t equals = change.find('=');
            QVERIFY2(config::setKnob(config, change.substr(0, equals), change.substr(equals + 1)), change.c_str());
        }
        QCOMPARE(config.steps, 3);
        QCOMPARE(config.checkpoint.everySteps, 2);
        QVERIFY(config.outputModel.empty() && config.name == "probe");
    }

    void theSettingsBehindSpeedStayAsTheyAre()
    {
        config::RunConfig config;
        const std::string before = settingsBehind(config, 1);
        for (const std::string &change : changesForShortRun("probe", 3, 2)) {
            const std::size_t equals = change.find('=');
            (void)config::setKnob(config, change.substr(0, equals), change.substr(equals + 1));
        }
        QVERIFY(settingsBehind(config, 1) == before);
        QVERIFY(settingsBehind(config, 2) != before);
        config.recompute = "block";
        QVERIFY(settingsBehind(config, 1) != before);
    }
};

QTEST_APPLESS_MAIN(ShortRunTest)
#include "short_run_test.moc"
