// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/help_window.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QDialog>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

/// Pages begin theirs with their own title, which stands above the text already.
QString withoutTitle(const QString &markdown)
{
    return markdown.startsWith(QLatin1String("# ")) ? markdown.section(QLatin1Char('\n'), 1).trimmed() : markdown;
}

} // namespace

void showHelpWindow(const QString &title, const QString &markdown, QWidget *parent)
{
    const QString name = QStringLiteral("help");
    for (QDialog *open : parent->findChildren<QDialog *>(name, Qt::FindDirectChildrenOnly)) {
        if (open->windowTitle() == title && open->isVisible()) {
            open->raise();
            open->activateWindow();
            return;
        }
        open->close(); // one at a time
    }
    auto *window = new QDialog(parent);
    window->setObjectName(name);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(title);
    const int u = unitOf(*window);
    auto *column = new QVBoxLayout(window);
    column->setContentsMargins(3 * u, 3 * u, 3 * u, 3 * u);
    column->setSpacing(u);
    column->addWidget(heading(title));
    auto *text = new QTextBrowser;
    text->setOpenExternalLinks(true);
    text->setMarkdown(withoutTitle(markdown));
    text->setAccessibleName(title);
    column->addWidget(text, 1);
    auto *close = button(QDialog::tr("Close"));
    close->setAutoDefault(true);
    column->addWidget(close, 0, Qt::AlignRight);
    QObject::connect(close, &QPushButton::clicked, window, &QDialog::close);
    text->setFocus(); // the arrows scroll it
    window->resize(64 * u, 56 * u);
    window->show();
}

} // namespace bafo::ui
