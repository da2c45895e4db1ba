// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/curve_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/custom_plot.h"
#include "ui/widgets/number_text.h"

#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

QString figure(double value)
{
    return QLocale().toString(value, 'f', 2);
}

const CurvePoint &nearest(const std::vector<CurvePoint> &curve, qint64 numPieces)
{
    return *std::ranges::min_element(
        curve, {}, [numPieces](const CurvePoint &point) { return std::abs(point.numPieces - numPieces); });
}

} // namespace

std::vector<CurvePoint> tablePoints(const std::vector<CurvePoint> &curve)
{
    std::vector<CurvePoint> points{curve.front()};
    for (qint64 wanted = curve.back().numPieces < 500 ? 25 : 250; wanted < curve.back().numPieces; wanted *= 2) {
        const CurvePoint &point = nearest(curve, wanted);
        if (point.numPieces > points.back().numPieces && point.numPieces < curve.back().numPieces) {
            points.push_back(point);
        }
    }
    points.push_back(curve.back());
    return points;
}

CurveCard::CurveCard(QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot)
    , m_table(new QTreeWidget)
    , m_forms(new QStackedWidget)
    , m_switch(quietButton(tr("Table")))
    , m_words(mutedWords({}))
{
    auto *card = new Card(tr("How many pieces?"), this);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(card);
    m_switch->setCheckable(true);
    card->addToHead(m_switch);
    const int u = unitOf(*this);
    m_plot->setMinimumHeight(12 * u);
    m_plot->setAccessibleName(tr("Pieces a word by number of new pieces"));
    m_plot->setLocale(QLocale());
    m_plot->addGraph();
    m_plot->graph(0)->setAntialiased(true);
    m_plot->setPlottingHint(QCP::phFastPolylines, true);
    m_plot->addGraph(); // the growth as it is
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->xAxis->ticker()->setTickCount(4);
    m_plot->yAxis->ticker()->setTickCount(4);
    m_plot->yAxis->setNumberFormat(QStringLiteral("f"));
    m_plot->yAxis->setNumberPrecision(2); // ticks may stand at quarters
    m_plot->xAxis->setNumberFormat(QStringLiteral("f"));
    m_plot->xAxis->setNumberPrecision(0);
    m_table->setRootIsDecorated(false);
    m_table->setHeaderLabels({tr("new pieces"), tr("pieces a word")});
    m_table->header()->setStretchLastSection(false);
    for (const int column : {0, 1}) {
        m_table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        m_table->setColumnWidth(column, 15 * u);
    }
    m_table->setAccessibleName(m_plot->accessibleName());
    m_table->setMinimumHeight(12 * u);
    m_forms->addWidget(m_plot);
    m_forms->addWidget(m_table);
    card->body()->addWidget(m_forms, 1);
    card->body()->addWidget(m_words);
    connect(m_switch, &QPushButton::toggled, m_forms, [this](bool isTable) { m_forms->setCurrentIndex(isTable); });
    colour();
}

void CurveCard::show(const std::vector<CurvePoint> &curve)
{
    m_curve = curve;
    QVector<double> x;
    QVector<double> y;
    double lowest = curve.front().piecesPerWord;
    double highest = lowest;
    for (const CurvePoint &point : curve) {
        x.append(static_cast<double>(point.numPieces));
        y.append(point.piecesPerWord);
        lowest = std::min(lowest, point.piecesPerWord);
        highest = std::max(highest, point.piecesPerWord);
    }
    m_plot->graph(0)->setData(x, y, true);
    m_plot->graph(1)->setData({x.back()}, {y.back()});
    const double margin = std::max(0.02, (highest - lowest) * 0.12);
    m_plot->xAxis->setRange(0, x.back() * 1.04);
    m_plot->yAxis->setRange(lowest - margin, highest + margin);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    fillTable();
    fillWords();
}

void CurveCard::fillTable()
{
    m_table->clear();
    QStringList spoken;
    for (const CurvePoint &point : tablePoints(m_curve)) {
        auto *row = new QTreeWidgetItem(m_table, {groupedNumber(point.numPieces), figure(point.piecesPerWord)});
        for (int column : {0, 1}) {
            row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
            row->setFont(column, numberFont());
        }
        spoken.append(tr("%1: %2").arg(row->text(0), row->text(1)));
    }
    m_plot->setAccessibleDescription(spoken.join(QStringLiteral("; ")));
}

void CurveCard::fillWords()
{
    const CurvePoint &all = m_curve.back();
    const CurvePoint &half = nearest(m_curve, all.numPieces / 2);
    const double saved = m_curve.front().piecesPerWord - all.piecesPerWord;
    const double savedByHalf = m_curve.front().piecesPerWord - half.piecesPerWord;
    m_words->setText(saved <= 0 ? tr("These pieces save nothing in the sample.")
                                : tr("The first %1 of %2 pieces bring %3 % of what all bring.")
                                      .arg(groupedNumber(half.numPieces), groupedNumber(all.numPieces))
                                      .arg(qRound(savedByHalf / saved * 100)));
}

void CurveCard::colour()
{
    const Colours &colours = coloursOf(palette());
    m_plot->setBackground(colours.surface);
    m_plot->graph(0)->setPen(QPen(colours.series[0], 2));
    m_plot->graph(1)->setLineStyle(QCPGraph::lsNone);
    m_plot->graph(1)->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssDisc, colours.series[0], colours.series[0], unitOf(*this)));
    for (QCPAxis *axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabelColor(colours.muted);
        axis->setTickLabelFont(font());
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->grid()->setPen(QPen(colours.line, 1));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurveCard::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        colour();
    }
}

} // namespace bafo::ui
