// SPDX-License-Identifier: Apache-2.0
#include "core/data/correction.h"

#include "core/base/sha256.h"
#include "core/data/conversation_layouts.h"
#include "core/data/importer.h"
#include "core/data/source_ledger.h"
#include "core/data/text_rules.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

namespace bafo::data {
namespace {

constexpr const char *kTable
    = "CREATE TABLE IF NOT EXISTS corrections("
      "document INTEGER PRIMARY KEY REFERENCES documents(id), id TEXT NOT NULL UNIQUE, made_ms INTEGER NOT NULL, "
      "model TEXT NOT NULL, weight_hash TEXT NOT NULL, sampling TEXT NOT NULL, answer TEXT NOT NULL)";
constexpr std::size_t kIdLength = 16;

Result<bool> hasTable(Dataset &dataset)
{
    return BAFO_TRY(dataset.database().integer("SELECT count(*) FROM sqlite_schema WHERE name='corrections'")) > 0;
}

std::string textAt(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Failure wrongFile(const std::string &why)
{
    return fail(ErrorCode::data, "this is no correction: " + why,
                "it is a JSON object with messages (the last one the corrected answer), answer (as it was) and model");
}

Result<std::int64_t> documentOf(Dataset &dataset, const std::string &id)
{
    if (BAFO_TRY(hasTable(dataset))) {
        auto found = BAFO_TRY(dataset.database().prepare("SELECT document FROM corrections WHERE id=?"));
        found.bind(1, id);
        if (BAFO_TRY(found.step())) {
            return found.integer(0);
        }
    }
    return fail(ErrorCode::data, "there is no correction " + id + " in " + dataset.folder().filename().string(),
                "'bafo data correct " + dataset.folder().filename().string() + " --list' shows those that there are");
}

/// Inside the caller's transaction.
Result<void> remove(Dataset &dataset, const std::string &id)
{
    Database &database = dataset.database();
    const std::int64_t document = BAFO_TRY(documentOf(dataset, id));
    auto row = BAFO_TRY(database.prepare("SELECT text, source FROM documents WHERE id=?"));
    row.bind(1, document);
    if (!BAFO_TRY(row.step())) {
        return fail(ErrorCode::data, "the document of correction " + id + " is gone", "import the dataset again");
    }
    const std::string text(row.text(0));
    const std::int64_t source = row.integer(1);
    row.reset();
    // An index without a text of its own has to be told what goes.
    auto index
        = BAFO_TRY(database.prepare("INSERT INTO documents_fts(documents_fts, rowid, text) VALUES('delete', ?, ?)"));
    BAFO_TRY(index.bind(1, document).bind(2, text).run());
    for (const char *sql : {"DELETE FROM corrections WHERE document=?", "DELETE FROM conversations WHERE document=?",
                            "DELETE FROM documents WHERE id=?"}) {
        auto statement = BAFO_TRY(database.prepare(sql));
        BAFO_TRY(statement.bind(1, document).run());
    }
    auto orphan = BAFO_TRY(
        database.prepare("DELETE FROM sources WHERE id=?1 AND NOT EXISTS(SELECT 1 FROM documents WHERE source=?1) "
                         "AND NOT EXISTS(SELECT 1 FROM skipped WHERE source=?1)"));
    BAFO_TRY(orphan.bind(1, source).run());
    return dataset.advanceRevision("withdraw " + id);
}

/// Inside the transaction of importMade, when the document is in. Gives its id there.
Result<KeptCorrection> note(Dataset &dataset, const Correction &correction, std::int64_t nowMs)
{
    Database &database = dataset.database();
    BAFO_TRY(database.execute(kTable));
    auto row = BAFO_TRY(database.prepare("SELECT id, identity FROM documents ORDER BY id DESC LIMIT 1"));
    BAFO_TRY(row.step());
    KeptCorrection kept{.id = std::string(row.text(1)).substr(0, kIdLength),
                        .document = row.integer(0),
                        .madeMs = nowMs,
                        .correction = correction};
    row.reset();
    auto insert = BAFO_TRY(database.prepare("INSERT INTO corrections VALUES(?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(1, kept.document).bind(2, kept.id).bind(3, nowMs).bind(4, correction.model);
    insert.bind(5, correction.weightHash).bind(6, correction.sampling).bind(7, correction.answer);
    BAFO_TRY(insert.run());
    return kept;
}

} // namespace

Result<Correction> parseCorrection(std::string_view json)
{
    const auto object = formats::parseJson(json, {});
    if (!object || !object->is_object()) {
        return wrongFile(object ? "it is no JSON object" : object.error().message);
    }
    FoundConversation found = findConversation(*object);
    if (found.layout != "chat") {
        return wrongFile("it has no messages");
    }
    if (!found.reason.empty()) {
        return fail(ErrorCode::data, "nobody can learn from this: " + found.reason,
                    "questions and answers alternate, and the corrected answer comes last");
    }
    Correction correction{.conversation = std::move(found.conversation),
                          .answer = textAt(*object, "answer"),
                          .model = textAt(*object, "model"),
                          .weightHash = textAt(*object, "weight_hash"),
                          .sampling = {},
                          .language = textAt(*object, "language")};
    if (const auto sampling = object->find("sampling"); sampling != object->end() && sampling->is_object()) {
        correction.sampling = sampling->dump();
    }
    if (correction.model.empty() || !object->contains("answer")) {
        return wrongFile(correction.model.empty() ? "it names no model" : "it lacks the answer as it was");
    }
    if (trimmed(correction.conversation.back().content) == trimmed(correction.answer)) {
        return fail(ErrorCode::data, "the corrected answer is the one that was there", "change it, then keep it");
    }
    return correction;
}

Result<KeptCorrection> addCorrection(Dataset &dataset, const Correction &correction, const std::string &replaces,
                                     const Clock &clock)
{
    const std::int64_t nowMs = clock.wallMs();
    const MadeOrigin origin{.name = correction.model,
                            .sha256 = sha256Of(correction.model + '\n' + correction.weightHash),
                            .licence = correction.licence,
                            .provenance = "answers of " + correction.model
                                + (correction.weightHash.empty() ? "" : " (weights " + correction.weightHash + ")")
                                + ", corrected by hand",
                            .kind = "corrections",
                            .isContinued = true};
    std::vector<MadeEntry> entries(1);
    entries.front().entry
        = {.texts = {{.language = correction.language, .text = {}, .conversation = correction.conversation}},
           .context = "corrected " + timeText(nowMs),
           .place = "the corrected answer",
           .group = {}};
    KeptCorrection kept;
    const auto alongside = [&](const ImportReport &report) -> Result<void> {
        if (report.numDocuments == 0) {
            return fail(ErrorCode::data, "exactly this correction is there already");
        }
        kept = BAFO_TRY(note(dataset, correction, nowMs));
        return replaces.empty() ? Result<void>() : remove(dataset, replaces);
    };
    BAFO_TRY(importMade(dataset, {origin}, std::move(entries), correction.language, clock, alongside));
    return kept;
}

Result<void> withdrawCorrection(Dataset &dataset, const std::string &id)
{
    auto transaction = BAFO_TRY(Transaction::begin(dataset.database()));
    BAFO_TRY(remove(dataset, id));
    BAFO_TRY(commitWithLedger(dataset, transaction));
    return {};
}

Result<std::vector<KeptCorrection>> correctionsOf(Dataset &dataset)
{
    std::vector<KeptCorrection> all;
    if (!BAFO_TRY(hasTable(dataset))) {
        return all;
    }
    auto rows = BAFO_TRY(dataset.database().prepare(
        "SELECT c.id, c.document, c.made_ms, c.model, c.weight_hash, c.sampling, c.answer, d.language, s.licence, "
        "v.turns FROM corrections c JOIN documents d ON d.id = c.document JOIN sources s ON s.id = d.source "
        "JOIN conversations v ON v.document = c.document ORDER BY c.made_ms, c.document"));
    const auto text = [&rows](int column) { return std::string(rows.text(column)); };
    while (BAFO_TRY(rows.step())) {
        all.push_back({.id = text(0),
                       .document = rows.integer(1),
                       .madeMs = rows.integer(2),
                       .correction = {.conversation = BAFO_TRY(parseConversation(rows.text(9))),
                                      .answer = text(6),
                                      .model = text(3),
                                      .weightHash = text(4),
                                      .sampling = text(5),
                                      .language = text(7),
                                      .licence = text(8)}});
    }
    return all;
}

} // namespace bafo::data
