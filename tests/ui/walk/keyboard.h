// SPDX-License-Identifier: GPL-3.0-or-later
// A user without a mouse: presses keys and looks at the window, nothing else. No focus is set, no slot called.
#pragma once

#include "tests/ui/walk/window_driver.h"

#include <QSet>

#include <functional>

class QImage;

namespace bafo::walk {

/// Of one window. Looks as it goes whether each control that Tab reaches is in sight, has a name, and shows that it has
/// the focus.
class Keyboard {
public:
    explicit Keyboard(WindowDriver &driver)
        : m_driver(driver)
    {
        press(Qt::Key_Shift); // the focus is shown on buttons from the first key on
    }

    [[nodiscard]] ui::MainWindow &window() { return m_driver.window(); }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void type(const QString &text);

    /// By Ctrl and its number.
    bool goTo(int number);

    /// By Tab alone, to the control whose text or accessible name begins so.
    bool tabTo(const QString &name);

    /// By Shift+Tab; the control where it starts does not count.
    bool tabBackTo(const QString &name);

    /// By Tab to a button, then Enter.
    bool pressButton(const QString &name);

    /// By Tab to a field, then keys over what stands there.
    bool write(const QString &name, const QString &text);

    /// By Tab to a box or a list of choices, then Down until its text begins so.
    bool choose(const QString &name, const QString &text);

    /// By Tab to a button, then Enter, Down and Enter in its menu.
    bool chooseInMenu(const QString &button, const QString &text);

    /// By Ctrl+K, a few letters and Enter.
    bool act(const QString &letters);

    /// Does `step`; as soon as a menu or dialog is open, `answer`. They hold the program up while they are open: after
    /// an answer that fails they are closed by Escape.
    bool answering(const std::function<bool()> &answer, const std::function<void()> &step,
                   const std::function<bool()> &isOpen = isAsked);

    /// As the driver's.
    bool sees(const QString &words, int milliseconds = 20000) { return m_driver.waitFor(words, milliseconds); }
    bool waitUntil(const std::function<bool()> &condition, int milliseconds = 20000)
    {
        return m_driver.waitUntil(condition, milliseconds);
    }
    [[nodiscard]] int countNamed(const QString &name) const { return m_driver.countNamed(name); }

    /// act() on what opens a dialog, then answering().
    bool answeringAct(const QString &letters, const std::function<bool()> &answer);

    /// Whether nothing was wrong on the way; tells what: "no frame: Name", "out of sight: Name", "no name: QWidget",
    /// "a window of its own: Name".
    [[nodiscard]] bool isWellLed() const;

private:
    static bool isAsked();
    bool openPalette(const QString &letters);
    void tab();
    void judge(const QWidget &reached);
    bool isFramed(QWidget &widget);

    WindowDriver &m_driver;
    QSet<QString> m_troubles;
};

} // namespace bafo::walk
