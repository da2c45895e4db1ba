// SPDX-License-Identifier: GPL-3.0-or-later
// Word pieces: how the model cuts the new language, before and after a growth, and the growth itself.
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/words/sentence_card.h"
#include "ui/pages/words/word_study.h"

#include <QTimer>

class QPushButton;

namespace bafo::ui {

class CurveCard;
class FiguresCard;
class GrowPanel;
class PiecesCard;
class StateView;

class WordsPage final : public Page {
    Q_OBJECT

public:
    WordsPage(const PageContext &context, QWidget *parent);

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    /// {"grow": true} opens the panel; {"model": name} or {"tokenizer": name} is put beside the first model.
    void handle(const QJsonObject &request) override;
    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;
    void setInSight(bool isInSight) override;

private:
    [[nodiscard]] QWidget *makeContent();
    [[nodiscard]] QWidget *makeHead();
    void addActions();
    void connectParts();
    void lookForPlaces();
    void chooseAgain();
    void cutSoon();
    void measure();
    void showStudy(const std::shared_ptr<const Study> &study);
    void showPieces(const Study &study);
    void showAnother();
    void openPanel(bool isOpen);
    void arrange();
    void chooseAfter(const QString &folder);

    WordStudy *m_study;
    std::shared_ptr<const Study> m_shown; ///< the last answer
    std::vector<StudyPlace> m_places;
    StudyChoice m_wanted; ///< of the state, until the places are known
    StudyChoice m_asked; ///< what m_study is or was asked about
    bool m_isInSight = false;
    bool m_mustMeasure = true; ///< as soon as the page is in sight
    bool m_isOwnSentence = false; ///< typed, or taken from the project once
    bool m_isPanelOpen = false;
    bool m_hasCurve = false;
    std::size_t m_numAnother = 0;
    QTimer m_typing;
    QTimer m_changing;

    StateView *m_view;
    SentenceCard *m_sentence;
    FiguresCard *m_figures;
    PiecesCard *m_pieces;
    CurveCard *m_curve;
    GrowPanel *m_panel;
    QPushButton *m_grow;
};

} // namespace bafo::ui
