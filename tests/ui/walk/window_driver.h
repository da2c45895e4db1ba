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

/// What a control says to whoever looks at it, or has it read out: a line each.
[[nodiscard]] QString wordsOf(const QWidget &widget);

/// Notes what comes up as a window of its own although it is only a part: it flashes, and takes the keys away.
class StrayWindows final : public QObject {
public:
    [[nodiscard]] const QStringList &names() const { return m_names; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QStringList m_names;
};
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

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

    /// Types a path into the file dialog that the next step opens.
    void answerFileDialog(const QString &path);

    [[nodiscard]] const QStringList &strayWindows() const { return m_strays.names(); }

    /// Controls in sight with this accessible name.
    [[nodiscard]] int countNamed(const QString &name) const;

    /// Drops files on the window as a file manager does.
    void drop(const QStringList &paths);

    /// Whether some label, button or named control in sight holds these words.
    [[nodiscard]] bool isSaying(const QString &words);

    /// Until it does.
    bool waitFor(const QString &words, int milliseconds = patienceMs());
    bool waitUntil(const std::function<bool()> &condition, int milliseconds = patienceMs());

    /// By Ctrl and its number.
    bool goTo(int number);

    /// Where keys go: to a menu or dialog that is open, else to the window.
    [[nodiscard]] QWindow *keyWindow() const;

private:
    template <class Widget>
    [[nodiscard]] Widget *find(const std::function<bool(const Widget &)> &isIt);

    StrayWindows m_strays;
    ui::Settings m_settings;
    ui::Appearance m_appearance;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace bafo::walk
