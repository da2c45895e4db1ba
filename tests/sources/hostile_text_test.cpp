// SPDX-License-Identifier: Apache-2.0
// What stands in foreign files and in their names reaches a terminal as text, never as commands.
#include "tests/bafo/bafo_program.h"

#include <QTest>

using namespace bafo;
using namespace bafo::fakes;

class HostileTextTest : public QObject {
    Q_OBJECT

    /// ESC, BEL, DEL, CSI as one character (C1), a carriage return, and letters that have to stay.
    const std::string m_text = "Yebo \x1b[31m\x07\x7f\xc2\x9b\r ngiyabonga \xc3\xa9\xc2\xa0!";
    const std::string m_shown = "Yebo \\x1b[31m\\x07\\x7f\\x9b\\x0d ngiyabonga \xc3\xa9\xc2\xa0!";

    static std::string controlsOf(const std::string &words)
    {
        std::string controls;
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto byte = static_cast<unsigned char>(words[i]);
            const bool isC1 = byte == 0xC2 && i + 1 < words.size() && static_cast<unsigned char>(words[i + 1]) < 0xA0;
            if ((byte < 0x20 && byte != '\n') || byte == 0x7F || isC1) {
                controls += words[i];
            }
        }
        return controls;
    }

private Q_SLOTS:
    void documentsAndFileNamesAreShownWithoutTheirControlCharacters()
    {
        BafoProgram bafo;
        const std::string name = "a\nsplit: none\x1b[2J.txt";
        bafo.write(bafo.outside(name), m_text + "\nsecond line\n");
        const auto taken = bafo.run({"data", "import", "t", "--text", bafo.outside(name).string(), "--language", "zul",
                                     "--documents", "file", "--licence", "free\nsplit: none"});
        QCOMPARE(taken.exitCode, 0);

        const auto documents = bafo.shell("\"$bafo\" data show t --documents");
        QCOMPARE(documents.exitCode, 0);
        QVERIFY2(documents.words.find(m_shown + "\\nsecond line") != std::string::npos, documents.words.c_str());
        QCOMPARE(controlsOf(documents.words), std::string());

        const auto summary = bafo.shell("\"$bafo\" data show t");
        QCOMPARE(summary.exitCode, 0);
        QVERIFY2(summary.words.find("source 1: a\\nsplit: none\\x1b[2J.txt (") != std::string::npos,
                 summary.words.c_str());
        QVERIFY(summary.words.find("\nsplit: none") == std::string::npos);
        QCOMPARE(controlsOf(summary.words), std::string());
    }

    void programsGetTheTextAsItIs()
    {
        BafoProgram bafo;
        bafo.write(bafo.outside("a.txt"), m_text);
        const auto taken = bafo.run({"data", "import", "t", "--text", bafo.outside("a.txt").string(), "--language",
                                     "zul", "--documents", "file"});
        QCOMPARE(taken.exitCode, 0);
        const auto shown = bafo.run({"data", "show", "t", "--documents"});
        QCOMPARE(shown.json["documents"][0]["text"].get<std::string>(), m_text);
    }

    void anErrorThatNamesSuchAFileIsShownWithoutThem()
    {
        BafoProgram bafo;
        const auto failed
            = bafo.shell("\"$bafo\" data import t --language zul --text \"$(printf 'absent\\033[31m.txt')\"");
        QVERIFY(failed.exitCode != 0);
        QVERIFY2(failed.words.find("absent\\x1b[31m.txt") != std::string::npos, failed.words.c_str());
        QCOMPARE(controlsOf(failed.words), std::string());
    }
};

QTEST_GUILESS_MAIN(HostileTextTest)
#include "hostile_text_test.moc"
