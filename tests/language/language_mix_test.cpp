// SPDX-License-Identifier: Apache-2.0
#include "core/language/language_mix.h"

#include <QFile>
#include <QTest>

#include <map>

using bafo::language::kFewestLetters;
using bafo::language::LanguageMix;
using bafo::language::languagesOf;

namespace {

const std::vector<std::string> kTaught{"zul", "eng"};

QString testData()
{
    return qEnvironmentVariable("BAFO_TEST_DATA", QStringLiteral(BAFO_SOURCE_DIR "/../shared/data"));
}

std::string onlyLanguageOf(const LanguageMix &mix)
{
    return mix.parts.size() == 1 && mix.numShort + mix.numStrange == 0 ? mix.parts.front().language : std::string();
}

/// "zul" -> how many of the file's texts are told to be isiZulu. A line of sib200 is index, topic, text.
std::map<std::string, int> countsOf(const QString &file, const std::vector<std::string> &expected)
{
    std::map<std::string, int> counts;
    QFile lines(file);
    if (!lines.open(QIODevice::ReadOnly)) {
        return counts;
    }
    lines.readLine(); // the heading
    while (!lines.atEnd()) {
        const QByteArray text = lines.readLine().trimmed().split('\t').last();
        const LanguageMix mix = languagesOf(text.toStdString(), expected);
        ++counts[mix.isUnclear() ? std::string("?") : mix.parts.front().language];
    }
    return counts;
}

} // namespace

class LanguageMixTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachLanguageIsToldByItself()
    {
        QCOMPARE(onlyLanguageOf(languagesOf("Abantwana bayafunda esikoleni namuhla.", kTaught)), std::string("zul"));
        QCOMPARE(onlyLanguageOf(languagesOf("The children are learning at school today.", kTaught)),
                 std::string("eng"));
        QCOMPARE(onlyLanguageOf(languagesOf("Die kinders leer vandag by die skool.", kTaught)), std::string("afr"));
    }

    void aMixedAnswerIsCountedSentenceBySentence()
    {
        const std::string zulu = "Abantwana bayafunda esikoleni namuhla.";
        const std::string english = "The children are learning at school today.";
        const LanguageMix mix = languagesOf(zulu + " " + english + "\n" + zulu, kTaught);
        QCOMPARE(mix.parts.size(), std::size_t{2});
        QCOMPARE(mix.parts[0].language, std::string("zul"));
        QCOMPARE(mix.parts[0].numLetters, languagesOf(zulu, kTaught).numLetters() * 2);
        QCOMPARE(mix.parts[1].language, std::string("eng"));
        QCOMPARE(mix.parts[1].numLetters, languagesOf(english, kTaught).numLetters());
        QVERIFY(!mix.isUnclear());
    }

    void whatIsTooShortIsNotTold()
    {
        for (const char *text : {"", "Yebo.", "12 + 13 = 25", "Yebo. Cha. OK. 7."}) {
            QVERIFY2(languagesOf(text, kTaught).isUnclear(), text);
        }
        // Beside a sentence that is long enough it is only left out of the count.
        const LanguageMix mix = languagesOf("Yebo. Abantwana bayafunda esikoleni namuhla.", kTaught);
        QVERIFY(!mix.isUnclear());
        QCOMPARE(mix.numShort, std::int64_t{4});
    }

    void whatIsLikeNoLanguageIsNotTold()
    {
        for (const char *text : {"kqwzvx bnmtrq pplkjh wwzxq vbnqt rrtyp.", "la la la la la la la la la la la la.",
                                 "}}{{ === incwadi ### $$$ %%% &&& *** indlu (((( )))) 12345 67890 -----"}) {
            const LanguageMix mix = languagesOf(text, kTaught);
            QVERIFY2(mix.isUnclear() && mix.numStrange >= kFewestLetters, text);
        }
    }

    void brokenBytesAndOtherScriptsAreNoTrouble()
    {
        QVERIFY(languagesOf("\xff\xfe\xc3(", kTaught).isUnclear());
        QCOMPARE(onlyLanguageOf(languagesOf("Дети сегодня учатся в школе.", kTaught)), std::string("rus"));
    }

    /// The control: leaning is what decides between neighbours, so without it something else has to come out.
    void expectedLanguagesDecideWhereASentenceLeavesItOpen()
    {
        const std::string text = "Ngiyabonga kakhulu.";
        QCOMPARE(languagesOf(text, {"zul"}).parts.front().language, std::string("zul"));
        QCOMPARE(languagesOf(text, {"xho"}).parts.front().language, std::string("xho"));
    }

    void ofSib200NearlyAllSentencesAreTold()
    {
        const QString data = testData() + QStringLiteral("/sib200/%1_Latn.test.tsv");
        if (!QFile::exists(data.arg(QStringLiteral("zul")))) {
            QSKIP("the test data is not there: set BAFO_TEST_DATA");
        }
        QVERIFY(countsOf(data.arg(QStringLiteral("zul")), kTaught)["zul"] >= 202); // of 204
        QVERIFY(countsOf(data.arg(QStringLiteral("eng")), kTaught)["eng"] >= 202);
        // Leaning costs the neighbours: that is what the header says, and why it is asked for only where one is taught.
        QVERIFY(countsOf(data.arg(QStringLiteral("xho")), {})["xho"] >= 180);
        QVERIFY(countsOf(data.arg(QStringLiteral("xho")), kTaught)["xho"] < 180);
    }
};

QTEST_APPLESS_MAIN(LanguageMixTest)
#include "language_mix_test.moc"
