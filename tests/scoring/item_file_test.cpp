// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/item_file.h"

#include <QTest>

using namespace bafo;
using namespace bafo::scoring;

class ItemFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void brokenLinesAreNamedByNumberAndTheOthersUsed()
    {
        const auto list = parseItems("{\"a\": \"1\"}\n\n{\"a\": \n[1]\n{\"a\": 2, \"b\": [3, \"x\"], \"c\": {\"d\": "
                                     "true}, \"e\": null}\n\xFF\xFE\n",
                                     "jsonl", {});
        QVERIFY(list);
        QCOMPARE(list->items.size(), 2U);
        QCOMPARE(list->items[0].line, 1);
        QCOMPARE(list->items[1].line, 5);
        QCOMPARE(list->items[1].fields.at("a"), FieldValues{"2"});
        QCOMPARE(list->items[1].fields.at("b"), (FieldValues{"3", "x"}));
        QCOMPARE(list->items[1].fields.at("c.d"), FieldValues{"true"});
        QVERIFY(list->items[1].fields.find("e") == list->items[1].fields.end());
        QCOMPARE(list->broken.size(), 3U);
        QCOMPARE(list->broken[0].line, 3);
        QCOMPARE(list->broken[1].line, 4);
        QCOMPARE(list->broken[2].line, 6);
        QVERIFY(!list->broken[0].reason.empty());
    }

    void quotedFieldsMayHoldSeparatorsQuotesAndLineBreaks()
    {
        const auto list
            = parseItems("\xEF\xBB\xBFq,a\r\n\"one, \"\"two\"\"\nthree\",A\r\nshort\nplain,B\n\"open,C", "csv", {});
        QVERIFY(list);
        QCOMPARE(list->items.size(), 2U);
        QCOMPARE(list->items[0].fields.at("q"), FieldValues{"one, \"two\"\nthree"});
        QCOMPARE(list->items[0].line, 2);
        QCOMPARE(list->items[1].line, 5);
        QCOMPARE(list->broken.size(), 2U);
        QCOMPARE(list->broken[0].line, 4);
        QVERIFY(list->broken[1].reason.find("does not end") != std::string::npos);
    }

    void tabsSeparateAndQuotesStayAsTheyAre()
    {
        const auto list = parseItems("index_id\tcategory\ttext\n1\tsports\tUthi: \"yebo\"\n", "tsv", {});
        QCOMPARE(list->items.at(0).fields.at("text"), FieldValues{"Uthi: \"yebo\""});
        QCOMPARE(parseItems("a\tb\n", "tsv", {"x", "y"})->items.at(0).fields.at("y"), FieldValues{"b"});
        QVERIFY(!parseItems("no heading", "tsv", {}));
    }

    void parallelLinesBelongTogether()
    {
        const auto list = parseParallelLines({"one\ntwo\nthree\n", "kunye\n \nkuthathu"}, {"english", "isizulu"});
        QVERIFY(list);
        QCOMPARE(list->items.size(), 2U);
        QCOMPARE(list->items[1].fields.at("isizulu"), FieldValues{"kuthathu"});
        QCOMPARE(list->broken.size(), 1U);
        QCOMPARE(list->broken[0].line, 2);
        const auto uneven = parseParallelLines({"a\nb", "a"}, {"x", "y"});
        QVERIFY(!uneven);
        QVERIFY(uneven.error().message.find("2 and 1") != std::string::npos);
    }

    void aTasksDataThatIsNotThereIsNamedWithWhereToGetIt()
    {
        PosixFileSystem files;
        Task task;
        task.name = "small";
        task.data.source = "https://example.org";
        task.data.revision = "r7";
        task.data.format = "jsonl";
        task.data.files = {"items"};
        const auto items = readTaskItems(files, "/nowhere", task);
        QVERIFY(!items);
        QVERIFY(items.error().hint.find("bafo eval import small items-FILE") != std::string::npos);
        QVERIFY(items.error().hint.find("r7") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(ItemFileTest)
#include "item_file_test.moc"
