// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_details.h"

#include "ui/models/run_list.h"
#include "ui/pages/models/fact_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_mark.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHash>
#include <QLocale>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

constexpr int kHashShown = 12;

struct HowWords {
    Q_DECLARE_TR_FUNCTIONS(HowWords)
};

QString howInWords(const FamilyMember &member)
{
    const QString origin = wrappingName(member.origins.join(QStringLiteral(", ")));
    switch (member.kind) {
    case MemberKind::base:
        return origin.isEmpty() ? HowWords::tr("Nobody noted how it was made: it has no lineage.json.")
                                : HowWords::tr("Imported from %1").arg(origin);
    case MemberKind::random:
        return HowWords::tr("Made with random weights");
    case MemberKind::grown:
        return HowWords::tr("%1 with rows for new word pieces").arg(origin);
    case MemberKind::trained:
        return HowWords::tr("%1, trained in run %2").arg(origin, wrappingName(runNameOf(member.setting("run"))));
    case MemberKind::exported:
        return HowWords::tr("Exported from %1").arg(origin);
    case MemberKind::unreadable:
        return HowWords::tr("This folder cannot be read as a model.");
    }
    return {};
}

/// Settings that every lineage of its kind has, in words; others by their own name.
QString settingInWords(const std::string &key)
{
    static const QHash<QString, QString (*)()> known{
        {QStringLiteral("config_hash"), [] { return HowWords::tr("Configuration"); }},
        {QStringLiteral("tokenizer_hash"), [] { return HowWords::tr("Word pieces"); }},
        {QStringLiteral("steps"), [] { return HowWords::tr("Steps"); }},
        {QStringLiteral("train_bytes"), [] { return HowWords::tr("Text read"); }},
        {QStringLiteral("train_tokens"), [] { return HowWords::tr("Pieces read"); }},
        {QStringLiteral("initialisation"), [] { return HowWords::tr("New rows from"); }},
        {QStringLiteral("format"), [] { return HowWords::tr("Format"); }},
        {QStringLiteral("seed"), [] { return HowWords::tr("Seed"); }}};
    const QString name = QString::fromStdString(key);
    const auto found = known.constFind(name);
    return found == known.constEnd() ? QString(name).replace(QLatin1Char('_'), QLatin1Char(' ')) : (*found)();
}

/// What the lineage notes; a hash is shown short.
std::vector<Fact> settingsOf(const FamilyMember &member)
{
    constexpr std::size_t kHashLength = 64;
    std::vector<Fact> facts;
    for (const auto &[key, value] : member.model.lineage.settings) {
        if (key == "run") {
            continue; // said above
        }
        const QString name = settingInWords(key);
        const QString whole = QString::fromStdString(value);
        bool isNumber = false;
        const qint64 number = whole.toLongLong(&isNumber);
        if (value.size() == kHashLength) {
            facts.push_back({name, whole.left(kHashShown) + QStringLiteral("…"), whole});
        } else if (isNumber) {
            facts.push_back(
                {name, key == "train_bytes" ? sizeInWords(static_cast<quint64>(number)) : groupedNumber(number)});
        } else {
            facts.push_back({name, whole});
        }
    }
    return facts;
}

/// "not here (538 MB): ...": of a model of which only what is known came.
QString weightsElsewhere(const runs::ModelSummary &model)
{
    quint64 bytes = 0;
    for (const runs::LineageFile &file : model.lineage.files) {
        bytes += file.name.ends_with(".safetensors") ? file.sizeBytes : 0;
    }
    return bytes > 0 ? HowWords::tr("not here (%1). Put its files back, or make it again from what it was made from.")
                           .arg(sizeInWords(bytes))
                     : HowWords::tr("not here. Put its files back, or make it again from what it was made from.");
}

} // namespace

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
    QPushButton *chat = primaryButton(tr("Talk with it"));
    QPushButton *train = button(tr("Train it"));
    QPushButton *write = button(tr("Export…"));
    first->addWidget(chat);
    first->addWidget(train);
    first->addWidget(write);
    uses->addLayout(first);
    write->setToolTip(tr("As a Hugging Face folder, which other programs read"));
    connect(chat, &QPushButton::clicked, this, [this] { Q_EMIT chatWanted(m_model); });
    connect(train, &QPushButton::clicked, this, [this] { Q_EMIT trainWanted(m_model); });
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
    m_facts->setVisible(isReadable);
    m_settings->setVisible(isReadable);
    m_settingsTitle->setVisible(isReadable);
    m_verification->setVisible(isReadable && !member.model.lineage.files.empty());
    m_lookAtRun->setVisible(content.scores.contains(m_run));
    if (isReadable) {
        showFacts(member, content);
        showVerification(member, check, progress);
    }
    showRemoval(member, content);
}

void ModelDetails::showFacts(const FamilyMember &member, const ShelfContent &content)
{
    const runs::ModelSummary &model = member.model;
    std::vector<Fact> facts;
    if (const RunScores *scores = content.scoresOf(member)) {
        for (const LanguageScore &score : scores->languages) {
            facts.push_back({tr("%1, bits a byte").arg(languageName(score.language)),
                             scoreInWords(scores, score.language),
                             tr("On held-out text, at the start and at the end of the run that made it. Fewer is "
                                "better.")});
        }
    }
    if (model.hasWeights) {
        facts.push_back({tr("Parameters"), countInWords(model.numParameters),
                         groupedNumber(static_cast<qint64>(model.numParameters))});
    } else {
        facts.push_back({tr("Weights"), weightsElsewhere(model)});
    }
    facts.push_back({tr("Vocabulary"), tr("%1 word pieces").arg(groupedNumber(model.vocabularySize))});
    facts.push_back({tr("Context"), tr("%1 word pieces").arg(groupedNumber(model.contextLength))});
    facts.push_back({tr("Shape"),
                     tr("%1, %2 layers of %3")
                         .arg(QString::fromStdString(model.architecture))
                         .arg(model.numLayers)
                         .arg(model.hiddenSize)});
    facts.push_back({tr("On disk"), sizeInWords(model.sizeBytes)});
    if (model.hasWeights && !model.hasTokenizer) {
        facts.push_back({tr("Word pieces"), tr("none in its folder: it cannot talk")});
    }
    if (member.missesItsOrigin()) {
        facts.push_back(
            {tr("Made from"), tr("%1, which is no longer here").arg(member.origins.join(QStringLiteral(", ")))});
    }
    m_facts->set(facts);
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
