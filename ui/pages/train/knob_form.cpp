// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/knob_form.h"

#include "ui/models/knob_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/number_text.h"

#include <QApplication>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace bafo::ui {
namespace {

constexpr int kTwoColumnsFrom = 60; ///< units of width

/// A short word for a default; empty for one that nobody would go back to: no text, no rows.
QString inWords(const KnobValue &value)
{
    if (const auto *text = std::get_if<std::string>(&value)) {
        return text->empty() ? QString() : KnobForm::tr("“%1”").arg(QString::fromStdString(*text));
    }
    if (const auto *whole = std::get_if<std::int64_t>(&value)) {
        return groupedNumber(*whole);
    }
    if (const auto *real = std::get_if<double>(&value)) {
        return plainNumber(*real);
    }
    if (const auto *isOn = std::get_if<bool>(&value)) {
        return *isOn ? KnobForm::tr("yes") : KnobForm::tr("no");
    }
    return {};
}

} // namespace

KnobForm::KnobForm(std::vector<KnobSpec> specs, QWidget *parent)
    : QWidget(parent)
    , m_specs(std::move(specs))
    , m_firstColumn(new QVBoxLayout)
    , m_moreColumn(new QVBoxLayout)
    , m_more(new QWidget)
    , m_toggle(quietButton({}))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * u);
    column->addLayout(m_firstColumn);
    column->addWidget(m_toggle, 0, Qt::AlignLeft);
    m_more->setLayout(m_moreColumn);
    m_moreColumn->setContentsMargins(0, 0, 0, 0);
    m_moreColumn->setSpacing(u);
    column->addWidget(m_more);
    column->addStretch(1);
    for (const KnobSpec &spec : m_specs) {
        m_rows.push_back(makeRow(spec));
    }
    layOut();
    connect(m_toggle, &QPushButton::clicked, this, [this] {
        setMoreShown(!m_isMoreShown);
        Q_EMIT moreToggled();
    });
    setMoreShown(false);
}

bool KnobForm::isFirst(const KnobSpec &spec) const
{
    return m_first.isEmpty() ? spec.isSimple : m_first.contains(spec.key);
}

void KnobForm::setFirst(const QStringList &keys)
{
    if (keys != m_first) {
        m_first = keys;
        layOut();
    }
}

/// Puts every cell into its group, and takes the groups of before away.
void KnobForm::layOut()
{
    QWidget *focused = isAncestorOf(QApplication::focusWidget()) ? QApplication::focusWidget() : nullptr;
    const std::vector<Group> before = std::exchange(m_groups, {});
    std::vector<std::size_t> first;
    QStringList titles;
    QMap<QString, std::vector<std::size_t>> others;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const KnobSpec &spec = m_rows[i].spec;
        if (isFirst(spec)) {
            first.push_back(i);
            continue;
        }
        const QString group = wordsOfKnobGroup(spec.key);
        if (!titles.contains(group)) {
            titles.append(group);
        }
        others[group].push_back(i);
    }
    if (!m_first.isEmpty()) {
        std::sort(first.begin(), first.end(), [this](std::size_t one, std::size_t other) {
            return m_first.indexOf(m_rows[one].spec.key) < m_first.indexOf(m_rows[other].spec.key);
        });
    }
    addGroup(m_firstColumn, {}, first);
    for (const QString &group : titles) {
        addGroup(m_moreColumn, group, others.value(group));
    }
    for (const Group &group : before) {
        delete group.box; // its cells are elsewhere
    }
    showToggle();
    if (focused != nullptr) { // moving took it away
        focused->setFocus();
    }
}

void KnobForm::setUseless(const QStringList &keys, const QMap<QString, QString> &typed)
{
    bool isOther = false;
    for (Row &row : m_rows) {
        const bool isUseless = keys.contains(row.spec.key) && !typed.contains(row.spec.key);
        isOther |= std::exchange(row.isUseless, isUseless) != isUseless;
    }
    if (isOther) {
        for (const Group &group : m_groups) {
            place(group);
        }
        showToggle();
    }
}

KnobForm::Row KnobForm::makeRow(const KnobSpec &spec)
{
    const int u = unitOf(*this);
    Row row{.spec = spec, .cell = new QWidget, .editor = makeKnobEditor(spec), .back = quietButton({})};
    const KnobWords words = wordsOfKnob(spec.key, spec.help);
    auto *column = new QVBoxLayout(row.cell);
    column->setContentsMargins(0, 0, 0, u / 2);
    column->setSpacing(u / 3);
    auto *head = new QHBoxLayout;
    head->setSpacing(u);
    auto *label = new Label(words.name, TextSize::body, TextWeight::strong);
    label->setBuddy(row.editor->field());
    head->addWidget(label);
    head->addStretch(1);
    row.back->setFixedHeight(fontMetrics().height() + u / 2);
    QSizePolicy policy = row.back->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    row.back->setSizePolicy(policy);
    row.back->hide();
    head->addWidget(row.back);
    column->addLayout(head);
    column->addWidget(row.editor);
    const QString range = row.editor->rangeInWords();
    auto *sentence = mutedWords(range.isEmpty() ? words.sentence : tr("%1 Allowed: %2.").arg(words.sentence, range));
    if (row.editor->isExplained()) {
        sentence->hide();
    }
    column->addWidget(sentence);
    column->addStretch(1);
    row.editor->setHelp(words.name, sentence->text());
    row.cell->setToolTip(spec.key);
    connect(row.editor, &KnobEditor::edited, this,
            [this, key = spec.key](const KnobValue &value) { Q_EMIT edited(key, value); });
    connect(row.editor, &KnobEditor::typed, this,
            [this, key = spec.key](const QString &text) { Q_EMIT typed(key, text); });
    connect(row.editor, &KnobEditor::committed, this, [this, key = spec.key] { Q_EMIT committed(key); });
    connect(row.back, &QPushButton::clicked, this, [this, spec, editor = row.editor] {
        editor->field()->setFocus(); // the button is about to go
        Q_EMIT edited(spec.key, spec.standard);
        Q_EMIT committed(spec.key);
    });
    return row;
}

void KnobForm::addGroup(QVBoxLayout *column, const QString &title, const std::vector<std::size_t> &rows)
{
    const int u = unitOf(*this);
    auto *box = new QWidget;
    auto *inBox = new QVBoxLayout(box);
    inBox->setContentsMargins(0, 0, 0, 0);
    inBox->setSpacing(u);
    if (!title.isEmpty()) {
        auto *label = new Label(title, TextSize::title, TextWeight::strong);
        label->setContentsMargins(0, u, 0, 0);
        inBox->addWidget(label);
    }
    auto *grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(3 * u);
    grid->setVerticalSpacing(u);
    inBox->addLayout(grid);
    column->addWidget(box);
    m_groups.push_back({box, grid, rows});
    place(m_groups.back());
}

void KnobForm::place(const Group &group)
{
    int line = 0;
    int column = 0;
    bool isAnyShown = false;
    for (const std::size_t index : group.rows) {
        const Row &row = m_rows[index];
        group.grid->removeWidget(row.cell);
        if (row.isUseless) {
            row.cell->setParent(group.box);
            row.cell->hide();
            continue;
        }
        isAnyShown = true;
        if (row.editor->isWide() && column > 0) {
            ++line;
            column = 0;
        }
        const int span = row.editor->isWide() ? m_numColumns : 1;
        group.grid->addWidget(row.cell, line, column, 1, span);
        row.cell->show(); // in its place by now
        column += span;
        if (column >= m_numColumns) {
            ++line;
            column = 0;
        }
    }
    for (int i = 0; i < 2; ++i) {
        group.grid->setColumnStretch(i, i < m_numColumns ? 1 : 0);
    }
    group.box->setVisible(isAnyShown);
}

void KnobForm::arrange(int numColumns)
{
    if (numColumns == m_numColumns) {
        return;
    }
    m_numColumns = numColumns;
    for (const Group &group : m_groups) {
        place(group);
    }
}

void KnobForm::arrangeFor(int visibleWidth)
{
    arrange(visibleWidth >= kTwoColumnsFrom * unitOf(*this) ? 2 : 1);
}

void KnobForm::showValue(const QString &key, const KnobValue &value, const QMap<QString, QString> &typed)
{
    for (Row &row : m_rows) {
        if (row.spec.key == key) {
            const auto text = typed.constFind(key);
            if (text != typed.constEnd()) {
                row.editor->showTyped(*text);
            } else {
                row.editor->showValue(value);
            }
            showDifference(row, value, text != typed.constEnd());
        }
    }
}

void KnobForm::showDifference(Row &row, const KnobValue &value, bool isTyped)
{
    const QString standard = inWords(row.spec.standard);
    const bool isOther = (isTyped || value != row.spec.standard) && !standard.isEmpty();
    row.back->setVisible(isOther);
    if (isOther) {
        row.back->setText(tr("Back to %1").arg(standard));
        row.back->setAccessibleName(
            tr("%1: back to the default, %2").arg(row.editor->field()->accessibleName(), standard));
        row.back->setToolTip(tr("This differs from the default."));
    }
}

void KnobForm::setChoices(const KnobChoices &choices)
{
    if (choices == m_choices) { // else an open list would close while somebody types elsewhere
        return;
    }
    m_choices = choices;
    for (const Row &row : m_rows) {
        row.editor->setChoices(choices);
    }
}

void KnobForm::setMoreShown(bool isShown)
{
    m_isMoreShown = isShown;
    m_more->setVisible(isShown);
    showToggle();
}

void KnobForm::showToggle()
{
    const auto numMore = std::count_if(m_rows.begin(), m_rows.end(),
                                       [this](const Row &row) { return !row.isUseless && !isFirst(row.spec); });
    m_toggle->setVisible(numMore > 0);
    m_toggle->setText(m_isMoreShown ? tr("Fewer settings") : tr("More settings (%1)").arg(numMore));
}

KnobEditor *KnobForm::editor(const QString &key) const
{
    for (const Row &row : m_rows) {
        if (row.spec.key == key) {
            return row.editor;
        }
    }
    return nullptr;
}

void KnobForm::focusKnob(const QString &key)
{
    for (const Row &row : m_rows) {
        if (row.spec.key != key) {
            continue;
        }
        if (!isFirst(row.spec) && !m_isMoreShown) {
            setMoreShown(true);
            Q_EMIT moreToggled();
        }
        row.editor->field()->setFocus();
        for (QWidget *above = parentWidget(); above != nullptr; above = above->parentWidget()) {
            if (auto *scroll = qobject_cast<QScrollArea *>(above)) {
                scroll->ensureWidgetVisible(row.cell);
            }
        }
    }
}

} // namespace bafo::ui
