// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/transcript.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace bafo::ui;

namespace {

void say(Conversation &conversation, int turn, const QString &question, const QString &model, const QString &answer)
{
    const int node = conversation.beginAnswer(conversation.ask(turn, question), model);
    conversation.append(node, {{.text = answer}});
    conversation.finish(node, {.reason = QStringLiteral("stop_token")});
}

const TranscriptHead kHead{.project = QStringLiteral("News"),
                           .systemText = QStringLiteral("Be brief."),
                           .sampling = {.temperature = 0.25},
                           .time = QDateTime::fromMSecsSinceEpoch(0, Qt::UTC)};

} // namespace

class TranscriptTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_first = {};
        m_second = {};
        for (const auto &[conversation, model] : {std::pair(&m_first, "base"), std::pair(&m_second, "grown")}) {
            const QString name = QString::fromLatin1(model);
            say(*conversation, 1, QString::fromUtf8("Unjani?\nŊ"), name, QStringLiteral(" Ngikhona ") + name);
            say(*conversation, 2, QStringLiteral("Why?"), name, QStringLiteral("Because."));
        }
    }

    void markdownHasEachQuestionOnceWithTheAnswersOfBoth()
    {
        const QString text = QString::fromUtf8(transcriptMarkdown(kHead, columns()));
        QCOMPARE(text.count(QStringLiteral("> Unjani?\n> ")), 1);
        QVERIFY(text.contains(QStringLiteral("**base**\n\nNgikhona base\n\n**grown**\n\nNgikhona grown\n")));
        QVERIFY(text.contains(QStringLiteral("temperature 0.25")));
        QVERIFY(text.contains(QStringLiteral("Be brief.")));
        QVERIFY(text.indexOf(QStringLiteral("> Why?")) > text.indexOf(QStringLiteral("Ngikhona grown")));
    }

    void aFailedAnswerSaysWhy()
    {
        m_first.failAnswer(m_first.beginAnswer(m_first.ask(3, QStringLiteral("More")), QStringLiteral("base")),
                           QStringLiteral("too long"));
        QVERIFY(transcriptMarkdown(kHead, columns()).contains("> More\n\n**base**\n\ntoo long\n"));
    }

    void jsonlHasALineAModelWithTheMessagesAsTheModelReadThem()
    {
        const QList<QByteArray> lines = transcriptJsonl(kHead, columns()).trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const QJsonObject second = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(second.value(QLatin1String("model")).toString(), QStringLiteral("grown"));
        const QJsonArray messages = second.value(QLatin1String("messages")).toArray();
        QCOMPARE(messages.size(), 5);
        QCOMPARE(messages[0].toObject().value(QLatin1String("role")).toString(), QStringLiteral("system"));
        QCOMPARE(messages[1].toObject().value(QLatin1String("content")).toString(), QString::fromUtf8("Unjani?\nŊ"));
        QCOMPARE(messages[4].toObject().value(QLatin1String("content")).toString(), QStringLiteral("Because."));
    }

    void aModelThatWasAskedNothingHasNoLine()
    {
        m_second = {};
        QCOMPARE(transcriptJsonl(kHead, columns()).count('\n'), 1);
    }

private:
    std::vector<TranscriptColumn> columns() const
    {
        return {{.model = QStringLiteral("base"), .conversation = &m_first},
                {.model = QStringLiteral("grown"), .conversation = &m_second}};
    }

    Conversation m_first;
    Conversation m_second;
};

QTEST_APPLESS_MAIN(TranscriptTest)
#include "transcript_test.moc"
