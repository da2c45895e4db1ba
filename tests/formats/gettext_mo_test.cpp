// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gettext_mo.h"

#include <QTest>

#include <cstring>

using namespace bafo;
using namespace bafo::formats;
using namespace std::string_literals;

namespace {

using Messages = std::vector<std::pair<std::string, std::string>>;

const std::string kHeader = "Content-Type: text/plain; charset=UTF-8\n";

std::string catalogOf(const Messages &messages, bool isSwapped = false, std::uint32_t revision = 0)
{
    const auto count = static_cast<std::uint32_t>(messages.size());
    std::vector<std::uint32_t> words{0x950412DE, revision, count, 28, 28 + 8 * count, 0, 0};
    std::string texts;
    const auto add = [&](const std::string &text) {
        words.push_back(static_cast<std::uint32_t>(text.size()));
        words.push_back(28 + 16 * count + static_cast<std::uint32_t>(texts.size()));
        texts += text + '\0';
    };
    for (const auto &message : messages) {
        add(message.first);
    }
    for (const auto &message : messages) {
        add(message.second);
    }
    for (std::uint32_t &word : words) {
        word = isSwapped ? __builtin_bswap32(word) : word;
    }
    return std::string(reinterpret_cast<const char *>(words.data()), words.size() * 4) + texts;
}

Result<MoCatalog> parse(const std::string &file)
{
    return parseGettextMo(std::as_bytes(std::span(file)));
}

/// The word at a byte place becomes another.
std::string with(std::string file, std::size_t offset, std::uint32_t word)
{
    std::memcpy(file.data() + offset, &word, 4);
    return file;
}

} // namespace

class GettextMoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothByteOrdersGiveTheSameMessages()
    {
        for (const bool isSwapped : {false, true}) {
            const std::string file = catalogOf({{"", kHeader},
                                                {"menu\x04~Open", "~Vula"},
                                                {"%1 file\0%1 files"s, "ifayela\0amafayela"s},
                                                {"Save", ""}},
                                               isSwapped);
            const auto catalog = parse(file);
            QVERIFY2(catalog, catalog ? "" : catalog.error().message.c_str());
            QCOMPARE(catalog->charset, std::string("UTF-8"));
            QCOMPARE(catalog->header, std::string_view(kHeader));
            QCOMPARE(catalog->entries.size(), 3U);
            QCOMPARE(catalog->entries[0].context, std::string_view("menu"));
            QCOMPARE(catalog->entries[0].original, std::string_view("~Open"));
            QCOMPARE(catalog->entries[0].translations.front(), std::string_view("~Vula"));
            QCOMPARE(catalog->entries[1].originalPlural, std::string_view("%1 files"));
            QCOMPARE(catalog->entries[1].translations.size(), 2U);
            QCOMPARE(catalog->entries[1].translations[1], std::string_view("amafayela"));
            QVERIFY(catalog->entries[2].translations.front().empty());
        }
    }

    void aFileCutAnywhereIsRefused()
    {
        const std::string file = catalogOf({{"", kHeader}, {"Open", "Vula"}, {"Save", "Londoloza"}});
        QVERIFY(parse(file));
        for (std::size_t size = 0; size < file.size(); ++size) {
            QVERIFY2(!parse(file.substr(0, size)), std::to_string(size).c_str());
        }
    }

    void placesOutsideTheFileAreRefused()
    {
        const std::string file = catalogOf({{"Open", "Vula"}, {"Save", "Londoloza"}});
        QVERIFY(parse(file));
        QVERIFY(!parse(with(file, 0, 0x950412DF))); // another magic number
        QVERIFY(!parse(with(file, 4, 2U << 16U))); // a later revision
        QVERIFY(!parse(with(file, 8, 0xFFFFFFFF))); // more messages than bytes
        QVERIFY(!parse(with(file, 12, 0xFFFFFFF8))); // a table beyond the end
        QVERIFY(!parse(with(file, 12, 4))); // a table inside the header
        QVERIFY(!parse(with(file, 16, 28))); // both tables in one place
        QVERIFY(!parse(with(file, 28, 0xFFFFFFFF))); // a text longer than the file
        QVERIFY(!parse(with(file, 32, 0xFFFFFFFF))); // a text beyond the end
        QVERIFY(!parse(with(file, 28, 3))); // a text that no NUL ends
    }

    void otherCharsetsAreRefusedByName()
    {
        const auto catalog = parse(catalogOf({{"", "Content-Type: text/plain; charset=iso-8859-1\n"}}));
        QVERIFY(!catalog);
        QVERIFY(catalog.error().message.find("ISO-8859-1") != std::string::npos);
        QVERIFY(catalog.error().hint.find("msgconv") != std::string::npos);
        QVERIFY(parse(catalogOf({{"", "charset=ascii"}})));
    }

    void moreThanOnePluralIsRefused()
    {
        QVERIFY(!parse(catalogOf({{"a\0b\0c"s, "x\0y"s}})));
        QVERIFY(parse(catalogOf({{"a\0b"s, "x\0y"s}})));
    }
};

QTEST_APPLESS_MAIN(GettextMoTest)
#include "gettext_mo_test.moc"
