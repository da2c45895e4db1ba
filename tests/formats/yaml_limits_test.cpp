// SPDX-License-Identifier: Apache-2.0
#include "core/formats/yaml_limits.h"

#include <QTest>

#include <yaml-cpp/yaml.h>

using namespace bafo;
using namespace bafo::formats;

class YamlLimitsTest : public QObject {
    Q_OBJECT

    static void refuses(std::string_view text, std::string_view message)
    {
        const auto document = parseYaml(text, {});
        QVERIFY(!document);
        QCOMPARE(document.error().code, ErrorCode::config);
        QVERIFY2(document.error().message.find(message) != std::string::npos, document.error().message.c_str());
        QVERIFY(!document.error().hint.empty());
    }

private Q_SLOTS:
    void aSecondDocumentIsRefusedWithItsLine()
    {
        refuses("a: 1\n---\nb: 2\n", "line 2: a second document begins");
        refuses("---\na: 1\n...\n---\nb: 2\n", "line 4: a second document begins");
        refuses("a: 1\n---\n", "a second document begins");
    }

    void oneDocumentWithItsMarksIsRead()
    {
        for (const char *text : {"a: 1\n", "---\na: 1\n", "---\na: 1\n...\n", "# first\n---\na: '1'\n# last\n"}) {
            const auto document = parseYaml(text, {});
            QVERIFY2(document, text);
            QCOMPARE((*document)["a"].as<int>(), 1);
        }
        QVERIFY(parseYaml("", {})->IsNull());
    }

    void whatIsNoYamlBehindTheFirstDocumentIsRefused() { refuses("a: 1\n---\nb: [\n", "line "); }

    void tagsAreRefusedWithTheirLine_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char *value : {"!!int 1", "!!int '1'", "!!python/object:os.system x", "!own x", "!!seq [1]",
                                  "!!map {b: 1}", "!!null", "!<tag:example.org,2026:x> 1", "[1, !!str 2]"}) {
            QTest::newRow(value) << QByteArray(value);
        }
    }

    void tagsAreRefusedWithTheirLine()
    {
        QFETCH(QByteArray, value);
        refuses("x: 1\na: " + value.toStdString() + "\n", "line 2: tags are not read");
    }

    void valuesWithoutTagsAreRead()
    {
        const auto document = parseYaml("a: ['!!int', \"!x\", [], {}, ~, ]\nb:\n  - c: |\n      !!int\nd:\n", {});
        QVERIFY2(document, document ? "" : document.error().message.c_str());
        QCOMPARE((*document)["a"][0].as<std::string>(), std::string("!!int"));
        QCOMPARE((*document)["b"][0]["c"].as<std::string>(), std::string("!!int\n"));
    }
};

QTEST_APPLESS_MAIN(YamlLimitsTest)
#include "yaml_limits_test.moc"
