// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of an ItemList as a view asks for them, and their texts, page by page.
#include "ui/models/item_contents.h"
#include "ui/models/verdict_words.h"
#include "ui/widgets/number_text.h"

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::size_t kMostPagesWanted = 4; // whoever drags a scroll bar passes many that nobody looks at

} // namespace

std::optional<QString> ItemList::excerptAt(int row) const
{
    const int page = row / kPageSize;
    if (const auto *texts = m_pages.object(page)) {
        const auto at = static_cast<std::size_t>(row % kPageSize);
        return at < texts->size() ? std::optional(texts->at(at)) : std::nullopt;
    }
    if (page != m_inWork) {
        std::erase(m_wanted, page);
        m_wanted.push_back(page);
        if (m_wanted.size() > kMostPagesWanted) {
            m_wanted.erase(m_wanted.begin());
        }
        m_fetch->start();
    }
    return std::nullopt;
}

void ItemList::fetchNext()
{
    if (m_inWork >= 0 || m_wanted.empty() || !m_contents) {
        return;
    }
    const int page = m_wanted.back();
    m_wanted.pop_back();
    std::vector<scoring::ItemEntry> entries;
    for (int row = page * kPageSize; row < std::min((page + 1) * kPageSize, rowCount()); ++row) {
        entries.push_back(*entryAt(row));
    }
    if (entries.empty()) {
        return;
    }
    m_inWork = page;
    m_background->run(
        [contents = m_contents, entries = std::move(entries)] {
            std::vector<QString> texts;
            for (const scoring::ItemEntry &entry : entries) {
                const auto record = scoring::readRecord(contents->place, entry);
                texts.push_back(record ? excerptOf(*record) : QString::fromStdString(record.error().message));
            }
            return texts;
        },
        [this, page, generation = m_generation](std::vector<QString> texts) {
            if (generation != m_generation) {
                return;
            }
            m_inWork = -1;
            m_pages.insert(page, new std::vector<QString>(std::move(texts))); // the cache owns it
            const int last = std::min((page + 1) * kPageSize, rowCount()) - 1;
            Q_EMIT dataChanged(index(page * kPageSize, kText), index(last, kText));
            m_fetch->start();
        });
}

int ItemList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ItemList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kNumColumns;
}

QVariant ItemList::data(const QModelIndex &index, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((index.column() == kLine ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) {
        return {};
    }
    const auto rightInWords = [](bool isRight) { return isRight ? tr("right") : tr("wrong"); };
    switch (index.column()) {
    case kMark:
        return rightInWords(isRightAt(index.row()));
    case kOther: {
        const auto isRight = isOtherRightAt(index.row());
        return isRight ? rightInWords(*isRight) : QString();
    }
    case kLine:
        return groupedNumber(lineAt(index.row()));
    case kText:
        return excerptAt(index.row()).value_or(QString());
    default:
        return verdictInWords(verdictAt(index.row()));
    }
}

QVariant ItemList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == kLine ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case kMark:
        return tr("Answer");
    case kOther:
        return tr("Other");
    case kLine:
        return tr("Line");
    case kText:
        return tr("Question");
    default:
        return tr("Speaker");
    }
}

QString excerptOf(const scoring::ItemRecord &record)
{
    // Many questions stand on one long text; what is asked stands at its end.
    const QString all = QString::fromStdString(record.question.context).simplified();
    return all.size() <= ItemList::kExcerptLength ? all : QStringLiteral("… ") + all.right(ItemList::kExcerptLength);
}

} // namespace bafo::ui
