// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include <QImage>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace bafo::ui;

class SparklineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void valuesThatAreTooLargeToDrawArePassedOver()
    {
        const auto values = thinned({3, 2, 1e308, std::nan(""), 1}, 5);
        QCOMPARE(values, (std::vector<float>{3, 2, 1}));
    }

    static void nothingIsPaintedOutOfItsPlace()
    {
        QImage image(100, 60, QImage::Format_RGB32);
        image.fill(Qt::white);
        const QRect place(30, 20, 40, 20);
        QPainter painter(&image);
        drawSparkline(painter, place, {0, 3e38F, -3e38F, 3e38F, 1}, Qt::black);
        painter.end();
        const QRect room = place.adjusted(-2, -2, 2, 2);
        bool isAnyInside = false;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const bool isPainted = image.pixelColor(x, y) != QColor(Qt::white);
                isAnyInside = isAnyInside || isPainted;
                QVERIFY2(!isPainted || room.contains(x, y), qPrintable(QStringLiteral("%1, %2").arg(x).arg(y)));
            }
        }
        QVERIFY(isAnyInside);
    }
};

QTEST_MAIN(SparklineTest)
#include "sparkline_test.moc"
