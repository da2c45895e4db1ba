// SPDX-License-Identifier: Apache-2.0
#include "core/base/name_pattern.h"

#include <QTest>

using namespace bafo;

class NamePatternTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStarStandsForAnyLetters_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("matches");
        QTest::newRow("itself") << "model.norm.weight"
                                << "model.norm.weight" << true;
        QTest::newRow("a part") << "model.norm"
                                << "model.norm.weight" << false;
        QTest::newRow("at the end") << "model.layers.1.*"
                                    << "model.layers.1.mlp.up_proj.weight" << true;
        QTest::newRow("another number") << "model.layers.1.*"
                                        << "model.layers.11.mlp.up_proj.weight" << false;
        QTest::newRow("in front") << "*.bias"
                                  << "model.layers.1.self_attn.q_proj.bias" << true;
        QTest::newRow("several") << "*layers*proj.w*"
                                 << "model.layers.1.mlp.up_proj.weight" << true;
        QTest::newRow("nothing to stand for") << "*model.norm.weight*"
                                              << "model.norm.weight" << true;
        QTest::newRow("letters twice") << "*aab"
                                       << "aaaab" << true;
        QTest::newRow("an end that is missing") << "*aab"
                                                << "aaaa" << false;
        QTest::newRow("alone") << "*"
                               << "" << true;
        QTest::newRow("a dot is a dot") << "a.b"
                                        << "axb" << false;
    }

    void aStarStandsForAnyLetters()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, name);
        QTEST(matchesPattern(pattern.toStdString(), name.toStdString()), "matches");
    }

    void oneOfSeveralIsEnough()
    {
        QVERIFY(matchesAny({"a", "b*"}, "bc"));
        QVERIFY(!matchesAny({"a", "b*"}, "c"));
        QVERIFY(!matchesAny({}, ""));
    }
};

QTEST_APPLESS_MAIN(NamePatternTest)
#include "name_pattern_test.moc"
