// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/help_window.h"

#include "ui/widgets/labels.h"

#include <QDialog>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace bafo::ui {

void showHelpWindow(const QString &title, const QString &markdown, QWidget *parent)
{
    auto *window = new QDialog(parent);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(title);
    const int u = unitOf(*window);
    auto *column = new QVBoxLayout(window);
    column->setContentsMargins(3 * u, 3 * u, 3 * u, 3 * u);
    column->setSpacing(u);
    column->addWidget(heading(title));
    auto *text = new QTextBrowser;
    text->setOpenExternalLinks(true);
    text->setMarkdown(markdown);
    text->setAccessibleName(title);
    column->addWidget(text, 1);
    window->resize(64 * u, 56 * u);
    window->show();
}

} // namespace bafo::ui
