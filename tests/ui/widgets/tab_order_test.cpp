// SPDX-License-Identifier: GPL-3.0-or-later
// Tab as people expect it, whatever is made, hidden or scrolled away meanwhile.
#include "ui/widgets/card.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/tab_order.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTest>

using namespace bafo::ui;

namespace {

class Area final : public QWidget {
public:
    using QWidget::QWidget;

protected:
    bool focusNextPrevChild(bool isNext) override { return focusNextByPlace(*this, isNext); }
};

/// Whether any widget came up as a window.
class Windows final : public QObject {
public:
    int num = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        num += event->type() == QEvent::Show && qobject_cast<QWidget *>(watched) != nullptr
            && static_cast<QWidget *>(watched)->isWindow();
        return false;
    }
};

} // namespace

class TabOrderTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Area> m_window;
    QHBoxLayout *m_row = nullptr;

    QPushButton *add(const char *name, int place = -1)
    {
        auto *made = new QPushButton(QString::fromLatin1(name));
        made->setFocusPolicy(Qt::StrongFocus);
        m_row->insertWidget(place, made);
        return made;
    }

    static QString focused()
    {
        const auto *button = qobject_cast<QPushButton *>(QApplication::focusWidget());
        return button != nullptr ? button->text() : QString();
    }

    void press(Qt::Key key) { QTest::keyClick(m_window->windowHandle(), key); }

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<Area>();
        m_row = new QHBoxLayout(m_window.get());
        add("c");
        add("a", 0);
        add("b", 1); // made last, stands in the middle
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_row->itemAt(0)->widget()->setFocus();
    }

    void tabGoesByPlaceAndRoundTheWindow()
    {
        QStringList reached;
        for (int i = 0; i < 4; ++i) {
            reached.append(focused());
            press(Qt::Key_Tab);
        }
        QCOMPARE(reached.join(QLatin1Char(' ')), QStringLiteral("a b c a"));
        press(Qt::Key_Backtab);
        press(Qt::Key_Backtab);
        QCOMPARE(focused(), QStringLiteral("c"));
    }

    void theNeighbourOfAHiddenControlGetsTheFocus()
    {
        press(Qt::Key_Tab);
        m_row->itemAt(1)->widget()->hide();
        QCOMPARE(focused(), QStringLiteral("c"));
        m_row->itemAt(2)->widget()->setEnabled(false); // nothing behind it: not round to the start by chance
        QCOMPARE(focused(), QStringLiteral("a"));
    }

    void anAreaInAWindowTellsWhereItEnds()
    {
        auto *area = new Area;
        auto *inside = new QHBoxLayout(area);
        auto *only = new QPushButton(QStringLiteral("d"));
        inside->addWidget(only);
        m_row->addWidget(area);
        QTest::qWait(0);
        focusArea(*area, Qt::TabFocusReason);
        QCOMPARE(focused(), QStringLiteral("d"));
        QVERIFY(!focusNextByPlace(*area, true));
        auto *other = new QPushButton(QStringLiteral("e"));
        inside->addWidget(other);
        QTest::qWait(0);
        only->hide();
        QCOMPARE(focused(), QStringLiteral("e")); // not what stands outside
    }

    void whatIsScrolledAwayComesIntoSight()
    {
        auto *content = new QWidget;
        auto *column = new QVBoxLayout(content);
        for (int i = 0; i < 40; ++i) {
            column->addWidget(new QPushButton(QString::number(i)));
        }
        auto *area = scrolling(content, QStringLiteral("Long"));
        m_row->addWidget(area);
        m_window->resize(600, 200);
        QTest::qWait(0);
        m_row->itemAt(0)->widget()->setFocus();
        press(Qt::Key_Backtab); // round the window, to the last button below
        QCOMPARE(focused(), QStringLiteral("39"));
        QVERIFY(!QApplication::focusWidget()->visibleRegion().isEmpty());
    }

    void anAreaThatScrollsByKeysShowsItsFocus()
    {
        auto *area = scrolling(new QWidget, QStringLiteral("Words"));
        area->setMinimumSize(100, 100);
        m_row->addWidget(area);
        QTest::qWait(0);
        const QImage before = area->grab().toImage();
        area->setFocus(Qt::TabFocusReason);
        QVERIFY(area->grab().toImage() != before);
    }

    void aTitledCardIsNeverAWindowOfItsOwn()
    {
        Windows windows;
        qApp->installEventFilter(&windows);
        m_row->addWidget(new Card(QStringLiteral("Title"), nullptr));
        QTest::qWait(0);
        QCOMPARE(windows.num, 0);
    }
};

QTEST_MAIN(TabOrderTest)
#include "tab_order_test.moc"
