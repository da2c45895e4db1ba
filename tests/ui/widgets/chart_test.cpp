// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart.h"

#include <QFileInfo>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace bafo;
using namespace bafo::ui;

class ChartTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Chart> m_chart;
    int m_curve = -1;

private Q_SLOTS:
    void init()
    {
        m_chart = std::make_unique<Chart>();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_chart->resize(800, 500);
        m_chart->setAxis(QStringLiteral("step"), AxisUnit::count);
        std::vector<double> x(1000);
        std::iota(x.begin(), x.end(), 1);
        std::vector<double> y(x);
        y[500] = std::numeric_limits<double>::quiet_NaN();
        const int panel = m_chart->addPanel(QStringLiteral("Loss"), 1);
        m_curve = m_chart->addCurve(panel, {.name = QStringLiteral("loss"), .isLabelled = true});
        m_chart->setPoints(m_curve, x, y);
        m_chart->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
        m_chart->replotNow();
    }

    void keysZoomPanAndShowAllAgain()
    {
        QVERIFY(!m_chart->window());
        QTest::keyClick(m_chart.get(), Qt::Key_Plus);
        QVERIFY(m_chart->window());
        const auto near = *m_chart->window();
        QVERIFY(near.second - near.first < 999);
        QTest::keyClick(m_chart.get(), Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(m_chart->window()->first < near.first);
        QTest::keyClick(m_chart.get(), Qt::Key_0);
        QVERIFY(!m_chart->window());
    }

    void whoeverLooksAtThePastIsNotTornAway()
    {
        QSignalSpy following(m_chart.get(), &Chart::followingChanged);
        m_chart->setWindow(std::pair(100.0, 200.0));
        QVERIFY(!m_chart->isFollowing());
        QCOMPARE(following.size(), 1);
        m_chart->addPoints(m_curve, {1001}, {1});
        QCOMPARE(m_chart->window()->first, 100.0);
        QTest::keyClick(m_chart.get(), Qt::Key_End);
        QVERIFY(m_chart->isFollowing());
    }

    void theCrosshairReadsValuesPointByPoint()
    {
        QCOMPARE(m_chart->wordsAtCrosshair(), QString());
        QTest::keyClick(m_chart.get(), Qt::Key_Left);
        QVERIFY2(m_chart->wordsAtCrosshair().endsWith(QStringLiteral("1,000")),
                 qPrintable(m_chart->wordsAtCrosshair()));
        QTest::keyClick(m_chart.get(), Qt::Key_Left);
        QVERIFY2(m_chart->wordsAtCrosshair().endsWith(QStringLiteral("999")), qPrintable(m_chart->wordsAtCrosshair()));
        QVERIFY(m_chart->accessibleDescription().contains(QStringLiteral("999")));
        QTest::keyClick(m_chart.get(), Qt::Key_Escape);
        QCOMPARE(m_chart->wordsAtCrosshair(), QString());
    }

    void markingAPartByMouseLooksAtIt()
    {
        QWidget *plot = m_chart->findChildren<QWidget *>().front();
        const int y = plot->height() / 2;
        QTest::mousePress(plot, Qt::LeftButton, {}, {300, y});
        QTest::mouseMove(plot, {350, y});
        QTest::mouseMove(plot, {500, y});
        QTest::mouseRelease(plot, Qt::LeftButton, {}, {500, y});
        QVERIFY(m_chart->window());
        QVERIFY(m_chart->window()->first > 200);
        QVERIFY(m_chart->window()->second < 800);
        QTest::mouseDClick(plot, Qt::LeftButton, {}, {400, y});
        QVERIFY(!m_chart->window());
    }

    void allFourKindsOfAxesAndALogarithmDoNotFall()
    {
        m_chart->setLogarithmic(true);
        for (const AxisUnit unit : {AxisUnit::count, AxisUnit::bytes, AxisUnit::seconds}) {
            m_chart->setAxis(QStringLiteral("step"), unit);
            m_chart->replotNow();
        }
        m_chart->setPoints(m_curve, {1, 2, 3}, {0, -1, 0}); // nothing that a logarithm could show
        m_chart->replotNow();
        m_chart->setPoints(m_curve, {}, {});
        m_chart->replotNow();
    }

    void filesAreWritten()
    {
        const QTemporaryDir folder;
        for (const QString &suffix : {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")}) {
            const QString path = folder.filePath(QStringLiteral("chart.") + suffix);
            QVERIFY(m_chart->exportTo(path));
            QVERIFY2(QFileInfo(path).size() > 1000, qPrintable(suffix));
        }
        const QImage picture(folder.filePath(QStringLiteral("chart.png")));
        QVERIFY(picture.width() >= 1500); // twice as fine as the screen
        const auto refused = m_chart->exportTo(QStringLiteral("/nowhere/at/all.png"));
        QVERIFY(!refused);
        QVERIFY(!refused.error().hint.empty());
    }
};

QTEST_MAIN(ChartTest)
#include "chart_test.moc"
