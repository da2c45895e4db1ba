// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/build_card.h"

#include "core/data/dataset.h"
#include "core/runs/project.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"

#include <QCheckBox>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace bafo::ui {
namespace {

struct Kinds {
    QStringList texts;
    QStringList conversations;
};

/// Those that cannot be read are the page's to tell.
Kinds kindsOf(const Path &folder, const QStringList &names)
{
    PosixFileSystem files;
    Kinds kinds;
    for (const QString &name : names) {
        auto dataset = data::Dataset::open(files, folder / name.toStdString());
        const auto holds = dataset ? dataset->holdsConversations() : Result<bool>(fail(dataset.error()));
        if (holds) {
            (*holds ? kinds.conversations : kinds.texts).append(name);
        }
    }
    return kinds;
}

QStringList checkedOf(const std::vector<QCheckBox *> &boxes)
{
    QStringList names;
    for (const QCheckBox *box : boxes) {
        if (box->isChecked()) {
            names.append(box->text());
        }
    }
    return names;
}

} // namespace

BuildCard::BuildCard(ProjectSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_name(new QLineEdit(QStringLiteral("conversations")))
    , m_background(std::make_unique<Background>())
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(tr("Make conversations in two languages"), nullptr);
    column->addWidget(card);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(4 * u);
    auto *from = new QWidget;
    auto *fromColumn = new QVBoxLayout(from);
    fromColumn->setContentsMargins(0, 0, u, 0);
    m_textList = addList(fromColumn, tr("Translated texts"),
                         tr("Each pair becomes a translation to ask for, in both directions."));
    m_questionList = addList(fromColumn, tr("Questions with answers"),
                             tr("Asked in one language, or in one and answered in the other."));
    fromColumn->addStretch(1);
    sides->addWidget(scrolling(from), 1);
    sides->addWidget(scrolling(buildShares()), 1);
    card->body()->addLayout(sides, 1);
    card->body()->addWidget(buildButtons());
    setFocusProxy(m_name);
    check();
}

BuildCard::~BuildCard() = default;

QVBoxLayout *BuildCard::addList(QVBoxLayout *column, const QString &title, const QString &sentence)
{
    const int u = unitOf(*this);
    column->addWidget(new Label(title, TextSize::body, TextWeight::strong));
    column->addWidget(mutedWords(sentence));
    auto *list = new QVBoxLayout;
    list->setSpacing(u / 2);
    column->addLayout(list);
    column->addSpacing(2 * u);
    return list;
}

void BuildCard::addShare(QVBoxLayout *column, Share &share, const QString &name, const QString &sentence)
{
    auto *label = new Label(name);
    share.field = new NumberField(NumberField::Kind::real, 0, 1, {});
    share.field->setNumber(1);
    share.field->edit()->setAccessibleName(name);
    share.field->setHelp(sentence);
    label->setBuddy(share.field->edit());
    column->addSpacing(unitOf(*this) / 2);
    column->addWidget(label);
    column->addWidget(share.field);
    column->addWidget(mutedWords(sentence));
    connect(share.field, &NumberField::edited, this, &BuildCard::check);
}

QWidget *BuildCard::buildShares()
{
    const int u = unitOf(*this);
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, u, 0);
    column->setSpacing(u / 2);
    auto *label = new Label(tr("Name of the new dataset"));
    label->setBuddy(m_name);
    m_name->setAccessibleName(label->text());
    column->addWidget(label);
    column->addWidget(m_name);
    connect(m_name, &QLineEdit::textChanged, this, &BuildCard::check);
    addShare(column, m_shares[0], tr("Share of the translations"), tr("1: all that can be made, 0: none."));
    addShare(column, m_shares[1], tr("Share of the questions in one language"),
             tr("Question and answer in the same language."));
    addShare(column, m_shares[2], tr("Share of the questions across languages"),
             tr("The question in one language, the answer in the other."));
    column->addStretch(1);
    return form;
}

QWidget *BuildCard::buildButtons()
{
    auto *bottom = new QWidget;
    auto *row = new QHBoxLayout(bottom);
    row->setContentsMargins(0, unitOf(*this), 0, 0);
    m_missing = mutedWords({});
    m_make = primaryButton(tr("Make them"));
    QPushButton *leave = button(tr("Cancel"));
    row->addWidget(m_missing, 1);
    row->addWidget(leave);
    row->addWidget(m_make);
    connect(leave, &QPushButton::clicked, this, &BuildCard::cancelled);
    connect(m_make, &QPushButton::clicked, this, [this] {
        if (missing().isEmpty()) {
            Q_EMIT wished(command());
        }
    });
    return bottom;
}

void BuildCard::setDatasets(const QStringList &names)
{
    m_names = names;
    m_background->run([folder = m_session.project().datasetsFolder(), names] { return kindsOf(folder, names); },
                      [this](const Kinds &kinds) { showDatasets(kinds.texts, kinds.conversations); });
    check();
}

void BuildCard::showDatasets(const QStringList &texts, const QStringList &conversations)
{
    m_chosen += checkedOf(m_texts) + checkedOf(m_questions);
    fill(m_textList, m_texts, texts, tr("There are no texts in this project yet."));
    fill(m_questionList, m_questions, conversations, tr("There are no conversations in this project yet."));
    m_chosen.clear();
    check();
}

void BuildCard::fill(QVBoxLayout *list, std::vector<QCheckBox *> &boxes, const QStringList &names,
                     const QString &nothing)
{
    while (QLayoutItem *item = list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    boxes.clear();
    for (const QString &name : names) {
        auto *box = new QCheckBox(name);
        box->setChecked(m_chosen.contains(name));
        list->addWidget(box);
        boxes.push_back(box);
        connect(box, &QCheckBox::clicked, this, &BuildCard::check);
    }
    if (names.isEmpty()) {
        list->addWidget(mutedWords(nothing));
    }
}

QString BuildCard::missing() const
{
    if (checkedOf(m_texts).isEmpty() && checkedOf(m_questions).isEmpty()) {
        return tr("Choose what they are to be made of.");
    }
    if (!runs::isName(m_name->text().toStdString())) {
        return tr("The dataset needs a name: letters, digits, - _ and dots.");
    }
    if (m_names.contains(m_name->text())) {
        return tr("There is a dataset “%1” already.").arg(m_name->text());
    }
    const bool areNumbers = std::all_of(m_shares.begin(), m_shares.end(),
                                        [](const Share &share) { return share.field->number().has_value(); });
    return areNumbers ? QString() : tr("A share is a number from 0 to 1.");
}

QStringList BuildCard::command() const
{
    QStringList words{QStringLiteral("data"), QStringLiteral("build"), m_name->text()};
    for (const QString &name : checkedOf(m_texts)) {
        words << QStringLiteral("--from-parallel") << name;
    }
    for (const QString &name : checkedOf(m_questions)) {
        words << QStringLiteral("--from-questions") << name;
    }
    for (const Share &share : m_shares) {
        words << QStringLiteral("--share")
              << QLatin1String(share.name) + QLatin1Char('=') + plainNumber(share.field->number().value_or(1));
    }
    return words;
}

void BuildCard::check()
{
    if (m_missing != nullptr) {
        m_missing->setText(missing());
        m_make->setEnabled(missing().isEmpty());
    }
}

QJsonObject BuildCard::state() const
{
    QJsonObject shares;
    for (const Share &share : m_shares) {
        shares.insert(QLatin1String(share.name), share.field->typed());
    }
    return {{QStringLiteral("name"), m_name->text()},
            {QStringLiteral("from"), QJsonArray::fromStringList(checkedOf(m_texts) + checkedOf(m_questions))},
            {QStringLiteral("shares"), shares}};
}

void BuildCard::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_name->setText(state.value(QLatin1String("name")).toString());
    m_chosen = state.value(QLatin1String("from")).toVariant().toStringList();
    for (const Share &share : m_shares) {
        share.field->setTyped(
            state.value(QLatin1String("shares")).toObject().value(QLatin1String(share.name)).toString());
    }
    setDatasets(m_names);
}

} // namespace bafo::ui
