// SPDX-License-Identifier: Apache-2.0
#include "core/data/source_notes.h"

#include "core/data/text_rules.h"

#include <algorithm>

namespace bafo::data {
namespace {

Result<void> checkNote(const SourceNote &note)
{
    if (!note.licence && !note.provenance) {
        return fail(ErrorCode::config, "there is nothing to note", "add --licence or --provenance");
    }
    if (note.licence && trimmed(*note.licence).empty()) {
        return fail(ErrorCode::config, "the licence is empty", "write 'unknown' where nobody knows it");
    }
    for (const auto *text : {&note.licence, &note.provenance}) {
        if (*text && firstBadByte(**text)) {
            return fail(ErrorCode::config, "licence and provenance must be UTF-8");
        }
    }
    return {};
}

Result<void> update(Dataset &dataset, std::span<const std::int64_t> sources, const SourceNote &note)
{
    auto known = BAFO_TRY(dataset.database().prepare("SELECT 1 FROM sources WHERE id=?"));
    auto statement = BAFO_TRY(dataset.database().prepare("UPDATE sources SET licence=coalesce(?2, licence), "
                                                         "provenance=coalesce(?3, provenance) WHERE id=?1"));
    for (const std::int64_t source : sources) {
        known.bind(1, source);
        if (!BAFO_TRY(known.step())) {
            return fail(ErrorCode::config, "the dataset has no source " + std::to_string(source),
                        "'bafo data show' lists them with their numbers");
        }
        known.reset();
        statement.bind(1, source).bindNull(2).bindNull(3);
        if (note.licence) {
            statement.bind(2, trimmed(*note.licence));
        }
        if (note.provenance) {
            statement.bind(3, trimmed(*note.provenance));
        }
        BAFO_TRY(statement.run());
    }
    return dataset.stageLedger();
}

} // namespace

Result<NoteReport> noteSources(Dataset &dataset, std::span<const std::int64_t> sources, const SourceNote &note)
{
    BAFO_TRY(checkNote(note));
    auto transaction = BAFO_TRY(Transaction::begin(dataset.database()));
    auto updated = update(dataset, sources, note);
    if (updated) {
        updated = transaction.commit();
    }
    if (!updated) {
        dataset.dropStagedLedger();
        return fail(std::move(updated).error());
    }
    NoteReport report;
    if (const auto placed = dataset.placeLedger(); !placed) {
        report.ledgerProblem = placed.error().message; // the database is the truth, and has it
    }
    for (Source &source : BAFO_TRY(dataset.sources())) {
        if (std::find(sources.begin(), sources.end(), source.id) != sources.end()) {
            report.sources.push_back(std::move(source));
        }
    }
    return report;
}

} // namespace bafo::data
