// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/item_file.h"

#include "core/base/sha256.h"
#include "core/formats/json_limits.h"
#include "core/scoring/unicode_words.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace bafo::scoring {
namespace {

constexpr std::size_t kMaxLineBytes = 16U << 20U;

std::string textOf(const nlohmann::json &value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Objects by "outer.inner"; null is no field.
void flatten(const nlohmann::json &value, const std::string &name, Item &item)
{
    if (value.is_object()) {
        for (const auto &[key, inner] : value.items()) {
            flatten(inner, name.empty() ? key : name + "." + key, item);
        }
    } else if (value.is_array()) {
        FieldValues &values = item.fields[name];
        for (const nlohmann::json &entry : value) {
            values.push_back(textOf(entry));
        }
    } else if (!value.is_null()) {
        item.fields[name] = {textOf(value)};
    }
}

std::string_view withoutMark(std::string_view bytes)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    return bytes.starts_with(kByteOrderMark) ? bytes.substr(kByteOrderMark.size()) : bytes;
}

/// Takes one line off, without its break.
std::string_view takeLine(std::string_view &bytes)
{
    const std::size_t end = bytes.find('\n');
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

Result<Item> itemOfJson(std::string_view line)
{
    const auto object
        = BAFO_TRY(formats::parseJson(line, {.maxBytes = kMaxLineBytes, .maxDepth = 16, .refusesDuplicateKeys = true}));
    if (!object.is_object()) {
        return fail(ErrorCode::data, "it is no JSON object");
    }
    Item item;
    flatten(object, "", item);
    return item;
}

ItemList parseJsonLines(std::string_view bytes)
{
    ItemList list;
    for (std::int64_t number = 1; !bytes.empty(); ++number) {
        const std::string_view line = takeLine(bytes);
        if (stripped(line).empty()) {
            continue;
        }
        auto item = text::isValidUtf8(line) ? itemOfJson(line) : Result<Item>(fail(ErrorCode::data, "it is no UTF-8"));
        if (item) {
            item->line = number;
            list.items.push_back(std::move(*item));
        } else {
            list.broken.push_back({.line = number, .reason = item.error().message});
        }
    }
    return list;
}

/// One record of a table; quoted fields may go over several lines.
struct Record {
    std::int64_t line = 0;
    std::vector<std::string> fields;
    bool isWhole = true; ///< false: a quote does not end
};

class TableReader {
public:
    TableReader(std::string_view bytes, char separator)
        : m_bytes(bytes)
        , m_separator(separator)
        , m_hasQuotes(separator == ',')
    {
    }

    [[nodiscard]] bool isAtEnd() const { return m_bytes.empty(); }

    Record next()
    {
        Record record{.line = m_line, .fields = {}, .isWhole = true};
        std::string field;
        bool isQuoted = false;
        while (!m_bytes.empty()) {
            const char c = take();
            if (isQuoted) {
                if (c != '"') {
                    field += c;
                } else if (m_bytes.starts_with('"')) {
                    field += take();
                } else {
                    isQuoted = false;
                }
            } else if (m_hasQuotes && c == '"' && field.empty()) {
                isQuoted = true;
            } else if (c == m_separator) {
                record.fields.push_back(std::exchange(field, {}));
            } else if (c == '\n') {
                break;
            } else if (c != '\r' || !m_bytes.starts_with('\n')) {
                field += c;
            }
        }
        record.isWhole = !isQuoted;
        record.fields.push_back(std::move(field));
        return record;
    }

private:
    char take()
    {
        const char c = m_bytes.front();
        m_bytes.remove_prefix(1);
        m_line += c == '\n' ? 1 : 0;
        return c;
    }

    std::string_view m_bytes;
    char m_separator;
    bool m_hasQuotes;
    std::int64_t m_line = 1;
};

std::string whatIsWrong(const Record &record, std::size_t numColumns)
{
    if (!record.isWhole) {
        return "a quoted field does not end";
    }
    if (record.fields.size() != numColumns) {
        return "it has " + std::to_string(record.fields.size()) + " fields, not " + std::to_string(numColumns);
    }
    const bool isText = std::all_of(record.fields.begin(), record.fields.end(),
                                    [](const std::string &field) { return text::isValidUtf8(field); });
    return isText ? "" : "it is no UTF-8";
}

Result<ItemList> parseTable(std::string_view bytes, char separator, std::vector<std::string> columns)
{
    TableReader reader(bytes, separator);
    if (columns.empty()) {
        columns = reader.next().fields;
        if (columns.size() < 2) {
            return fail(ErrorCode::data, "line 1: there is no heading with names of columns",
                        "give the task's data 'columns' where its files have no heading");
        }
    }
    ItemList list;
    while (!reader.isAtEnd()) {
        Record record = reader.next();
        if (record.fields.size() == 1 && record.fields[0].empty()) {
            continue;
        }
        if (std::string reason = whatIsWrong(record, columns.size()); !reason.empty()) {
            list.broken.push_back({.line = record.line, .reason = std::move(reason)});
            continue;
        }
        Item item{.line = record.line, .fields = {}};
        for (std::size_t i = 0; i < columns.size(); ++i) {
            item.fields[columns[i]] = {std::move(record.fields[i])};
        }
        list.items.push_back(std::move(item));
    }
    return list;
}

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    text = withoutMark(text);
    while (!text.empty()) {
        lines.emplace_back(takeLine(text));
    }
    return lines;
}

Result<std::string> readDataFile(FileSystem &files, const Path &path, const Task &task)
{
    if (!BAFO_TRY(files.status(path)).exists) {
        std::string roles;
        for (const std::string &role : task.data.files) {
            roles += " " + role + "-FILE";
        }
        return fail(ErrorCode::data, "the data of task '" + task.name + "' is not in this project: " + path.string(),
                    "get it from " + task.data.source + " (revision " + task.data.revision
                        + "), then 'bafo eval import " + task.name + roles + "'");
    }
    return files.readFile(path, kMaxDataBytes);
}

Failure inFile(Error error, const Path &path)
{
    error.message = path.string() + ": " + error.message;
    return fail(std::move(error));
}

} // namespace

Result<ItemList> parseItems(std::string_view bytes, std::string_view format, const std::vector<std::string> &columns)
{
    bytes = withoutMark(bytes);
    return format == "jsonl" ? parseJsonLines(bytes) : parseTable(bytes, format == "csv" ? ',' : '\t', columns);
}

Result<ItemList> parseParallelLines(const std::vector<std::string> &texts, const std::vector<std::string> &roles)
{
    std::vector<std::vector<std::string>> lines;
    for (const std::string &text : texts) {
        lines.push_back(linesOf(text));
        if (lines.back().size() != lines.front().size()) {
            return fail(ErrorCode::data,
                        "the files have different numbers of lines: " + std::to_string(lines.front().size()) + " and "
                            + std::to_string(lines.back().size()),
                        "line N of each file belongs to line N of the others: find where they part");
        }
    }
    ItemList list;
    for (std::size_t i = 0; i < lines.front().size(); ++i) {
        Item item{.line = static_cast<std::int64_t>(i + 1), .fields = {}};
        std::string reason;
        for (std::size_t role = 0; role < roles.size(); ++role) {
            std::string &value = lines[role][i];
            if (stripped(value).empty() || !text::isValidUtf8(value)) {
                reason = roles[role] + (text::isValidUtf8(value) ? " is empty" : " is no UTF-8");
            }
            item.fields[roles[role]] = {std::move(value)};
        }
        if (reason.empty()) {
            list.items.push_back(std::move(item));
        } else {
            list.broken.push_back({.line = item.line, .reason = std::move(reason)});
        }
    }
    return list;
}

Path dataFileOf(const Path &folder, const Task &task, const std::string &role)
{
    return folder / (role + "." + (task.data.format == "lines" ? "txt" : task.data.format));
}

Result<TaskItems> readTaskItems(FileSystem &files, const Path &folder, const Task &task)
{
    TaskItems result;
    std::vector<std::string> texts;
    for (const std::string &role : task.data.files) {
        texts.push_back(BAFO_TRY(readDataFile(files, dataFileOf(folder, task, role), task)));
        result.sha256.push_back(sha256Of(texts.back()));
    }
    if (task.data.format == "lines") {
        auto items = parseParallelLines(texts, task.data.files);
        if (!items) {
            return inFile(std::move(items).error(), folder);
        }
        result.items = std::move(*items);
        return result;
    }
    for (const int file : {0, task.examplesFile()}) {
        if (file < 0) {
            continue;
        }
        const auto at = static_cast<std::size_t>(file);
        auto items = parseItems(texts[at], task.data.format, task.data.columns);
        if (!items) {
            return inFile(std::move(items).error(), dataFileOf(folder, task, task.data.files[at]));
        }
        (at == 0 ? result.items : result.examples) = std::move(*items);
    }
    return result;
}

} // namespace bafo::scoring
