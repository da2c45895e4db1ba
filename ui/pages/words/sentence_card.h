// SPDX-License-Identifier: GPL-3.0-or-later
// "A sentence of yours", cut by two tokenizers, one above the other.
#pragma once

#include "ui/pages/words/study_place.h"
#include "ui/pages/words/word_study.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace bafo::ui {

class Label;
class TokenStrip;

class SentenceCard final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMostCharacters = 2000;

    explicit SentenceCard(QWidget *parent = nullptr);

    /// Keeps what is chosen where it is still there; else the given one.
    void setPlaces(const std::vector<StudyPlace> &places, const StudyChoice &choice);
    [[nodiscard]] StudyChoice choice() const;

    void setSentence(const QString &text);
    [[nodiscard]] QString sentence() const;

    /// Whether there are sentences of the project to show another of.
    void setHasOthers(bool hasOthers);

    void show(const SentenceCut &cut);
    void focusSentence();
    [[nodiscard]] QWidget *field() const;

Q_SIGNALS:
    void choiceChanged();
    void sentenceChanged(const QString &text);
    void anotherWanted();

private:
    struct Side {
        QComboBox *place = nullptr;
        Label *count = nullptr;
        TokenStrip *strip = nullptr;
    };

    [[nodiscard]] Side makeSide(const QString &name);
    void showSide(Side &side, const std::vector<StripPiece> &pieces, const std::optional<Error> &error,
                  qint64 numWords);

    QLineEdit *m_sentence;
    QPushButton *m_another;
    Side m_before;
    Side m_after;
    QWidget *m_legend;
};

} // namespace bafo::ui
