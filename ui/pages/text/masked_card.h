// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation as the trainer sees it: written in a style, cut into word pieces, what is learnt of it, what is cut
// off.
#pragma once

#include "ui/models/masked_examples.h"
#include "ui/widgets/card.h"
#include "ui/widgets/token_strip.h"

#include <QJsonObject>

class QComboBox;
class QPlainTextEdit;
class QScrollArea;

namespace bafo::ui {

class NumberField;
class StateView;

/// Asks by itself; the page says which conversation. The window's thread only.
class MaskedCard final : public QWidget {
    Q_OBJECT

public:
    explicit MaskedCard(ProjectSession &session, QWidget *parent = nullptr);

    void setDataset(const QString &dataset);

    /// Models and tokenizers that can cut.
    void lookAtTokenizers();

    /// 0: none is chosen.
    void show(qint64 document, const data::DocumentQuery &filters);
    using QWidget::show;

    /// The dataset has changed: what is shown is asked for again.
    void refresh();

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void modelWanted(); ///< there is nothing that could cut

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildContent();
    void buildControls(QVBoxLayout *column);
    void addControl(QLayout *row, const QString &name, QWidget *control);
    void takeWish();
    void ask();
    void showFailure(const Error &error);
    void showConversation(const MaskedConversation &conversation);

    MaskedExamples *m_examples;
    QString m_dataset;
    qint64 m_document = 0;
    data::DocumentQuery m_filters;
    QComboBox *m_tokenizer;
    QComboBox *m_style;
    QComboBox *m_loss;
    NumberField *m_length;
    Label *m_about;
    TokenStrip *m_strip;
    QPlainTextEdit *m_rendered;
    StateView *m_view;
};

/// Pieces for a strip: what is learnt stands on a ground and is underlined, the rest is muted, what is cut off struck.
[[nodiscard]] std::vector<StripPiece> stripOf(const MaskedConversation &conversation);

} // namespace bafo::ui
