// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/choice_rows.h"

#include "ui/pages/words/token_cut.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_mark.h"

#include <QGridLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace bafo::ui {
namespace {

QString figure(double logProbability)
{
    return QLocale().toString(logProbability, 'f', 2);
}

} // namespace

std::vector<double> sharesOf(const std::vector<scoring::Answer> &answers, std::size_t numChoices)
{
    const std::size_t num = std::min(answers.size(), numChoices);
    std::vector<double> shares;
    double highest = -1e300;
    for (std::size_t i = 0; i < num; ++i) {
        highest = std::max(highest, answers[i].logProbability);
    }
    double total = 0;
    for (std::size_t i = 0; i < num; ++i) {
        shares.push_back(std::exp(answers[i].logProbability - highest));
        total += shares.back();
    }
    for (double &share : shares) {
        share /= total;
    }
    return shares;
}

std::vector<StripPiece> piecesOf(const std::string &text, const std::vector<scoring::ScoredToken> &tokens)
{
    std::vector<std::size_t> lengths;
    std::size_t total = 0;
    for (const scoring::ScoredToken &token : tokens) {
        lengths.push_back(static_cast<std::size_t>(std::max<std::int64_t>(0, token.bytes)));
        total += lengths.back();
    }
    const std::size_t numBefore = total > text.size() ? total - text.size() : 0;
    auto pieces = cutByLengths(std::string(numBefore, ' ') + text, lengths);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const QString tip = ChoiceRows::tr("log-probability %1").arg(figure(tokens[i].logProbability));
        pieces[i].tip = pieces[i].tip.isEmpty() ? tip : tip + QStringLiteral("; ") + pieces[i].tip;
    }
    if (pieces.empty()) { // a model that told no tokens
        pieces.push_back({.parts = {{.kind = StripPart::Kind::text, .text = QString::fromStdString(text)}}, .tip = {}});
    }
    return pieces;
}

ShareBar::ShareBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void ShareBar::set(double share, double logProbability, std::optional<std::pair<double, double>> other)
{
    m_share = share;
    m_logProbability = logProbability;
    m_other = other;
    const auto words = [](double part, double log) {
        return tr("%1 %, log-probability %2").arg(std::lround(part * 100)).arg(figure(log));
    };
    setAccessibleName(other ? words(share, logProbability) + QStringLiteral("; ") + words(other->first, other->second)
                            : words(share, logProbability));
    setToolTip(accessibleName());
    updateGeometry();
    update();
}

QSize ShareBar::sizeHint() const
{
    const int u = unitOf(*this);
    const int line = QFontMetrics(numberFont()).height();
    return {26 * u, (m_other ? 2 : 1) * line + u / 2};
}

void ShareBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    const int u = unitOf(*this);
    painter.setFont(numberFont());
    const QFontMetrics metrics(painter.font());
    const int figureWidth = metrics.horizontalAdvance(figure(-1000)) + u / 2;
    const auto draw = [&](double share, double log, int top, const QColor &colour) {
        const QRectF track(0, top + metrics.height() / 2.0 - u * 0.35, width() - figureWidth - u, u * 0.7);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.raised);
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2);
        QRectF filled = track;
        filled.setWidth(std::max(track.height(), track.width() * share));
        painter.setBrush(colour);
        painter.drawRoundedRect(filled, track.height() / 2, track.height() / 2);
        painter.setPen(colours.muted);
        painter.drawText(QRect(width() - figureWidth, top, figureWidth, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, figure(log));
    };
    draw(m_share, m_logProbability, 0, colours.series[0]);
    if (m_other) {
        draw(m_other->first, m_other->second, metrics.height() + u / 4, colours.series[1]);
    }
}

ChoiceRows::ChoiceRows(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    const int u = unitOf(*this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(u);
    m_grid->setVerticalSpacing(u / 2);
    m_grid->setColumnStretch(1, 1);
}

void ChoiceRows::show(const scoring::Question &question, const ModelChoices &first,
                      const std::optional<ModelChoices> &second)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    const std::size_t num = std::min({question.choices.size(), first.answers.size(), kMostChoices});
    for (std::size_t i = 0; i < num; ++i) {
        addRow(static_cast<int>(i), question, i, first, second);
    }
    if (question.choices.size() > num) {
        m_grid->addWidget(mutedWords(tr("and %1 more").arg(question.choices.size() - num)), static_cast<int>(num), 1);
    }
    setVisible(num > 0);
}

void ChoiceRows::addRow(int row, const scoring::Question &question, std::size_t choice, const ModelChoices &first,
                        const std::optional<ModelChoices> &second)
{
    const auto place = static_cast<std::int64_t>(choice);
    const bool isGold = place == question.gold;
    const bool isChosen = place == first.chosen;
    QStringList marks;
    if (isGold) {
        marks.append(tr("expected"));
    }
    if (isChosen) {
        marks.append(second ? tr("%1 chose it").arg(first.model) : tr("chosen"));
    }
    if (second && place == second->chosen) {
        marks.append(tr("%1 chose it").arg(second->model));
    }
    auto *mark = new StateMark;
    mark->set(isGold         ? Shape::tick
                  : isChosen ? Shape::cross
                             : Shape::ring,
              isGold         ? Tone::good
                  : isChosen ? Tone::error
                             : Tone::muted,
              QString());
    mark->setAccessibleName(marks.isEmpty() ? tr("a choice") : marks.join(QStringLiteral(", ")));
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    const QString name = tr("Choice %1, in tokens").arg(row + 1);
    auto *strip = new TokenStrip(name);
    strip->setPieces(piecesOf(question.choices[choice], first.answers[choice].tokens));
    auto *middle = new QWidget;
    middle->setLayout(column);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(strip);
    if (!marks.isEmpty()) {
        auto *label = mutedWords(marks.join(QStringLiteral(" · ")));
        label->setTone(isGold ? Tone::good : Tone::muted);
        column->addWidget(label);
    }
    auto *bar = new ShareBar;
    const auto share = sharesOf(first.answers, question.choices.size());
    std::optional<std::pair<double, double>> other;
    if (second && choice < second->answers.size()) {
        other = {sharesOf(second->answers, question.choices.size())[choice], second->answers[choice].logProbability};
    }
    bar->set(share[choice], first.answers[choice].logProbability, other);
    m_grid->addWidget(mark, row, 0, Qt::AlignTop);
    m_grid->addWidget(middle, row, 1);
    m_grid->addWidget(bar, row, 2, Qt::AlignTop);
}

} // namespace bafo::ui
