// SPDX-License-Identifier: GPL-3.0-or-later
// What the run is for, and what of the form that needs.
#include "ui/models/run_proposal.h"
#include "ui/pages/train/knob_form.h"
#include "ui/pages/train/purpose_bar.h"
#include "ui/pages/train/train_page.h"
#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

/// What somebody decides who teaches to answer.
QStringList answeringKnobs()
{
    return {QStringLiteral("model"),
            QStringLiteral("output_model"),
            QStringLiteral("method"),
            QStringLiteral("curriculum"),
            QStringLiteral("instructions.style"),
            QStringLiteral("instructions.loss"),
            QStringLiteral("adapter.rank"),
            QStringLiteral("adapter.alpha"),
            QStringLiteral("adapter.targets"),
            QStringLiteral("sequence_length"),
            QStringLiteral("sequences_per_step"),
            QStringLiteral("steps"),
            QStringLiteral("optimizer.learning_rate"),
            QStringLiteral("evaluation.every_steps"),
            QStringLiteral("name"),
            QStringLiteral("evaluation.held_out")};
}

/// What somebody decides who lets a model read: the simple ones; what is trained stands behind the short ones, so that
/// these go in pairs.
QStringList readingKnobs(const std::vector<KnobSpec> &specs)
{
    const QString method = QStringLiteral("method");
    QStringList keys;
    for (const KnobSpec &spec : specs) {
        if (spec.isSimple && spec.key != method) {
            keys.append(spec.key);
        }
    }
    keys.insert(keys.indexOf(QStringLiteral("steps")) + 1, method);
    return keys;
}

/// An adapter is no base, and a run learns from texts or from conversations; both can be measured while it answers.
KnobChoices choicesFor(RunPurpose purpose, const TrainFacts &facts)
{
    KnobChoices choices;
    for (const runs::ModelSummary &model : facts.models.models) {
        if (model.adapterRank == 0) {
            choices.models.append(QString::fromStdString(model.name));
        }
    }
    choices.tokenizers = facts.tokenizers;
    const bool isAnswering = purpose == RunPurpose::answering;
    for (const TextFacts &text : facts.texts) {
        const TextChoice choice{text.name, text.languages(), text.splits()};
        if (text.holdsConversations == isAnswering) {
            choices.texts.push_back(choice);
        }
        if (isAnswering || !text.holdsConversations) {
            choices.measured.push_back(choice);
        }
    }
    return choices;
}

} // namespace

void TrainPage::buildNothing(QVBoxLayout *column)
{
    const int u = unitOf(*this);
    auto *body = new QVBoxLayout(m_nothing);
    body->setContentsMargins(0, 0, 0, u);
    body->addWidget(words(tr("A model learns to answer from conversations, and there are none in this project yet: "
                             "questions with answers as JSON lines, or made of translated texts.")));
    auto *row = new QHBoxLayout;
    QPushButton *add = button(tr("Add conversations"));
    QPushButton *make = button(tr("Make them of translations"));
    row->addWidget(add);
    row->addWidget(make);
    row->addStretch(1);
    body->addLayout(row);
    m_nothing->hide();
    column->addWidget(m_nothing);
    connect(add, &QPushButton::clicked, this, [this] {
        context().host->goTo(QStringLiteral("text"), {{QStringLiteral("add"), true}});
    });
    connect(make, &QPushButton::clicked, this, [this] {
        context().host->goTo(QStringLiteral("text"), {{QStringLiteral("build"), true}});
    });
}

/// By hand: each purpose has a draft of its own.
void TrainPage::choosePurpose(RunPurpose purpose)
{
    if (purpose == m_purpose || !m_facts) {
        showPurpose();
        return;
    }
    const QJsonObject before = m_draft.toJson();
    const QJsonObject other = std::exchange(m_otherDraft, before);
    m_purpose = purpose;
    if (other.isEmpty()) {
        m_draft.replace(proposeFor(purpose, *m_facts));
    } else {
        m_draft.restore(other);
    }
    QTimer::singleShot(0, this, [this] { m_scroll->verticalScrollBar()->setValue(0); }); // another form begins above
}

/// A configuration that came from elsewhere says itself what it is for.
void TrainPage::showPurpose()
{
    if (m_facts) {
        const auto &stages = m_draft.config().curriculum;
        if (!stages.empty() && m_facts->text(stages.front().dataset) != nullptr) {
            m_purpose = purposeOf(m_draft.config(), *m_facts);
        }
        m_form->setChoices(choicesFor(m_purpose, *m_facts));
        m_nothing->setVisible(m_purpose == RunPurpose::answering
                              && std::none_of(m_facts->texts.begin(), m_facts->texts.end(),
                                              [](const TextFacts &text) { return text.holdsConversations; }));
    }
    m_purposeBar->setEnabled(m_facts != nullptr); // before them nothing can be proposed
    m_purposeBar->show(m_purpose);
    m_form->setFirst(m_purpose == RunPurpose::answering ? answeringKnobs() : readingKnobs(m_form->specs()));
    m_form->setUseless(uselessKnobs(), m_draft.typed());
}

QStringList TrainPage::uselessKnobs() const
{
    QStringList keys;
    for (const KnobSpec &spec : m_form->specs()) {
        const bool isOfAdapter = spec.key.startsWith(QLatin1String("adapter."));
        const bool isOfConversations = spec.key.startsWith(QLatin1String("instructions."));
        if ((isOfAdapter && !m_draft.config().hasAdapter())
            || (isOfConversations && m_purpose == RunPurpose::reading)) {
            keys.append(spec.key);
        }
    }
    return keys;
}

} // namespace bafo::ui
