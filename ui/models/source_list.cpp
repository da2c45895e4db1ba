// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/source_list.h"

#include <QLocale>

#include <map>

namespace bafo::ui {

void SourceList::setContents(const DatasetContentsPtr &contents)
{
    std::vector<SourceRow> rows;
    if (contents) {
        std::map<std::int64_t, qint64> words;
        for (const data::GroupCount &group : contents->groups) {
            words[group.source] += group.numWords;
        }
        const qint64 all = totalsOf(contents->groups).numWords;
        rows.push_back({.name = tr("All sources"), .licence = {}, .numWords = all, .share = 1});
        for (const data::Source &source : contents->sources) {
            const bool isUnclear = isLicenceUnclear(source);
            rows.push_back({.id = source.id,
                            .name = QString::fromStdString(source.file),
                            .licence = isUnclear ? tr("licence unclear") : QString::fromStdString(source.licence),
                            .isUnclear = isUnclear,
                            .numWords = words[source.id],
                            .share = all > 0 ? static_cast<double>(words[source.id]) / static_cast<double>(all) : 0});
        }
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int SourceList::rowOf(qint64 source) const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].id == source) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

int SourceList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SourceList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const SourceRow &row = rowAt(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        QStringList parts{row.name, row.licence, wordsInWords(row.numWords),
                          row.id == 0 ? QString() : shareInWords(row)};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    if (role == Qt::ToolTipRole) {
        return row.name;
    }
    return {};
}

QString shareInWords(const SourceRow &row)
{
    const double percent = 100 * row.share;
    return percent > 0 && percent < 1 ? SourceList::tr("under 1 %")
                                      : SourceList::tr("%1 %").arg(QLocale().toString(percent, 'f', 0));
}

} // namespace bafo::ui
