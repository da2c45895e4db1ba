// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_import.h"

#include <array>

namespace bafo::ui {
namespace {

const QString kKey = QStringLiteral("import");

struct KindOption {
    TextKind kind;
    const char *option;
};

constexpr std::array kOptions{KindOption{TextKind::plainText, "--text"}, KindOption{TextKind::jsonLines, "--jsonl"},
                              KindOption{TextKind::catalogue, "--mo"},
                              KindOption{TextKind::conversations, "--conversations"},
                              KindOption{TextKind::pairs, "--pairs"}};

/// What belongs to one kind only.
QStringList ownOptions(TextKind kind, const ImportWish &wish)
{
    switch (kind) {
    case TextKind::plainText:
        return {QStringLiteral("--documents"), wish.unit};
    case TextKind::jsonLines: {
        QStringList options{QStringLiteral("--field"), wish.field};
        if (!wish.languageField.isEmpty()) {
            options << QStringLiteral("--language-field") << wish.languageField;
        }
        return options;
    }
    case TextKind::catalogue: {
        QStringList options{QStringLiteral("--original-language"), wish.originalLanguage};
        if (wish.skipsUntranslated) {
            options << QStringLiteral("--skip-untranslated");
        }
        return options;
    }
    case TextKind::conversations:
    case TextKind::pairs:
        return {QStringLiteral("--original-language"), wish.originalLanguage};
    case TextKind::none:
        break;
    }
    return {};
}

QJsonObject jsonOf(const ImportTotals &totals)
{
    QJsonObject skipped;
    for (auto entry = totals.skipped.cbegin(); entry != totals.skipped.cend(); ++entry) {
        skipped.insert(entry.key(), entry.value());
    }
    return {{QStringLiteral("files"), totals.numFiles},
            {QStringLiteral("documents"), totals.numDocuments},
            {QStringLiteral("pairs"), totals.numPairs},
            {QStringLiteral("words"), totals.numWords},
            {QStringLiteral("skipped"), skipped}};
}

/// Adds the result of one call, or what jsonOf made.
void add(ImportTotals &totals, const QJsonObject &result)
{
    totals.numFiles += result.value(QLatin1String("files")).toInteger();
    totals.numDocuments += result.value(QLatin1String("documents")).toInteger();
    totals.numPairs += result.value(QLatin1String("pairs")).toInteger();
    totals.numWords += result.value(QLatin1String("words")).toInteger();
    const QJsonObject skipped = result.value(QLatin1String("skipped")).toObject();
    for (auto entry = skipped.begin(); entry != skipped.end(); ++entry) {
        totals.skipped[entry.key()] += entry.value().toInteger();
    }
}

} // namespace

std::vector<QStringList> importCommands(const ImportWish &wish)
{
    std::vector<QStringList> commands;
    for (const KindOption &kind : kOptions) {
        QStringList files;
        for (const TextFile &file : wish.files) {
            if (file.kind == kind.kind) {
                files << QString::fromLatin1(kind.option) << file.path;
            }
        }
        if (files.isEmpty()) {
            continue;
        }
        QStringList command{QStringLiteral("data"), QStringLiteral("import"), wish.dataset};
        command << files << QStringLiteral("--language") << wish.language << ownOptions(kind.kind, wish);
        if (!wish.licence.isEmpty()) {
            command << QStringLiteral("--licence") << wish.licence;
        }
        if (!wish.provenance.isEmpty()) {
            command << QStringLiteral("--provenance") << wish.provenance;
        }
        commands.push_back(command);
    }
    return commands;
}

TextImport::TextImport(JobList &jobs, QObject *parent)
    : QObject(parent)
    , m_jobs(jobs)
{
    connect(&jobs, &JobList::changed, this, [this] {
        if (m_state == State::running) {
            Q_EMIT changed();
        }
    });
    connect(&jobs, &JobList::jobEnded, this, [this](Job *ended) {
        if (m_state == State::running && ended->key() == kKey) {
            takeEnd(ended);
        }
    });
}

Job *TextImport::job() const
{
    return m_jobs.find(kKey);
}

void TextImport::start(const ImportWish &wish)
{
    if (m_state == State::running) {
        return;
    }
    m_dataset = wish.dataset;
    m_commands = importCommands(wish);
    m_numCommands = m_commands.size();
    m_totals = {};
    m_error.reset();
    m_state = State::running;
    next();
}

void TextImport::next()
{
    if (m_commands.empty()) {
        m_state = State::done;
    } else if (m_jobs.start(kKey, tr("Import into %1").arg(m_dataset), m_commands.front()) == nullptr) {
        m_error = m_jobs.startError();
        m_state = State::failed;
    }
    Q_EMIT changed();
}

void TextImport::takeEnd(Job *job)
{
    const std::optional<Error> error = job->error();
    const QJsonObject result = job->lastWord();
    m_jobs.dismiss(job);
    if (error || !result.contains(QLatin1String("documents"))) {
        m_error = error ? error
                        : Error{.code = ErrorCode::internal,
                                .message = tr("The import ended without a result").toStdString(),
                                .hint = tr("Nothing of this file was taken in. Import it again.").toStdString()};
        m_commands.clear();
        m_state = State::failed;
        Q_EMIT changed();
        return;
    }
    add(m_totals, result);
    if (!m_commands.empty()) {
        m_commands.erase(m_commands.begin());
    }
    next();
}

void TextImport::stop()
{
    if (Job *running = job(); m_state == State::running && running != nullptr) {
        running->stop();
    }
}

void TextImport::dismiss()
{
    if (m_state != State::running) {
        m_state = State::none;
        m_error.reset();
        Q_EMIT changed();
    }
}

qint64 TextImport::numDocumentsSoFar() const
{
    const Job *running = job();
    const QJsonObject word = running != nullptr ? running->lastWord() : QJsonObject();
    return m_totals.numDocuments
        + word.value(QLatin1String("progress")).toObject().value(QLatin1String("documents")).toInteger();
}

double TextImport::shareSoFar() const
{
    if (m_numCommands == 0) {
        return 0;
    }
    const Job *running = job();
    const QJsonObject word = running != nullptr ? running->lastWord() : QJsonObject();
    const double share = word.value(QLatin1String("progress")).toObject().value(QLatin1String("share")).toDouble();
    const auto numDone = static_cast<double>(m_numCommands - m_commands.size());
    return (numDone + share) / static_cast<double>(m_numCommands);
}

QJsonObject TextImport::toJson() const
{
    if (m_state == State::none) {
        return {};
    }
    QJsonArray commands;
    for (const QStringList &command : m_commands) {
        commands.append(QJsonArray::fromStringList(command));
    }
    QJsonObject json{{QStringLiteral("state"), static_cast<int>(m_state)},
                     {QStringLiteral("dataset"), m_dataset},
                     {QStringLiteral("commands"), commands},
                     {QStringLiteral("num_commands"), static_cast<qint64>(m_numCommands)},
                     {QStringLiteral("totals"), jsonOf(m_totals)}};
    if (m_error) {
        json.insert(QStringLiteral("message"), QString::fromStdString(m_error->message));
        json.insert(QStringLiteral("hint"), QString::fromStdString(m_error->hint));
    }
    return json;
}

void TextImport::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_state = static_cast<State>(state.value(QLatin1String("state")).toInt());
    m_dataset = state.value(QLatin1String("dataset")).toString();
    m_numCommands = static_cast<std::size_t>(state.value(QLatin1String("num_commands")).toInteger());
    m_commands.clear();
    for (const QJsonValue &command : state.value(QLatin1String("commands")).toArray()) {
        m_commands.push_back(command.toVariant().toStringList());
    }
    m_totals = {};
    add(m_totals, state.value(QLatin1String("totals")).toObject());
    m_error.reset();
    if (m_state == State::failed) {
        m_error = Error{.code = ErrorCode::internal,
                        .message = state.value(QLatin1String("message")).toString().toStdString(),
                        .hint = state.value(QLatin1String("hint")).toString().toStdString()};
    }
    if (m_state != State::running) {
        return;
    }
    if (Job *found = job(); found == nullptr) {
        // It ended, and the window was killed between hearing so and keeping it: the dataset itself shows what is in.
        m_commands.clear();
        m_state = State::none;
    } else if (found->state() == Job::State::ended) {
        takeEnd(found);
    }
}

} // namespace bafo::ui
