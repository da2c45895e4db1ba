// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/figures_card.h"

#include "ui/widgets/card.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/pair_bars.h"
#include "ui/widgets/state_view.h"

#include <QFileInfo>
#include <QLocale>
#include <QVBoxLayout>

#include <cmath>

namespace bafo::ui {
namespace {

/// Two figures that count: nobody knows how many words fit to the last one.
qint64 rounded(double value)
{
    const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(value, 1.0))) - 1));
    return std::llround(std::round(value / unit) * unit);
}

QString contextWords(const Study &study)
{
    const auto &rows = study.figures.rows;
    if (!study.model || study.model->contextLength <= 0 || rows.empty() || rows.front().before() <= 0) {
        return {};
    }
    const auto context = static_cast<double>(study.model->contextLength);
    const QString language = languageName(QString::fromStdString(study.figures.newLanguage));
    const QString model = QString::fromStdString(study.model->name);
    const QString size = groupedNumber(study.model->contextLength);
    const QString before = groupedNumber(rounded(context / rows.front().before()));
    if (!study.figures.hasAfter) {
        return FiguresCard::tr("%1 sees %2 pieces at once: about %3 words of %4.").arg(model, size, before, language);
    }
    return FiguresCard::tr("%1 sees %2 pieces at once: about %3 words of %4 now, %5 before.")
        .arg(model, size, groupedNumber(rounded(context / rows.front().after())), language, before);
}

QString sampleWords(const Study &study)
{
    const bool isHeldOut = study.figures.isHeldOut;
    if (study.isWholeText) {
        return isHeldOut
            ? FiguresCard::tr("Measured on all held-out documents.")
            : FiguresCard::tr("Measured on all documents; on held-out ones only in a language that has some.");
    }
    const QString text = isHeldOut
        ? FiguresCard::tr(
            "Measured on the held-out ones among the first %1 documents of each source, at most %2 of each.")
        : FiguresCard::tr(
            "Measured on the first %1 documents of each source, at most %2 of each; on held-out ones only in "
            "a language that has some.");
    return text.arg(groupedNumber(kSampleDocuments), sizeInWords(kSampleBytes));
}

} // namespace

FiguresCard::FiguresCard(QWidget *parent)
    : QWidget(parent)
    , m_bars(new PairBars(tr("Pieces a word")))
    , m_context(words({}))
    , m_sample(mutedWords({}))
{
    auto *card = new Card(tr("Pieces a word"), this);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(card);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(unitOf(*this));
    column->addWidget(m_bars);
    column->addWidget(m_context);
    column->addWidget(m_sample);
    column->addStretch(1);
    m_view = new StateView(content);
    card->body()->addWidget(m_view);
}

void FiguresCard::showLoading()
{
    m_view->showLoading(tr("Cutting your text into pieces…"));
}

void FiguresCard::showEmpty(const Offer &offer)
{
    m_view->showEmpty(tr("The project has no text yet to measure on."), offer);
}

void FiguresCard::showFailed(const Error &error)
{
    m_view->showFailed(error);
}

void FiguresCard::show(const Study &study)
{
    std::vector<PairBar> bars;
    for (const FiguresRow &row : study.figures.rows) {
        const bool isPart = !row.source.empty();
        bars.push_back({.label = isPart ? QFileInfo(QString::fromStdString(row.source)).completeBaseName()
                                        : languageName(QString::fromStdString(row.language)),
                        .before = row.before(),
                        .after = study.figures.hasAfter ? std::optional(row.after()) : std::nullopt,
                        .isPart = isPart});
    }
    m_bars->setBars(std::move(bars));
    m_context->setText(contextWords(study));
    m_context->setVisible(!m_context->text().isEmpty());
    m_sample->setText(sampleWords(study));
    m_view->showContent();
}

} // namespace bafo::ui
