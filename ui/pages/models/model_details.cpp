// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_details.h"

#include "ui/models/run_list.h"
#include "ui/pages/models/certificate_words.h"
#include "ui/pages/models/fact_list.h"
#include "ui/pages/models/model_facts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_mark.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace bafo::ui {

ModelDetails::ModelDetails(QWidget *parent)
    : QWidget(parent)
    , m_name(title({}))
    , m_how(mutedWords({}))
    , m_trouble(new Label({}, TextSize::body, TextWeight::normal, Tone::error))
    , m_facts(new FactList)
    , m_settingsTitle(new Label(tr("Made with"), TextSize::body, TextWeight::strong))
    , m_settings(new FactList)
    , m_uses(new QWidget)
    , m_lookAtRun(quietButton(tr("Look at the run")))
    , m_hashText(words({}))
    , m_showHash(quietButton(tr("Show whole")))
    , m_verification(new QWidget)
    , m_checked(new StateMark)
    , m_checkWords(mutedWords({}))
    , m_verify(button(tr("Verify")))
    , m_certificate(new QWidget)
    , m_verdict(new StateMark)
    , m_verdictWords(mutedWords({}))
    , m_remove(button(tr("Delete")))
    , m_removeWords(mutedWords({}))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    m_name->setWordWrap(true);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_trouble->setWordWrap(true);
    column->addWidget(m_name);
    column->addWidget(m_how);
    column->addWidget(m_trouble);
    column->addWidget(m_uses);
    addActions(*column);
    column->addSpacing(u);
    column->addWidget(m_facts);
    column->addSpacing(u);
    auto *made = new QHBoxLayout;
    made->addWidget(m_settingsTitle, 1);
    made->addWidget(m_lookAtRun);
    column->addLayout(made);
    column->addWidget(m_settings);
    addCertificate(*column);
    addVerification(*column);
    column->addSpacing(u);
    addRemoval(*column);
    column->addStretch(1);
}

void ModelDetails::addActions(QVBoxLayout & /*column*/)
{
    const int u = unitOf(*this);
    auto *uses = new QVBoxLayout(m_uses);
    uses->setContentsMargins(0, u, 0, 0);
    uses->setSpacing(u);
    auto *first = new FlowLayout;
    first->setSpacing(u);
    m_chat = primaryButton(tr("Talk with it"));
    m_train = button(tr("Train it"));
    m_merge = button(tr("Merge…"));
    QPushButton *write = button(tr("Export…"));
    for (QPushButton *one : {m_chat, m_train, m_merge, write}) {
        first->addWidget(one);
    }
    uses->addLayout(first);
    write->setToolTip(tr("For other programs: Hugging Face, llama.cpp, LitGPT"));
    m_merge->setToolTip(tr("Puts it into its base: a whole model, which every program reads"));
    connect(m_chat, &QPushButton::clicked, this, [this] { Q_EMIT chatWanted(m_model); });
    connect(m_train, &QPushButton::clicked, this, [this] { Q_EMIT trainWanted(m_model); });
    connect(m_merge, &QPushButton::clicked, this, [this] { Q_EMIT mergeWanted(m_model); });
    connect(write, &QPushButton::clicked, this, [this] { Q_EMIT exportWanted(m_model); });
    connect(m_lookAtRun, &QPushButton::clicked, this, [this] { Q_EMIT runWanted(m_run); });
}

void ModelDetails::addVerification(QVBoxLayout &column)
{
    const int u = unitOf(*this);
    auto *inside = new QVBoxLayout(m_verification);
    inside->setContentsMargins(0, u, 0, 0);
    inside->addWidget(new Label(tr("Weight hash"), TextSize::body, TextWeight::normal, Tone::muted));
    inside->setSpacing(0);
    m_hashText->setFont(numberFont());
    m_hashText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_hashText->setAccessibleName(tr("Weight hash"));
    auto *hash = new FlowLayout;
    hash->setSpacing(u);
    QPushButton *copy = iconButton(QStringLiteral("edit-copy"), tr("Copy the whole weight hash"));
    hash->addWidget(m_hashText);
    hash->addWidget(m_showHash);
    hash->addWidget(copy);
    inside->addLayout(hash);
    auto *row = new FlowLayout;
    row->setSpacing(2 * u);
    row->addWidget(m_verify);
    row->addWidget(m_checked);
    inside->addSpacing(u);
    inside->addLayout(row);
    inside->addSpacing(u / 2);
    inside->addWidget(m_checkWords);
    m_verify->setToolTip(tr("Reads every file and compares it with the hashes that were noted when it was written"));
    column.addWidget(m_verification);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_hash); });
    connect(m_verify, &QPushButton::clicked, this, [this] { Q_EMIT verifyWanted(m_model); });
    connect(m_showHash, &QPushButton::clicked, this, [this] {
        m_isHashWhole = !m_isHashWhole;
        m_showHash->setText(m_isHashWhole ? tr("Show short") : tr("Show whole"));
        m_hashText->setText(m_isHashWhole ? m_hash.left(32) + QLatin1Char('\n') + m_hash.mid(32)
                                          : m_hash.left(kHashShown) + QStringLiteral("…"));
    });
}

void ModelDetails::addCertificate(QVBoxLayout &column)
{
    const int u = unitOf(*this);
    auto *inside = new QVBoxLayout(m_certificate);
    inside->setContentsMargins(0, u, 0, 0);
    inside->setSpacing(u / 2);
    inside->addWidget(new Label(tr("Certificate"), TextSize::body, TextWeight::strong));
    auto *row = new FlowLayout;
    row->setSpacing(2 * u);
    QPushButton *read = button(tr("Read it"));
    read->setAccessibleName(tr("Read the certificate"));
    row->addWidget(m_verdict);
    row->addWidget(read);
    inside->addLayout(row);
    inside->addWidget(m_verdictWords);
    column.addWidget(m_certificate);
    connect(read, &QPushButton::clicked, this, [this] { Q_EMIT certificateWanted(m_model); });
}

void ModelDetails::addRemoval(QVBoxLayout &column)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * unitOf(*this));
    row->addWidget(m_remove, 0, Qt::AlignTop);
    row->addWidget(m_removeWords, 1);
    column.addLayout(row);
    connect(m_remove, &QPushButton::clicked, this, [this] { Q_EMIT removeWanted(m_model); });
}

void ModelDetails::show(const FamilyMember &member, const ShelfContent &content, const CheckOutcome *check,
                        const CheckProgress &progress)
{
    m_isHashWhole = m_isHashWhole && m_model == member.name;
    m_model = member.name;
    m_run = member.setting("run");
    m_hash = QString::fromStdString(member.model.lineage.weightHash());
    m_name->setText(member.name);
    m_how->setText(howInWords(member));
    const bool isReadable = member.kind != MemberKind::unreadable;
    QString trouble = isReadable
        ? QString()
        : QString::fromStdString(member.error.message + (member.error.hint.empty() ? "" : "\n" + member.error.hint));
    if (member.isInCircle) {
        trouble = tr("Its lineage leads back to itself: files of several models were mixed up.");
    }
    m_trouble->setText(trouble);
    m_trouble->setVisible(!trouble.isEmpty());
    m_uses->setVisible(isReadable && member.model.hasWeights);
    const bool isAdapter = member.kind == MemberKind::adapter;
    m_chat->setVisible(!isAdapter || member.isOriginHere);
    m_train->setVisible(!isAdapter); // what was learnt goes on from what it is merged into
    m_merge->setVisible(isAdapter && member.isOriginHere);
    m_facts->setVisible(isReadable);
    m_settings->setVisible(isReadable);
    m_settingsTitle->setVisible(isReadable);
    m_verification->setVisible(isReadable && !member.model.lineage.files.empty());
    m_certificate->setVisible(false);
    m_lookAtRun->setVisible(content.scores.contains(m_run));
    if (isReadable) {
        showFacts(member, content);
        showVerification(member, check, progress);
        showCertificate(member, content.certificateOf(member.name));
    }
    showRemoval(member, content);
}

void ModelDetails::showFacts(const FamilyMember &member, const ShelfContent &content)
{
    m_facts->set(factsOf(member, content));
    const std::vector<Fact> settings = settingsOf(member);
    m_settings->set(settings);
    m_settings->setVisible(!settings.empty());
    m_settingsTitle->setVisible(!settings.empty());
}

void ModelDetails::showVerification(const FamilyMember & /*member*/, const CheckOutcome *check,
                                    const CheckProgress &progress)
{
    m_hashText->setText(m_isHashWhole ? m_hash.left(32) + QLatin1Char('\n') + m_hash.mid(32)
                                      : m_hash.left(kHashShown) + QStringLiteral("…"));
    m_showHash->setText(m_isHashWhole ? tr("Show short") : tr("Show whole"));
    m_verify->setVisible(!progress.isRunning);
    if (progress.isRunning) {
        m_checked->set(Shape::triangle, Tone::muted, tr("verifying, %1 %").arg(static_cast<int>(progress.share * 100)));
        m_checkWords->setText({});
    } else if (check == nullptr || check->weightHash != m_hash) {
        m_checked->set(Shape::ring, Tone::muted, tr("not verified"));
        m_checkWords->setText({});
    } else if (check->isSound) {
        m_checked->set(Shape::tick, Tone::good, tr("verified"));
        const qint64 age = QDateTime::currentMSecsSinceEpoch() - check->atMs;
        m_checkWords->setText(tr("All files are as they were written: %1.").arg(agoInWords(age)));
        m_checkWords->setTone(Tone::muted);
    } else {
        m_checked->set(Shape::cross, Tone::error, tr("differs"));
        m_checkWords->setText(check->text + QLatin1Char('\n') + check->hint);
        m_checkWords->setTone(Tone::error);
    }
    m_checkWords->setVisible(!m_checkWords->text().isEmpty());
}

void ModelDetails::showCertificate(const FamilyMember & /*member*/, const runs::ParityCertificate *certificate)
{
    m_certificate->setVisible(certificate != nullptr);
    if (certificate == nullptr) {
        return;
    }
    const bool isGreen = certificate->isGreen();
    if (!certificate->model.weightHash.empty() && QString::fromStdString(certificate->model.weightHash) != m_hash) {
        m_verdict->set(Shape::ring, Tone::warning, tr("of other weights"));
    } else {
        m_verdict->set(isGreen ? Shape::tick : Shape::cross, isGreen ? Tone::good : Tone::error,
                       isGreen ? tr("green") : tr("red"));
    }
    QString words = tr("It answers as what it was made from: %1 checks.").arg(certificate->checks.size());
    if (const auto failures = certificate->failures(); !failures.empty()) {
        const runs::ParityCheck &first = failures.front();
        words = first.cause.empty() ? checkInWords(first.check) : QString::fromStdString(first.cause);
    }
    m_verdictWords->setTone(isGreen ? Tone::muted : Tone::error);
    m_verdictWords->setText(words);
}

void ModelDetails::showRemoval(const FamilyMember &member, const ShelfContent &content)
{
    const QStringList users = content.users.value(member.name);
    const bool canGo = users.isEmpty() && member.children.isEmpty();
    m_remove->setVisible(canGo);
    if (!users.isEmpty()) {
        m_removeWords->setText(tr("It cannot be deleted now: run %1 needs it.").arg(runNameOf(users.front())));
    } else if (!canGo) {
        m_removeWords->setText(
            tr("It is kept for what was made from it: %1.").arg(member.children.join(QStringLiteral(", "))));
    } else if (member.kind == MemberKind::unreadable) {
        m_removeWords->setText(tr("The folder is gone for good then."));
    } else {
        m_removeWords->setText(tr("Frees %1. It is gone for good then.").arg(sizeInWords(member.model.sizeBytes)));
    }
}

} // namespace bafo::ui
