// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/memory_bar.h"

#include "ui/widgets/colours.h"

#include <QImage>
#include <QTest>

using namespace bafo::ui;

namespace {

constexpr qint64 kGigabyte = 1'000'000'000;

MemoryPicture pictureWith(qint64 modelBytes, int numProcesses = 1)
{
    return {.parts = {{QStringLiteral("Model"), modelBytes}, {QStringLiteral("Learning"), 2 * kGigabyte}},
            .numProcesses = numProcesses,
            .otherBytes = kGigabyte,
            .totalBytes = 8 * kGigabyte};
}

} // namespace

class MemoryBarTest : public QObject {
    Q_OBJECT

    static QImage paintedBy(MemoryBar &bar)
    {
        bar.setPalette(paletteOf(lightColours()));
        bar.resize(400, bar.sizeHint().height());
        QImage image(bar.size(), QImage::Format_RGB32);
        image.fill(Qt::white);
        bar.render(&image);
        return image;
    }

    /// Pixels of a colour in the middle of the bar.
    static int numOf(const QImage &image, const QColor &colour, int y)
    {
        int count = 0;
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y) == colour ? 1 : 0;
        }
        return count;
    }

private Q_SLOTS:
    void everyPartIsSaidInWords()
    {
        MemoryBar bar(QStringLiteral("Memory"));
        bar.set(pictureWith(kGigabyte));
        QCOMPARE(bar.accessibleName(), QStringLiteral("Memory"));
        QCOMPARE(bar.accessibleDescription(),
                 QStringLiteral("Model: 1.0 GB; Learning: 2.0 GB; Other programs: 1.0 GB"));
        bar.set(pictureWith(kGigabyte, 3));
        QVERIFY(bar.accessibleDescription().startsWith(QStringLiteral("Model: 3 × 1.0 GB")));
    }

    void partsTakeTheirShareOfTheMachine()
    {
        MemoryBar bar(QStringLiteral("Memory"));
        bar.set(pictureWith(2 * kGigabyte));
        const int y = bar.fontMetrics().height() / 2;
        const int ofModel = numOf(paintedBy(bar), lightColours().series[0], y);
        QVERIFY2(std::abs(ofModel - 100) <= 2, qPrintable(QString::number(ofModel))); // a quarter of 400
        bar.set(pictureWith(kGigabyte, 2));
        const int ofBoth = numOf(paintedBy(bar), lightColours().series[0], y);
        QVERIFY2(std::abs(ofBoth - 100) <= 5, qPrintable(QString::number(ofBoth)));
    }

    void moreThanTheMachineHasIsMarked()
    {
        MemoryBar bar(QStringLiteral("Memory"));
        bar.set(pictureWith(2 * kGigabyte));
        const int y = bar.fontMetrics().height() / 2;
        QCOMPARE(numOf(paintedBy(bar), lightColours().error, y), 0);
        bar.set(pictureWith(20 * kGigabyte));
        QVERIFY(numOf(paintedBy(bar), lightColours().error, y) > 0);
    }
};

QTEST_MAIN(MemoryBarTest)
#include "memory_bar_test.moc"
