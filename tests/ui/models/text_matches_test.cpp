// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/text_matches.h"

#include <QTest>

using namespace bafo::ui;

class TextMatchesTest : public QObject {
    Q_OBJECT

    static QStringList found(const QString &text, const QString &search)
    {
        QStringList words;
        for (const TextRange &match : matchesIn(text, search)) {
            words.append(text.mid(match.start, match.length));
        }
        return words;
    }

private Q_SLOTS:
    void wordsMatchWholeAndTheLastOneFromItsStart()
    {
        const QString text = QStringLiteral("Vula ifayela, vulani AMAFAYELA; ifa.");
        QCOMPARE(found(text, QStringLiteral("vula ifa")),
                 QStringList({QStringLiteral("Vula"), QStringLiteral("ifayela"), QStringLiteral("ifa")}));
        QCOMPARE(found(text, QStringLiteral("ifa vula ")),
                 QStringList({QStringLiteral("Vula"), QStringLiteral("ifa")}));
        QCOMPARE(found(text, QStringLiteral("amafayela")), QStringList({QStringLiteral("AMAFAYELA")}));
    }

    void accentsAndCaseAreNoDifference()
    {
        QCOMPARE(found(QStringLiteral("Tshivenḓa VENDA"), QStringLiteral("tshivenda")),
                 QStringList({QStringLiteral("Tshivenḓa")}));
    }

    void nothingIsFoundWhereNothingIsSearched()
    {
        QVERIFY(found(QStringLiteral("ifayela"), QString()).isEmpty());
        QVERIFY(found(QStringLiteral("ifayela"), QStringLiteral(" ,. ")).isEmpty());
        QVERIFY(found(QString(), QStringLiteral("ifayela")).isEmpty());
    }

    void anExcerptIsOneShortLineAroundTheMatch()
    {
        const QString text = QStringLiteral("umugqa\n wokuqala ").repeated(100) + QStringLiteral("isibindi ")
            + QStringLiteral("umugqa ").repeated(100);
        const QString start = excerptOf(text, QString(), 200);
        QVERIFY(start.startsWith(QLatin1String("umugqa wokuqala umugqa")) && start.endsWith(QChar(0x2026)));
        QVERIFY(start.size() <= 200 && !start.contains(QLatin1Char('\n')));
        const QString around = excerptOf(text, QStringLiteral("isibindi"), 200);
        QVERIFY(around.startsWith(QChar(0x2026)) && around.contains(QLatin1String("isibindi")));
        QVERIFY(around.size() <= 200);
        QCOMPARE(excerptOf(QStringLiteral(" short\ttext "), QString(), 200), QStringLiteral("short text"));
    }

    void aLetterBeyondTheFirstPlaneIsNeverCutInTwo()
    {
        const QString letters = QString::fromUcs4(U"\U0001D400").repeated(400);
        for (int length = 10; length < 14; ++length) {
            const QString cut = excerptOf(letters, QString(), length);
            QVERIFY(!cut.chopped(1).back().isHighSurrogate());
            QVERIFY(cut.isValidUtf16());
        }
    }
};

QTEST_APPLESS_MAIN(TextMatchesTest)
#include "text_matches_test.moc"
