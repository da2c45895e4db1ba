// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/second_click.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QTest>
#include <QVBoxLayout>

using namespace bafo::ui;

class SecondClickTest : public QObject {
    Q_OBJECT

    SecondClick m_secondClick;

    static void clickAt(QWidget &widget, quint64 time)
    {
        const QPointF middle = QRectF(widget.rect()).center();
        for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
            QMouseEvent event(type, middle, widget.mapToGlobal(middle), Qt::LeftButton,
                              type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
            event.setTimestamp(time);
            QApplication::sendEvent(&widget, &event);
        }
    }

    /// A window of two pages, each a button, and a button beside them.
    struct Window {
        QWidget frame;
        QStackedWidget *pages = new QStackedWidget;
        QPushButton *start = new QPushButton;
        QPushButton *clone = new QPushButton;
        QPushButton *rail = new QPushButton;
        int numClones = 0;
        int numRailClicks = 0;

        explicit Window(SecondClick &secondClick)
        {
            auto *column = new QVBoxLayout(&frame);
            column->addWidget(rail);
            column->addWidget(pages);
            for (QPushButton *one : {start, clone}) {
                auto *page = new QWidget;
                (new QVBoxLayout(page))->addWidget(one);
                pages->addWidget(page);
            }
            QObject::connect(start, &QPushButton::clicked, &frame, [this, &secondClick] {
                pages->setCurrentIndex(1);
                secondClick.noteNewPage(pages->currentWidget());
            });
            QObject::connect(clone, &QPushButton::clicked, &frame, [this] { ++numClones; });
            QObject::connect(rail, &QPushButton::clicked, &frame, [this] { ++numRailClicks; });
            frame.show();
        }
    };

private Q_SLOTS:
    void theSecondClickOfADoubleClickDoesNothingOnTheNewPage()
    {
        Window window(m_secondClick);
        clickAt(*window.start, 10'000);
        QCOMPARE(window.pages->currentIndex(), 1);
        clickAt(*window.clone, 10'000 + static_cast<quint64>(QApplication::doubleClickInterval()) - 1);
        QCOMPARE(window.numClones, 0);
        clickAt(*window.clone, 10'000 + static_cast<quint64>(QApplication::doubleClickInterval()));
        QCOMPARE(window.numClones, 1); // that was meant
    }

    void whatLiesBesideThePageAndAnOldPageHearEveryClick()
    {
        Window window(m_secondClick);
        clickAt(*window.start, 20'000);
        clickAt(*window.rail, 20'050);
        QCOMPARE(window.numRailClicks, 1);
        clickAt(*window.clone, 30'000);
        clickAt(*window.clone, 30'050);
        QCOMPARE(window.numClones, 2);
    }
};

QTEST_MAIN(SecondClickTest)
#include "second_click_test.moc"
