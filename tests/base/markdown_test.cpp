// SPDX-License-Identifier: Apache-2.0
#include "core/base/markdown.h"

#include <QTest>

#include <string>

using namespace bafo;

class MarkdownTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainWordsStayAsTheyAre()
    {
        QVERIFY(markdownText("Sawubona, mhlaba: 100 % (2.5-3)") == "Sawubona, mhlaba: 100 % (2.5-3)");
        QVERIFY(markdownText("ubuŋtu ☀") == "ubuŋtu ☀");
        QVERIFY(markdownText("").empty());
    }

    void whatMeansSomethingIsEscaped()
    {
        QVERIFY(markdownText("a*b_c`d") == "a\\*b\\_c\\`d");
        QVERIFY(markdownText("[x](y)") == "\\[x\\](y)");
        QVERIFY(markdownText("a|b") == "a\\|b");
        QVERIFY(markdownText("<script>&amp;") == "&lt;script&gt;&amp;amp;");
        QVERIFY(markdownText("# x \\") == "\\# x \\\\");
    }

    void lineBreaksBecomeSpaces() { QVERIFY(markdownText("a\n\n# b\r\t") == "a  \\# b  "); }
};

QTEST_APPLESS_MAIN(MarkdownTest)
#include "markdown_test.moc"
