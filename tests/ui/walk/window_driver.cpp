// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/walk/window_driver.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QTextEdit>
#include <QTimer>
#include <QUrl>
#include <QWindow>

namespace bafo::walk {
QString wordsOf(const QWidget &widget)
{
    QString words = widget.accessibleName();
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget)) {
        words += QLatin1Char('\n') + button->text();
    } else if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        words += QLatin1Char('\n') + label->text();
    } else if (const auto *text = qobject_cast<const QTextEdit *>(&widget)) {
        words += QLatin1Char('\n') + text->toPlainText();
    }
    return words;
}

bool StrayWindows::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Show && watched->isWidgetType()) {
        const auto *widget = static_cast<QWidget *>(watched);
        if (widget->windowType() == Qt::Widget && widget->parentWidget() == nullptr) {
            m_names.append(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ')
                           + wordsOf(*widget));
        }
    }
    return QObject::eventFilter(watched, event);
}

int patienceMs()
{
    const int wanted = qEnvironmentVariableIntValue("BAFO_TEST_PATIENCE_MS");
    return wanted > 0 ? wanted : 20000;
}

WindowDriver::WindowDriver(const QString &bafo, const QString &home)
    : m_appearance(m_settings)
    , m_window(std::make_unique<ui::MainWindow>(m_settings, m_appearance,
                                                ui::Places{.bafoProgram = bafo,
                                                           .cacheFolder = home + QStringLiteral("/cache"),
                                                           .dataFolder = home + QStringLiteral("/data")}))
{
    QApplication::instance()->installEventFilter(&m_strays);
    m_window->resize(1366, 768);
    m_window->show();
    m_window->activateWindow();
    (void)QTest::qWaitForWindowActive(m_window.get());
    m_window->open(m_settings.lastProject());
}

template <class Widget>
Widget *WindowDriver::find(const std::function<bool(const Widget &)> &isIt)
{
    for (QWidget *top : QApplication::topLevelWidgets()) {
        for (Widget *widget : top->findChildren<Widget *>()) {
            if (widget->isVisible() && isIt(*widget)) {
                return widget;
            }
        }
    }
    return nullptr;
}

QPushButton *WindowDriver::button(const QString &text)
{
    QPushButton *found = nullptr;
    waitUntil([&] {
        found = find<QPushButton>(
            [&text](const QPushButton &one) { return one.text() == text || one.accessibleName() == text; });
        if (found == nullptr) {
            found = find<QPushButton>([&text](const QPushButton &one) { return one.text().startsWith(text); });
        }
        found = found != nullptr && found->isEnabled() ? found : nullptr;
        return found != nullptr;
    });
    if (found == nullptr) {
        qWarning("no button '%s' in sight", qPrintable(text));
    }
    return found;
}

QTableView *WindowDriver::table(const QString &name)
{
    QTableView *found = nullptr;
    waitUntil([&] {
        found = find<QTableView>([&name](const QTableView &one) { return one.accessibleName() == name; });
        return found != nullptr;
    });
    return found;
}

bool WindowDriver::click(const QString &text)
{
    QPushButton *found = button(text);
    if (found == nullptr) {
        return false;
    }
    QTest::mouseClick(found, Qt::LeftButton);
    return true;
}

bool WindowDriver::write(const QString &name, const QString &text)
{
    QWidget *field = nullptr;
    const bool isThere = waitUntil([&] {
        field = find<QWidget>([&name](const QWidget &one) {
            return one.accessibleName() == name && one.isEnabled()
                && (qobject_cast<const QLineEdit *>(&one) != nullptr || qobject_cast<const QComboBox *>(&one) != nullptr
                    || qobject_cast<const QPlainTextEdit *>(&one) != nullptr);
        });
        return field != nullptr;
    });
    if (!isThere) {
        qWarning("no field '%s' in sight", qPrintable(name));
        return false;
    }
    if (auto *box = qobject_cast<QComboBox *>(field); box != nullptr && !box->isEditable()) {
        const int row = box->findText(text, Qt::MatchStartsWith);
        box->setFocus();
        box->setCurrentIndex(row);
        Q_EMIT box->activated(row);
        return row >= 0;
    }
    if (auto *box = qobject_cast<QComboBox *>(field)) {
        field = box->lineEdit();
    }
    QTest::mouseClick(field, Qt::LeftButton);
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
    return true;
}

void WindowDriver::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(keyWindow(), key, modifiers);
}

void WindowDriver::answerFileDialog(const QString &path)
{
    auto *look = new QTimer(m_window.get());
    QObject::connect(look, &QTimer::timeout, m_window.get(), [look, path] {
        auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
        if (dialog == nullptr) {
            return;
        }
        look->deleteLater();
        auto *name = dialog->findChild<QLineEdit *>();
        QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(name, path);
        QTest::keyClick(name, Qt::Key_Return);
    });
    look->start(100);
}

int WindowDriver::countNamed(const QString &name) const
{
    int count = 0;
    for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
        count += widget->isVisible() && widget->accessibleName() == name ? 1 : 0;
    }
    return count;
}

void WindowDriver::drop(const QStringList &paths)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString &path : paths) {
        urls.append(QUrl::fromLocalFile(path));
    }
    data.setUrls(urls);
    const QPoint middle = m_window->rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    if (!enter.isAccepted()) {
        qWarning("the window takes no files");
    }
    QDropEvent event(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &event);
}

bool WindowDriver::isSaying(const QString &words)
{
    return find<QWidget>([&words](const QWidget &one) { return wordsOf(one).contains(words); }) != nullptr;
}

bool WindowDriver::waitFor(const QString &words, int milliseconds)
{
    const bool isThere = waitUntil([&] { return isSaying(words); }, milliseconds);
    if (!isThere) {
        qWarning("nothing in sight says '%s'", qPrintable(words));
    }
    return isThere;
}

bool WindowDriver::waitUntil(const std::function<bool()> &condition, int milliseconds)
{
    return QTest::qWaitFor(condition, milliseconds);
}

QWindow *WindowDriver::keyWindow() const
{
    if (QApplication::activeWindow() == nullptr) { // a window manager does this when a dialog has gone
        m_window->activateWindow();
        (void)QTest::qWaitForWindowActive(m_window.get());
    }
    if (const QWidget *popup = QApplication::activePopupWidget()) {
        return popup->window()->windowHandle();
    }
    const QWidget *active = QApplication::activeWindow();
    return (active != nullptr ? active : m_window.get())->windowHandle();
}

bool WindowDriver::goTo(int number)
{
    const auto &kinds = ui::pageKinds();
    const auto kind
        = std::find_if(kinds.begin(), kinds.end(), [number](const ui::PageKind &one) { return one.number == number; });
    return kind != kinds.end() && waitUntil([&] {
               if (m_window->currentPage() != kind->id) { // offscreen, the first key after a change of focus gets lost
                   press(static_cast<Qt::Key>(Qt::Key_0 + number), Qt::ControlModifier);
               }
               return m_window->currentPage() == kind->id;
           });
}

} // namespace bafo::walk
