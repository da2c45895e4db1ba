// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/row_growth.h"

#include <QTest>

using namespace bafo;
using namespace bafo::exchange;

class RowGrowthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyListTakesTheMeanOfAllOldRows()
    {
        QCOMPARE(averageRows(m_old, 2, {{}}).value(), (std::vector<float>{2, 20}));
    }

    void aRowIsTheMeanOfTheNamedOnes()
    {
        QCOMPARE(averageRows(m_old, 2, {{0, 2}}).value(), (std::vector<float>{2, 25}));
        QVERIFY(averageRows(m_old, 2, {{0, 1}}).value() != averageRows(m_old, 2, {{0, 2}}).value());
    }

    void childrenMayBeNewRowsMadeBefore()
    {
        // Row 3 = (row 0 + row 1) / 2 = (1.5, 10); row 4 = (row 3 + row 2) / 2.
        QCOMPARE(averageRows(m_old, 2, {{0, 1}, {3, 2}}).value(), (std::vector<float>{1.5, 10, 2.25, 25}));
    }

    void aParentThatComesLaterIsRefused()
    {
        const auto made = averageRows(m_old, 2, {{0, 4}, {0, 1}});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::data);
        QVERIFY(!averageRows({}, 2, {{}}));
    }

    void rowsArePaddedToSixtyFour()
    {
        QCOMPARE(paddedRowCount(64), 64);
        QCOMPARE(paddedRowCount(65), 128);
    }

    void modesAreFoundByName()
    {
        QCOMPARE(rowInitialisationOf("subpieces").value(), RowInitialisation::subpieces);
        QCOMPARE(rowInitialisationOf("zero").error().code, ErrorCode::config);
    }

private:
    const std::vector<float> m_old = {1, 10, 2, 10, 3, 40};
};

QTEST_APPLESS_MAIN(RowGrowthTest)
#include "row_growth_test.moc"
