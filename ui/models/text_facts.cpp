// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_facts.h"

#include "core/data/conversation.h"
#include "core/data/dataset.h"
#include "core/data/store_index.h"
#include "core/data/token_store.h"
#include "core/runs/project.h"
#include "core/text/chat_format.h"

namespace bafo::ui {
namespace {

constexpr std::uint64_t kMaxIndexBytes = 16U << 20U;
constexpr std::int64_t kNumOpeningDocuments = 200;
constexpr qsizetype kNumOpenings = 2;
constexpr qsizetype kOpeningWords = 4;
constexpr qsizetype kLongestQuestion = 120;

bool fits(const std::string &value, const QString &wanted)
{
    return wanted.isEmpty() || QString::fromStdString(value) == wanted;
}

/// What somebody would ask: the first question of a conversation.
QString questionOf(const data::Document &document)
{
    const auto conversation = data::parseConversation(document.turns);
    for (const text::ChatMessage &message : conversation ? *conversation : data::Conversation()) {
        if (message.role == "user" && message.input.empty()) {
            const QString question = QString::fromStdString(message.content);
            return question.size() <= kLongestQuestion ? question : QString();
        }
    }
    return {};
}

/// The first half of a short document: long enough to say something, short enough to be completed.
QString beginningOf(const data::Document &document)
{
    const QString line = QString::fromStdString(document.text).section(QLatin1Char('\n'), 0, 0).simplified();
    const QStringList words = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return words.size() > kOpeningWords ? words.mid(0, kOpeningWords).join(QLatin1Char(' ')) : QString();
}

Result<QStringList> openingsOf(data::Dataset &dataset, const std::string &language)
{
    const data::DocumentQuery query{.language = language, .split = std::string(data::kHeldOutSplit), .search = {}};
    QStringList openings;
    for (const data::Document &document : BAFO_TRY(dataset.page(query, 0, kNumOpeningDocuments))) {
        const QString opening = document.turns.empty() ? beginningOf(document) : questionOf(document);
        if (!opening.isEmpty() && openings.size() < kNumOpenings) {
            openings.append(opening);
        }
    }
    return openings;
}

/// Whether a store is of a style that is written so today.
bool isOfToday(const std::string &storeStyle)
{
    const auto style = text::chatStyleNamed(storeStyle.substr(0, storeStyle.find(':')));
    return style && data::storeStyle(*style) == storeStyle;
}

/// What was counted for this state of the dataset; stores of an older one do not count.
void readStores(FileSystem &files, const Path &stores, const std::string &revision, TextFacts &facts)
{
    const auto selections = namesIn(files, stores);
    for (const QString &selection : selections ? *selections : QStringList()) {
        const Path folder = stores / selection.toStdString();
        const auto bytes = files.readFile(folder / "index.json", kMaxIndexBytes);
        const auto index = bytes ? data::parseStoreIndex(*bytes) : Result<data::StoreIndex>(fail(bytes.error()));
        if (!index || index->datasetRevision != revision) {
            continue;
        }
        facts.tokens.insert(selection, index->numTokens);
        if (!index->style.empty() && isOfToday(index->style)) {
            if (auto lengths = data::readConversationLengths(folder, *index)) { // else they are not counted
                facts.conversations.emplace(selection, std::move(*lengths));
            }
        }
    }
}

} // namespace

Result<QStringList> namesIn(FileSystem &files, const Path &folder)
{
    QStringList names;
    if (BAFO_TRY(files.status(folder)).exists) {
        for (const std::string &name : BAFO_TRY(files.list(folder))) {
            if (runs::isName(name)) {
                names.append(QString::fromStdString(name));
            }
        }
    }
    return names;
}

QStringList TextFacts::languages() const
{
    QStringList names;
    for (const data::GroupCount &group : groups) {
        if (!names.contains(QString::fromStdString(group.language))) {
            names.append(QString::fromStdString(group.language));
        }
    }
    return names;
}

QStringList TextFacts::splits() const
{
    QStringList names;
    for (const data::GroupCount &group : groups) {
        if (!names.contains(QString::fromStdString(group.split))) {
            names.append(QString::fromStdString(group.split));
        }
    }
    return names;
}

qint64 TextFacts::numBytes(const QString &language, const QString &split) const
{
    qint64 sum = 0;
    for (const data::GroupCount &group : groups) {
        sum += fits(group.language, language) && fits(group.split, split) ? group.numBytes : 0;
    }
    return sum;
}

qint64 TextFacts::numDocuments(const QString &language, const QString &split) const
{
    qint64 sum = 0;
    for (const data::GroupCount &group : groups) {
        sum += fits(group.language, language) && fits(group.split, split) ? group.numDocuments : 0;
    }
    return sum;
}

QStringList TextFacts::openSourcesIn(const QString &language) const
{
    QStringList files;
    for (const data::GroupCount &group : groups) {
        const QString file = openSources.value(group.source);
        if (!file.isEmpty() && fits(group.language, language)) {
            files.append(file);
        }
    }
    files.removeDuplicates();
    return files;
}

Result<TextFacts> readTextFacts(FileSystem &files, const Path &folder, const std::string &tokenizerHash)
{
    auto dataset = BAFO_TRY(data::Dataset::open(files, folder));
    TextFacts facts;
    facts.name = QString::fromStdString(folder.filename().string());
    facts.groups = BAFO_TRY(dataset.statistics());
    facts.holdsConversations = BAFO_TRY(dataset.holdsConversations());
    facts.isSplit = !BAFO_TRY(dataset.splitRule()).empty();
    for (const data::Source &source : BAFO_TRY(dataset.sources())) {
        if (source.licence.empty() || source.licence == "unknown") {
            facts.openSources.insert(source.id, QString::fromStdString(source.file));
        }
    }
    for (const QString &language : facts.languages()) {
        facts.openings.insert(language, BAFO_TRY(openingsOf(dataset, language.toStdString())));
    }
    if (!tokenizerHash.empty()) {
        readStores(files, folder / "stores" / tokenizerHash, BAFO_TRY(dataset.revision()), facts);
    }
    return facts;
}

} // namespace bafo::ui
