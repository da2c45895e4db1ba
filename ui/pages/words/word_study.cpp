// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/word_study.h"

#include "core/data/text_rules.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/tokenizer_folder.h"
#include "ui/pages/words/token_cut.h"

namespace bafo::ui {
namespace {

/// Where pieces that `after` has beyond `before` begin.
std::optional<std::uint32_t> firstNewIdOf(const ShelvedTokenizer &before, const ShelvedTokenizer &after)
{
    const bool isGrownFromIt = after.growth && after.growth->baseHash == before.hash;
    return isGrownFromIt ? std::optional(after.growth->firstNewId) : std::nullopt;
}

/// The model that a place is, else the first of the project: for how much text it sees at once, and what rows cost.
std::optional<runs::ModelSummary> modelFor(FileSystem &files, const runs::Project &project, const Path &place)
{
    if (auto own = runs::summariseModel(files, place)) {
        return std::move(*own);
    }
    auto listing = runs::listModels(files, project.modelsFolder());
    if (listing && !listing->models.empty()) {
        return std::move(listing->models.front());
    }
    return std::nullopt;
}

} // namespace

WordStudy::WordStudy(runs::Project project, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_cutter(new QObject)
    , m_measurer(new QObject)
{
    m_cutter->moveToThread(&m_cutThread);
    m_measurer->moveToThread(&m_measureThread);
    connect(&m_cutThread, &QThread::finished, m_cutter, &QObject::deleteLater);
    connect(&m_measureThread, &QThread::finished, m_measurer, &QObject::deleteLater);
    m_cutThread.start();
    m_measureThread.start(QThread::LowPriority);
}

WordStudy::~WordStudy()
{
    ++m_newestCut;
    ++m_newestMeasure;
    m_cutThread.quit();
    m_measureThread.quit();
    m_cutThread.wait();
    m_measureThread.wait();
}

Path WordStudy::placeOf(const QString &folder) const
{
    return m_project.root() / folder.toStdString();
}

void WordStudy::cut(const StudyChoice &choice, const QString &text)
{
    const int question = ++m_newestCut;
    QMetaObject::invokeMethod(m_cutter, [this, choice, text, question] {
        if (question != m_newestCut) {
            return;
        }
        const auto done = cutNow(choice, text);
        QMetaObject::invokeMethod(
            this,
            [this, done, question] {
                if (question == m_newestCut) {
                    Q_EMIT cutDone(done);
                }
            },
            Qt::QueuedConnection);
    });
}

std::shared_ptr<const SentenceCut> WordStudy::cutNow(const StudyChoice &choice, const QString &text)
{
    auto cut = std::make_shared<SentenceCut>();
    cut->text = text;
    const std::string bytes = text.toStdString();
    cut->numWords = data::countWords(bytes);
    const auto before = m_shelf.take(placeOf(choice.before));
    if (before) {
        cut->before = cutOf(*before->tokenizer, bytes);
    } else {
        cut->beforeError = before.error();
    }
    if (choice.after.isEmpty()) {
        return cut;
    }
    const auto after = m_shelf.take(placeOf(choice.after));
    if (!after) {
        cut->afterError = after.error();
    } else {
        cut->after = cutOf(*after->tokenizer, bytes, before ? firstNewIdOf(*before, *after) : std::nullopt);
    }
    return cut;
}

void WordStudy::measure(const StudyChoice &choice, const QStringList &datasets)
{
    const int question = ++m_newestMeasure;
    QMetaObject::invokeMethod(m_measurer, [this, choice, datasets, question] {
        if (question != m_newestMeasure) {
            return;
        }
        const auto done = measureNow(choice, datasets, question);
        QMetaObject::invokeMethod(
            this,
            [this, done, question] {
                if (question != m_newestMeasure) {
                    return;
                }
                if (done) {
                    Q_EMIT measured(*done);
                } else {
                    Q_EMIT failed(QString::fromStdString(done.error().message),
                                  QString::fromStdString(done.error().hint));
                }
            },
            Qt::QueuedConnection);
    });
}

void WordStudy::forgetTexts()
{
    ++m_textsVersion;
}

Result<std::shared_ptr<const Study>> WordStudy::measureNow(const StudyChoice &choice, const QStringList &datasets,
                                                           int question)
{
    PosixFileSystem files;
    const auto isStopped = [this, question] { return question != m_newestMeasure; };
    const int version = m_textsVersion;
    if (m_sampledVersion != version) {
        std::vector<std::string> names;
        for (const QString &name : datasets) {
            names.push_back(name.toStdString());
        }
        m_sampledVersion = -1;
        m_sample = BAFO_TRY(sampleTexts(files, m_project.datasetsFolder(), names, isStopped));
        m_sampledVersion = isStopped() ? -1 : version;
    }
    auto study = std::make_shared<Study>();
    study->choice = choice;
    const ShelvedTokenizer before = BAFO_TRY(m_shelf.take(placeOf(choice.before)));
    ShelvedTokenizer after;
    if (!choice.after.isEmpty()) {
        after = BAFO_TRY(m_shelf.take(placeOf(choice.after)));
    }
    if (!isStopped()) {
        study->figures
            = figuresOf(m_sample, *before.tokenizer, after.tokenizer.get(), after.growth.get(), m_project.languages());
    }
    study->languages = m_sample.languages;
    study->isWholeText = m_sample.isAll;
    study->model = modelFor(files, m_project, placeOf(choice.before));
    study->vocabularySize = before.tokenizer->vocabularySize();
    study->baseHash = before.hash;
    study->canGrow = dynamic_cast<const text::ByteLevelBpe *>(before.tokenizer.get()) != nullptr
        || text::canGrow(BAFO_TRY(text::readTokenizerFiles(files, placeOf(choice.before))));
    return std::shared_ptr<const Study>(std::move(study));
}

} // namespace bafo::ui
