// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include "ui/models/run_figures.h"
#include "ui/models/state_look.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bafo::ui {
namespace {

/// Whether a table would show something else.
bool looksTheSame(const RunRow &one, const RunRow &other)
{
    return one.status.state == other.status.state && one.status.summary.lastSeq == other.status.summary.lastSeq
        && !one.isLive();
}

QVariant orLast(double value)
{
    return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
}

} // namespace

RunsModel::RunsModel(RunList &list, RunDetailsReader &details, QObject *parent)
    : QAbstractTableModel(parent)
    , m_list(list)
    , m_details(details)
{
    connect(&m_details, &RunDetailsReader::detailsRead, this, [this](const QString &id) {
        if (const RunRow *row = rowOf(id)) {
            const int place = static_cast<int>(row - m_rows.data());
            Q_EMIT dataChanged(index(place, curve), index(place, model));
        }
    });
    update();
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(numColumns);
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    const RunRow &row = rowAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == curve ? tr("Curve of the loss") : text(row, index.column());
    case Qt::TextAlignmentRole:
        return index.column() >= step ? static_cast<int>(Qt::AlignRight | Qt::AlignVCenter)
                                      : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::FontRole:
        return index.column() >= step ? QVariant(numberFont()) : QVariant();
    case Qt::ToolTipRole:
        return index.column() == name ? QVariant(row.id())
            : index.column() == bitsPerByte
            ? QVariant(languageName(QString::fromStdString(row.status.summary.measuredLanguage)))
            : QVariant();
    case sortRole:
        return sortKey(row, index.column());
    case idRole:
        return row.id();
    case curveRole: {
        const RunDetails *known = detailsOf(row);
        return known != nullptr ? QVariant::fromValue(&known->curve) : QVariant();
    }
    default:
        return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole && orientation == Qt::Horizontal) {
        return section >= step ? static_cast<int>(Qt::AlignRight | Qt::AlignVCenter)
                               : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
        return {};
    }
    switch (section) {
    case name:
        return tr("Run");
    case curve:
        return tr("Loss so far");
    case state:
        return tr("State");
    case model:
        return tr("Model");
    case step:
        return tr("Step");
    case loss:
        return tr("Loss");
    case bitsPerByte:
        return tr("Bits per byte");
    case duration:
        return tr("Duration");
    case started:
        return tr("Started");
    default:
        return {};
    }
}

const RunRow *RunsModel::rowOf(const QString &id) const
{
    const std::string wanted = id.toStdString();
    const auto found
        = std::lower_bound(m_rows.begin(), m_rows.end(), wanted,
                           [](const RunRow &row, const std::string &one) { return row.folder.id() < one; });
    return found == m_rows.end() || found->folder.id() != wanted ? nullptr : &*found;
}

void RunsModel::update()
{
    if (!m_list.rows()) {
        return;
    }
    const std::vector<RunRow> &fresh = *m_list.rows();
    const auto pathOf = [](const RunRow &row) -> const std::string & { return row.folder.path().native(); };
    // Both are by id, oldest first: what is gone goes, what came is put in its place, the others stay where they are.
    std::size_t at = 0;
    for (const RunRow &row : fresh) {
        while (at < m_rows.size() && pathOf(m_rows[at]) < pathOf(row)) {
            beginRemoveRows({}, static_cast<int>(at), static_cast<int>(at));
            m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(at));
            endRemoveRows();
        }
        if (at == m_rows.size()) {
            break;
        }
        if (pathOf(m_rows[at]) == pathOf(row)) {
            if (!looksTheSame(m_rows[at], row) || m_rows[at].isLive() != row.isLive()) {
                m_rows[at] = row;
                tellChanged(static_cast<int>(at));
            }
        } else {
            beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
            m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at), row);
            endInsertRows();
        }
        ++at;
    }
    if (at < m_rows.size()) {
        beginRemoveRows({}, static_cast<int>(at), static_cast<int>(m_rows.size()) - 1);
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(at), m_rows.end());
        endRemoveRows();
    }
    if (m_rows.size() < fresh.size()) {
        beginInsertRows({}, static_cast<int>(m_rows.size()), static_cast<int>(fresh.size()) - 1);
        m_rows.insert(m_rows.end(), fresh.begin() + static_cast<std::ptrdiff_t>(m_rows.size()), fresh.end());
        endInsertRows();
    }
}

QVariant RunsModel::text(const RunRow &row, int column) const
{
    const runs::RunSummary &summary = row.status.summary;
    switch (column) {
    case name:
        return row.name;
    case state:
        return lookOf(row.status).word;
    case model: {
        const RunDetails *known = detailsOf(row);
        return known != nullptr ? known->model : QString();
    }
    case step:
        return stepInWords(summary);
    case loss:
        return measureInWords(summary.loss, 3);
    case bitsPerByte:
        return measureInWords(summary.bitsPerByte, 3);
    case duration:
        return durationInWords(durationMs(row.status, QDateTime::currentMSecsSinceEpoch()));
    case started:
        return summary.startedMs > 0
            ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(summary.startedMs), QStringLiteral("d MMM yyyy HH:mm"))
            : QStringLiteral("–");
    default:
        return {};
    }
}

QVariant RunsModel::sortKey(const RunRow &row, int column) const
{
    const runs::RunSummary &summary = row.status.summary;
    switch (column) {
    case state:
        return QStringLiteral("%1 %2").arg(9 - urgencyOf(row.status.state)).arg(lookOf(row.status).word);
    case step:
        return static_cast<qlonglong>(summary.step);
    case loss:
        return orLast(summary.loss);
    case bitsPerByte:
        return orLast(summary.bitsPerByte);
    case duration:
        return static_cast<qlonglong>(durationMs(row.status, QDateTime::currentMSecsSinceEpoch()));
    case started:
    case curve:
        return static_cast<qlonglong>(summary.startedMs);
    default:
        return text(row, column);
    }
}

const RunDetails *RunsModel::detailsOf(const RunRow &row) const
{
    return m_details.of(row.folder, row.status.summary.lastSeq);
}

void RunsModel::tellChanged(int row)
{
    Q_EMIT dataChanged(index(row, 0), index(row, numColumns - 1));
}

RunsFilter::RunsFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(RunsModel::sortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setDynamicSortFilter(true);
}

void RunsFilter::setWords(const QString &words)
{
    m_words = words.trimmed();
    invalidateFilter();
}

void RunsFilter::setKind(Kind kind)
{
    m_kind = kind;
    invalidateFilter();
}

bool RunsFilter::filterAcceptsRow(int row, const QModelIndex & /*parent*/) const
{
    const RunRow &run = static_cast<const RunsModel *>(sourceModel())->rowAt(row);
    const std::string &outcome = run.status.summary.outcome;
    const bool hasKind = m_kind == Kind::all || (m_kind == Kind::live && run.isLive())
        || (m_kind == Kind::finished && !run.isLive() && outcome == "finished")
        || (m_kind == Kind::failed && !run.isLive() && outcome != "finished");
    if (!hasKind) {
        return false;
    }
    for (const QString &word : m_words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (!run.id().contains(word, Qt::CaseInsensitive)
            && !lookOf(run.status).word.contains(word, Qt::CaseInsensitive)) {
            return false;
        }
    }
    return true;
}

} // namespace bafo::ui
