// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/knob_editor.h"

#include "ui/models/knob_words.h"
#include "ui/pages/train/entry_table.h"
#include "ui/pages/train/layers_editor.h"
#include "ui/pages/train/method_editor.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/text_area.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHash>
#include <QLineEdit>
#include <QWheelEvent>

#include <cmath>

namespace bafo::ui {
namespace {

QHBoxLayout *rowIn(QWidget *widget)
{
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    return row;
}

class NumberEditor final : public KnobEditor {
public:
    explicit NumberEditor(const KnobSpec &spec)
        : m_isReal(std::holds_alternative<double>(spec.standard))
        , m_field(new NumberField(kindOf(spec), spec.minimum, spec.maximum, wordsOfUnit(spec.unit)))
    {
        rowIn(this)->addWidget(m_field);
        connect(m_field, &NumberField::edited, this, [this] {
            const auto number = m_field->number();
            if (!number) {
                Q_EMIT typed(m_field->typed());
            } else if (m_isReal) {
                Q_EMIT edited(*number);
            } else {
                Q_EMIT edited(static_cast<std::int64_t>(*number));
            }
        });
        connect(m_field->edit(), &QLineEdit::editingFinished, this, &KnobEditor::committed);
    }

    [[nodiscard]] QString problem() const override
    {
        const QString range = m_field->rangeInWords();
        return range.isEmpty() ? tr("type a number") : tr("type a number, %1").arg(range);
    }

    void showValue(const KnobValue &value) override
    {
        const auto *whole = std::get_if<std::int64_t>(&value);
        const auto *real = std::get_if<double>(&value);
        if (whole != nullptr || real != nullptr) {
            m_field->setNumber(whole != nullptr ? static_cast<double>(*whole) : *real);
        }
    }

    void showTyped(const QString &text) override { m_field->setTyped(text); }
    [[nodiscard]] QString rangeInWords() const override { return m_field->rangeInWords(); }

    void setHelp(const QString &name, const QString &help) override
    {
        m_field->edit()->setAccessibleName(name);
        m_field->setHelp(help);
    }

    [[nodiscard]] QWidget *field() override { return m_field->edit(); }

private:
    static NumberField::Kind kindOf(const KnobSpec &spec)
    {
        if (std::holds_alternative<double>(spec.standard)) {
            return NumberField::Kind::real;
        }
        return spec.unit == QLatin1String("bytes") ? NumberField::Kind::bytes : NumberField::Kind::whole;
    }

    bool m_isReal;
    NumberField *m_field;
};

class TextEditor final : public KnobEditor {
public:
    TextEditor()
        : m_edit(new QLineEdit)
    {
        rowIn(this)->addWidget(m_edit);
        connect(m_edit, &QLineEdit::textEdited, this,
                [this](const QString &text) { Q_EMIT edited(text.toStdString()); });
    }

    void showValue(const KnobValue &value) override
    {
        const auto *text = std::get_if<std::string>(&value);
        if (text != nullptr && m_edit->text() != QString::fromStdString(*text)) {
            m_edit->setText(QString::fromStdString(*text));
        }
    }

    [[nodiscard]] QWidget *field() override { return m_edit; }

private:
    QLineEdit *m_edit;
};

/// Fixed choices, or those of the project with the freedom to type a path.
class ChoiceEditor final : public KnobEditor {
public:
    using Source = QStringList (*)(const KnobChoices &);

    /// `source` finds the project's; null where the choices are fixed.
    explicit ChoiceEditor(Source source, const QStringList &choices = {})
        : m_source(source)
        , m_box(new ChoiceBox)
    {
        m_box->setEditable(source != nullptr);
        m_box->setInsertPolicy(QComboBox::NoInsert);
        if (m_box->isEditable()) {
            m_box->setCompleter(nullptr); // "smol" may be meant where there is a "smol-grown" too
        }
        m_box->setChoices(choices);
        rowIn(this)->addWidget(m_box);
        connect(m_box, source == nullptr ? &QComboBox::currentTextChanged : &QComboBox::editTextChanged, this,
                [this](const QString &text) {
                    if (!m_isShowing) {
                        Q_EMIT edited(text.toStdString());
                    }
                });
    }

    void showValue(const KnobValue &value) override
    {
        const auto *text = std::get_if<std::string>(&value);
        if (text != nullptr && m_box->currentText() != QString::fromStdString(*text)) {
            m_isShowing = true;
            m_box->setCurrentText(QString::fromStdString(*text));
            m_isShowing = false;
        }
    }

    void setChoices(const KnobChoices &choices) override
    {
        if (m_source != nullptr) {
            m_isShowing = true;
            m_box->setChoices(m_source(choices));
            m_isShowing = false;
        }
    }

    [[nodiscard]] QWidget *field() override { return m_box; }

private:
    Source m_source;
    ChoiceBox *m_box;
    bool m_isShowing = false;
};

class SwitchEditor final : public KnobEditor {
public:
    SwitchEditor()
        : m_box(new QCheckBox(KnobEditor::tr("Yes")))
    {
        rowIn(this)->addWidget(m_box);
        connect(m_box, &QCheckBox::clicked, this, [this](bool isOn) { Q_EMIT edited(isOn); });
    }

    void showValue(const KnobValue &value) override
    {
        const auto *isOn = std::get_if<bool>(&value);
        m_box->setChecked(isOn != nullptr && *isOn);
    }

    [[nodiscard]] QWidget *field() override { return m_box; }

private:
    QCheckBox *m_box;
};

/// One text a line; a line break inside a text is written \n, a backslash \\.
class LinesEditor final : public KnobEditor {
public:
    LinesEditor()
        : m_edit(new TextArea)
    {
        m_edit->setFixedHeight(5 * fontMetrics().lineSpacing());
        rowIn(this)->addWidget(m_edit);
        connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
            if (!m_isShowing) {
                Q_EMIT edited(texts());
            }
        });
    }

    void showValue(const KnobValue &value) override
    {
        const auto *wanted = std::get_if<std::vector<std::string>>(&value);
        if (wanted == nullptr || *wanted == texts()) {
            return;
        }
        QStringList lines;
        for (const std::string &text : *wanted) {
            QString line = QString::fromStdString(text);
            line.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\n'), QLatin1String("\\n"));
            lines.append(line);
        }
        m_isShowing = true;
        m_edit->setPlainText(lines.join(QLatin1Char('\n')));
        m_isShowing = false;
    }

    [[nodiscard]] QWidget *field() override { return m_edit; }
    [[nodiscard]] bool isWide() const override { return true; }

private:
    [[nodiscard]] std::vector<std::string> texts() const
    {
        std::vector<std::string> found;
        for (const QString &line : m_edit->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            QString text;
            for (qsizetype i = 0; i < line.size(); ++i) {
                const bool isEscape = line.at(i) == QLatin1Char('\\') && i + 1 < line.size();
                const QChar next = isEscape ? line.at(i + 1) : QChar();
                if (next == QLatin1Char('n') || next == QLatin1Char('\\')) {
                    text += next == QLatin1Char('n') ? QLatin1Char('\n') : next;
                    ++i;
                } else {
                    text += line.at(i);
                }
            }
            found.push_back(text.toStdString());
        }
        return found;
    }

    TextArea *m_edit;
    bool m_isShowing = false;
};

template <class Entry>
class TableEditor final : public KnobEditor {
public:
    TableEditor()
        : m_table(new EntryTable(EntryTable::kindOf<Entry>()))
    {
        rowIn(this)->addWidget(m_table);
        connect(m_table, &EntryTable::edited, this, [this] {
            if (const auto entries = m_table->entries<Entry>()) {
                Q_EMIT edited(*entries);
            } else {
                Q_EMIT typed(m_table->typed());
            }
        });
    }

    void showValue(const KnobValue &value) override
    {
        if (const auto *entries = std::get_if<std::vector<Entry>>(&value)) {
            m_table->showEntries(*entries);
        }
    }

    void showTyped(const QString &text) override { m_table->showTyped(text); }
    void setChoices(const KnobChoices &choices) override
    {
        const bool isMeasured = EntryTable::kindOf<Entry>() == EntryTable::Kind::heldOut;
        m_table->setChoices(isMeasured ? choices.measured : choices.texts);
    }
    [[nodiscard]] QWidget *field() override { return m_table; }
    [[nodiscard]] bool isWide() const override { return true; }

private:
    EntryTable *m_table;
};

QStringList namesOf(const KnobChoices &choices)
{
    QStringList names;
    for (const TextChoice &text : choices.texts) {
        names.append(text.name);
    }
    return names;
}

/// Of all texts together, each once.
template <QStringList TextChoice::*part>
QStringList partsOf(const KnobChoices &choices)
{
    QStringList parts;
    for (const TextChoice &text : choices.texts) {
        parts += text.*part;
    }
    parts.removeDuplicates();
    return parts;
}

/// Knobs for what the project has.
const QHash<QString, ChoiceEditor::Source> &sources()
{
    static const QHash<QString, ChoiceEditor::Source> known{
        {QStringLiteral("model"), [](const KnobChoices &choices) { return choices.models; }},
        {QStringLiteral("tokenizer"), [](const KnobChoices &choices) { return choices.tokenizers; }},
        {QStringLiteral("replay.dataset"), namesOf},
        {QStringLiteral("replay.language"), partsOf<&TextChoice::languages>},
        {QStringLiteral("replay.split"), partsOf<&TextChoice::splits>}};
    return known;
}

struct MakeEditor {
    const KnobSpec &spec;

    KnobEditor *operator()(const std::string & /*text*/) const
    {
        if (spec.key == QLatin1String("method")) {
            return new MethodEditor(spec.choices);
        }
        if (!spec.choices.isEmpty()) {
            return new ChoiceEditor(nullptr, spec.choices);
        }
        const auto source = sources().constFind(spec.key);
        return source != sources().constEnd() ? static_cast<KnobEditor *>(new ChoiceEditor(*source)) : new TextEditor;
    }
    KnobEditor *operator()(std::int64_t /*number*/) const { return new NumberEditor(spec); }
    KnobEditor *operator()(double /*number*/) const { return new NumberEditor(spec); }
    KnobEditor *operator()(bool /*isOn*/) const { return new SwitchEditor; }
    KnobEditor *operator()(const std::vector<std::string> & /*texts*/) const
    {
        return spec.key == QLatin1String("adapter.targets") ? static_cast<KnobEditor *>(new LayersEditor)
                                                            : new LinesEditor;
    }

    template <class Entry>
    KnobEditor *operator()(const std::vector<Entry> & /*entries*/) const
    {
        return new TableEditor<Entry>;
    }
};

} // namespace

KnobEditor *makeKnobEditor(const KnobSpec &spec)
{
    return std::visit(MakeEditor{spec}, spec.standard);
}

void KnobEditor::setHelp(const QString &name, const QString &help)
{
    field()->setAccessibleName(name);
    field()->setAccessibleDescription(help);
}

void ChoiceBox::setChoices(const QStringList &choices)
{
    const QSignalBlocker quiet(this); // the text is the same afterwards, and who hears of others asks for choices again
    const QString text = currentText();
    QStringList all = choices;
    if (!isEditable() && !text.isEmpty() && !all.contains(text)) {
        all.append(text);
    }
    clear();
    addItems(all);
    setCurrentText(text);
    if (isEditable()) {
        setEditText(text);
    }
}

void ChoiceBox::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

} // namespace bafo::ui
