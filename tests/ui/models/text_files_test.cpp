// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace bafo::ui;

class TextFilesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    TextFile look(const QByteArray &content)
    {
        const QString path = m_folder.filePath(QStringLiteral("file"));
        QFile file(path);
        file.open(QIODevice::WriteOnly);
        file.write(content);
        file.close();
        return lookAtTextFile(path);
    }

private Q_SLOTS:
    void eachKindIsToldByItsContent()
    {
        QCOMPARE(look("Sawubona mhlaba.\n").kind, TextKind::plainText);
        QCOMPARE(look("\n{\"id\": 1, \"text\": \"Yebo\"}\n{}").kind, TextKind::jsonLines);
        QCOMPARE(look(QByteArray("\xDE\x12\x04\x95rest", 8)).kind, TextKind::catalogue);
        QCOMPARE(look("{ no json, only a brace").kind, TextKind::plainText);
    }

    void conversationsAndPairsAreToldByTheirContent()
    {
        for (const QByteArray &content :
             {QByteArray(
                  R"({"messages": [{"role": "user", "content": "a}{"}, {"role": "assistant", "content": "b"}]})"),
              QByteArray(R"({"instruction": "Q", "input": "", "output": "A"})"),
              QByteArray("[\n {\n  \"prompt\": \"a \\\" b\",\n  \"completion\": \"c\"\n },\n {\"prompt\": 1")}) {
            const TextFile file = look(content);
            QVERIFY2(file.kind == TextKind::conversations && !file.what.isEmpty() && !file.sample.isEmpty(),
                     content.constData());
            QVERIFY(!file.hasOriginals);
        }
        QVERIFY(
            look(
                R"({"question": "Ubani?", "answer": "Yena", "translated_question": "Who?", "translated_answer": "He"})")
                .hasOriginals);
        QCOMPARE(look("Hello\tSawubona\nThanks\tNgiyabonga\n").kind, TextKind::pairs);
        QCOMPARE(look("Hello\tSawubona\nNo tab here\n").kind, TextKind::plainText);
        QCOMPARE(look("Hello\t\n").kind, TextKind::plainText);
        QCOMPARE(look(R"({"text": "no conversation", "n": {"messages": []}})").kind, TextKind::jsonLines);
    }

    void whatCannotBeTakenSaysWhy()
    {
        for (const QByteArray &content :
             {QByteArray(), QByteArray(" \n"), QByteArray("%PDF-1.7"), QByteArray("PK\x03\x04zip"),
              QByteArray("caf\xE9 chaud"), QByteArray("\xFF\xFEY\0", 4), QByteArray("GGUF")}) {
            const TextFile file = look(content);
            QVERIFY2(file.kind == TextKind::none && !file.what.isEmpty(), content.constData());
        }
        QCOMPARE(lookAtTextFile(m_folder.path()).kind, TextKind::none);
        QCOMPARE(lookAtTextFile(m_folder.filePath(QStringLiteral("nowhere"))).kind, TextKind::none);
    }

    void aLetterCutByTheEndOfTheHeadIsNoFault()
    {
        QByteArray content((64 << 10) - 1, 'a');
        QCOMPARE(look(content + "\xC3\xA9 rest").kind, TextKind::plainText);
        QCOMPARE(look(content + "\xC3").kind, TextKind::none);
    }

    void theFieldThatHoldsTheTextComesFirst()
    {
        QCOMPARE(look(R"({"n": 1, "lang": "zul", "body": "Umbhalo omude kakhulu", "url": "x"})").fields.front(),
                 QStringLiteral("body"));
        QCOMPARE(look(R"({"title": "Umbhalo omude kakhulu", "text": "a"})").fields.front(), QStringLiteral("text"));
    }

    void manyLinesWithoutAnEmptyOneLookLikeLines()
    {
        QVERIFY(look(QByteArray("Umusho.\n").repeated(30)).looksLikeLines);
        QVERIFY(!look(QByteArray("Umusho.\n").repeated(30) + "\nOmunye.\n").looksLikeLines);
        QVERIFY(!look(QByteArray("Umusho.\n").repeated(3)).looksLikeLines);
    }

    void namesOfTextFilesAreKnownWithoutReading()
    {
        QVERIFY(hasTextName(QStringLiteral("/a/b.TXT")) && hasTextName(QStringLiteral("c.jsonl")));
        QVERIFY(!hasTextName(QStringLiteral("model.gguf")) && !hasTextName(QStringLiteral("folder")));
    }
};

QTEST_APPLESS_MAIN(TextFilesTest)
#include "text_files_test.moc"
