// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/entry_table.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/number_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr double kMostEpochs = 1e6;
constexpr double kMostDocuments = 1e12;

} // namespace

EntryTable::EntryTable(Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_add(quietButton(kind == Kind::stages ? tr("Add text") : tr("Add held-out text")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(unitOf(*this) / 2);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &EntryTable::add);
}

void EntryTable::showEntries(const std::vector<config::StageConfig> &stages)
{
    std::vector<Entry> entries;
    for (const auto &stage : stages) {
        entries.push_back({QString::fromStdString(stage.name), QString::fromStdString(stage.dataset),
                           QString::fromStdString(stage.language), QString::fromStdString(stage.split),
                           countText(stage.epochs)});
    }
    show(entries);
}

void EntryTable::showEntries(const std::vector<config::HeldOutConfig> &sets)
{
    std::vector<Entry> entries;
    for (const auto &set : sets) {
        entries.push_back({QString::fromStdString(set.name), QString::fromStdString(set.dataset),
                           QString::fromStdString(set.language), QString::fromStdString(set.split),
                           countText(set.maxDocuments)});
    }
    show(entries);
}

template <>
std::optional<std::vector<config::StageConfig>> EntryTable::entries() const
{
    std::vector<config::StageConfig> stages;
    for (const Row &row : m_rows) {
        const auto count = row.count->number();
        if (!count) {
            return std::nullopt;
        }
        stages.push_back({.name = row.name->text().toStdString(),
                          .dataset = row.dataset->currentText().toStdString(),
                          .language = row.language->currentText().toStdString(),
                          .split = row.split->currentText().toStdString(),
                          .epochs = static_cast<std::int64_t>(*count)});
    }
    return stages;
}

template <>
std::optional<std::vector<config::HeldOutConfig>> EntryTable::entries() const
{
    std::vector<config::HeldOutConfig> sets;
    for (const Row &row : m_rows) {
        const auto count = row.count->number();
        if (!count) {
            return std::nullopt;
        }
        sets.push_back({.name = row.name->text().toStdString(),
                        .dataset = row.dataset->currentText().toStdString(),
                        .language = row.language->currentText().toStdString(),
                        .split = row.split->currentText().toStdString(),
                        .maxDocuments = static_cast<std::int64_t>(*count)});
    }
    return sets;
}

QString EntryTable::countText(std::int64_t count) const
{
    return groupedNumber(count);
}

std::vector<EntryTable::Entry> EntryTable::shown() const
{
    std::vector<Entry> entries;
    for (const Row &row : m_rows) {
        entries.push_back({row.name->text(), row.dataset->currentText(), row.language->currentText(),
                           row.split->currentText(), row.count->typed()});
    }
    return entries;
}

QString EntryTable::typed() const
{
    QJsonArray rows;
    for (const Entry &entry : shown()) {
        rows.append(QJsonArray{entry.name, entry.dataset, entry.language, entry.split, entry.count});
    }
    return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

void EntryTable::showTyped(const QString &typedText)
{
    std::vector<Entry> entries;
    for (const QJsonValue &value : QJsonDocument::fromJson(typedText.toUtf8()).array()) {
        const QJsonArray row = value.toArray();
        entries.push_back({row.at(0).toString(), row.at(1).toString(), row.at(2).toString(), row.at(3).toString(),
                           row.at(4).toString()});
    }
    show(entries);
}

void EntryTable::setChoices(const std::vector<TextChoice> &texts)
{
    if (m_texts != texts) {
        m_entries = shown();
        m_texts = texts;
        m_isShowing = true;
        for (const Row &row : m_rows) {
            offerParts(row);
        }
        m_isShowing = false;
    }
}

void EntryTable::show(const std::vector<Entry> &entries)
{
    const auto isSame = [](const Entry &one, const Entry &other) {
        return one.name == other.name && one.dataset == other.dataset && one.language == other.language
            && one.split == other.split
            && (one.count == other.count
                || (wholeNumberIn(one.count) && wholeNumberIn(one.count) == wholeNumberIn(other.count)));
    };
    const std::vector<Entry> now = shown();
    if (m_body == nullptr || now.size() != entries.size()
        || !std::equal(now.begin(), now.end(), entries.begin(), isSame)) {
        m_entries = entries;
        build();
    }
}

void EntryTable::build()
{
    m_isShowing = true;
    if (m_body != nullptr) { // later: the button that asked for this is inside
        m_body->hide();
        m_body->deleteLater();
    }
    m_rows.clear();
    m_body = new QWidget;
    m_grid = new QGridLayout(m_body);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(unitOf(*this) / 2);
    m_grid->setVerticalSpacing(unitOf(*this) / 2);
    m_grid->setColumnStretch(0, 4);
    m_grid->setColumnStretch(1, 5);
    m_grid->setColumnStretch(2, 3);
    m_grid->setColumnStretch(3, 4);
    m_grid->setColumnStretch(4, 3);
    addHead();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        addRow(static_cast<int>(i), m_entries[i]);
    }
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_body);
    m_body->setVisible(!m_entries.empty());
    m_isShowing = false;
}

void EntryTable::addHead()
{
    int column = 0;
    for (const QString &name :
         {tr("Name"), tr("Text"), tr("Language"), tr("Part"), m_kind == Kind::stages ? tr("Times") : tr("At most")}) {
        auto *label = new Label(name, TextSize::body, TextWeight::normal, Tone::muted);
        if (column == 4 && m_kind == Kind::heldOut) {
            label->setToolTip(tr("How many documents are measured; 0: all"));
        }
        m_grid->addWidget(label, 0, column++);
    }
}

void EntryTable::addRow(int index, const Entry &entry)
{
    const int line = index + 1;
    Row row;
    row.name = new QLineEdit(entry.name);
    for (auto [box, value] : {std::pair{&row.dataset, entry.dataset}, std::pair{&row.language, entry.language},
                              std::pair{&row.split, entry.split}}) {
        *box = new ChoiceBox;
        (*box)->setEditable(true);
        (*box)->setInsertPolicy(QComboBox::NoInsert);
        (*box)->setCompleter(nullptr);
        (*box)->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        (*box)->setMinimumContentsLength(4);
        (*box)->setMinimumWidth((box == &row.split ? 7 : 6)
                                * unitOf(*this)); // narrow windows cut the text, not the row
        (*box)->setEditText(value);
    }
    const bool isStage = m_kind == Kind::stages;
    row.count = new NumberField(NumberField::Kind::whole, isStage ? 1 : 0, isStage ? kMostEpochs : kMostDocuments, {});
    row.count->setTyped(entry.count);
    row.up = iconButton(QStringLiteral("go-up"), tr("Up"));
    row.down = iconButton(QStringLiteral("go-down"), tr("Down"));
    row.remove = iconButton(QStringLiteral("edit-delete"), tr("Remove"));
    row.name->setMinimumWidth(5 * unitOf(*this));
    row.count->edit()->setMinimumWidth(4 * unitOf(*this));
    for (QPushButton *one : {row.up, row.down, row.remove}) {
        one->setFixedWidth(3 * unitOf(*this));
    }
    offerParts(row);
    int column = 0;
    for (QWidget *widget : std::initializer_list<QWidget *>{row.name, row.dataset, row.language, row.split, row.count,
                                                            row.up, row.down, row.remove}) {
        m_grid->addWidget(widget, line, column++, Qt::AlignTop);
    }
    row.up->setVisible(index > 0 || m_entries.size() > 1);
    row.down->setVisible(m_entries.size() > 1);
    row.up->setEnabled(index > 0);
    row.down->setEnabled(index + 1 < static_cast<int>(m_entries.size()));
    connect(row.name, &QLineEdit::textEdited, this, &EntryTable::tellEdited);
    for (ChoiceBox *box : {row.dataset, row.language, row.split}) {
        connect(box, &QComboBox::editTextChanged, this, &EntryTable::tellEdited);
    }
    connect(row.dataset, &QComboBox::editTextChanged, this, [this, row] {
        const bool wasShowing = std::exchange(m_isShowing, true);
        offerParts(row);
        m_isShowing = wasShowing;
    });
    connect(row.count, &NumberField::edited, this, &EntryTable::tellEdited);
    connect(row.up, &QPushButton::clicked, this, [this, index] { move(index, -1); });
    connect(row.down, &QPushButton::clicked, this, [this, index] { move(index, 1); });
    connect(row.remove, &QPushButton::clicked, this, [this, index] { remove(index); });
    m_rows.push_back(row);
    nameControls(index);
}

void EntryTable::nameControls(int index)
{
    const Row &row = m_rows.at(static_cast<std::size_t>(index));
    const QString number = QString::number(index + 1);
    row.name->setAccessibleName(tr("Name of row %1").arg(number));
    row.dataset->setAccessibleName(tr("Text of row %1").arg(number));
    row.language->setAccessibleName(tr("Language of row %1").arg(number));
    row.split->setAccessibleName(tr("Part of row %1").arg(number));
    row.count->edit()->setAccessibleName(m_kind == Kind::stages ? tr("How often row %1 is read").arg(number)
                                                                : tr("Documents of row %1, 0: all").arg(number));
    row.up->setAccessibleName(tr("Move row %1 up").arg(number));
    row.down->setAccessibleName(tr("Move row %1 down").arg(number));
    row.remove->setAccessibleName(tr("Remove row %1").arg(number));
}

void EntryTable::offerParts(const Row &row)
{
    QStringList names;
    for (const TextChoice &choice : m_texts) {
        names.append(choice.name);
    }
    if (QStringList now =
            [&] {
                QStringList items;
                for (int i = 0; i < row.dataset->count(); ++i) {
                    items.append(row.dataset->itemText(i));
                }
                return items;
            }();
        now != names) {
        row.dataset->setChoices(names);
    }
    const auto found = std::find_if(m_texts.begin(), m_texts.end(), [&row](const TextChoice &choice) {
        return choice.name == row.dataset->currentText();
    });
    row.language->setChoices(found == m_texts.end() ? QStringList() : found->languages);
    row.split->setChoices(found == m_texts.end() ? QStringList() : found->splits);
}

void EntryTable::move(int index, int by)
{
    m_entries = shown();
    const int other = index + by;
    if (other < 0 || other >= static_cast<int>(m_entries.size())) {
        return;
    }
    std::swap(m_entries[static_cast<std::size_t>(index)], m_entries[static_cast<std::size_t>(other)]);
    build();
    const Row &moved = m_rows[static_cast<std::size_t>(other)];
    QPushButton *next = by < 0 ? moved.up : moved.down;
    (next->isEnabled() ? next : (by < 0 ? moved.down : moved.up))->setFocus();
    tellEdited();
}

void EntryTable::remove(int index)
{
    m_entries = shown();
    m_entries.erase(m_entries.begin() + index);
    build();
    if (m_rows.empty()) {
        m_add->setFocus();
    } else {
        m_rows[std::min(static_cast<std::size_t>(index), m_rows.size() - 1)].remove->setFocus();
    }
    tellEdited();
}

void EntryTable::add()
{
    m_entries = shown();
    Entry fresh = m_entries.empty() ? Entry{} : m_entries.back();
    if (m_entries.empty() && !m_texts.empty()) {
        const TextChoice &choice = m_texts.front();
        fresh.dataset = choice.name;
        fresh.language = choice.languages.isEmpty() ? QString() : choice.languages.front();
        fresh.name = m_kind == Kind::stages ? fresh.dataset : fresh.language;
    }
    fresh.split = m_kind == Kind::stages ? QStringLiteral("train") : QStringLiteral("held-out");
    fresh.count = countText(m_kind == Kind::stages ? 1 : 0);
    m_entries.push_back(fresh);
    build();
    m_rows.back().name->setFocus();
    tellEdited();
}

void EntryTable::tellEdited()
{
    if (!m_isShowing) {
        Q_EMIT edited();
    }
}

} // namespace bafo::ui
