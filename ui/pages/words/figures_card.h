// SPDX-License-Identifier: GPL-3.0-or-later
// "Pieces a word" by language and source, and how many words fit in what the model sees at once.
#pragma once

#include "ui/pages/words/word_study.h"

#include <QWidget>

namespace bafo::ui {

class Card;
class Label;
class PairBars;
class StateView;
struct Offer;

class FiguresCard final : public QWidget {
    Q_OBJECT

public:
    explicit FiguresCard(QWidget *parent = nullptr);

    void showLoading();
    void showEmpty(const Offer &offer);
    void showFailed(const Error &error);
    void show(const Study &study);

private:
    PairBars *m_bars;
    Label *m_context;
    Label *m_sample;
    StateView *m_view;
};

} // namespace bafo::ui
