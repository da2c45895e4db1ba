// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/words_page.h"

#include "ui/pages/words/curve_card.h"
#include "ui/pages/words/figures_card.h"
#include "ui/pages/words/grow_panel.h"
#include "ui/pages/words/pieces_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QGridLayout>
#include <QPushButton>

namespace bafo::ui {
namespace {

constexpr int kTypingPauseMs = 80;
constexpr int kChangingPauseMs = 1500;

/// Stands in until the project's own text is known.
const QString kExample = QStringLiteral("Ngiyabonga kakhulu ngosizo lwakho.");

} // namespace

WordsPage::WordsPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_study(new WordStudy(context.session->project(), this))
    , m_sentence(new SentenceCard)
    , m_figures(new FiguresCard)
    , m_pieces(new PiecesCard)
    , m_curve(new CurveCard)
    , m_panel(new GrowPanel(context))
    , m_grow(primaryButton({}))
{
    m_view = new StateView(makeContent());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    m_sentence->setSentence(kExample);
    m_sentence->setHasOthers(false);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPauseMs);
    m_changing.setSingleShot(true);
    m_changing.setInterval(kChangingPauseMs);
    addActions();
    connectParts();
    lookForPlaces();
    openPanel(false);
}

QWidget *WordsPage::makeHead()
{
    auto *head = new QWidget;
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    auto *names = new QVBoxLayout;
    names->setSpacing(u / 2);
    names->addWidget(heading(tr("Word pieces")));
    names->addWidget(mutedWords(
        tr("How the model cuts your language into pieces. Fewer pieces: faster, cheaper, more text in view.")));
    row->addLayout(names, 1);
    row->addWidget(m_grow, 0, Qt::AlignTop);
    return head;
}

QWidget *WordsPage::makeContent()
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(3 * u, 2 * u, 3 * u, 3 * u);
    column->setSpacing(3 * u / 2);
    column->addWidget(makeHead());
    auto *left = new QVBoxLayout;
    left->setSpacing(3 * u / 2);
    left->addWidget(m_sentence);
    left->addWidget(m_pieces, 1);
    auto *right = new QVBoxLayout;
    right->setSpacing(3 * u / 2);
    right->addWidget(m_panel);
    right->addWidget(m_figures, 1);
    right->addWidget(m_curve, 1);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(3 * u / 2);
    columns->addLayout(left, 59);
    columns->addLayout(right, 41);
    column->addLayout(columns, 1);
    return scrolling(content);
}

void WordsPage::addActions()
{
    const auto add = [this](const QString &text, const QString &keys, auto act) {
        auto *action = new QAction(text, this);
        if (!keys.isEmpty()) {
            action->setShortcut(QKeySequence(keys));
        }
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    add(tr("Grow the vocabulary"), QStringLiteral("Ctrl+G"), [this] { openPanel(true); });
    add(tr("Search the new pieces"), QStringLiteral("Ctrl+F"), [this] { m_pieces->focusSearch(); });
    add(tr("A sentence of yours"), QStringLiteral("Ctrl+L"), [this] { m_sentence->focusSentence(); });
    add(tr("Another sentence from my text"), QStringLiteral("Ctrl+J"), [this] { showAnother(); });
}

void WordsPage::connectParts()
{
    ProjectSession &session = *context().session;
    connect(&session, &ProjectSession::modelsChanged, this, &WordsPage::lookForPlaces);
    connect(&session, &ProjectSession::tokenizersChanged, this, &WordsPage::lookForPlaces);
    connect(&session, &ProjectSession::datasetsChanged, this, [this] {
        m_study->forgetTexts();
        m_changing.start(); // an import changes its dataset many times a second
    });
    connect(&m_changing, &QTimer::timeout, this, &WordsPage::measure);
    connect(m_sentence, &SentenceCard::choiceChanged, this, &WordsPage::chooseAgain);
    connect(m_sentence, &SentenceCard::sentenceChanged, this, [this] {
        m_isOwnSentence = true;
        m_typing.start();
    });
    connect(m_sentence, &SentenceCard::anotherWanted, this, &WordsPage::showAnother);
    connect(&m_typing, &QTimer::timeout, this, &WordsPage::cutSoon);
    connect(m_study, &WordStudy::cutDone, this,
            [this](const std::shared_ptr<const SentenceCut> &cut) { m_sentence->show(*cut); });
    connect(m_study, &WordStudy::measured, this, &WordsPage::showStudy);
    connect(m_study, &WordStudy::failed, this, [this](const QString &message, const QString &hint) {
        const Error error{.code = ErrorCode::data, .message = message.toStdString(), .hint = hint.toStdString()};
        m_figures->showFailed(error);
        m_pieces->showEmpty(tr("Without figures there is no list of new pieces."), {});
        m_hasCurve = false;
        arrange();
    });
    connect(m_grow, &QPushButton::clicked, this, [this] { openPanel(true); });
    connect(m_panel, &GrowPanel::changed, this, &WordsPage::arrange);
    connect(m_panel, &GrowPanel::closeWanted, this, [this] { openPanel(false); });
    connect(m_panel, &GrowPanel::grown, this, [this](const QString &name) {
        lookForPlaces();
        chooseAfter(QStringLiteral("tokenizers/") + name);
    });
    connect(m_panel, &GrowPanel::trainWanted, this, [this](const QString &model) {
        context().host->goTo(QStringLiteral("train"), {{QStringLiteral("model"), model}});
    });
}

void WordsPage::lookForPlaces()
{
    const ProjectSession &session = *context().session;
    m_places = studyPlaces(session.folder(), session.modelNames(), session.tokenizerNames());
    if (m_places.empty()) {
        m_view->showEmpty(
            tr("Word pieces belong to a model, and the project has none yet."),
            {.label = tr("Get a model"), .act = [this] { context().host->goTo(QStringLiteral("models"), {}); }});
        return;
    }
    const StudyChoice usual = usualChoice(m_places);
    StudyChoice choice = m_wanted.before.isEmpty() ? m_sentence->choice() : m_wanted;
    const bool isFirst = choice.before.isEmpty();
    choice.before = isThere(m_places, choice.before) ? choice.before : usual.before;
    if (isFirst || (!choice.after.isEmpty() && !isThere(m_places, choice.after))) {
        choice.after = usual.after;
    }
    m_wanted = {};
    m_sentence->setPlaces(m_places, choice);
    m_view->showContent();
    chooseAgain();
}

void WordsPage::chooseAfter(const QString &folder)
{
    if (isThere(m_places, folder)) {
        StudyChoice choice = m_sentence->choice();
        choice.after = folder;
        m_sentence->setPlaces(m_places, choice);
        chooseAgain();
    }
}

void WordsPage::chooseAgain()
{
    cutSoon();
    measure();
}

void WordsPage::cutSoon()
{
    if (m_isInSight && !m_places.empty()) {
        m_study->cut(m_sentence->choice(), m_sentence->sentence());
    }
}

void WordsPage::measure()
{
    m_mustMeasure = true;
    if (!m_isInSight || m_places.empty()) {
        return;
    }
    m_mustMeasure = false;
    m_asked = m_sentence->choice();
    if (!m_shown || m_shown->choice != m_asked) {
        m_figures->showLoading();
        m_pieces->showLoading();
        m_hasCurve = false;
        arrange();
    }
    m_study->measure(m_asked, context().session->datasetNames());
}

void WordsPage::showStudy(const std::shared_ptr<const Study> &study)
{
    m_shown = study;
    m_panel->setStudy(study);
    if (study->languages.empty()) {
        m_figures->showEmpty(
            {.label = tr("Add text"), .act = [this] { context().host->goTo(QStringLiteral("text"), {}); }});
    } else {
        m_figures->show(*study);
    }
    showPieces(*study);
    const auto &sentences = study->figures.sentences;
    m_sentence->setHasOthers(!sentences.empty());
    if (!m_isOwnSentence && !sentences.empty()) {
        m_sentence->setSentence(sentences.front());
    }
}

void WordsPage::showPieces(const Study &study)
{
    const auto &figures = study.figures;
    m_hasCurve = figures.curve.size() > 1 && figures.curve.front().piecesPerWord > 0;
    arrange();
    if (!figures.pieces.empty()) {
        m_pieces->show(figures.pieces);
        if (m_hasCurve) {
            m_curve->show(figures.curve);
        }
    } else if (study.choice.after.isEmpty()) {
        m_pieces->showEmpty(
            tr("Growing teaches the tokenizer longer pieces of your language, behind the old ones. They "
               "will stand here, with what each saves."),
            {});
    } else {
        m_pieces->showEmpty(
            tr("%1 was not grown from %2: there is no list of new pieces.")
                .arg(study.choice.after.section(QLatin1Char('/'), 1), study.choice.before.section(QLatin1Char('/'), 1)),
            {});
    }
}

void WordsPage::showAnother()
{
    if (m_shown && !m_shown->figures.sentences.empty()) {
        const auto &sentences = m_shown->figures.sentences;
        m_numAnother = (m_numAnother + 1) % sentences.size();
        m_sentence->setSentence(sentences[m_numAnother]);
    }
}

void WordsPage::openPanel(bool isOpen)
{
    m_isPanelOpen = isOpen;
    arrange();
    if (isOpen) {
        m_panel->focusFirst();
    }
}

/// The panel takes the right side; beside its result the figures stand again.
void WordsPage::arrange()
{
    m_panel->setVisible(m_isPanelOpen);
    m_figures->setVisible(!m_isPanelOpen || m_panel->hasWork());
    m_curve->setVisible(!m_isPanelOpen && m_hasCurve);
    m_grow->setVisible(!m_isPanelOpen && (!m_shown || !m_shown->languages.empty())); // else text is the next thing
    m_grow->setText(m_panel->verb());
}

void WordsPage::setInSight(bool isInSight)
{
    const bool isNews = isInSight && !m_isInSight;
    m_isInSight = isInSight;
    if (isNews) {
        cutSoon();
        if (m_mustMeasure) {
            measure();
        }
    }
}

QJsonObject WordsPage::state() const
{
    const StudyChoice choice = m_sentence->choice();
    return {{QStringLiteral("sentence"), m_isOwnSentence ? m_sentence->sentence() : QString()},
            {QStringLiteral("before"), choice.before},
            {QStringLiteral("after"), choice.after},
            {QStringLiteral("pieces"), m_pieces->state()},
            {QStringLiteral("grow"), m_panel->state()},
            {QStringLiteral("is_growing"), m_isPanelOpen}};
}

void WordsPage::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    const QString sentence = state.value(QLatin1String("sentence")).toString();
    if (!sentence.isEmpty()) {
        m_sentence->setSentence(sentence);
        m_isOwnSentence = true;
    }
    m_pieces->restore(state.value(QLatin1String("pieces")).toObject());
    m_wanted = {.before = state.value(QLatin1String("before")).toString(),
                .after = state.value(QLatin1String("after")).toString()};
    lookForPlaces();
    m_panel->restore(state.value(QLatin1String("grow")).toObject()); // may tell of a growth that ended meanwhile
    if (state.value(QLatin1String("is_growing")).toBool() || m_panel->hasWork()) {
        openPanel(true);
    }
}

void WordsPage::handle(const QJsonObject &request)
{
    if (request.value(QLatin1String("grow")).toBool()) {
        openPanel(true);
    }
    const QString model = request.value(QLatin1String("model")).toString();
    const QString tokenizer = request.value(QLatin1String("tokenizer")).toString();
    if (!model.isEmpty() || !tokenizer.isEmpty()) {
        chooseAfter(tokenizer.isEmpty() ? QStringLiteral("models/") + model
                                        : QStringLiteral("tokenizers/") + tokenizer);
    }
}

QWidget *WordsPage::firstControl() const
{
    return m_sentence->field();
}

QString WordsPage::help() const
{
    return tr(
        "A model does not read letters or words but **word pieces** (tokens). A tokenizer that was made for "
        "English cuts isiZulu into many short ones: it is slower, costs more, and less text fits in view.\n\n"
        "- **A sentence of yours** is cut by two of the project's models or tokenizers. Point at a piece, or walk "
        "with the arrow keys, to see its number.\n"
        "- **Pieces a word** is measured on your text. Held-out text is used where there is some, because new "
        "pieces suit the text they were learned from.\n"
        "- **Grow** learns longer pieces of your language behind the old ones: old pieces keep their numbers, and "
        "sentences of the language that you protect are cut as before.\n"
        "- A model needs rows for new pieces, and training to use them: the panel offers both as next steps.");
}

} // namespace bafo::ui
