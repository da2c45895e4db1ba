// SPDX-License-Identifier: GPL-3.0-or-later
// The chosen cell of the scores in sentences: what the figure means, how far it can be trusted, and what can be done.
#pragma once

#include "ui/models/score_model.h"
#include "ui/widgets/labels.h"

#include <QWidget>

class QPushButton;

namespace bafo::ui {

class Card;

/// What the card is about.
struct CellSubject {
    QString title = {}; ///< "Belebele, isiZulu · letters · tiny-grown"
    QString sentences = {};
    QStringList doubts = {};
    bool hasItems = false;
    QString itemsLabel = {}; ///< of the button to them
    QString unfinished = {}; ///< run that can be gone on with; empty: none
};

/// The window's thread.
class CellCard final : public QWidget {
    Q_OBJECT

public:
    explicit CellCard(QWidget *parent = nullptr);

    void show(const CellSubject &subject);
    using QWidget::show;

Q_SIGNALS:
    void itemsWanted();
    void resumeWanted(const QString &run);

private:
    Card *m_card;
    Label *m_sentences;
    Label *m_doubts;
    QPushButton *m_items;
    QPushButton *m_resume;
    QString m_unfinished;
};

} // namespace bafo::ui
