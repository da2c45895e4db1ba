// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "ui/widgets/measures.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

QString nameOf(const QAction &action)
{
    return action.text().remove(QLatin1Char('&')).remove(QChar(0x2026));
}

} // namespace

CommandPalette::CommandPalette(const QList<QAction *> &actions, QWidget *parent)
    : QDialog(parent, Qt::Popup)
    , m_letters(new QLineEdit)
    , m_list(new QListWidget)
{
    std::copy_if(actions.begin(), actions.end(), std::back_inserter(m_actions),
                 [](const QAction *action) { return action->isEnabled() && !action->text().isEmpty(); });
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    m_letters->setPlaceholderText(tr("What do you want to do?"));
    m_letters->setAccessibleName(tr("Search in all actions"));
    m_list->setAccessibleName(tr("Actions"));
    m_list->setFocusPolicy(Qt::NoFocus);
    column->addWidget(m_letters);
    column->addWidget(m_list, 1);
    resize(50 * u, 44 * u);
    move(parent->mapToGlobal(QPoint((parent->width() - width()) / 2, parent->height() / 8)));
    m_letters->installEventFilter(this);
    connect(m_letters, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
    m_letters->setFocus(); // a popup gets the keys only for a control that has it already
    filter({});
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0 && m_list->count() > 0) {
            m_list->setCurrentRow((m_list->currentRow() + step + m_list->count()) % m_list->count());
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::filter(const QString &letters)
{
    std::vector<std::pair<int, QAction *>> found;
    for (QAction *action : m_actions) {
        if (const int match = matchOf(letters, nameOf(*action)); match > 0) {
            found.emplace_back(match, action);
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    m_list->clear();
    for (const auto &[match, action] : found) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        auto *item = new QListWidgetItem(
            keys.isEmpty() ? nameOf(*action) : nameOf(*action) + QStringLiteral("   ") + keys, m_list);
        item->setData(Qt::UserRole, QVariant::fromValue(static_cast<void *>(action)));
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::choose()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (item == nullptr) {
        return;
    }
    auto *action = static_cast<QAction *>(item->data(Qt::UserRole).value<void *>());
    accept();
    action->trigger();
}

int matchOf(const QString &letters, const QString &name)
{
    const QString wanted = letters.trimmed().toCaseFolded();
    const QString text = name.toCaseFolded();
    if (wanted.isEmpty()) {
        return 1;
    }
    if (text.startsWith(wanted)) {
        return 1000;
    }
    if (const auto place = text.indexOf(wanted); place >= 0) {
        return text.at(place - 1).isSpace() ? 800 : 600;
    }
    qsizetype at = 0;
    qsizetype gaps = 0;
    for (const QChar letter : wanted) {
        const auto next = text.indexOf(letter, at);
        if (next < 0) {
            return 0;
        }
        gaps += next - at;
        at = next + 1;
    }
    return static_cast<int>(std::max<qsizetype>(1, 400 - gaps));
}

} // namespace bafo::ui
