// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/method_editor.h"

#include "ui/widgets/labels.h"
#include "ui/widgets/number_text.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QRadioButton>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

constexpr int kSideBySideFrom = 54; ///< units of width

QString nameOf(const QString &method)
{
    if (method == QLatin1String("full")) {
        return MethodEditor::tr("The whole model");
    }
    return method == QLatin1String("lora") ? MethodEditor::tr("An adapter (LoRA)")
        : method == QLatin1String("qlora") ? MethodEditor::tr("An adapter on 4 bits (QLoRA)")
                                           : method;
}

QString sentenceOf(const QString &method)
{
    if (method == QLatin1String("full")) {
        return MethodEditor::tr("Learns most and may forget most. Holds the model four times.");
    }
    if (method == QLatin1String("lora")) {
        return MethodEditor::tr("Learns less and forgets less. The model stays as it is; what is learnt is a small "
                                "file beside it.");
    }
    return method == QLatin1String("qlora") ? MethodEditor::tr(
               "As LoRA beside the model in 4 bits: least memory for a large one, slower, a little less exact.")
                                            : QString();
}

QString inWords(const MethodFigure &figure)
{
    if (!figure.bytes) {
        return MethodEditor::tr("memory not known yet");
    }
    const QString size = sizeInWords(static_cast<quint64>(*figure.bytes));
    return figure.fits ? MethodEditor::tr("about %1, fits").arg(size)
                       : MethodEditor::tr("about %1, does not fit").arg(size);
}

} // namespace

MethodEditor::MethodEditor(const QStringList &methods)
    : m_grid(new QGridLayout(this))
    , m_group(new QButtonGroup(this))
{
    const int u = unitOf(*this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * u);
    m_grid->setVerticalSpacing(u);
    for (const QString &method : methods) {
        addOption(method);
    }
    arrange(1);
}

void MethodEditor::addOption(const QString &method)
{
    const int u = unitOf(*this);
    Option option{.method = method,
                  .cell = new QWidget,
                  .button = new QRadioButton(nameOf(method), this),
                  .figure = new Label({}, TextSize::body, TextWeight::strong)};
    auto *column = new QVBoxLayout(option.cell);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 3);
    column->addWidget(option.button);
    option.figure->setWordWrap(true);
    column->addWidget(option.figure);
    column->addWidget(mutedWords(sentenceOf(method)));
    column->addStretch(1);
    m_group->addButton(option.button); // they have no parent in common
    connect(option.button, &QRadioButton::clicked, this, [this, method] {
        Q_EMIT edited(method.toStdString());
        Q_EMIT committed();
    });
    m_options.push_back(option);
}

void MethodEditor::showValue(const KnobValue &value)
{
    const auto *text = std::get_if<std::string>(&value);
    for (const Option &option : m_options) {
        if (text != nullptr && option.method == QString::fromStdString(*text)) {
            option.button->setChecked(true);
            setFocusProxy(option.button);
        }
    }
}

void MethodEditor::showFigures(const std::vector<MethodFigure> &figures)
{
    for (const MethodFigure &figure : figures) {
        for (const Option &option : m_options) {
            if (option.method == figure.method) {
                option.figure->setText(inWords(figure));
                option.figure->setTone(!figure.bytes ? Tone::muted : (figure.fits ? Tone::good : Tone::warning));
                option.button->setAccessibleDescription(option.figure->text() + QStringLiteral(". ")
                                                        + sentenceOf(option.method));
            }
        }
    }
}

void MethodEditor::arrange(int numColumns)
{
    if (numColumns == m_numColumns) {
        return;
    }
    m_numColumns = numColumns;
    for (std::size_t i = 0; i < m_options.size(); ++i) {
        m_grid->removeWidget(m_options[i].cell);
        const int place = static_cast<int>(i);
        m_grid->addWidget(m_options[i].cell, place / numColumns, place % numColumns);
    }
    for (int i = 0; i < static_cast<int>(m_options.size()); ++i) {
        m_grid->setColumnStretch(i, i < numColumns ? 1 : 0);
    }
}

void MethodEditor::resizeEvent(QResizeEvent *event)
{
    KnobEditor::resizeEvent(event);
    arrange(width() >= kSideBySideFrom * unitOf(*this) ? static_cast<int>(m_options.size()) : 1);
}

} // namespace bafo::ui
