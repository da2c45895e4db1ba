// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/import_card.h"

#include "core/data/text_rules.h"
#include "core/runs/project.h"
#include "ui/pages/text/sources_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::size_t kMostRows = 60;

void setChoices(QComboBox &box, const QStringList &choices)
{
    const QString typed = box.currentText();
    const QSignalBlocker quiet(box);
    box.clear();
    box.addItems(choices);
    box.setEditText(typed);
}

QString languageIn(const QComboBox &box)
{
    return languageTag(box.currentText());
}

} // namespace

ImportCard::ImportCard(const QStringList &languages, QWidget *parent)
    : QWidget(parent)
    , m_background(std::make_unique<Background>())
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(tr("Add text"), nullptr);
    column->addWidget(card);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(4 * u);
    sides->addWidget(buildFiles(), 3);
    sides->addWidget(scrolling(buildForm()), 2);
    card->body()->addLayout(sides, 1);
    card->body()->addWidget(buildButtons());
    QStringList tags = languages;
    for (const QString &tag : knownLanguageTags()) {
        tags += tags.contains(tag) ? QStringList() : QStringList(tag);
    }
    for (const QString &tag : tags) {
        m_language->addItem(languageName(tag));
        m_originalLanguage->addItem(languageName(tag));
    }
    m_language->setEditText(languages.size() == 1 ? languageName(languages.front()) : QString());
    m_originalLanguage->setEditText(languageName(QStringLiteral("eng")));
    setFocusProxy(m_language);
    clear();
}

ImportCard::~ImportCard() = default;

QWidget *ImportCard::buildFiles()
{
    const int u = unitOf(*this);
    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    auto *list = new QWidget;
    m_rows = new QVBoxLayout(list);
    m_rows->setContentsMargins(0, 0, u, 0);
    m_rows->setSpacing(2 * u);
    m_rows->setAlignment(Qt::AlignTop);
    column->addWidget(scrolling(list), 1);
    QPushButton *more = button(tr("More files…"));
    column->addWidget(more);
    connect(more, &QPushButton::clicked, this, &ImportCard::moreFilesWanted);
    return side;
}

QComboBox *ImportCard::addChoice(QVBoxLayout &column, const QString &label, bool isEditable)
{
    auto *box = new QComboBox;
    box->setEditable(isEditable);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setAccessibleName(label);
    box->setMinimumContentsLength(12);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *name = new Label(label);
    name->setBuddy(box);
    column.addSpacing(unitOf(*this) / 2);
    column.addWidget(name);
    column.addWidget(box);
    connect(box, &QComboBox::currentTextChanged, this, &ImportCard::check);
    return box;
}

QWidget *ImportCard::buildForm()
{
    const int u = unitOf(*this);
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, u, 0);
    column->setSpacing(u / 2);
    const auto part = [column, u] {
        auto *widget = new QWidget;
        auto *inside = new QVBoxLayout(widget);
        inside->setContentsMargins(0, 0, 0, 0);
        inside->setSpacing(u / 2);
        column->addWidget(widget);
        return std::pair(widget, inside);
    };
    m_language = addChoice(*column, tr("Language of the text"), true);
    m_licence = addChoice(*column, tr("Licence"), true);
    m_licence->addItems(commonLicences());
    m_licence->lineEdit()->setPlaceholderText(tr("not known"));
    m_licenceHint = new Label(tr("Not known: nobody may publish a model made of this text. You can note it later."),
                              TextSize::body, TextWeight::normal, Tone::warning);
    m_licenceHint->setWordWrap(true);
    column->addWidget(m_licenceHint);
    m_provenance = new QLineEdit;
    m_provenance->setAccessibleName(tr("Where it came from"));
    m_provenance->setPlaceholderText(tr("address or sentence"));
    auto *name = new Label(tr("Where it came from"));
    name->setBuddy(m_provenance);
    column->addSpacing(u / 2);
    column->addWidget(name);
    column->addWidget(m_provenance);
    QVBoxLayout *inside = nullptr;
    std::tie(m_plainPart, inside) = part();
    m_unit = addChoice(*inside, tr("One document is"), false);
    m_unit->addItem(tr("a paragraph (an empty line ends it)"), QStringLiteral("paragraph"));
    m_unit->addItem(tr("a line"), QStringLiteral("line"));
    m_unit->addItem(tr("the whole file"), QStringLiteral("file"));
    connect(m_unit, &QComboBox::activated, this, [this] { m_hasOwnUnit = true; });
    std::tie(m_jsonPart, inside) = part();
    m_field = addChoice(*inside, tr("Field with the text (JSON)"), true);
    m_languageField = addChoice(*inside, tr("Field with the language, if there is one"), true);
    std::tie(m_cataloguePart, inside) = part();
    m_originalLanguage = addChoice(*inside, tr("Language of the originals"), true);
    m_skipsUntranslated = new QCheckBox(tr("Leave out what is not translated"));
    inside->addWidget(m_skipsUntranslated);
    m_dataset = addChoice(*column, tr("Dataset"), true);
    connect(m_dataset->lineEdit(), &QLineEdit::textEdited, this, [this] { m_hasOwnName = true; });
    connect(m_dataset, &QComboBox::textActivated, this, [this] { m_hasOwnName = true; });
    m_datasetHint = mutedWords({});
    column->addWidget(m_datasetHint);
    column->addStretch(1);
    return form;
}

QWidget *ImportCard::buildButtons()
{
    auto *bottom = new QWidget;
    auto *row = new QHBoxLayout(bottom);
    row->setContentsMargins(0, unitOf(*this), 0, 0);
    m_missing = mutedWords({});
    m_import = primaryButton({});
    QPushButton *leave = button(tr("Cancel"));
    row->addWidget(m_missing, 1);
    row->addWidget(leave);
    row->addWidget(m_import);
    connect(leave, &QPushButton::clicked, this, &ImportCard::cancelled);
    connect(m_import, &QPushButton::clicked, this, [this] {
        if (missing().isEmpty()) {
            Q_EMIT wished(wish());
        }
    });
    return bottom;
}

void ImportCard::setDatasets(const QStringList &names, const QString &preferred)
{
    m_datasets = names;
    m_preferred = preferred;
    setChoices(*m_dataset, names);
    suggest();
    check();
}

void ImportCard::addFiles(const QStringList &paths)
{
    QStringList fresh;
    for (const QString &path : paths) {
        const bool isKnown
            = std::any_of(m_files.begin(), m_files.end(), [&path](const TextFile &file) { return file.path == path; });
        if (!isKnown && !fresh.contains(path)) {
            fresh.append(path);
        }
    }
    for (const QString &path : fresh) {
        m_files.push_back({.path = path, .what = {}, .sample = {}, .fields = {}});
    }
    showFiles();
    m_background->run(
        [fresh] {
            std::vector<TextFile> found;
            std::transform(fresh.begin(), fresh.end(), std::back_inserter(found), lookAtTextFile);
            return found;
        },
        [this](const std::vector<TextFile> &found) {
            for (const TextFile &file : found) {
                const auto place = std::find_if(m_files.begin(), m_files.end(),
                                                [&file](const TextFile &one) { return one.path == file.path; });
                if (place != m_files.end()) { // else it was taken away meanwhile
                    *place = file;
                }
            }
            showFiles();
        });
}

void ImportCard::setBusy(bool isBusy)
{
    if (m_isBusy != isBusy) {
        m_isBusy = isBusy;
        check();
    }
}

void ImportCard::clear()
{
    m_files.clear();
    m_hasOwnName = false;
    m_licence->setCurrentIndex(-1);
    m_licence->clearEditText();
    m_provenance->clear();
    m_unit->setCurrentIndex(0);
    m_hasOwnUnit = false;
    m_field->clearEditText();
    m_languageField->clearEditText();
    m_skipsUntranslated->setChecked(true);
    showFiles();
}

int ImportCard::numOf(TextKind kind) const
{
    return static_cast<int>(
        std::count_if(m_files.begin(), m_files.end(), [kind](const TextFile &file) { return file.kind == kind; }));
}

bool ImportCard::hasOriginals() const
{
    return std::any_of(m_files.begin(), m_files.end(), [](const TextFile &file) {
        return file.kind == TextKind::catalogue || file.kind == TextKind::pairs || file.hasOriginals;
    });
}

void ImportCard::showFiles()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (std::size_t i = 0; i < std::min(m_files.size(), kMostRows); ++i) {
        addFileRow(i);
    }
    if (m_files.size() > kMostRows) {
        m_rows->addWidget(
            mutedWords(tr("and %1 more").arg(groupedNumber(static_cast<qint64>(m_files.size() - kMostRows)))));
    }
    QStringList fields;
    for (const TextFile &file : m_files) {
        for (const QString &field : file.fields) {
            fields += fields.contains(field) ? QStringList() : QStringList(field);
        }
    }
    setChoices(*m_field, fields);
    setChoices(*m_languageField, fields);
    if (m_field->currentText().isEmpty() && !fields.isEmpty()) {
        m_field->setEditText(fields.front());
    }
    if (!m_hasOwnUnit && numOf(TextKind::plainText) > 0) {
        const bool isAllLines = std::all_of(m_files.begin(), m_files.end(), [](const TextFile &file) {
            return file.kind != TextKind::plainText || file.looksLikeLines;
        });
        m_unit->setCurrentIndex(isAllLines ? 1 : 0);
    }
    m_plainPart->setVisible(numOf(TextKind::plainText) > 0);
    m_jsonPart->setVisible(numOf(TextKind::jsonLines) > 0);
    m_cataloguePart->setVisible(hasOriginals());
    m_skipsUntranslated->setVisible(numOf(TextKind::catalogue) > 0);
    suggest();
    check();
}

void ImportCard::addFileRow(std::size_t number)
{
    const TextFile &file = m_files[number];
    const int u = unitOf(*this);
    auto *widget = new QWidget;
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    auto *column = new QVBoxLayout;
    column->setSpacing(u / 4);
    const QString name = QFileInfo(file.path).fileName();
    auto *title = new Label(name, TextSize::body, TextWeight::strong);
    title->setToolTip(file.path);
    const bool isUsable = file.kind != TextKind::none;
    const bool isLooking = file.what.isEmpty();
    auto *what = new Label(
        isUsable        ? QStringLiteral("%1 · %2").arg(file.what, sizeInWords(static_cast<quint64>(file.sizeBytes)))
            : isLooking ? tr("looking at it…")
                        : tr("not taken: %1").arg(file.what),
        TextSize::body, TextWeight::normal, isUsable || isLooking ? Tone::muted : Tone::warning);
    what->setWordWrap(true);
    column->addWidget(title);
    column->addWidget(what);
    if (!file.sample.isEmpty()) {
        column->addWidget(words(QStringLiteral("“%1”").arg(file.sample)));
    }
    QPushButton *remove = iconButton(QStringLiteral("dialog-close"), tr("Leave out %1").arg(name));
    row->addLayout(column, 1);
    row->addWidget(remove, 0, Qt::AlignTop);
    connect(remove, &QPushButton::clicked, this, [this, path = file.path] {
        std::erase_if(m_files, [&path](const TextFile &one) { return one.path == path; });
        QMetaObject::invokeMethod(this, &ImportCard::showFiles, Qt::QueuedConnection); // the button goes with it
    });
    m_rows->addWidget(widget);
}

void ImportCard::suggest()
{
    if (m_hasOwnName) {
        return;
    }
    // Conversations and texts do not stand in one dataset.
    QString name = numOf(TextKind::conversations) > 0 ? QString() : m_preferred;
    if (name.isEmpty() && !m_files.empty()) {
        static const QRegularExpression kAwkward(QStringLiteral("[^A-Za-z0-9_-]+"));
        name = QFileInfo(m_files.front().path).completeBaseName().toLower().replace(kAwkward, QStringLiteral("-"));
        name = runs::isName(name.toStdString()) ? name : QStringLiteral("text");
    }
    m_dataset->setEditText(name);
}

QString ImportCard::missing() const
{
    const int numUsable = static_cast<int>(m_files.size()) - numOf(TextKind::none);
    if (std::any_of(m_files.begin(), m_files.end(), [](const TextFile &file) { return file.what.isEmpty(); })) {
        return tr("Looking at the files…");
    }
    if (numUsable == 0) {
        return tr("None of the files can be taken.");
    }
    if (m_isBusy) {
        return tr("Another import is running: this one can start when it is done.");
    }
    if (languageIn(*m_language).isEmpty()) {
        return tr("Which language is the text?");
    }
    if (!data::isLanguageTag(languageIn(*m_language).toStdString())
        || (hasOriginals() && !data::isLanguageTag(languageIn(*m_originalLanguage).toStdString()))) {
        return tr("A language is a name from the list or a tag such as zul.");
    }
    if (numOf(TextKind::jsonLines) > 0 && m_field->currentText().isEmpty()) {
        return tr("Which field holds the text?");
    }
    if (!runs::isName(m_dataset->currentText().toStdString())) {
        return tr("The dataset needs a name: letters, digits, - _ and dots.");
    }
    return {};
}

void ImportCard::check()
{
    if (m_import == nullptr) {
        return; // the form is still being built
    }
    const QString what = missing();
    m_missing->setText(what);
    m_import->setEnabled(what.isEmpty());
    const int numUsable = static_cast<int>(m_files.size()) - numOf(TextKind::none);
    m_import->setText(tr("Take in %1").arg(filesInWords(numUsable)));
    m_licenceHint->setVisible(m_licence->currentText().trimmed().isEmpty());
    const QString name = m_dataset->currentText();
    m_datasetHint->setText(m_datasets.contains(name) ? tr("Added to what is in “%1”.").arg(name)
                                                     : tr("A new dataset."));
    m_datasetHint->setVisible(!name.isEmpty());
}

ImportWish ImportCard::wish() const
{
    return {.files = m_files,
            .dataset = m_dataset->currentText(),
            .language = languageIn(*m_language),
            .originalLanguage = languageIn(*m_originalLanguage),
            .licence = m_licence->currentText().trimmed(),
            .provenance = m_provenance->text().trimmed(),
            .unit = m_unit->currentData().toString(),
            .field = m_field->currentText(),
            .languageField = m_languageField->currentText(),
            .skipsUntranslated = m_skipsUntranslated->isChecked()};
}

QJsonObject ImportCard::state() const
{
    if (m_files.empty()) {
        return {};
    }
    QJsonArray paths;
    for (const TextFile &file : m_files) {
        paths.append(file.path);
    }
    return {{QStringLiteral("paths"), paths},
            {QStringLiteral("dataset"), m_hasOwnName ? m_dataset->currentText() : QString()},
            {QStringLiteral("language"), m_language->currentText()},
            {QStringLiteral("original_language"), m_originalLanguage->currentText()},
            {QStringLiteral("licence"), m_licence->currentText()},
            {QStringLiteral("provenance"), m_provenance->text()},
            {QStringLiteral("unit"), m_unit->currentIndex()},
            {QStringLiteral("field"), m_field->currentText()},
            {QStringLiteral("language_field"), m_languageField->currentText()},
            {QStringLiteral("skip_untranslated"), m_skipsUntranslated->isChecked()}};
}

void ImportCard::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    const auto text = [&state](const char *key) { return state.value(QLatin1String(key)).toString(); };
    m_hasOwnName = !text("dataset").isEmpty();
    if (m_hasOwnName) {
        m_dataset->setEditText(text("dataset"));
    }
    m_language->setEditText(text("language"));
    m_originalLanguage->setEditText(text("original_language"));
    m_licence->setEditText(text("licence"));
    m_provenance->setText(text("provenance"));
    m_unit->setCurrentIndex(state.value(QLatin1String("unit")).toInt());
    m_hasOwnUnit = true;
    m_field->setEditText(text("field"));
    m_languageField->setEditText(text("language_field"));
    m_skipsUntranslated->setChecked(state.value(QLatin1String("skip_untranslated")).toBool(true));
    addFiles(state.value(QLatin1String("paths")).toVariant().toStringList());
}

} // namespace bafo::ui
