// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/comparison_view.h"

#include "ui/models/knob_words.h"
#include "ui/models/metric_words.h"
#include "ui/models/run_list.h"
#include "ui/widgets/card.h"
#include "ui/widgets/language_names.h"

#include <QHeaderView>
#include <QSplitter>
#include <QTableWidget>

#include <algorithm>

namespace bafo::ui {
namespace {

std::vector<double> stepsOf(const MetricSeries &series)
{
    return {series.steps().begin(), series.steps().end()};
}

/// Without the quotes and the breaks of YAML.
QString plainValue(const QString &value)
{
    QString plain = value.simplified();
    if (plain.size() > 1 && plain.startsWith(QLatin1Char('"')) && plain.endsWith(QLatin1Char('"'))) {
        plain = plain.mid(1, plain.size() - 2);
    }
    return plain.isEmpty() ? QStringLiteral("–") : plain;
}

/// The name where it tells runs apart, else the id.
QString titleOf(const RunComparison &run, const std::vector<RunComparison> &runs)
{
    const QString name = runNameOf(run.id);
    const auto numSame = std::count_if(runs.begin(), runs.end(),
                                       [&name](const RunComparison &other) { return runNameOf(other.id) == name; });
    return numSame == 1 ? name : run.id.mid(4, 11) + QLatin1Char(' ') + name;
}

/// Whether all of them cut their text into the same pieces, as far as their settings tell.
bool haveSamePieces(const std::vector<RunComparison> &runs)
{
    const auto differences = differencesOf(runs);
    return std::none_of(runs.begin(), runs.end(), [](const auto &run) { return run.settings.empty(); })
        && std::none_of(differences.begin(), differences.end(), [](const SettingDifference &one) {
               return one.key == QLatin1String("model") || one.key == QLatin1String("tokenizer");
           });
}

} // namespace

ComparisonView::ComparisonView(QWidget *parent)
    : QWidget(parent)
    , m_chart(new Chart)
    , m_lossWords(mutedWords(tr("The loss is counted per word piece: between models that cut words differently it says "
                                "nothing. Bits per byte can be compared.")))
    , m_nothing(mutedWords(tr("All settings are the same.")))
    , m_table(new QTableWidget)
{
    m_chart->setAccessibleName(tr("Loss and bits per byte of the chosen runs"));
    m_table->setAccessibleName(tr("Only what differs"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeightOf(font()));
    m_table->horizontalHeader()->setHighlightSections(false);
    auto *curves = new Card(tr("Compared"), this);
    curves->body()->addWidget(m_chart, 1);
    curves->body()->addWidget(m_lossWords);
    auto *settings = new Card(tr("Only what differs"), this);
    settings->body()->addWidget(m_nothing);
    settings->body()->addWidget(m_table, 1);
    auto *row = new QSplitter;
    row->setHandleWidth(unitOf(*this) + unitOf(*this) / 2);
    row->setChildrenCollapsible(false);
    row->addWidget(curves);
    row->addWidget(settings);
    row->setSizes({600, 500});
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(row);
}

void ComparisonView::show(const std::vector<RunComparison> &runs)
{
    drawCurves(runs);
    m_lossWords->setVisible(!haveSamePieces(runs));
    listDifferences(runs);
}

void ComparisonView::drawCurves(const std::vector<RunComparison> &runs)
{
    constexpr double kSmoothing = 0.9;
    QStringList panels; // the loss last: it is not what counts
    for (const RunComparison &run : runs) {
        for (const auto &curve : run.curves) {
            if (curve.name != QLatin1String("loss") && !curve.series.isEmpty() && !panels.contains(curve.name)) {
                panels.append(curve.name);
            }
        }
    }
    panels.append(QStringLiteral("loss"));
    m_chart->clear();
    for (const QString &name : panels) {
        const bool isLoss = name == QLatin1String("loss");
        int panel = -1;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            for (const auto &curve : runs[i].curves) {
                if (curve.name != name || curve.series.isEmpty()) {
                    continue;
                }
                if (panel < 0) {
                    const QString language = curve.language.isEmpty() ? curve.name : languageName(curve.language);
                    panel = m_chart->addPanel(isLoss ? metricTitle(name) : tr("Bits per byte, %1").arg(language),
                                              name == panels.front() ? 3 : 2);
                }
                const std::vector<double> steps = stepsOf(curve.series);
                const std::vector<double> &values = curve.series.values();
                if (isLoss) {
                    const CurveLook raw{.name = {}, .colour = static_cast<int>(i), .isPale = true};
                    m_chart->setPoints(m_chart->addCurve(panel, raw), steps, values);
                }
                const int line = m_chart->addCurve(
                    panel,
                    // One panel names the runs, the others have the same colours.
                    {.name = titleOf(runs[i], runs), .colour = static_cast<int>(i), .isLabelled = panel == 0});
                m_chart->setPoints(line, steps,
                                   isLoss ? smoothed(values, weightFor(kSmoothing, values.size())) : values);
            }
        }
    }
    m_chart->setAxis(tr("step"), AxisUnit::count);
}

void ComparisonView::listDifferences(const std::vector<RunComparison> &runs)
{
    const auto differences = differencesOf(runs);
    QStringList head{tr("Setting")};
    for (const RunComparison &run : runs) {
        head.append(titleOf(run, runs));
    }
    m_table->clear();
    m_table->setColumnCount(static_cast<int>(head.size()));
    m_table->setRowCount(static_cast<int>(differences.size()));
    m_table->setHorizontalHeaderLabels(head);
    for (std::size_t row = 0; row < differences.size(); ++row) {
        const SettingDifference &line = differences[row];
        auto *setting = new QTableWidgetItem(wordsOfKnob(line.key, {}).name);
        setting->setToolTip(line.key);
        m_table->setItem(static_cast<int>(row), 0, setting);
        for (int column = 0; column < line.values.size(); ++column) {
            auto *item = new QTableWidgetItem(plainValue(line.values.at(column)));
            item->setToolTip(line.values.at(column));
            m_table->setItem(static_cast<int>(row), column + 1, item);
        }
    }
    for (int column = 0; column < head.size(); ++column) {
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    m_table->resizeColumnsToContents();
    const int widest = 22 * unitOf(*this); // whole lists are in the tip
    for (int column = 0; column < m_table->columnCount(); ++column) {
        m_table->setColumnWidth(column, std::min(m_table->columnWidth(column), widest));
    }
    QStringList problems;
    for (const RunComparison &run : runs) {
        if (!run.problem.isEmpty()) {
            problems.append(tr("The settings of %1 cannot be read: %2").arg(titleOf(run, runs), run.problem));
        }
    }
    m_nothing->setText(problems.isEmpty() ? tr("All settings are the same.") : problems.join(QLatin1Char('\n')));
    m_nothing->setTone(problems.isEmpty() ? Tone::muted : Tone::warning);
    m_nothing->setVisible(!problems.isEmpty() || differences.empty());
    m_table->setVisible(!differences.empty());
}

} // namespace bafo::ui
