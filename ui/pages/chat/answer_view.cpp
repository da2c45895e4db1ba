// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/answer_view.h"

#include "ui/pages/chat/correction_editor.h"
#include "ui/pages/chat/message_views.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

QString endInWords(const ChatNode &node)
{
    if (node.reason == QLatin1String("max_new_tokens")) {
        return AnswerView::tr("cut off: longest answer reached");
    }
    if (node.reason == QLatin1String("context_full")) {
        return AnswerView::tr("cut off: the model can read no more");
    }
    if (node.reason == QLatin1String("cancelled")) {
        return AnswerView::tr("stopped");
    }
    if (node.reason == QLatin1String("interrupted")) {
        return AnswerView::tr("interrupted");
    }
    return {};
}

QStringList stateInWords(const ChatNode &node)
{
    QStringList parts;
    if (node.isBeingMade()) {
        parts.append(node.tokens.empty() ? AnswerView::tr("reading the question…") : AnswerView::tr("writing…"));
    } else if (!node.problem.isEmpty()) {
        parts.append(node.problem);
    } else if (node.tokens.empty()) {
        parts.append(AnswerView::tr("The model ended its answer at once."));
    }
    if (const QString end = endInWords(node); !end.isEmpty()) {
        parts.append(end);
    }
    if (node.tokensPerSecond > 0 && !node.tokens.empty()) {
        parts.append(
            AnswerView::tr("%L1 tokens/s").arg(node.tokensPerSecond, 0, 'f', node.tokensPerSecond < 10 ? 1 : 0));
    }
    return parts;
}

} // namespace

AnswerView::AnswerView(const ChatNode &node, const AnswerPlace &place, QWidget *parent)
    : QWidget(parent)
    , m_languagesOf(place.languagesOf)
    , m_text(new AnswerText)
    , m_state(mutedWords({}))
    , m_actions(new QWidget)
    , m_correct(nullptr)
    , m_editor(new CorrectionEditor)
    , m_correction(new CorrectionView)
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    auto *said = new QVBoxLayout;
    said->setContentsMargins(u, 0, 0, 0); // as far in as the words of the buttons below
    said->setSpacing(u / 2);
    if (node.model != place.columnModel) {
        said->addWidget(mutedWords(node.model));
    }
    for (QWidget *one : std::initializer_list<QWidget *>{m_text, m_state, m_correction}) {
        said->addWidget(one);
    }
    column->addLayout(said);
    buildActions(place.variant);
    column->addWidget(m_actions);
    column->addWidget(m_editor);
    m_editor->setEarlier(place.numEarlier, place.numUncorrected);
    connect(m_editor, &CorrectionEditor::changed, this, &AnswerView::draftChanged);
    connect(m_editor, &CorrectionEditor::keepWanted, this, &AnswerView::correctionWanted);
    connect(m_editor, &CorrectionEditor::left, this, [this](const QString &text) {
        m_actions->show();
        m_correct->setFocus();
        Q_EMIT draftLeft(text);
    });
    connect(m_correction, &CorrectionView::withdrawWanted, this, &AnswerView::withdrawWanted);
    append(node.tokens);
    showState(node);
    if (node.draft) {
        open(false);
    }
}

void AnswerView::buildActions(const Variant &variant)
{
    auto *row = new QHBoxLayout(m_actions);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    QPushButton *again = messageAction(QStringLiteral("view-refresh"), tr("Again"));
    again->setAccessibleName(tr("Answer this again"));
    connect(again, &QPushButton::clicked, this, &AnswerView::againWanted);
    m_correct = messageAction(QStringLiteral("document-edit"), tr("Correct"));
    m_correct->setAccessibleName(tr("Correct this answer"));
    m_correct->setToolTip(tr("Write it as it should have been: a row to train on"));
    connect(m_correct, &QPushButton::clicked, this, &AnswerView::beginCorrection);
    row->addWidget(again);
    row->addWidget(m_correct);
    row->addWidget(copyAction([text = m_text] { return text->toPlainText().trimmed(); }, this));
    auto *others = new VariantSwitch(variant);
    connect(others, &VariantSwitch::chosen, this, &AnswerView::variantChosen);
    row->addWidget(others);
    row->addStretch(1);
}

void AnswerView::append(const std::vector<SpokenToken> &tokens)
{
    if (!tokens.empty()) {
        m_text->append(tokens);
    }
}

void AnswerView::showState(const ChatNode &node)
{
    m_text->setVisible(!node.tokens.empty());
    m_actions->setVisible(!node.isBeingMade());
    const bool isWhole = !node.isBeingMade() && !node.tokens.empty();
    m_correct->setVisible(isWhole);
    const LanguageShareWords languages = isWhole ? m_languagesOf(node.text()) : LanguageShareWords{};
    m_correction->show(node.correction);
    m_begun = node.draft ? *node.draft : node.correction.isThere() ? node.correction.text : node.text().trimmed();
    QStringList parts = stateInWords(node);
    if (!languages.text.isEmpty()) {
        parts.prepend(languages.text);
    }
    m_state->setToolTip(languages.tip);
    m_state->setTone(node.problem.isEmpty() ? Tone::muted : Tone::error);
    m_state->setText(parts.join(QStringLiteral(" · ")));
    m_state->setVisible(!parts.isEmpty());
}

void AnswerView::beginCorrection()
{
    open(true);
}

void AnswerView::open(bool takesFocus)
{
    if (!m_correct->isHidden() && m_editor->isHidden()) {
        m_actions->hide();
        m_editor->begin(m_begun, takesFocus);
    }
}

} // namespace bafo::ui
