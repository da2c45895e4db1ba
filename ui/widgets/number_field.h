// SPDX-License-Identifier: GPL-3.0-or-later
// A field for one number: takes what people type in any language, says under the field what is wrong, loses nothing.
#pragma once

#include "ui/widgets/labels.h"

#include <QLineEdit>
#include <QWidget>

#include <optional>

namespace bafo::ui {

/// What is typed stays as it is until it is a number of the range; a file gets the number alone, which is the same
/// whatever the language of the window.
class NumberField final : public QWidget {
    Q_OBJECT

public:
    /// Bytes are whole numbers that may carry a unit: 10 MB, 64 MiB.
    enum class Kind { real, whole, bytes };

    /// An infinite bound is none. `unit` stands behind the field.
    NumberField(Kind kind, double minimum, double maximum, const QString &unit, QWidget *parent = nullptr);

    /// Keeps what stands there where it means this number already.
    void setNumber(double number);

    /// Whatever it is: what somebody had typed before.
    void setTyped(const QString &text);
    [[nodiscard]] QString typed() const { return m_edit->text(); }

    /// Nothing where the text is no number, or one outside the range.
    [[nodiscard]] std::optional<double> number() const;

    /// What is wrong with the text, for people; empty where nothing is.
    [[nodiscard]] QString problem() const;

    /// "2 to 131,072"; empty where the range has no end that anybody would meet.
    [[nodiscard]] QString rangeInWords() const;

    /// What screen readers say of the field, behind what is wrong.
    void setHelp(const QString &help);

    /// For labels to be buddies of.
    [[nodiscard]] QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    /// By hand only.
    void edited();

private:
    [[nodiscard]] std::optional<double> numberInText() const;
    [[nodiscard]] QString written(double number) const;
    void showProblem();

    Kind m_kind;
    double m_minimum;
    double m_maximum;
    QLineEdit *m_edit;
    Label *m_problem;
    QString m_help;
};

/// "10 MB" as 10000000; nothing where it is no whole number of a known unit.
[[nodiscard]] std::optional<qint64> bytesInText(const QString &text);

} // namespace bafo::ui
