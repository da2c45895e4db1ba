// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/knob_form.h"

#include "ui/models/knob_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/number_text.h"

#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

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
    , m_more(new QWidget)
    , m_toggle(quietButton({}))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * u);
    std::vector<std::size_t> simple;
    QStringList titles;
    QMap<QString, std::vector<std::size_t>> others;
    for (std::size_t i = 0; i < m_specs.size(); ++i) {
        m_rows.push_back(makeRow(m_specs[i]));
        if (m_specs[i].isSimple) {
            simple.push_back(i);
        } else {
            const QString group = wordsOfKnobGroup(m_specs[i].key);
            if (!titles.contains(group)) {
                titles.append(group);
            }
            others[group].push_back(i);
        }
    }
    addGroup(column, {}, simple);
    column->addWidget(m_toggle, 0, Qt::AlignLeft);
    auto *moreColumn = new QVBoxLayout(m_more);
    moreColumn->setContentsMargins(0, 0, 0, 0);
    moreColumn->setSpacing(u);
    for (const QString &group : titles) {
        addGroup(moreColumn, group, others.value(group));
    }
    column->addWidget(m_more);
    column->addStretch(1);
    m_toggle->setVisible(!titles.isEmpty());
    connect(m_toggle, &QPushButton::clicked, this, [this] {
        setMoreShown(!m_isMoreShown);
        Q_EMIT moreToggled();
    });
    setMoreShown(false);
    arrange(1);
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
    if (!title.isEmpty()) {
        auto *label = new Label(title, TextSize::title, TextWeight::strong);
        label->setContentsMargins(0, u, 0, 0);
        column->addWidget(label);
    }
    auto *grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(3 * u);
    grid->setVerticalSpacing(u);
    column->addLayout(grid);
    m_groups.push_back({grid, rows});
}

void KnobForm::arrange(int numColumns)
{
    if (numColumns == m_numColumns) {
        return;
    }
    m_numColumns = numColumns;
    for (const Group &group : m_groups) {
        int line = 0;
        int column = 0;
        for (const std::size_t index : group.rows) {
            const Row &row = m_rows[index];
            group.grid->removeWidget(row.cell);
            if (row.editor->isWide() && column > 0) {
                ++line;
                column = 0;
            }
            const int span = row.editor->isWide() ? numColumns : 1;
            group.grid->addWidget(row.cell, line, column, 1, span);
            column += span;
            if (column >= numColumns) {
                ++line;
                column = 0;
            }
        }
        for (int i = 0; i < 2; ++i) {
            group.grid->setColumnStretch(i, i < numColumns ? 1 : 0);
        }
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
    for (const Row &row : m_rows) {
        row.editor->setChoices(choices);
    }
}

void KnobForm::setMoreShown(bool isShown)
{
    m_isMoreShown = isShown;
    m_more->setVisible(isShown);
    const auto numMore
        = std::count_if(m_specs.begin(), m_specs.end(), [](const KnobSpec &spec) { return !spec.isSimple; });
    m_toggle->setText(isShown ? tr("Fewer settings") : tr("More settings (%1)").arg(numMore));
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
        if (!row.spec.isSimple && !m_isMoreShown) {
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
