// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/conversation.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace bafo::ui;

namespace {

const QString kModel = QStringLiteral("m");

SpokenToken token(const char *text, double probability = 0.5, int rank = 1)
{
    return {.text = QString::fromUtf8(text),
            .probability = probability,
            .rank = rank,
            .choices = {{.text = QStringLiteral("a"), .probability = 0.5}}};
}

int answer(Conversation &conversation, int question, const char *text)
{
    const int node = conversation.beginAnswer(question, kModel);
    conversation.append(node, {token(text)});
    conversation.finish(node, {.reason = QStringLiteral("stop_token"), .tokensPerSecond = 12});
    return node;
}

QString inSight(const Conversation &conversation)
{
    QStringList texts;
    for (const int node : conversation.path()) {
        texts.append(conversation.node(node).text());
    }
    return texts.join(QLatin1Char('|'));
}

QString linesOf(const std::vector<ChatLine> &lines)
{
    QStringList texts;
    for (const ChatLine &line : lines) {
        texts.append(line.role.left(1) + QLatin1Char(':') + line.text);
    }
    return texts.join(QLatin1Char('|'));
}

Conversation twoTurns()
{
    Conversation conversation;
    answer(conversation, conversation.ask(1, QStringLiteral("q1")), "a1");
    answer(conversation, conversation.ask(2, QStringLiteral("q2")), "a2");
    return conversation;
}

Conversation reread(const Conversation &conversation)
{
    const QByteArray bytes = QJsonDocument(conversation.toJson()).toJson();
    return Conversation::fromJson(QJsonDocument::fromJson(bytes).object());
}

} // namespace

class ConversationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCorrectedAnswerIsARowOfItsOwn()
    {
        Conversation conversation = twoTurns();
        const std::vector<int> path = conversation.path();
        const int first = path[1];
        const int last = path[3];
        QCOMPARE(linesOf(conversation.correctedLines(last, QStringLiteral("better"), true, QStringLiteral("be kind"))),
                 QStringLiteral("s:be kind|u:q1|a:a1|u:q2|a:better"));
        QCOMPARE(linesOf(conversation.correctedLines(last, QStringLiteral("better"), false, {})),
                 QStringLiteral("u:q2|a:better"));
        QCOMPARE(conversation.numAnswersBefore(last), 1);
        QCOMPARE(conversation.numUncorrectedBefore(last), 1);
        // What was put right before stands so in later rows; what the model reads stays what it said.
        conversation.setCorrection(
            first,
            {.dataset = QStringLiteral("d"), .id = QStringLiteral("7"), .text = QStringLiteral("right"), .atMs = 5});
        QCOMPARE(linesOf(conversation.correctedLines(last, QStringLiteral("better"), true, {})),
                 QStringLiteral("u:q1|a:right|u:q2|a:better"));
        QCOMPARE(conversation.numUncorrectedBefore(last), 0);
        QCOMPARE(linesOf(conversation.linesFor(path[2], {})), QStringLiteral("u:q1|a:a1|u:q2"));
    }

    void aQuestionWhoseAnswerFailedIsNoPartOfARow()
    {
        Conversation conversation;
        const int failed = conversation.beginAnswer(conversation.ask(1, QStringLiteral("q1")), QStringLiteral("model"));
        conversation.failAnswer(failed, QStringLiteral("no room"));
        const int last = answer(conversation, conversation.ask(2, QStringLiteral("q2")), "a2");
        QCOMPARE(linesOf(conversation.correctedLines(last, QStringLiteral("better"), true, {})),
                 QStringLiteral("u:q2|a:better"));
    }

    void draftsAndCorrectionsAreKept()
    {
        Conversation conversation = twoTurns();
        const int last = conversation.path().back();
        QVERIFY(!reread(conversation).node(last).draft && !reread(conversation).node(last).correction.isThere());
        conversation.setDraft(last, QString());
        QVERIFY(reread(conversation).node(last).draft); // empty is what somebody typed, too
        conversation.setDraft(last, QStringLiteral("half a sent"));
        conversation.setOrigin(last, {.weightHash = QStringLiteral("abc"), .sampling = {{QStringLiteral("seed"), 3}}});
        conversation.setCorrection(last,
                                   {.dataset = QStringLiteral("d"),
                                    .id = QStringLiteral("7"),
                                    .text = QStringLiteral("right"),
                                    .atMs = 1'700'000'000'000});
        const ChatNode kept = reread(conversation).node(last);
        QCOMPARE(*kept.draft, QStringLiteral("half a sent"));
        QCOMPARE(kept.correction.text, QStringLiteral("right"));
        QCOMPARE(kept.correction.atMs, 1'700'000'000'000);
        QCOMPARE(kept.origin.weightHash, QStringLiteral("abc"));
        QCOMPARE(kept.origin.sampling.value(QLatin1String("seed")).toInt(), 3);
    }

    void questionsFollowEachOther()
    {
        const Conversation conversation = twoTurns();
        QCOMPARE(inSight(conversation), QStringLiteral("q1|a1|q2|a2"));
        QCOMPARE(conversation.lastTurn(), 2);
        QVERIFY(Conversation().isEmpty());
        QVERIFY(Conversation().path().empty());
    }

    void aModelReadsWhatCameBeforeOnItsBranch()
    {
        Conversation conversation = twoTurns();
        const int third = conversation.ask(3, QStringLiteral("q3"));
        QCOMPARE(linesOf(conversation.linesFor(third, QStringLiteral(" be brief "))),
                 QStringLiteral("s:be brief|u:q1|a:a1|u:q2|a:a2|u:q3"));
        QCOMPARE(linesOf(conversation.linesFor(conversation.path()[0], {})), QStringLiteral("u:q1"));
    }

    void failedAndEmptyAnswersAreNotRead()
    {
        Conversation conversation;
        const int failed = conversation.beginAnswer(conversation.ask(1, QStringLiteral("q1")), kModel);
        conversation.failAnswer(failed, QStringLiteral("too long"));
        const int second = conversation.ask(2, QStringLiteral("q2"));
        QCOMPARE(linesOf(conversation.linesFor(second, {})), QStringLiteral("u:q1|u:q2"));
    }

    void anEditedQuestionGoesOnFromThereAndTheOldBranchStays()
    {
        Conversation conversation = twoTurns();
        const int first = conversation.path()[0];
        const int edited = conversation.edit(first, 3, QStringLiteral("q1b"));
        answer(conversation, edited, "a1b");
        QCOMPARE(inSight(conversation), QStringLiteral("q1b|a1b"));
        QCOMPARE(conversation.variantOf(edited).number, 2);
        QCOMPARE(conversation.variantOf(edited).count, 2);
        conversation.showVariant(edited, 1);
        QCOMPARE(inSight(conversation), QStringLiteral("q1|a1|q2|a2"));
        conversation.showVariant(first, 2);
        QCOMPARE(inSight(conversation), QStringLiteral("q1b|a1b"));
    }

    void anAnswerMadeAgainStandsBesideTheFirst()
    {
        Conversation conversation = twoTurns();
        const int first = conversation.path()[0];
        const int again = answer(conversation, first, "a1b");
        QCOMPARE(inSight(conversation), QStringLiteral("q1|a1b"));
        QCOMPARE(conversation.variantOf(again).count, 2);
        QCOMPARE(linesOf(conversation.linesFor(conversation.ask(3, QStringLiteral("q3")), {})),
                 QStringLiteral("u:q1|a:a1b|u:q3"));
        conversation.showVariant(again, 1);
        QCOMPARE(inSight(conversation), QStringLiteral("q1|a1|q2|a2"));
    }

    void aVariantOutsideTheCountIsTheNearest()
    {
        Conversation conversation = twoTurns();
        conversation.showVariant(conversation.path()[0], 7);
        conversation.showVariant(conversation.path()[0], -1);
        QCOMPARE(inSight(conversation), QStringLiteral("q1|a1|q2|a2"));
    }

    void aTurnIsFoundOnWhateverBranch()
    {
        Conversation conversation = twoTurns();
        answer(conversation, conversation.edit(conversation.path()[0], 3, QStringLiteral("q1b")), "a1b");
        conversation.show(conversation.questionOf(2));
        QCOMPARE(inSight(conversation), QStringLiteral("q1|a1|q2|a2"));
        QCOMPARE(conversation.questionOf(9), 0);
    }

    void allOfItIsKeptWithWhatWasInSight()
    {
        Conversation conversation = twoTurns();
        const int edited = conversation.edit(conversation.path()[2], 3, QString::fromUtf8("q2 ŋ\n"));
        answer(conversation, edited, "a2b");
        conversation.showVariant(edited, 1);
        Conversation read = reread(conversation);
        QCOMPARE(inSight(read), inSight(conversation));
        read.showVariant(read.path()[2], 2);
        QCOMPARE(inSight(read), QString::fromUtf8("q1|a1|q2 ŋ\n|a2b"));
        QCOMPARE(read.node(read.path()[1]).tokensPerSecond, 12.0);
        QCOMPARE(read.node(read.path()[1]).tokens.front().probability, 0.5);
        QCOMPARE(read.lastTurn(), 3);
    }

    void alternativesAreKeptOfUnlikelyTokensOnly()
    {
        Conversation conversation;
        const int node = conversation.beginAnswer(conversation.ask(1, QStringLiteral("q")), kModel);
        conversation.append(node, {token("likely", 0.9), token("unlikely", 0.04, 3), token("best", 0.04, 1)});
        const std::vector<SpokenToken> read = reread(conversation).node(node).tokens;
        QVERIFY(read[0].choices.empty());
        QCOMPARE(read[1].choices.size(), 1U);
        QCOMPARE(read[1].rank, 3);
        QVERIFY(read[2].choices.empty());
    }

    void anAnswerThatWasBeingMadeIsReadAsInterrupted()
    {
        Conversation conversation;
        const int node = conversation.beginAnswer(conversation.ask(1, QStringLiteral("q")), kModel);
        conversation.append(node, {token("half an ans")});
        const Conversation read = reread(conversation);
        QVERIFY(conversation.node(node).isBeingMade());
        QCOMPARE(read.node(node).reason, QStringLiteral("interrupted"));
        QCOMPARE(read.node(node).text(), QStringLiteral("half an ans"));
    }

    void whatIsKeptFollowsEveryChange()
    {
        Conversation conversation;
        const int node = conversation.beginAnswer(conversation.ask(1, QStringLiteral("q")), kModel);
        QVERIFY(reread(conversation).node(node).text().isEmpty());
        conversation.append(node, {token("one")});
        QCOMPARE(reread(conversation).node(node).text(), QStringLiteral("one"));
        conversation.append(node, {token(" two")});
        QCOMPARE(reread(conversation).node(node).text(), QStringLiteral("one two"));
    }

    void aDamagedStateIsReadAsFarAsItGoes()
    {
        QJsonObject json = twoTurns().toJson();
        QJsonArray nodes = json.value(QLatin1String("nodes")).toArray();
        QJsonObject third = nodes[2].toObject();
        third.insert(QStringLiteral("after"), 99);
        nodes[2] = third;
        json.insert(QStringLiteral("nodes"), nodes);
        json.insert(QStringLiteral("current"), 50);
        QCOMPARE(inSight(Conversation::fromJson(json)), QStringLiteral("q1|a1"));
        QVERIFY(Conversation::fromJson({}).isEmpty());
    }
};

QTEST_APPLESS_MAIN(ConversationTest)
#include "conversation_test.moc"
