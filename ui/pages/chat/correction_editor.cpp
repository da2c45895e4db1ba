// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/correction_editor.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/text_area.h"

#include <QCheckBox>
#include <QDateTime>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {

CorrectionEditor::CorrectionEditor(QWidget *parent)
    : QWidget(parent)
    , m_field(new TextArea)
    , m_withEarlier(new QCheckBox(tr("With what was said before")))
    , m_earlierWords(mutedWords({}))
    , m_keep(button(tr("Keep the correction")))
    , m_leave(quietButton(tr("Leave it")))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(u, u, 0, 0);
    column->setSpacing(u / 2);
    auto *label = words(tr("The answer as it should have been"));
    label->setBuddy(m_field);
    m_field->setAccessibleName(tr("The answer as it should have been"));
    m_field->installEventFilter(this);
    column->addWidget(label);
    column->addWidget(m_field);
    m_withEarlier->setChecked(true);
    column->addWidget(m_withEarlier);
    column->addWidget(m_earlierWords);
    auto *row = new FlowLayout;
    row->setSpacing(u);
    row->addWidget(m_keep);
    row->addWidget(m_leave);
    row->addWidget(new Label(tr("Ctrl+Enter keeps it"), TextSize::body, TextWeight::normal, Tone::muted));
    column->addLayout(row);
    m_keep->setToolTip(tr("A row of the dataset corrections, to train on later"));
    setEarlier(0, 0);
    hide();
    connect(m_field, &QPlainTextEdit::textChanged, this, [this] {
        m_keep->setEnabled(!text().isEmpty());
        Q_EMIT changed(m_field->toPlainText());
    });
    connect(m_keep, &QPushButton::clicked, this, &CorrectionEditor::keep);
    connect(m_leave, &QPushButton::clicked, this, &CorrectionEditor::leave);
}

void CorrectionEditor::setEarlier(int numEarlier, int numUncorrected)
{
    m_withEarlier->setVisible(numEarlier > 0);
    m_earlierWords->setVisible(numUncorrected > 0);
    m_earlierWords->setText(
        tr("The model learns its answers before this one too, and %1 of them nobody corrected. Correct those first, or "
           "leave out what was said before.")
            .arg(numUncorrected));
}

void CorrectionEditor::begin(const QString &text, bool takesFocus)
{
    constexpr int kFewestLines = 3;
    constexpr int kMostLines = 12;
    {
        const QSignalBlocker blocker(m_field); // nothing was typed yet
        m_field->setPlainText(text);
    }
    m_keep->setEnabled(!text.trimmed().isEmpty());
    const int lineHeight = m_field->fontMetrics().lineSpacing();
    const int charactersInLine
        = std::max(20, m_field->width() / std::max(1, m_field->fontMetrics().averageCharWidth()));
    const auto lines = text.count(QLatin1Char('\n')) + text.size() / charactersInLine + 2;
    m_field->setFixedHeight(std::clamp(static_cast<int>(lines), kFewestLines, kMostLines) * lineHeight
                            + 2 * unitOf(*this));
    show();
    m_field->moveCursor(QTextCursor::End);
    if (takesFocus) {
        m_field->setFocus();
    }
}

void CorrectionEditor::setBusy(bool isBusy)
{
    m_field->setReadOnly(isBusy);
    m_keep->setEnabled(!isBusy && !text().isEmpty());
    m_leave->setEnabled(!isBusy);
    m_keep->setText(isBusy ? tr("Keeping it …") : tr("Keep the correction"));
}

QString CorrectionEditor::text() const
{
    return m_field->toPlainText().trimmed();
}

void CorrectionEditor::keep()
{
    if (m_keep->isEnabled()) {
        Q_EMIT keepWanted(text(), m_withEarlier->isChecked());
    }
}

void CorrectionEditor::leave()
{
    hide();
    Q_EMIT left(m_field->toPlainText());
}

bool CorrectionEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && !m_field->isReadOnly()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
            keep();
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            leave();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

CorrectionView::CorrectionView(QWidget *parent)
    : QWidget(parent)
    , m_text(words({}))
    , m_where(mutedWords({}))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(u + u / 2, u, u + u / 2, u / 2);
    column->setSpacing(u / 2);
    column->addWidget(new Label(tr("As it should have been"), TextSize::body, TextWeight::strong));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_text);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    QPushButton *back = quietButton(tr("Take it back"));
    back->setAccessibleName(tr("Take this correction back"));
    row->addWidget(m_where, 1);
    row->addWidget(back);
    column->addLayout(row);
    connect(back, &QPushButton::clicked, this, &CorrectionView::withdrawWanted);
    hide();
}

void CorrectionView::show(const CorrectionNote &note)
{
    m_text->setText(note.text);
    m_text->setAccessibleName(tr("As it should have been: %1").arg(note.text));
    m_where->setText(
        tr("in %1 since %2")
            .arg(note.dataset, QLocale().toString(QDateTime::fromMSecsSinceEpoch(note.atMs), QLocale::ShortFormat)));
    setVisible(note.isThere());
}

void CorrectionView::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(coloursOf(palette()).raised);
    painter.drawRoundedRect(rect(), unitOf(*this) * 1.1, unitOf(*this) * 1.1);
}

} // namespace bafo::ui
