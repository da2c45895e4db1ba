// SPDX-License-Identifier: GPL-3.0-or-later
// How a run's chart and its numbers become files.
#include "ui/pages/run/chart_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/whole_file.h"

#include <QAction>
#include <QFileDialog>
#include <QMenu>
#include <QThread>
#include <QToolBar>

namespace bafo::ui {

void ChartCard::buildExportMenu()
{
    auto *menu = new QMenu(this);
    const auto add = [this, menu](const QString &text, const QString &suffix, const QString &filter) {
        QAction *action = menu->addAction(text);
        connect(action, &QAction::triggered, this, [this, suffix, filter] { exportAs(suffix, filter); });
        m_exports.append(action);
    };
    add(tr("Chart as picture (PNG)…"), QStringLiteral("png"), tr("PNG pictures (*.png)"));
    add(tr("Chart as drawing (SVG)…"), QStringLiteral("svg"), tr("SVG drawings (*.svg)"));
    add(tr("Chart as page (PDF)…"), QStringLiteral("pdf"), tr("PDF pages (*.pdf)"));
    add(tr("All numbers (CSV)…"), QStringLiteral("csv"), tr("CSV tables (*.csv)"));
    QPushButton *opener = quietButton(tr("Export"));
    opener->setMenu(menu);
    opener->setToolTip(tr("Save the chart or its numbers as a file"));
    m_bar->addWidget(opener);
}

void ChartCard::exportAs(const QString &suffix, const QString &filter)
{
    if (m_record == nullptr) {
        return;
    }
    const QString proposal = QStringLiteral("%1.%2").arg(runNameOf(m_record->id()), suffix);
    QString path = QFileDialog::getSaveFileName(this, tr("Save as"), proposal, filter);
    if (path.isEmpty()) {
        return;
    }
    if (!path.endsWith(QLatin1Char('.') + suffix, Qt::CaseInsensitive)) {
        path += QLatin1Char('.') + suffix;
    }
    if (suffix == QLatin1String("csv")) {
        exportCsv(path);
        return;
    }
    if (const auto written = m_chart->exportTo(path); !written) {
        m_host.tell(written.error());
    } else {
        m_host.tell(Message{.tone = Tone::good, .text = tr("Saved %1.").arg(path)});
    }
}

void ChartCard::exportCsv(const QString &path)
{
    // A long run has millions of numbers: they are written by a thread of their own.
    QThread *writer = QThread::create([this, host = &m_host, table = valuesOf(*m_record), path] {
        const auto written = writeWholeFile(path, csvOf(table));
        QMetaObject::invokeMethod(this, [host, path, written] {
            if (written) {
                host->tell(Message{.tone = Tone::good, .text = tr("Saved %1.").arg(path)});
            } else {
                host->tell(written.error());
            }
        });
    });
    connect(writer, &QThread::finished, writer, &QObject::deleteLater);
    connect(
        this, &QObject::destroyed, writer, [writer] { writer->wait(); }, Qt::DirectConnection);
    writer->start();
}

} // namespace bafo::ui
