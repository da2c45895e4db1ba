// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/grow_form.h"

#include "core/runs/project.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace bafo::ui {
namespace {

constexpr std::array<qint64, 8> kChoices{250, 500, 1000, 2000, 4000, 8000, 16000, 32000};
constexpr int kDefaultChoice = 2;

/// Rows of the box "stays as it is" that are no language.
const QString kNothing = QStringLiteral("-");
const QString kFiles = QStringLiteral("files");

QString keyOf(const DatasetLanguage &text)
{
    return text.dataset + QLatin1Char('/') + text.language;
}

DatasetLanguage languageOf(const QString &key)
{
    const qsizetype slash = key.lastIndexOf(QLatin1Char('/'));
    return slash < 0 ? DatasetLanguage{} : DatasetLanguage{.dataset = key.left(slash), .language = key.mid(slash + 1)};
}

DatasetLanguage placeOf(const LanguageText &text)
{
    return {.dataset = QString::fromStdString(text.dataset), .language = QString::fromStdString(text.language)};
}

} // namespace

GrowForm::GrowForm(QWidget *parent)
    : QWidget(parent)
    , m_numPieces(new QComboBox)
    , m_learned(new QComboBox)
    , m_kept(new QComboBox)
    , m_name(new QLineEdit)
    , m_cost(mutedWords({}))
    , m_warning(words({}))
    , m_grow(primaryButton({}))
{
    for (const qint64 choice : kChoices) {
        m_numPieces->addItem(groupedNumber(choice), choice);
    }
    m_numPieces->setCurrentIndex(kDefaultChoice);
    m_warning->setTone(Tone::warning);
    build();
    connect(m_numPieces, &QComboBox::currentIndexChanged, this, &GrowForm::refresh);
    connect(m_learned, &QComboBox::currentIndexChanged, this, &GrowForm::refresh);
    connect(m_kept, &QComboBox::currentIndexChanged, this, &GrowForm::refresh);
    connect(m_kept, &QComboBox::activated, this, &GrowForm::chooseKept);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_isOwnName = !text.isEmpty();
        refresh();
    });
    connect(m_name, &QLineEdit::returnPressed, m_grow, &QPushButton::click);
    connect(m_grow, &QPushButton::clicked, this, &GrowForm::growWanted);
    refresh();
}

void GrowForm::build()
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    addField(*column, tr("How many new pieces"), m_numPieces);
    addField(*column, tr("New language: pieces are learned from its text"), m_learned);
    addField(*column, tr("Old language: cut as before, sentence by sentence"), m_kept);
    addField(*column, tr("Name of the new pieces"), m_name);
    column->addSpacing(u);
    column->addWidget(m_cost);
    column->addWidget(m_warning);
    column->addSpacing(u);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    QPushButton *close = quietButton(tr("Not now"));
    row->addWidget(m_grow);
    row->addWidget(close);
    row->addStretch(1);
    column->addLayout(row);
    column->addStretch(1);
    connect(close, &QPushButton::clicked, this, &GrowForm::closeWanted);
}

void GrowForm::addField(QVBoxLayout &column, const QString &name, QWidget *field)
{
    auto *label = mutedWords(name);
    label->setBuddy(field);
    field->setAccessibleName(name);
    column.addSpacing(unitOf(*this) / 2);
    column.addWidget(label);
    column.addWidget(field);
}

void GrowForm::setStudy(const std::shared_ptr<const Study> &study, const QStringList &takenNames)
{
    m_study = study;
    m_taken = takenNames;
    fillLanguages();
    refresh();
}

void GrowForm::fillLanguages()
{
    const GrowPlan before = m_wanted.isEmpty() ? plan() : GrowPlan::fromJson(m_wanted);
    const bool isFirst = m_learned->count() == 0;
    const QSignalBlocker quietLearned(m_learned);
    const QSignalBlocker quietKept(m_kept);
    m_learned->clear();
    m_kept->clear();
    const QString newLanguage = QString::fromStdString(m_study->figures.newLanguage);
    int learned = -1;
    int kept = -1;
    for (const LanguageText &text : m_study->languages) {
        const DatasetLanguage place = placeOf(text);
        const QString words
            = tr("%1 · %2, %3 words").arg(languageName(place.language), place.dataset, groupedNumber(text.numWords));
        m_learned->addItem(words, keyOf(place));
        m_kept->addItem(words, keyOf(place));
        const bool isNew = place.language == newLanguage;
        learned = learned < 0 && isNew ? m_learned->count() - 1 : learned;
        kept = kept < 0 && !isNew ? m_kept->count() - 1 : kept;
    }
    m_kept->addItem(tr("Text files…"), kFiles);
    m_kept->addItem(tr("Nothing: the old language may change"), kNothing);
    learned = std::max(learned, 0);
    m_learned->setCurrentIndex(learned);
    m_kept->setCurrentIndex(kept >= 0 ? kept : m_kept->findData(kNothing));
    if (!isFirst || !m_wanted.isEmpty()) { // what was chosen, where it is still there
        m_keptFiles = before.keptFiles;
        const int oldLearned = m_learned->findData(keyOf(before.learned));
        const int oldKept = m_kept->findData(!before.keptFiles.isEmpty() ? kFiles
                                                 : before.kept.isEmpty() ? kNothing
                                                                         : keyOf(before.kept));
        m_learned->setCurrentIndex(oldLearned >= 0 ? oldLearned : learned);
        m_kept->setCurrentIndex(oldKept >= 0 ? oldKept : m_kept->currentIndex());
    }
    m_wanted = {};
}

void GrowForm::chooseKept(int index)
{
    if (m_kept->itemData(index).toString() != kFiles) {
        return;
    }
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Text of the old language"), {},
                                                            tr("Text files (*.txt);;All files (*)"));
    if (!files.isEmpty()) {
        m_keptFiles = files;
    }
    if (m_keptFiles.isEmpty()) {
        m_kept->setCurrentIndex(m_kept->findData(kNothing));
    }
    refresh();
}

const LanguageText *GrowForm::textOf(const DatasetLanguage &chosen) const
{
    if (m_study) {
        for (const LanguageText &text : m_study->languages) {
            if (placeOf(text) == chosen) {
                return &text;
            }
        }
    }
    return nullptr;
}

GrowPlan GrowForm::plan() const
{
    GrowPlan plan;
    plan.base = m_study ? m_study->choice.before : QString();
    plan.numPieces = m_numPieces->currentData().toLongLong();
    plan.learned = languageOf(m_learned->currentData().toString());
    const QString kept = m_kept->currentData().toString();
    if (kept == kFiles) {
        plan.keptFiles = m_keptFiles;
    } else if (kept != kNothing) {
        plan.kept = languageOf(kept);
    }
    if (const LanguageText *text = textOf(plan.learned)) {
        plan.isLearnedSplit = text->numTrain > 0;
    }
    if (const LanguageText *text = textOf(plan.kept)) {
        plan.isKeptSplit = text->numTrain > 0;
        plan.hasKeptHeldOut = text->numHeldOut > 0;
    }
    plan.name = m_name->text().trimmed();
    return plan;
}

QString GrowForm::verb() const
{
    return tr("Grow by %1 pieces").arg(groupedNumber(m_numPieces->currentData().toLongLong()));
}

QString GrowForm::problem() const
{
    const GrowPlan wanted = plan();
    if (!m_study || m_study->languages.empty()) {
        return tr("The project has no text yet to learn pieces from.");
    }
    if (!m_study->canGrow) {
        return tr("Only pieces that are joined in pairs (BPE) can grow. Choose another model above.");
    }
    if (wanted.learned == wanted.kept) {
        return tr("The new language cannot be the one that stays as it is.");
    }
    if (!runs::isName(wanted.name.toStdString())) {
        return tr("A name has letters, digits, “-”, “_” and “.” inside.");
    }
    if (m_taken.contains(wanted.name)) {
        return tr("There are pieces called %1 already.").arg(wanted.name);
    }
    return {};
}

QString GrowForm::costWords() const
{
    if (!m_study || !m_study->model) {
        return {};
    }
    const runs::ModelSummary &model = *m_study->model;
    const RowCost cost = costOf(model, m_study->vocabularySize, plan().numPieces);
    return tr("Gives new pieces beside the old ones, nothing else changes. A model needs %1 rows for them: %2 grows by "
              "%3 to %4.")
        .arg(groupedNumber(cost.numRows), QString::fromStdString(model.name), sizeInWords(cost.sizeBytes),
             sizeInWords(model.sizeBytes + cost.sizeBytes));
}

void GrowForm::refresh()
{
    const GrowPlan now = plan();
    if (!m_isOwnName) {
        m_name->setText(growthName(now.learned.language, now.numPieces, m_taken));
    }
    m_cost->setText(costWords());
    m_cost->setVisible(!m_cost->text().isEmpty());
    const QString wrong = problem();
    QString warning = wrong;
    if (wrong.isEmpty() && now.kept.isEmpty() && now.keptFiles.isEmpty()) {
        warning = tr("With nothing protected, the old language may be cut in ways that the model has never seen.");
    } else if (wrong.isEmpty() && !now.keptFiles.isEmpty()) {
        warning = tr("Lines of the files are cut as before; nothing is left to check on.");
    }
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    m_grow->setText(verb());
    m_grow->setEnabled(wrong.isEmpty());
    Q_EMIT changed();
}

void GrowForm::focusFirst()
{
    m_numPieces->setFocus(Qt::OtherFocusReason);
}

QJsonObject GrowForm::state() const
{
    QJsonObject state = m_wanted.isEmpty() ? plan().toJson() : m_wanted;
    if (!m_isOwnName) {
        state.remove(QLatin1String("name"));
    }
    return state;
}

void GrowForm::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    const GrowPlan plan = GrowPlan::fromJson(state);
    m_numPieces->setCurrentIndex(std::max(0, m_numPieces->findData(plan.numPieces)));
    m_isOwnName = !plan.name.isEmpty();
    m_name->setText(plan.name);
    m_wanted = state;
    refresh();
}

} // namespace bafo::ui
