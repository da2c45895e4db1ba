// SPDX-License-Identifier: GPL-3.0-or-later
// The session against a program that behaves as badly as it likes (tests/fakes/fake_serve.cpp).
#include "ui/connection/serve_session.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <map>

#include <signal.h>

using namespace bafo;
using namespace bafo::ui;
using State = ServeSession::State;

namespace {

constexpr int kLimitMs = 20'000;

/// A session and all that it said.
struct Talk {
    explicit Talk(const char *model)
        : session(QStringLiteral(BAFO_FAKE_SERVE), QStringLiteral("/"), QString::fromLatin1(model))
        , answered(&session, &ServeSession::answered)
        , refused(&session, &ServeSession::refused)
        , spoke(&session, &ServeSession::spoke)
    {
        QObject::connect(&session, &ServeSession::spoke, &session, [this](const std::vector<SpokenToken> &news) {
            tokens.insert(tokens.end(), news.begin(), news.end());
        });
        QObject::connect(&session, &ServeSession::stateChanged, &session,
                         [this] { states.push_back(session.state()); });
    }

    void ask() { QVERIFY(session.ask({{QStringLiteral("user"), QStringLiteral("unjani")}}, {})); }

    [[nodiscard]] QString text() const
    {
        QString all;
        for (const SpokenToken &token : tokens) {
            all += token.text;
        }
        return all;
    }

    ServeSession session;
    QSignalSpy answered;
    QSignalSpy refused;
    QSignalSpy spoke;
    std::vector<SpokenToken> tokens;
    std::vector<State> states;
};

} // namespace

class ServeSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<bafo::ui::AnswerEnd>();
        qRegisterMetaType<bafo::Error>();
        qRegisterMetaType<std::vector<bafo::ui::SpokenToken>>();
    }

    void aQuestionLoadsTheModelAndIsAnswered()
    {
        Talk talk("good");
        QCOMPARE(talk.session.state(), State::notStarted);
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.answered.size(), 1, kLimitMs);
        QCOMPARE(talk.text(), QStringLiteral("Yebo gogo unjani"));
        QCOMPARE(talk.states, (std::vector<State>{State::loading, State::ready, State::speaking, State::ready}));
        QCOMPARE(talk.tokens[1].rank, 3);
        QCOMPARE(talk.tokens[1].probability, 0.03125);
        QCOMPARE(talk.tokens[1].choices.size(), 2U);
        QCOMPARE(talk.tokens[1].choices[1].text, QStringLiteral("second"));
        const auto end = talk.answered.front().front().value<AnswerEnd>();
        QCOMPARE(end.reason, QStringLiteral("stop_token"));
        QCOMPARE(end.tokensPerSecond, 41.5);
        QVERIFY(!talk.session.served().hasTemplate);
    }

    void linesInPiecesAndGarbageBetweenThemChangeNothing()
    {
        for (const char *model : {"splits", "garbage"}) {
            Talk talk(model);
            talk.ask();
            QTRY_COMPARE_WITH_TIMEOUT(talk.answered.size(), 1, kLimitMs);
            QCOMPARE(talk.text(), QStringLiteral("Yebo gogo unjani"));
        }
    }

    void halfACharacterWaitsForItsRest()
    {
        Talk talk("half");
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.answered.size(), 1, kLimitMs);
        QCOMPARE(talk.text(), QString::fromUtf8("éß"));
        QCOMPARE(talk.tokens.size(), 3U);
    }

    void aFloodIsToldTenTimesASecondAndWhole()
    {
        Talk talk("floods");
        QElapsedTimer clock;
        clock.start();
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.answered.size(), 1, kLimitMs);
        QCOMPARE(talk.tokens.size(), 10'003U);
        QVERIFY(talk.spoke.size() <= clock.elapsed() / 100 + 2);
    }

    void oneAnswerAtATime()
    {
        Talk talk("slow");
        talk.ask();
        QVERIFY(!talk.session.ask({}, {}));
        QTRY_VERIFY_WITH_TIMEOUT(!talk.tokens.empty(), kLimitMs);
        QVERIFY(!talk.session.ask({}, {}));
    }

    void aStopEndsTheAnswerAndTheNextOneWorks()
    {
        Talk talk("slow");
        talk.ask();
        QTRY_VERIFY_WITH_TIMEOUT(!talk.tokens.empty(), kLimitMs);
        talk.session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(talk.answered.size(), 1, kLimitMs);
        QCOMPARE(talk.answered.front().front().value<AnswerEnd>().reason, QStringLiteral("cancelled"));
        QCOMPARE(talk.session.state(), State::ready);
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::speaking, kLimitMs);
    }

    void aStopBeforeTheModelIsThereTakesTheQuestionBack()
    {
        Talk talk("nothing");
        talk.ask();
        talk.session.stop();
        QCOMPARE(talk.answered.size(), 1);
        QVERIFY(!talk.session.isAnswering());
    }

    void aChildThatDoesNotStopIsKilledAndToldAndStartedAgain()
    {
        Talk talk("quiet");
        talk.session.setPatience({.stopMs = 50, .endMs = 50});
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::speaking, kLimitMs);
        talk.session.stop();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::failed, kLimitMs);
        QVERIFY(QString::fromStdString(talk.session.error().message).contains(QLatin1String("did not stop")));
        QVERIFY(!talk.session.error().hint.empty());
        talk.session.restart();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::ready, kLimitMs);
    }

    void aChildThatDoesNotEndIsKilled()
    {
        Talk talk("quiet");
        talk.session.setPatience({.stopMs = 50, .endMs = 50});
        talk.session.start();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::ready, kLimitMs);
        const qint64 pid = talk.session.processId();
        QVERIFY(pid > 0 && ::kill(static_cast<pid_t>(pid), 0) == 0);
        talk.session.end();
        QCOMPARE(talk.session.state(), State::ended);
        QTRY_VERIFY_WITH_TIMEOUT(::kill(static_cast<pid_t>(pid), 0) != 0, kLimitMs);
        QCOMPARE(talk.session.state(), State::ended);
    }

    void aSessionThatIsDestroyedDoesNotWaitAndLeavesNoChild()
    {
        auto talk = std::make_unique<Talk>("quiet");
        talk->session.start();
        QTRY_COMPARE_WITH_TIMEOUT(talk->session.state(), State::ready, kLimitMs);
        const qint64 pid = talk->session.processId();
        QElapsedTimer clock;
        clock.start();
        talk.reset();
        QVERIFY2(clock.elapsed() < 50, qPrintable(QString::number(clock.elapsed())));
        QTRY_VERIFY_WITH_TIMEOUT(::kill(static_cast<pid_t>(pid), 0) != 0, kLimitMs);
    }

    void aCrashIsToldWithWhatWasSaidLast_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("words");
        QTest::newRow("crash") << QStringLiteral("crashes") << QStringLiteral("crashed");
        QTest::newRow("exit") << QStringLiteral("exits") << QStringLiteral("memory ran out");
    }

    void aCrashIsToldWithWhatWasSaidLast()
    {
        QFETCH(QString, model);
        QFETCH(QString, words);
        Talk talk(qPrintable(model));
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::failed, kLimitMs);
        QCOMPARE(talk.text(), QStringLiteral("Yebo"));
        QCOMPARE(talk.answered.size(), 0);
        QVERIFY2(QString::fromStdString(talk.session.error().message).contains(words),
                 talk.session.error().message.c_str());
        QVERIFY(!talk.session.error().hint.empty());
        talk.session.restart();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::ready, kLimitMs);
    }

    void aModelThatIsNotThereFailsWithItsHint()
    {
        Talk talk("missing");
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.session.state(), State::failed, kLimitMs);
        QCOMPARE(talk.session.error().code, ErrorCode::data);
        QCOMPARE(talk.session.error().hint, std::string("put it back"));
        QVERIFY(!talk.session.isAnswering());
    }

    void aRefusedQuestionIsToldAndTheChildGoesOn()
    {
        Talk talk("refuses");
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.refused.size(), 1, kLimitMs);
        QCOMPARE(talk.session.state(), State::ready);
        talk.ask();
        QTRY_COMPARE_WITH_TIMEOUT(talk.refused.size(), 2, kLimitMs);
    }

    void aProgramThatIsNotThereFails()
    {
        ServeSession session(QStringLiteral("/no/such/bafo"), QStringLiteral("/"), QStringLiteral("m"));
        session.start();
        QTRY_COMPARE_WITH_TIMEOUT(session.state(), State::failed, kLimitMs);
        QVERIFY(QString::fromStdString(session.error().message).contains(QLatin1String("/no/such/bafo")));
    }
};

QTEST_GUILESS_MAIN(ServeSessionTest)
#include "serve_session_test.moc"
