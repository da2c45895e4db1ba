// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts and measures for the page Words on two threads of its own: one that answers while somebody types, and one that
// takes seconds.
#pragma once

#include "core/runs/model_summary.h"
#include "core/runs/project.h"
#include "ui/pages/words/study_place.h"
#include "ui/pages/words/tokenizer_shelf.h"
#include "ui/pages/words/word_figures.h"
#include "ui/widgets/token_strip.h"

#include <QObject>
#include <QStringList>
#include <QThread>

#include <atomic>
#include <memory>
#include <optional>

namespace bafo::ui {

struct SentenceCut {
    QString text;
    qint64 numWords = 0;
    std::vector<StripPiece> before;
    std::vector<StripPiece> after;
    std::optional<Error> beforeError;
    std::optional<Error> afterError;
};

struct Study {
    StudyChoice choice;
    WordFigures figures;
    std::vector<LanguageText> languages;
    bool isWholeText = true; ///< the sample is all there is
    std::optional<runs::ModelSummary> model; ///< that `before` belongs to: itself, or else the project's first
    std::uint32_t vocabularySize = 0; ///< of `before`
    std::string baseHash; ///< of `before`
    bool canGrow = false; ///< byte-level or SentencePiece BPE
};

/// Lives in the window's thread; its signals come there.
class WordStudy final : public QObject {
    Q_OBJECT

public:
    explicit WordStudy(runs::Project project, QObject *parent = nullptr);
    ~WordStudy() override;

    /// Answered by cutDone(); a question that a newer one has overtaken is not.
    void cut(const StudyChoice &choice, const QString &text);

    /// Answered by measured() or failed(); one that a newer one has overtaken is not. The sample of text is read again
    /// only after forgetTexts().
    void measure(const StudyChoice &choice, const QStringList &datasets);
    void forgetTexts();

Q_SIGNALS:
    void cutDone(const std::shared_ptr<const bafo::ui::SentenceCut> &cut);
    void measured(const std::shared_ptr<const bafo::ui::Study> &study);
    void failed(const QString &message, const QString &hint);

private:
    [[nodiscard]] std::shared_ptr<const SentenceCut> cutNow(const StudyChoice &choice, const QString &text);
    [[nodiscard]] Result<std::shared_ptr<const Study>> measureNow(const StudyChoice &choice,
                                                                  const QStringList &datasets, int question);
    [[nodiscard]] Path placeOf(const QString &folder) const;

    runs::Project m_project;
    TokenizerShelf m_shelf;
    QThread m_cutThread;
    QThread m_measureThread;
    QObject *m_cutter; ///< lives in m_cutThread
    QObject *m_measurer; ///< lives in m_measureThread
    std::atomic<int> m_newestCut = 0;
    std::atomic<int> m_newestMeasure = 0;
    std::atomic<int> m_textsVersion = 0;
    int m_sampledVersion = -1; ///< of m_sample; both belong to m_measureThread
    TextSample m_sample;
};

} // namespace bafo::ui
