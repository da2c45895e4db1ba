// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/yaml_pane.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/labels.h"

#include <QFontDatabase>
#include <QTextBlock>
#include <QVBoxLayout>

namespace bafo::ui {

YamlPane::YamlPane(RunDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_edit(new QPlainTextEdit)
    , m_verdict(mutedWords({}))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(unitOf(*this));
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QWidget::font().pointSizeF());
    m_edit->setFont(font);
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setAccessibleName(tr("Configuration as YAML"));
    column->addWidget(m_edit, 1);
    column->addWidget(m_verdict);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] { m_draft.setYaml(m_edit->toPlainText()); });
    connect(&m_draft, &RunDraft::changed, this, &YamlPane::showDraft);
    showDraft();
}

void YamlPane::showDraft()
{
    if (m_edit->toPlainText() != m_draft.yaml()) {
        m_edit->setPlainText(m_draft.yaml());
    }
    QList<QTextEdit::ExtraSelection> marks;
    if (const int line = m_draft.yamlErrorLine(); line > 0) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_edit->document()->findBlockByNumber(line - 1));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.format.setBackground(coloursOf(palette()).raised);
        marks.append(mark);
    }
    m_edit->setExtraSelections(marks);
    const auto &error = m_draft.yamlError();
    m_verdict->setTone(error || !m_draft.typed().isEmpty() ? Tone::error : Tone::muted);
    if (error) {
        m_verdict->setText(QString::fromStdString(error->message) + QStringLiteral(". ")
                           + QString::fromStdString(error->hint));
    } else if (!m_draft.typed().isEmpty()) {
        m_verdict->setText(tr("In the form stands something that is no value yet (%1): here stands the last that was.")
                               .arg(m_draft.typed().keys().join(QStringLiteral(", "))));
    } else {
        m_verdict->setText(tr("This can be read. What you type here is what the form shows."));
    }
}

} // namespace bafo::ui
