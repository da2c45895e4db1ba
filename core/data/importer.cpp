// SPDX-License-Identifier: Apache-2.0
#include "core/data/importer.h"

#include "core/base/mapped_file.h"
#include "core/base/sha256.h"
#include "core/data/text_rules.h"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace bafo::data {
namespace {

constexpr std::size_t kMostProblems = 20;

Result<void> checkOptions(const ImportOptions &options)
{
    for (const std::string *tag : {&options.source.language, &options.source.originalLanguage}) {
        if (!isLanguageTag(*tag)) {
            return fail(ErrorCode::config, "'" + *tag + "' is no language tag",
                        "write three letters, such as --language zul");
        }
    }
    for (const std::string *text : {&options.licence, &options.provenance}) {
        if (firstBadByte(*text)) {
            return fail(ErrorCode::config, "licence and provenance must be UTF-8");
        }
    }
    return {};
}

/// Tells how far the import is, now and then.
class Teller {
public:
    Teller(const std::vector<Path> &files, const ImportReport &report, const Clock &clock,
           const std::function<void(const ImportProgress &)> &tell)
        : m_report(&report)
        , m_clock(&clock)
        , m_tell(&tell)
        , m_lastNs(clock.steadyNs())
        , m_numFiles(static_cast<std::int64_t>(files.size()))
    {
        for (const Path &file : files) {
            std::error_code ignored; // a file that is not there fails when it is read
            const auto size = std::filesystem::file_size(file, ignored);
            m_bytesInAll += ignored ? 0 : static_cast<double>(size);
        }
    }

    void beginFile(std::size_t numBytes)
    {
        m_bytesBefore += m_bytesOfFile;
        m_bytesOfFile = static_cast<double>(numBytes);
        m_textBefore = m_report->numBytes;
    }

    void look()
    {
        constexpr std::int64_t kPauseNs = 200'000'000;
        if (!*m_tell || m_clock->steadyNs() - m_lastNs < kPauseNs) {
            return;
        }
        m_lastNs = m_clock->steadyNs();
        const double taken = std::min(static_cast<double>(m_report->numBytes - m_textBefore), m_bytesOfFile);
        (*m_tell)({.numFiles = m_report->numFiles,
                   .numFilesInAll = m_numFiles,
                   .numDocuments = m_report->numDocuments,
                   .share = m_bytesInAll > 0 ? std::min((m_bytesBefore + taken) / m_bytesInAll, 1.0) : 0});
    }

private:
    const ImportReport *m_report;
    const Clock *m_clock;
    const std::function<void(const ImportProgress &)> *m_tell;
    std::int64_t m_lastNs;
    std::int64_t m_numFiles;
    double m_bytesInAll = 0;
    double m_bytesBefore = 0; ///< of the files before this one
    double m_bytesOfFile = 0;
    std::int64_t m_textBefore = 0;
};

/// Writes the entries of one file.
class Writer final : public EntrySink {
public:
    static Result<Writer> create(Database &database, std::int64_t source, const std::string &file,
                                 const ImportOptions &options, ImportReport &report, Teller &teller)
    {
        Writer writer(database, source, options, report, teller);
        writer.m_file = file;
        writer.m_insert = BAFO_TRY(database.prepare("INSERT INTO documents(text, language, split, source, pair, "
                                                    "cluster, context, num_words, num_bytes, identity) "
                                                    "VALUES(?, ?, 'unassigned', ?, ?, 0, ?, ?, ?, ?)"));
        writer.m_index = BAFO_TRY(database.prepare("INSERT INTO documents_fts(rowid, text) VALUES(?, ?)"));
        writer.m_known = BAFO_TRY(database.prepare("SELECT 1 FROM documents WHERE identity=? LIMIT 1"));
        writer.m_insertTurns = BAFO_TRY(database.prepare("INSERT INTO conversations VALUES(?, ?)"));
        writer.m_setPair = BAFO_TRY(database.prepare("UPDATE documents SET pair=? WHERE id=?"));
        return writer;
    }

    Result<void> add(Entry entry) override
    {
        m_teller->look();
        for (EntryText &text : entry.texts) {
            BAFO_TRY(prepareText(text, entry.place));
        }
        const std::string identity = identityOf(entry);
        if (!m_options->keepsDuplicates && BAFO_TRY(isKnown(identity))) {
            skip("exact duplicate");
            return {};
        }
        std::int64_t pair = entry.group.empty() ? 0 : m_pairs[entry.group];
        for (const EntryText &text : entry.texts) {
            BAFO_TRY(insert(text, entry.context, pair, identity));
            const std::int64_t id = m_database->lastRowId();
            BAFO_TRY(m_index->bind(1, id).bind(2, text.text).run());
            if (!text.conversation.empty()) {
                BAFO_TRY(m_insertTurns->bind(1, id).bind(2, toJson(text.conversation)).run());
            }
            if ((entry.texts.size() > 1 || !entry.group.empty()) && pair == 0) {
                pair = id; // the first document of a pair gives it its number
                if (!entry.group.empty()) {
                    m_pairs[entry.group] = pair;
                }
                BAFO_TRY(m_setPair->bind(1, pair).bind(2, id).run());
            }
        }
        m_report->numPairs += pair != 0 && entry.group.empty() ? 1 : 0;
        m_hash->update(identity);
        ++m_numEntries;
        return {};
    }

    void skip(std::string_view reason) override { ++m_skipped[std::string(reason)]; }

    void skipAt(std::string_view reason, const std::string &place) override
    {
        skip(reason);
        if (m_report->problems.size() < kMostProblems) {
            m_report->problems.push_back(m_file + ": " + place + ": " + std::string(reason));
        }
    }

    [[nodiscard]] const std::map<std::string, std::int64_t> &skipped() const { return m_skipped; }
    [[nodiscard]] std::int64_t numEntries() const { return m_numEntries; }

    /// A hash over everything that was added.
    [[nodiscard]] std::string finish() { return m_hash->finish(); }

private:
    Writer(Database &database, std::int64_t source, const ImportOptions &options, ImportReport &report, Teller &teller)
        : m_database(&database)
        , m_source(source)
        , m_options(&options)
        , m_report(&report)
        , m_teller(&teller)
        , m_hash(std::make_unique<Sha256>())
    {
    }

    /// Each turn alone, so that nothing is joined or cut between two.
    void normalizeTurns(Conversation &conversation)
    {
        for (text::ChatMessage &message : conversation) {
            for (std::string *part : {&message.content, &message.input}) {
                if (m_options->isNormalized && !firstBadByte(*part)) {
                    *part = toNfc(*part);
                }
            }
        }
    }

    Result<void> prepareText(EntryText &text, const std::string &place)
    {
        if (!text.conversation.empty()) {
            const std::string before = conversationText(text.conversation);
            normalizeTurns(text.conversation);
            text.text = conversationText(text.conversation);
            m_report->numNormalized += before == text.text ? 0 : 1;
        }
        if (const auto bad = firstBadByte(text.text)) {
            return fail(ErrorCode::data, place + ": byte " + std::to_string(*bad) + " of the text is no UTF-8",
                        "convert the file to UTF-8, for example with iconv");
        }
        if (!isLanguageTag(text.language)) {
            return fail(ErrorCode::data, place + ": '" + text.language + "' is no language tag",
                        "write three letters, such as zul");
        }
        if (trimmed(text.text).empty()) {
            return fail(ErrorCode::data, place + ": the text is empty", "remove it from the file");
        }
        if (text.text.size() > kMaxDocumentBytes) {
            return fail(ErrorCode::data,
                        place + ": a document of " + std::to_string(text.text.size()) + " bytes, "
                            + std::to_string(kMaxDocumentBytes) + " are allowed",
                        "cut it: --documents paragraph or --documents line");
        }
        if (m_options->isNormalized) {
            std::string normalized = toNfc(text.text);
            m_report->numNormalized += normalized == text.text ? 0 : 1;
            text.text = std::move(normalized);
        }
        return {};
    }

    static std::string identityOf(const Entry &entry)
    {
        Sha256 hash;
        for (const EntryText &text : entry.texts) {
            hash.update(text.language + '\n' + std::to_string(text.text.size()) + '\n');
            hash.update(text.conversation.empty() ? text.text : toJson(text.conversation));
        }
        return hash.finish().substr(0, 32);
    }

    Result<bool> isKnown(const std::string &identity)
    {
        m_known->bind(1, identity);
        const bool known = BAFO_TRY(m_known->step());
        m_known->reset();
        return known;
    }

    Result<void> insert(const EntryText &text, const std::string &context, std::int64_t pair,
                        const std::string &identity)
    {
        const std::int64_t numWords = countWords(text.text);
        const auto numBytes = static_cast<std::int64_t>(text.text.size());
        m_insert->bind(1, text.text).bind(2, text.language).bind(3, m_source).bind(4, pair).bind(5, context);
        BAFO_TRY(m_insert->bind(6, numWords).bind(7, numBytes).bind(8, identity).run());
        ++m_report->numDocuments;
        m_report->numWords += numWords;
        m_report->numBytes += numBytes;
        return {};
    }

    Database *m_database;
    std::int64_t m_source;
    std::string m_file;
    const ImportOptions *m_options;
    ImportReport *m_report;
    Teller *m_teller;
    std::optional<Statement> m_insertTurns;
    std::optional<Statement> m_insert;
    std::optional<Statement> m_index;
    std::optional<Statement> m_known;
    std::optional<Statement> m_setPair;
    std::map<std::string, std::int64_t> m_pairs; ///< by group
    std::map<std::string, std::int64_t> m_skipped;
    std::int64_t m_numEntries = 0;
    std::unique_ptr<Sha256> m_hash;
};

/// What the ledger says of a file, but for what the options say.
struct SourceFacts {
    std::string_view kind;
    std::string file;
    std::string sha256;
    bool isContinued = false; ///< one that is there already is gone on with
};

Result<std::int64_t> addSource(Dataset &dataset, const SourceFacts &facts, const ImportOptions &options,
                               std::int64_t nowMs)
{
    auto known
        = BAFO_TRY(dataset.database().prepare("SELECT file, id FROM sources WHERE kind=? AND sha256=? AND language=?"));
    known.bind(1, facts.kind).bind(2, facts.sha256).bind(3, options.source.language);
    if (BAFO_TRY(known.step())) {
        if (facts.isContinued) {
            return known.integer(1);
        }
        return fail(ErrorCode::config, facts.file + " is in the dataset already, as " + std::string(known.text(0)),
                    "leave it out, or make a dataset of another name");
    }
    auto insert = BAFO_TRY(dataset.database().prepare(
        "INSERT INTO sources(kind, file, sha256, language, licence, provenance, steps, imported_ms) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(1, facts.kind).bind(2, Path(facts.file).filename().string()).bind(3, facts.sha256);
    insert.bind(4, options.source.language);
    insert.bind(5, options.licence).bind(6, options.provenance).bind(7, options.isNormalized ? "nfc" : "");
    BAFO_TRY(insert.bind(8, nowMs).run());
    const std::int64_t id = dataset.database().lastRowId();
    if (options.isForEvaluation) {
        auto mark = BAFO_TRY(dataset.database().prepare("INSERT INTO evaluation_sources VALUES(?)"));
        BAFO_TRY(mark.bind(1, id).run());
    }
    return id;
}

Result<void> finishSource(Dataset &dataset, std::int64_t id, Writer &writer, ImportReport &report)
{
    auto insert = BAFO_TRY(dataset.database().prepare("INSERT INTO skipped VALUES(?, ?, ?)"));
    for (const auto &[reason, count] : writer.skipped()) {
        BAFO_TRY(insert.bind(1, id).bind(2, reason).bind(3, count).run());
        report.skipped[reason] += count;
    }
    return dataset.advanceRevision("import " + writer.finish());
}

Result<void> importFile(Dataset &dataset, const DocumentSource &source, const Path &path, const ImportOptions &options,
                        std::int64_t nowMs, ImportReport &report, Teller &teller)
{
    const MappedFile file = BAFO_TRY(MappedFile::open(path));
    const std::string_view bytes(reinterpret_cast<const char *>(file.bytes().data()), file.bytes().size());
    if (bytes.empty()) {
        return fail(ErrorCode::data, path.string() + " is empty", "leave it out");
    }
    const std::int64_t id = BAFO_TRY(addSource(
        dataset, {.kind = source.name(), .file = path.string(), .sha256 = sha256Of(bytes), .isContinued = false},
        options, nowMs));
    teller.beginFile(bytes.size());
    auto writer = BAFO_TRY(Writer::create(dataset.database(), id, path.filename().string(), options, report, teller));
    if (auto read = source.read(bytes, options.source, writer); !read) {
        Error error = std::move(read).error();
        error.message = path.string() + ": " + error.message;
        return fail(std::move(error));
    }
    if (writer.numEntries() == 0 && writer.skipped().empty()) {
        return fail(ErrorCode::data, path.string() + " holds no text", "leave it out");
    }
    BAFO_TRY(finishSource(dataset, id, writer, report));
    ++report.numFiles;
    return {};
}

/// A dataset is read as texts or as conversations.
Result<void> checkKind(Dataset &dataset)
{
    const auto numConversations = BAFO_TRY(dataset.database().integer("SELECT count(*) FROM conversations"));
    const auto numDocuments = BAFO_TRY(dataset.database().integer("SELECT count(*) FROM documents"));
    if (numConversations != 0 && numConversations != numDocuments) {
        return fail(ErrorCode::config,
                    dataset.folder().filename().string() + " would hold texts and conversations together",
                    "import them into two datasets");
    }
    return {};
}

Result<void> commit(Dataset &dataset, Transaction &transaction)
{
    BAFO_TRY(checkKind(dataset));
    BAFO_TRY(dataset.stageLedger());
    return transaction.commit();
}

Result<ImportReport> keep(Dataset &dataset, Transaction &transaction, ImportReport report)
{
    report.ledgerProblem = BAFO_TRY(commitWithLedger(dataset, transaction));
    return report;
}

} // namespace

Result<std::string> commitWithLedger(Dataset &dataset, Transaction &transaction)
{
    if (auto kept = commit(dataset, transaction); !kept) {
        dataset.dropStagedLedger();
        return fail(std::move(kept).error());
    }
    // The documents are in, and the database is the truth: the ledger is made from it again at the next import.
    const auto placed = dataset.placeLedger();
    return placed ? std::string() : placed.error().message;
}

Result<ImportReport> importFiles(Dataset &dataset, const DocumentSource &source, const std::vector<Path> &files,
                                 const ImportOptions &options, const Clock &clock,
                                 const std::function<void(const ImportProgress &)> &tell)
{
    BAFO_TRY(checkOptions(options));
    ImportReport report;
    Teller teller(files, report, clock, tell);
    auto transaction = BAFO_TRY(Transaction::begin(dataset.database()));
    for (const Path &file : files) {
        BAFO_TRY(importFile(dataset, source, file, options, clock.wallMs(), report, teller));
    }
    return keep(dataset, transaction, std::move(report));
}

Result<ImportReport> importMade(Dataset &dataset, const std::vector<MadeOrigin> &origins,
                                std::vector<MadeEntry> entries, const std::string &language, const Clock &clock,
                                const std::function<Result<void>(const ImportReport &)> &alongside)
{
    ImportReport report;
    const std::function<void(const ImportProgress &)> nobody;
    Teller teller({}, report, clock, nobody);
    std::vector<ImportOptions> options(origins.size());
    std::vector<std::pair<std::int64_t, Writer>> writers;
    auto transaction = BAFO_TRY(Transaction::begin(dataset.database()));
    for (std::size_t i = 0; i < origins.size(); ++i) {
        const MadeOrigin &origin = origins[i];
        options[i].source.language = language;
        options[i].licence = origin.licence;
        options[i].provenance = origin.provenance;
        const std::int64_t id = BAFO_TRY(addSource(
            dataset,
            {.kind = origin.kind, .file = origin.name, .sha256 = origin.sha256, .isContinued = origin.isContinued},
            options[i], clock.wallMs()));
        writers.emplace_back(id,
                             BAFO_TRY(Writer::create(dataset.database(), id, origin.name, options[i], report, teller)));
        ++report.numFiles;
    }
    for (MadeEntry &made : entries) {
        BAFO_TRY(writers[made.origin].second.add(std::move(made.entry)));
    }
    for (auto &[id, writer] : writers) {
        BAFO_TRY(finishSource(dataset, id, writer, report));
    }
    if (alongside) {
        BAFO_TRY(alongside(report));
    }
    return keep(dataset, transaction, std::move(report));
}

} // namespace bafo::data
