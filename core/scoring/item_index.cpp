// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/item_index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <span>
#include <string_view>

namespace bafo::scoring {
namespace {

static_assert(std::endian::native == std::endian::little, "items.index is little endian");

constexpr std::string_view kMagic = "BAFOITM1";
constexpr std::uint64_t kMaxIndexBytes = 4ULL << 30U;

std::string_view bytesOf(const ItemEntry &entry)
{
    return {reinterpret_cast<const char *>(&entry), sizeof(ItemEntry)};
}

Result<void> cutTo(const Path &path, std::uint64_t size)
{
    std::error_code error;
    std::filesystem::resize_file(path, size, error);
    if (error) {
        return fail(ErrorCode::data, "cannot cut " + path.string() + ": " + error.message(),
                    "check that the folder is yours");
    }
    return {};
}

} // namespace

ItemEntry entryOf(const ItemRecord &record, const Judgement &judgement, const std::vector<Metric> &metrics)
{
    ItemEntry entry;
    entry.cell = static_cast<std::uint32_t>(record.cell);
    entry.line = record.line;
    entry.chosen = static_cast<std::int32_t>(judgement.chosen);
    const auto set
        = [&entry](ItemEntry::Flag flag, bool isSet) { entry.flags |= isSet ? static_cast<std::uint32_t>(flag) : 0U; };
    set(ItemEntry::isRight, judgement.isRight);
    set(ItemEntry::isContaminated, !record.foundIn.empty());
    for (const Answer &answer : record.answers) {
        const bool isBlank = answer.text.find_first_not_of(" \t\r\n") == std::string::npos;
        set(ItemEntry::isOverflown, answer.numDropped > 0);
        set(ItemEntry::isEmpty, !answer.end.empty() && isBlank);
    }
    for (std::size_t i = 0; i < std::min(metrics.size(), kMaxIndexedMetrics); ++i) {
        entry.values[i] = metrics[i].score(judgement.numbers[i]);
    }
    return entry;
}

Result<std::vector<ItemEntry>> readIndex(FileSystem &files, const EvaluationPlace &place)
{
    if (!BAFO_TRY(files.status(place.indexFile())).exists) {
        return std::vector<ItemEntry>();
    }
    const std::string bytes = BAFO_TRY(files.readFile(place.indexFile(), kMaxIndexBytes));
    if (bytes.empty()) {
        return std::vector<ItemEntry>();
    }
    if (!std::string_view(bytes).starts_with(kMagic)) {
        return fail(ErrorCode::data, place.indexFile().string() + " is no index of items",
                    "'bafo eval rescore' makes it again from the answers");
    }
    std::vector<ItemEntry> entries((bytes.size() - kMagic.size()) / sizeof(ItemEntry));
    std::memcpy(entries.data(), bytes.data() + kMagic.size(), entries.size() * sizeof(ItemEntry));
    return entries;
}

Result<void> writeIndex(FileSystem &files, const EvaluationPlace &place, const std::vector<ItemEntry> &entries)
{
    std::string bytes(kMagic);
    bytes.reserve(bytes.size() + entries.size() * sizeof(ItemEntry));
    for (const ItemEntry &entry : entries) {
        bytes += bytesOf(entry);
    }
    return writeFileAtomically(files, place.indexFile(), bytes);
}

Result<ItemRecord> readRecord(const EvaluationPlace &place, const ItemEntry &entry)
{
    std::ifstream stream(place.answersFile(), std::ios::binary);
    std::string line(entry.length, '\0');
    stream.seekg(static_cast<std::streamoff>(entry.offset));
    stream.read(line.data(), static_cast<std::streamsize>(line.size()));
    auto record = stream ? parseRecord(line)
                         : Result<ItemRecord>(fail(ErrorCode::data, "it ends before its index says",
                                                   "'bafo eval rescore' makes the index again"));
    if (!record) {
        Error error = std::move(record).error();
        error.message = place.answersFile().string() + ", byte " + std::to_string(entry.offset) + ": " + error.message;
        return fail(std::move(error));
    }
    return record;
}

Result<ItemWriter> ItemWriter::open(FileSystem &files, const EvaluationPlace &place)
{
    ItemWriter writer;
    writer.m_found = BAFO_TRY(readIndex(files, place));
    const std::uint64_t size = BAFO_TRY(files.status(place.answersFile())).sizeBytes;
    std::vector<ItemEntry> &entries = writer.m_found;
    while (!entries.empty()
           && (entries.back().offset + entries.back().length + 1 > size || !readRecord(place, entries.back()))) {
        entries.pop_back(); // its line did not reach the disk
    }
    writer.m_offset = entries.empty() ? 0 : entries.back().offset + entries.back().length + 1;
    if (size > writer.m_offset) {
        BAFO_TRY(cutTo(place.answersFile(), writer.m_offset));
    }
    const std::uint64_t indexBytes = kMagic.size() + entries.size() * sizeof(ItemEntry);
    const bool isNew = BAFO_TRY(files.status(place.indexFile())).sizeBytes < kMagic.size();
    if (isNew) {
        BAFO_TRY(writeIndex(files, place, entries));
    } else {
        BAFO_TRY(cutTo(place.indexFile(), indexBytes));
    }
    writer.m_answers = BAFO_TRY(files.openForWriting(place.answersFile(), WriteMode::append));
    writer.m_index = BAFO_TRY(files.openForWriting(place.indexFile(), WriteMode::append));
    return writer;
}

Result<void> ItemWriter::append(const ItemRecord &record, const Judgement &judgement,
                                const std::vector<Metric> &metrics)
{
    const std::string line = toLine(record);
    ItemEntry entry = entryOf(record, judgement, metrics);
    entry.offset = m_offset;
    entry.length = static_cast<std::uint32_t>(line.size());
    BAFO_TRY(m_answers->write(line + "\n"));
    BAFO_TRY(m_index->write(bytesOf(entry)));
    m_offset += line.size() + 1;
    return {};
}

Result<void> ItemWriter::sync()
{
    BAFO_TRY(m_answers->sync());
    return m_index->sync();
}

} // namespace bafo::scoring
