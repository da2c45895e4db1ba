// SPDX-License-Identifier: GPL-3.0-or-later
// Uses the real window as a person does: clicks what is in sight, types where the focus is, waits for what is said.
#pragma once

#include "ui/shell/main_window.h"

#include <QString>
#include <QStringList>

#include <memory>

class QPushButton;
class QTableView;
class QWindow;

namespace bafo::walk {

/// 20 s, or what BAFO_TEST_PATIENCE_MS says: for whoever mends a test.
[[nodiscard]] int patienceMs();

/// One window with its own settings. Every find waits up to 20 s and fails the test (false, null) after that.
class WindowDriver {
public:
    WindowDriver(const QString &bafo, const QString &home);

    [[nodiscard]] ui::MainWindow &window() { return *m_window; }

    /// By the start of its words, or its accessible name; in this window or a dialog of it.
    [[nodiscard]] QPushButton *button(const QString &text);

    [[nodiscard]] QTableView *table(const QString &name);

    /// By mouse, in the middle of the button.
    bool click(const QString &text);

    /// Writes over what stands in the field or editable box with this accessible name.
    bool write(const QString &name, const QString &text);

    /// By the start of its words, too. The same key by key, with Tab from control to control: no mouse.
    bool tabTo(const QString &name);
    void keys(const QString &text);
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

    /// Types a path into the file dialog that the next step opens.
    void answerFileDialog(const QString &path);

    /// Controls in sight with this accessible name.
    [[nodiscard]] int countNamed(const QString &name) const;

    /// Drops files on the window as a file manager does.
    void drop(const QStringList &paths);

    /// The same at once.
    [[nodiscard]] bool isSaying(const QString &words);

    /// Whether some label, button or named control in sight comes to hold these words.
    bool waitFor(const QString &words, int milliseconds = patienceMs());
    bool waitUntil(const std::function<bool()> &condition, int milliseconds = patienceMs());

    /// By Ctrl and its number.
    bool goTo(int number);

private:
    template <class Widget>
    [[nodiscard]] Widget *find(const std::function<bool(const Widget &)> &isIt);

    [[nodiscard]] QWindow *keyWindow() const;

    ui::Settings m_settings;
    ui::Appearance m_appearance;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace bafo::walk
