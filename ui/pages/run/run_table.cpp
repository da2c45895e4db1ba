// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run/run_table.h"

#include "ui/models/metric_words.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace bafo::ui {
namespace {

QString valueInWords(double value)
{
    if (!std::isfinite(value)) {
        return RunValuesModel::tr("no number");
    }
    return std::abs(value) >= 1e5 ? QLocale().toString(value, 'f', 0) : QLocale().toString(value, 'g', 6);
}

/// The loss, which every step has, then measurements, then the rest by name.
int placeOf(const QString &key)
{
    const QStringList first{QStringLiteral("loss"), QStringLiteral("learning_rate"), QStringLiteral("gradient_norm")};
    const qsizetype place = first.indexOf(key);
    if (place >= 0) {
        return static_cast<int>(place);
    }
    return key.startsWith(QLatin1String("bits_per_byte")) ? 3 : 4;
}

bool has(const MetricSeries &series, std::int64_t step)
{
    return std::binary_search(series.steps().begin(), series.steps().end(), step);
}

} // namespace

void RunValuesModel::take(const RunRecord &record)
{
    ValueTable fresh = valuesOf(record);
    std::erase_if(fresh.columns, [](const ValueColumn &column) { return column.key == QLatin1String("time"); });
    std::stable_sort(fresh.columns.begin(), fresh.columns.end(), [](const ValueColumn &one, const ValueColumn &other) {
        return placeOf(one.key) < placeOf(other.key);
    });
    if (fresh.columns.size() == m_table.columns.size() && fresh.steps.size() >= m_table.steps.size()) {
        const int numNew = static_cast<int>(fresh.steps.size() - m_table.steps.size());
        if (numNew > 0) {
            beginInsertRows({}, 0, numNew - 1); // the newest are on top: whoever reads further down stays there
            m_table = std::move(fresh);
            endInsertRows();
        } else {
            m_table = std::move(fresh);
        }
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_table = std::move(fresh);
    endResetModel();
}

int RunValuesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.steps.size());
}

int RunValuesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size()) + 1;
}

QVariant RunValuesModel::data(const QModelIndex &index, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::FontRole) {
        return numberFont();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const std::int64_t step = m_table.steps.at(m_table.steps.size() - 1 - static_cast<std::size_t>(index.row()));
    if (index.column() == 0) {
        return groupedNumber(step);
    }
    const MetricSeries &series = m_table.columns.at(static_cast<std::size_t>(index.column() - 1)).series;
    return has(series, step) ? valueInWords(series.at(step)) : QString();
}

QVariant RunValuesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
        return {};
    }
    return section == 0 ? tr("Step") : m_table.columns.at(static_cast<std::size_t>(section - 1)).title;
}

void RunNotesModel::take(const RunRecord &record)
{
    if (record.notes().size() == m_notes.size()
        && (m_notes.empty() || (record.notes().back().t == m_notes.front().t))) {
        return;
    }
    beginResetModel();
    m_notes.assign(record.notes().rbegin(), record.notes().rend());
    endResetModel();
}

int RunNotesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_notes.size());
}

int RunNotesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 2;
}

QVariant RunNotesModel::data(const QModelIndex &index, int role) const
{
    const RunNote &note = m_notes.at(static_cast<std::size_t>(index.row()));
    if (role == Qt::ForegroundRole && index.column() == 1 && note.tone != Tone::text) {
        return colourOf(note.tone, QApplication::palette());
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    return index.column() == 0
        ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(note.t), QStringLiteral("d MMM HH:mm:ss"))
        : note.text;
}

QVariant RunNotesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
        return {};
    }
    return section == 0 ? tr("When") : tr("What happened");
}

} // namespace bafo::ui
