// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/command_pane.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace bafo::ui {

CommandPane::CommandPane(QWidget *parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit)
    , m_note(mutedWords({}))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(unitOf(*this));
    column->addWidget(words(tr("This does in a terminal what Start does here.")));
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QWidget::font().pointSizeF());
    m_text->setFont(font);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(7 * fontMetrics().lineSpacing());
    m_text->setAccessibleName(tr("Command"));
    column->addWidget(m_text);
    QPushButton *copy = button(tr("Copy"));
    column->addWidget(copy, 0, Qt::AlignLeft);
    column->addWidget(m_note);
    column->addStretch(1);
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_text->toPlainText());
        Q_EMIT copied();
    });
}

void CommandPane::show(const QString &command, const QString &note)
{
    if (m_text->toPlainText() != command) {
        m_text->setPlainText(command);
    }
    m_note->setText(note);
}

} // namespace bafo::ui
