// SPDX-License-Identifier: GPL-3.0-or-later
// The editor that suits one knob, chosen by what it holds.
#pragma once

#include "ui/models/knob_sheet.h"

#include <QComboBox>
#include <QWidget>

#include <vector>

namespace bafo::ui {

struct TextChoice {
    QString name;
    QStringList languages;
    QStringList splits;

    bool operator==(const TextChoice &) const = default;
};

/// What the project offers.
struct KnobChoices {
    QStringList models;
    QStringList tokenizers;
    std::vector<TextChoice> texts; ///< to learn from
    std::vector<TextChoice> measured; ///< to be measured

    bool operator==(const KnobChoices &) const = default;
};

/// Shows a value and tells of changes by hand; what shows the same already is left alone, so that typing goes on.
class KnobEditor : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void showValue(const KnobValue &value) = 0;

    /// A text that is no value, as typed() told it.
    virtual void showTyped(const QString & /*text*/) { }
    virtual void setChoices(const KnobChoices & /*choices*/) { }

    /// What is wrong with a text that is no value, as the end of a sentence that begins with the name.
    [[nodiscard]] virtual QString problem() const { return tr("a row is not complete"); }

    /// Which range it accepts; may be empty.
    [[nodiscard]] virtual QString rangeInWords() const { return {}; }

    /// Whom the label belongs to.
    [[nodiscard]] virtual QWidget *field() = 0;

    /// What screen readers say of it.
    virtual void setHelp(const QString &name, const QString &help);

    /// Takes the whole width of the form.
    [[nodiscard]] virtual bool isWide() const { return false; }

    /// Says itself what it is about: the form adds no sentence that can be seen.
    [[nodiscard]] virtual bool isExplained() const { return false; }

Q_SIGNALS:
    void edited(const bafo::ui::KnobValue &value);
    void typed(const QString &text);
    void committed(); ///< by a field for typing: it was left, or Enter was pressed
};

/// By the type of the standard value; what the project has, models and texts, by its key.
[[nodiscard]] KnobEditor *makeKnobEditor(const KnobSpec &spec);

/// Scrolling the form over it changes nothing.
class ChoiceBox final : public QComboBox {
    Q_OBJECT

public:
    using QComboBox::QComboBox;

    /// Keeps the text, also where it is none of them.
    void setChoices(const QStringList &choices);

protected:
    void wheelEvent(QWheelEvent *event) override;
};

} // namespace bafo::ui
