// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/walk/keyboard.h"

#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QImage>
#include <QMenu>
#include <QPointer>
#include <QTest>
#include <QTimer>
#include <QWindow>

#include <algorithm>

namespace bafo::walk {
namespace {

constexpr int kMostTabs = 200;
constexpr int kMostChoices = 100;
constexpr int kFrame = 4; ///< pixels around a control in which its focus may be drawn

QString nameOf(const QWidget &widget)
{
    const QString words = wordsOf(widget).trimmed();
    return words.isEmpty() ? QString::fromLatin1(widget.metaObject()->className())
                           : words.section(QLatin1Char('\n'), 0, 0);
}

bool isCalled(const QWidget &widget, const QString &name)
{
    const QStringList words = wordsOf(widget).split(QLatin1Char('\n'));
    return std::any_of(words.begin(), words.end(), [&name](const QString &one) { return one.startsWith(name); });
}

/// A button beside a field may begin with the field's name.
bool takesText(const QWidget &widget)
{
    return widget.inputMethodQuery(Qt::ImEnabled).toBool();
}

/// With what is around it, as its window shows it.
QImage imageOf(QWidget &widget)
{
    QWidget *window = widget.window();
    const QRect place(widget.mapTo(window, QPoint(0, 0)), widget.size());
    return window->grab(place.adjusted(-kFrame, -kFrame, kFrame, kFrame)).toImage();
}

/// Not scrolled away, not of no size.
bool isInSight(const QWidget &widget)
{
    QRect seen = widget.rect();
    for (const QWidget *one = &widget; one->isVisible() && !one->isWindow(); one = one->parentWidget()) {
        seen = seen.translated(one->pos()) & one->parentWidget()->rect();
    }
    return widget.isVisible() && !seen.isEmpty();
}

} // namespace

void Keyboard::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(m_driver.keyWindow(), key, modifiers);
}

void Keyboard::type(const QString &text)
{
    for (const QChar letter : text) {
        QTest::keyClick(m_driver.keyWindow(), letter.toLatin1());
    }
}

bool Keyboard::goTo(int number)
{
    press(static_cast<Qt::Key>(Qt::Key_0 + number), Qt::ControlModifier);
    return true;
}

void Keyboard::judge(const QWidget &reached)
{
    if (wordsOf(reached).trimmed().isEmpty()) {
        m_troubles.insert(QStringLiteral("no name: ") + nameOf(reached));
    }
    if (!m_driver.waitUntil([&reached] { return isInSight(reached); }, 1000)) {
        m_troubles.insert(QStringLiteral("out of sight: ") + nameOf(reached));
    }
}

/// With time to look: a list that was empty a moment ago, on a busy computer, has its frame where its first row is now.
bool Keyboard::isFramed(QWidget &widget)
{
    const QPointer<QWidget> focus = QApplication::focusWidget();
    const QImage without = imageOf(widget);
    widget.setFocus(Qt::TabFocusReason);
    const bool isFramed = m_driver.waitUntil([&] { return imageOf(widget) != without; }, 2000);
    if (focus) {
        focus->setFocus(Qt::TabFocusReason);
    }
    return isFramed;
}

void Keyboard::tab()
{
    const QPointer<QWidget> left = QApplication::focusWidget();
    const QPoint place = left ? left->mapTo(left->window(), QPoint(0, 0)) : QPoint();
    const QImage with = left ? imageOf(*left) : QImage();
    press(Qt::Key_Tab);
    const QWidget *reached = QApplication::focusWidget();
    if (reached != nullptr) {
        judge(*reached);
    }
    const bool isThere = left && isInSight(*left) && left->mapTo(left->window(), QPoint(0, 0)) == place;
    if (isThere && left != reached && with == imageOf(*left) && !isFramed(*left)) {
        m_troubles.insert(QStringLiteral("no frame: ") + nameOf(*left));
    }
}

bool Keyboard::tabTo(const QString &name)
{
    (void)m_driver.keyWindow(); // a dialog that has gone gives the focus back
    QStringList reached;
    for (int i = 0; i < kMostTabs; ++i) {
        const QWidget *focus = QApplication::focusWidget();
        if (focus != nullptr && isCalled(*focus, name)) {
            return true;
        }
        reached.append(focus != nullptr ? nameOf(*focus) : QStringLiteral("nothing"));
        tab();
    }
    reached.removeDuplicates();
    qWarning("Tab does not reach '%s', but: %s", qPrintable(name), qPrintable(reached.join(QStringLiteral(" | "))));
    return false;
}

bool Keyboard::tabBackTo(const QString &name)
{
    for (int i = 0; i < kMostTabs; ++i) {
        press(Qt::Key_Tab, Qt::ShiftModifier);
        if (const QWidget *focus = QApplication::focusWidget(); focus != nullptr && isCalled(*focus, name)) {
            return true;
        }
    }
    qWarning("Shift+Tab does not reach '%s'", qPrintable(name));
    return false;
}

bool Keyboard::pressButton(const QString &name)
{
    if (m_driver.button(name) == nullptr || !tabTo(name)) { // waits until it is there
        return false;
    }
    press(Qt::Key_Return);
    return true;
}

bool Keyboard::write(const QString &name, const QString &text)
{
    if (!tabTo(name)) {
        return false;
    }
    if (!takesText(*QApplication::focusWidget())) {
        tab();
        return write(name, text);
    }
    press(Qt::Key_A, Qt::ControlModifier);
    type(text);
    return true;
}

bool Keyboard::choose(const QString &name, const QString &text)
{
    if (!tabTo(name)) {
        return false;
    }
    const auto *box = qobject_cast<const QComboBox *>(QApplication::focusWidget());
    press(Qt::Key_Home);
    for (int i = 0; box != nullptr && i < kMostChoices; ++i) {
        if (box->currentText().startsWith(text)) {
            return true;
        }
        press(Qt::Key_Down);
    }
    qWarning("no choice '%s' in '%s'", qPrintable(text), qPrintable(name));
    return false;
}

bool Keyboard::chooseInMenu(const QString &button, const QString &text)
{
    const auto pick = [this, &text] {
        const auto *menu = qobject_cast<const QMenu *>(QApplication::activePopupWidget());
        for (int i = 0; menu != nullptr && i < kMostChoices; ++i) {
            if (menu->activeAction() != nullptr && menu->activeAction()->text() == text) {
                press(Qt::Key_Return);
                return true;
            }
            press(Qt::Key_Down);
        }
        return false;
    };
    return tabTo(button) && answering(pick, [this] { press(Qt::Key_Return); });
}

bool Keyboard::openPalette(const QString &letters)
{
    press(Qt::Key_K, Qt::ControlModifier);
    if (!m_driver.waitUntil([] { return QApplication::activePopupWidget() != nullptr; })) {
        qWarning("Ctrl+K opens nothing");
        return false;
    }
    type(letters);
    return true;
}

bool Keyboard::act(const QString &letters)
{
    if (!openPalette(letters)) {
        return false;
    }
    press(Qt::Key_Return);
    return true;
}

bool Keyboard::answeringAct(const QString &letters, const std::function<bool()> &answer)
{
    const auto isDialog = [] { return qobject_cast<QFileDialog *>(QApplication::activeModalWidget()) != nullptr; };
    return openPalette(letters)
        && answering(
               answer, [this] { press(Qt::Key_Return); }, isDialog);
}

bool Keyboard::isAsked()
{
    return QApplication::activePopupWidget() != nullptr || QApplication::activeModalWidget() != nullptr;
}

bool Keyboard::answering(const std::function<bool()> &answer, const std::function<void()> &step,
                         const std::function<bool()> &isOpen)
{
    const auto isRight = std::make_shared<bool>(false); // the timer may outlive this call
    auto *look = new QTimer(&m_driver.window());
    QObject::connect(look, &QTimer::timeout, &m_driver.window(), [this, look, answer, isOpen, isRight] {
        if (isOpen()) {
            look->stop();
            look->deleteLater();
            *isRight = answer();
            for (int i = 0; !*isRight && isOpen() && i < 5; ++i) {
                press(Qt::Key_Escape);
            }
        }
    });
    look->start(50);
    step();
    m_driver.waitUntil([&] { return *isRight; }, 1000);
    return *isRight;
}

bool Keyboard::isWellLed() const
{
    QStringList troubles(m_troubles.begin(), m_troubles.end());
    for (const QString &stray : m_driver.strayWindows()) {
        troubles.append(QStringLiteral("a window of its own: ") + stray);
    }
    for (const QString &trouble : troubles) {
        qWarning("%s", qPrintable(trouble));
    }
    return troubles.isEmpty();
}

} // namespace bafo::walk
