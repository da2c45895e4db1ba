// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_files.h"

#include "core/data/conversation_layouts.h"
#include "core/data/text_rules.h"
#include "core/formats/json_limits.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace bafo::ui {
namespace {

struct FileWords {
    Q_DECLARE_TR_FUNCTIONS(FileWords)
};

constexpr qint64 kHeadBytes = 64 << 10;
constexpr qsizetype kSampleLength = 120;

QString sampleOf(const QString &text)
{
    const QString line = text.simplified();
    return line.size() > kSampleLength ? line.left(kSampleLength).section(QLatin1Char(' '), 0, -2) + QStringLiteral("…")
                                       : line;
}

TextFile refused(TextFile file, const QString &why)
{
    file.kind = TextKind::none;
    file.what = why;
    return file;
}

/// Formats that people keep text in and that this program does not read.
QString foreignFormatOf(const QByteArray &head)
{
    if (head.startsWith("%PDF")) {
        return FileWords::tr("a PDF: copy its text into a TXT file");
    }
    if (head.startsWith("PK\x03\x04") || head.startsWith("\xD0\xCF\x11\xE0")) {
        return FileWords::tr("an office document or archive: save it as plain text (UTF-8)");
    }
    if (head.startsWith("\xFF\xFE") || head.startsWith("\xFE\xFF")) {
        return FileWords::tr("text in UTF-16: save it as UTF-8");
    }
    if (head.startsWith("GGUF")) {
        return FileWords::tr("a model, not text: import it on the page Models");
    }
    return {};
}

/// A letter may be cut where the head ends.
bool isUtf8(const QByteArray &head, bool isWhole)
{
    const auto bad = data::firstBadByte(std::string_view(head.constData(), static_cast<std::size_t>(head.size())));
    return !bad || (!isWhole && static_cast<qsizetype>(*bad) >= head.size() - 4);
}

QStringList textFieldsOf(const QJsonObject &object)
{
    QStringList fields;
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member.value().isString()) {
            fields.append(member.key());
        }
    }
    std::stable_sort(fields.begin(), fields.end(), [&object](const QString &a, const QString &b) {
        const auto weight = [&object](const QString &field) {
            return field == QLatin1String("text") ? qsizetype{1} << 40 : object.value(field).toString().size();
        };
        return weight(a) > weight(b);
    });
    return fields;
}

/// The first object of JSON lines, or of a list; empty where there is none, or it is not whole.
std::string_view firstObjectIn(std::string_view head)
{
    const std::size_t first = head.find_first_not_of(" \t\r\n[");
    if (first == std::string_view::npos || head[first] != '{') {
        return {};
    }
    int depth = 0;
    bool isInText = false;
    for (std::size_t i = first; i < head.size(); ++i) {
        const char letter = head[i];
        if (isInText) {
            i += letter == '\\' ? 1 : 0;
            isInText = letter != '"';
        } else if (letter == '"') {
            isInText = true;
        } else if (letter == '{') {
            ++depth;
        } else if (letter == '}' && --depth == 0) {
            return head.substr(first, i + 1 - first);
        }
    }
    return {};
}

/// Whether the file was taken for conversations.
bool takesConversations(const QByteArray &head, TextFile &file)
{
    const auto json = formats::parseJson(
        firstObjectIn(std::string_view(head.constData(), static_cast<std::size_t>(head.size()))), {});
    if (!json || !json->is_object()) {
        return false;
    }
    const data::FoundConversation found = data::findConversation(*json);
    if (found.layout.empty()) {
        return false;
    }
    file.kind = TextKind::conversations;
    file.hasOriginals = !found.translation.empty();
    file.what = FileWords::tr("conversations (%1)")
                    .arg(QString::fromUtf8(found.layout.data(), static_cast<qsizetype>(found.layout.size())));
    file.sample = sampleOf(QString::fromStdString(data::conversationText(found.conversation)));
    return true;
}

/// Two texts and a tab between them in every one of the first lines.
bool looksLikePairs(const QByteArray &head, bool isWhole)
{
    QList<QByteArray> lines = head.trimmed().split('\n');
    if (!isWhole && lines.size() > 1) {
        lines.removeLast(); // it may be cut
    }
    constexpr qsizetype kLines = 20;
    lines = lines.mid(0, kLines);
    return std::all_of(lines.begin(), lines.end(), [](const QByteArray &line) {
        const QList<QByteArray> columns = line.split('\t');
        return columns.size() >= 2 && !columns.last().trimmed().isEmpty()
            && !columns.at(columns.size() - 2).trimmed().isEmpty();
    });
}

} // namespace

TextFile lookAtTextFile(const QString &path)
{
    TextFile result{.path = path, .what = {}, .sample = {}, .sizeBytes = QFileInfo(path).size(), .fields = {}};
    QFile file(path);
    if (QFileInfo(path).isDir()) {
        return refused(result, FileWords::tr("a folder: choose the files in it"));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return refused(result, FileWords::tr("cannot be read: %1").arg(file.errorString()));
    }
    const QByteArray head = file.read(kHeadBytes);
    if (head.trimmed().isEmpty()) {
        return refused(result, FileWords::tr("empty"));
    }
    if (head.startsWith("\xDE\x12\x04\x95") || head.startsWith("\x95\x04\x12\xDE")) {
        result.kind = TextKind::catalogue;
        result.what = FileWords::tr("translated messages of a program (gettext)");
        return result;
    }
    if (const QString foreign = foreignFormatOf(head); !foreign.isEmpty()) {
        return refused(result, foreign);
    }
    if (!isUtf8(head, head.size() == result.sizeBytes)) {
        return refused(result, FileWords::tr("no text in UTF-8: save it as UTF-8 in the program that wrote it"));
    }
    if (takesConversations(head, result)) {
        return result;
    }
    if (path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive)) {
        return refused(result, FileWords::tr("JSON without conversations: one object a line is a JSONL file"));
    }
    const QByteArray firstLine = head.trimmed().split('\n').front();
    const QJsonObject object = QJsonDocument::fromJson(firstLine).object();
    result.fields = textFieldsOf(object);
    if (!result.fields.isEmpty()) {
        result.kind = TextKind::jsonLines;
        result.what = FileWords::tr("one JSON object a line");
        result.sample = sampleOf(object.value(result.fields.front()).toString());
        return result;
    }
    if (looksLikePairs(head, head.size() == result.sizeBytes)) {
        result.kind = TextKind::pairs;
        result.what = FileWords::tr("translated pairs, one a line: original, tab, translation");
        result.sample = sampleOf(QString::fromUtf8(head.left(4096)).section(QLatin1Char('\n'), 0, 0));
        return result;
    }
    result.kind = TextKind::plainText;
    result.what = FileWords::tr("plain text");
    constexpr int kManyLines = 20;
    result.looksLikeLines = head.count('\n') >= kManyLines && !head.contains("\n\n") && !head.contains("\n\r\n");
    result.sample = sampleOf(QString::fromUtf8(head.left(4096)));
    return result;
}

bool hasTextName(const QString &path)
{
    static const QStringList kEndings{QStringLiteral("txt"),   QStringLiteral("text"),   QStringLiteral("md"),
                                      QStringLiteral("jsonl"), QStringLiteral("ndjson"), QStringLiteral("json"),
                                      QStringLiteral("tsv"),   QStringLiteral("mo")};
    return kEndings.contains(QFileInfo(path).suffix().toLower());
}

} // namespace bafo::ui
