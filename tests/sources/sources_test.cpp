// SPDX-License-Identifier: Apache-2.0
#include "plugins/sources/sources.h"

#include "core/base/file_system.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace bafo;
using namespace bafo::data;

namespace {

class Collector final : public EntrySink {
public:
    Result<void> add(Entry entry) override
    {
        entries.push_back(std::move(entry));
        return {};
    }
    void skip(std::string_view reason) override { ++skipped[std::string(reason)]; }

    [[nodiscard]] std::vector<std::string> texts() const
    {
        std::vector<std::string> texts;
        for (const Entry &entry : entries) {
            texts.push_back(entry.texts.front().text);
        }
        return texts;
    }

    std::vector<Entry> entries;
    std::map<std::string, int> skipped;
};

using Texts = std::vector<std::string>;

Result<Collector> read(const char *kind, std::string_view bytes, const SourceOptions &options)
{
    Collector collector;
    const auto sources = sources::makeSources();
    BAFO_TRY(sources.find(kind)->read(bytes, options, collector));
    return collector;
}

SourceOptions zulu(DocumentUnit unit = DocumentUnit::paragraph)
{
    SourceOptions options;
    options.language = "zul";
    options.unit = unit;
    return options;
}

void appendNumber(std::string &bytes, std::size_t number)
{
    for (unsigned shift = 0; shift < 32; shift += 8) {
        bytes += static_cast<char>(number >> shift);
    }
}

/// A little-endian gettext catalogue without a header; the originals must be sorted.
std::string catalog(std::vector<std::pair<std::string, std::string>> messages)
{
    std::ranges::sort(messages);
    const std::size_t tableBytes = messages.size() * 8;
    std::string file("\xDE\x12\x04\x95", 4);
    for (const std::size_t number :
         {std::size_t{0}, messages.size(), std::size_t{28}, 28 + tableBytes, std::size_t{0}, 28 + 2 * tableBytes}) {
        appendNumber(file, number);
    }
    std::string texts;
    const auto appendTable = [&](const auto &textOf) {
        for (const auto &message : messages) {
            appendNumber(file, textOf(message).size());
            appendNumber(file, 28 + 2 * tableBytes + texts.size());
            texts += textOf(message) + '\0';
        }
    };
    appendTable([](const auto &message) { return message.first; });
    appendTable([](const auto &message) { return message.second; });
    return file + texts;
}

} // namespace

class SourcesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPlainTextIsCutAsAsked()
    {
        const std::string_view text = "\n one\r\ntwo\n\n \n\nthree\nfour";
        QCOMPARE(read("plain_text", text, zulu())->texts(), (Texts{" one\ntwo", "three\nfour"}));
        QCOMPARE(read("plain_text", text, zulu())->entries[1].place, std::string("line 7"));
        QCOMPARE(read("plain_text", text, zulu(DocumentUnit::line))->texts(), (Texts{" one", "two", "three", "four"}));
        QCOMPARE(read("plain_text", text, zulu(DocumentUnit::file))->texts(), (Texts{" one\ntwo\n\n \n\nthree\nfour"}));
    }

    void aByteOrderMarkIsTakenOffAndCounted()
    {
        const auto read1 = read("plain_text", "\xEF\xBB\xBFYebo", zulu());
        QCOMPARE(read1->texts(), (Texts{"Yebo"}));
        QCOMPARE(read1->skipped.at("byte-order mark"), 1);
        QVERIFY(read("plain_text", "Yebo", zulu())->skipped.empty());
    }

    void badBytesAreToldByLine()
    {
        for (const std::string_view bad : {"a\nb\nc\xC3(", "a\nb\n\xED\xA0\x80", "a\nb\n\xC0\x80"}) {
            const auto failed = read("plain_text", bad, zulu());
            QVERIFY(!failed);
            QVERIFY(failed.error().message.find("line 3") != std::string::npos);
        }
        QVERIFY(!read("plain_text", std::string_view("a\0b", 3), zulu()));
    }

    void jsonLinesGiveTheFieldAndItsLanguage()
    {
        auto options = zulu();
        options.field = "body";
        options.languageField = "lang";
        const auto found = read(
            "jsonl", "{\"body\": \"Yebo\", \"lang\": \"zul\"}\n\n{\"lang\":\"eng\",\"body\":\"Yes\\n\"}\n", options);
        QCOMPARE(found->texts(), (Texts{"Yebo", "Yes\n"}));
        QCOMPARE(found->entries[1].texts[0].language, std::string("eng"));
        QCOMPARE(found->entries[1].place, std::string("line 3"));
    }

    void jsonLinesThatAreWrongAreToldByNumber_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("no JSON") << QByteArray("{\"text\": ");
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("no field") << QByteArray("{\"body\": \"x\"}");
        QTest::newRow("no text") << QByteArray("{\"text\": 7}");
        QTest::newRow("twice") << QByteArray("{\"text\": \"a\", \"text\": \"b\"}");
        QTest::newRow("bytes") << QByteArray("{\"text\": \"\xFF\"}");
        QTest::newRow("deep") << QByteArray("{\"text\": \"a\", \"x\": ") + QByteArray(100, '[') + QByteArray(100, ']')
                + "}";
    }

    void jsonLinesThatAreWrongAreToldByNumber()
    {
        QFETCH(QByteArray, line);
        const auto failed = read("jsonl", "{\"text\": \"Yebo\"}\n" + line.toStdString() + "\n", zulu());
        QVERIFY(!failed);
        QVERIFY2(failed.error().message.starts_with("line 2"), failed.error().message.c_str());
        QCOMPARE(failed.error().code, ErrorCode::data);
    }

    void aJsonLineWithoutAFieldNamesTheOptionThatChoosesIt()
    {
        auto options = zulu();
        options.languageField = "lang";
        const auto noLanguage = read("jsonl", "{\"text\": \"Yebo\"}\n", options);
        QVERIFY(!noLanguage);
        QVERIFY(noLanguage.error().message.find("'lang'") != std::string::npos);
        QVERIFY2(noLanguage.error().hint.ends_with(" --language-field"), noLanguage.error().hint.c_str());
        const auto noText = read("jsonl", "{\"lang\": \"zul\"}\n", options);
        QVERIFY(!noText);
        QVERIFY(noText.error().message.find("'text'") != std::string::npos);
        QVERIFY2(noText.error().hint.ends_with(" --field"), noText.error().hint.c_str());
    }

    void catalogsGivePairsAndCountWhatTheyLeaveOut()
    {
        PosixFileSystem files;
        const std::string file
            = files.readFile(Path(BAFO_SOURCE_DIR) / "tests/fuzz/corpus/gettext_mo/big", 1 << 16).value();
        const auto found = read("gettext_mo", file, zulu());
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QCOMPARE(found->entries.size(), 3U); // one message, and two forms of the other
        QCOMPARE(found->entries[0].texts[0].language, std::string("eng"));
        QCOMPARE(found->entries[0].texts[0].text, std::string("~Open"));
        QCOMPARE(found->entries[0].texts[1].text, std::string("~Vula"));
        QCOMPARE(found->entries[0].context, std::string("menu"));
        QCOMPARE(found->entries[2].texts[0].text, std::string("%1 files"));
        QCOMPARE(found->entries[2].texts[1].text, std::string("amafayela"));
        QCOMPARE(found->skipped.at("header"), 1);
        QVERIFY(!read("gettext_mo", file.substr(1), zulu()));
    }

    void whatWasNotTranslatedIsLeftOutAndCountedIfAskedFor()
    {
        const std::string file
            = catalog({{"Open", "Vula"}, {"PDF", "PDF"}, {"Java ", " Java\n"}, {"Close", ""}, {"pdf", "PDF"}});
        auto options = zulu();
        QCOMPARE(read("gettext_mo", file, options)->entries.size(), 4U);
        options.skipsUntranslated = true;
        const auto found = read("gettext_mo", file, options);
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QCOMPARE(found->entries.size(), 2U);
        QCOMPARE(found->entries[0].texts[1].text, std::string("Vula"));
        QCOMPARE(found->entries[1].texts[0].text, std::string("pdf")); // letters of another case are a translation
        QCOMPARE(found->skipped.at("untranslated"), 2);
        QCOMPARE(found->skipped.at("empty translation"), 1);
    }
};

QTEST_APPLESS_MAIN(SourcesTest)
#include "sources_test.moc"
