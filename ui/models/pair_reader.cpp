// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/pair_reader.h"

#include "core/scoring/item_index.h"

namespace bafo::ui {
namespace {

PairCounts countPairs(const Path &evaluations, const std::vector<PairWish> &wishes)
{
    PosixFileSystem files;
    std::map<QString, std::vector<scoring::ItemEntry>> indexes;
    const auto entriesOf = [&](const QString &id) -> const std::vector<scoring::ItemEntry> & {
        const auto [place, isNew] = indexes.try_emplace(id);
        if (isNew) { // one that cannot be read has no items: its own view says why
            place->second = scoring::readIndex(files, scoring::EvaluationPlace(evaluations / id.toStdString()))
                                .value_or(std::vector<scoring::ItemEntry>());
        }
        return place->second;
    };
    PairCounts counts;
    for (const PairWish &wish : wishes) {
        counts.emplace(
            wish.key,
            scoring::pairedCounts(
                scoring::rightByLine(entriesOf(wish.first.evaluation), static_cast<std::uint32_t>(wish.first.cell)),
                scoring::rightByLine(entriesOf(wish.second.evaluation), static_cast<std::uint32_t>(wish.second.cell))));
    }
    return counts;
}

} // namespace

QString pairKeyOf(const ScoreRow &row)
{
    return row.task + QLatin1Char('/') + row.prompt;
}

PairReader::PairReader(Path evaluations, QObject *parent)
    : QObject(parent)
    , m_evaluations(std::move(evaluations))
{
}

void PairReader::read(const std::vector<PairWish> &wishes)
{
    const quint64 question = ++m_question;
    m_background.run([evaluations = m_evaluations, wishes] { return countPairs(evaluations, wishes); },
                     [this, question](const PairCounts &counts) {
                         if (question == m_question) {
                             Q_EMIT counted(counts);
                         }
                     });
}

} // namespace bafo::ui
