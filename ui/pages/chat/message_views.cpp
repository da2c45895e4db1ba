// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/message_views.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/text_area.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

/// A rounded ground behind a question.
class Bubble final : public QWidget {
public:
    explicit Bubble(const QString &text)
    {
        const int u = unitOf(*this);
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(u + u / 2, u, u + u / 2, u);
        auto *label = words(text);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setAccessibleName(QuestionView::tr("Question: %1").arg(text));
        column->addWidget(label);
        // As wide as its words, up to what the column gives.
        const QFontMetrics metrics(label->font());
        const int natural = metrics.boundingRect(QRect(0, 0, 60 * u, 10000), Qt::TextWordWrap, text).width();
        label->setMinimumWidth(std::min(natural + 4, 12 * u));
        setMaximumWidth(natural + 4 * u);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(coloursOf(palette()).raised);
        painter.drawRoundedRect(rect(), unitOf(*this) * 1.1, unitOf(*this) * 1.1);
    }
};

} // namespace

QPushButton *messageAction(const QString &iconName, const QString &text)
{
    QPushButton *made = quietButton(text);
    made->setIcon(icon(iconName));
    QPalette palette = made->palette();
    palette.setColor(QPalette::ButtonText, coloursOf(QApplication::palette()).muted);
    made->setPalette(palette);
    return made;
}

QPushButton *copyAction(const std::function<QString()> &text, QWidget *owner)
{
    QPushButton *copy = messageAction(QStringLiteral("edit-copy"), QuestionView::tr("Copy"));
    QObject::connect(copy, &QPushButton::clicked, owner, [text] { QApplication::clipboard()->setText(text()); });
    return copy;
}

VariantSwitch::VariantSwitch(const Variant &variant, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    QPushButton *back = iconButton(QStringLiteral("go-previous"), tr("The variant before"));
    QPushButton *on = iconButton(QStringLiteral("go-next"), tr("The next variant"));
    back->setEnabled(variant.number > 1);
    on->setEnabled(variant.number < variant.count);
    row->addWidget(back);
    row->addWidget(new Label(tr("%L1 of %L2").arg(variant.number).arg(variant.count), TextSize::body,
                             TextWeight::normal, Tone::muted));
    row->addWidget(on);
    connect(back, &QPushButton::clicked, this, [this, variant] { Q_EMIT chosen(variant.number - 1); });
    connect(on, &QPushButton::clicked, this, [this, variant] { Q_EMIT chosen(variant.number + 1); });
    setVisible(variant.count > 1);
}

QuestionView::QuestionView(const ChatNode &node, const Variant &variant, QWidget *parent)
    : QWidget(parent)
    , m_text(node.question)
    , m_bubble(new Bubble(node.question))
    , m_actions(new QWidget)
    , m_editor(new QWidget)
    , m_field(new TextArea)
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_bubble, 100);
    column->addLayout(row);
    buildActions(variant);
    column->addWidget(m_actions);
    auto *editing = new QVBoxLayout(m_editor);
    editing->setContentsMargins(0, 0, 0, 0);
    editing->setSpacing(u / 2);
    m_field->setAccessibleName(tr("The question, to be changed"));
    m_field->setFixedHeight(6 * u);
    m_field->installEventFilter(this);
    editing->addWidget(m_field);
    auto *buttons = new QHBoxLayout;
    QPushButton *drop = quietButton(tr("Leave it"));
    QPushButton *send = button(tr("Ask this instead"));
    buttons->addStretch(1);
    buttons->addWidget(drop);
    buttons->addWidget(send);
    editing->addLayout(buttons);
    column->addWidget(m_editor);
    m_editor->hide();
    connect(drop, &QPushButton::clicked, this, [this] { finishEdit(false); });
    connect(send, &QPushButton::clicked, this, [this] { finishEdit(true); });
}

void QuestionView::buildActions(const Variant &variant)
{
    auto *row = new QHBoxLayout(m_actions);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addStretch(1);
    auto *others = new VariantSwitch(variant);
    connect(others, &VariantSwitch::chosen, this, &QuestionView::variantChosen);
    row->addWidget(others);
    QPushButton *edit = messageAction(QStringLiteral("document-edit"), tr("Edit"));
    edit->setAccessibleName(tr("Edit this question"));
    connect(edit, &QPushButton::clicked, this, &QuestionView::beginEdit);
    row->addWidget(edit);
    row->addWidget(copyAction([text = m_text] { return text; }, this));
}

void QuestionView::beginEdit()
{
    m_field->setPlainText(m_text);
    m_field->selectAll();
    m_bubble->hide();
    m_actions->hide();
    m_editor->show();
    m_field->setFocus();
}

void QuestionView::finishEdit(bool isSent)
{
    const QString text = m_field->toPlainText().trimmed();
    m_editor->hide();
    m_bubble->show();
    m_actions->show();
    if (isSent && !text.isEmpty()) {
        Q_EMIT edited(text);
    }
}

bool QuestionView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (key->key() == Qt::Key_Escape || (isReturn && !key->modifiers().testFlag(Qt::ShiftModifier))) {
            finishEdit(isReturn);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace bafo::ui
