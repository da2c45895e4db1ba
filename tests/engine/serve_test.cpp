// SPDX-License-Identifier: Apache-2.0
// The real `bafo-engine serve`, asked as the window asks it: lines in, lines out.
#include "core/exchange/model_import.h"
#include "core/text/utf8.h"
#include "plugins/architectures/architectures.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>

using namespace bafo;
using nlohmann::json;

namespace {

constexpr int kLimitMs = 60'000;
const std::string kGolden = BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded";

json chat(const std::string &id, std::int64_t maxNewTokens)
{
    return {{"kind", "chat"},
            {"id", id},
            {"messages", {{{"role", "user"}, {"content", "umfana ubona"}}}},
            {"sampling", {{"temperature", 1.0}, {"seed", 3}, {"max_new_tokens", maxNewTokens}}},
            {"top", 3}};
}

} // namespace

class ServeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = m_folder->path().toStdString() + "/tiny";
        const auto architectures = architectures::makeArchitectures();
        PosixFileSystem files;
        QVERIFY(exchange::initModel(files, kGolden + "/config.json", 1, m_model, architectures));
        m_serve = std::make_unique<QProcess>();
        m_serve->start(QStringLiteral(BAFO_BIN_DIR "/bafo-engine"), {QStringLiteral("serve")});
        QVERIFY(m_serve->waitForStarted());
    }

    void cleanup()
    {
        m_serve->kill();
        m_serve->waitForFinished();
    }

    void aQuestionIsAnsweredTokenByTokenWithTheModelsOwnProbabilities()
    {
        load();
        send(chat("one", 6));
        const auto events = until("done");
        QCOMPARE(events.size(), 7U);
        std::string text;
        for (std::size_t i = 0; i + 1 < events.size(); ++i) {
            const json &token = events[i];
            QCOMPARE(token["kind"].get<std::string>(), std::string("token"));
            QCOMPARE(token["id"].get<std::string>(), std::string("one"));
            QCOMPARE(token["alternatives"].size(), 3U);
            const double probability = token["probability"];
            QVERIFY(probability > 0 && probability < 1);
            QVERIFY(token["rank"].get<int>() >= 1);
            const json &best = token["alternatives"][0];
            QCOMPARE(best["token"] == token["token"], token["rank"] == 1);
            QVERIFY(best["probability"].get<double>() >= probability);
            text += token["text"].get<std::string>();
        }
        text += events.back()["text"].get<std::string>();
        QVERIFY(text::isValidUtf8(text));
        QCOMPARE(events.back()["reason"].get<std::string>(), std::string("max_new_tokens"));
        QCOMPARE(events.back()["num_tokens"].get<int>(), 6);
        QVERIFY(events.back()["num_prompt_tokens"].get<int>() > 0);
        QVERIFY(events.back()["tokens_per_second"].get<double>() > 0);
    }

    void probabilitiesAreThoseBeforeTheFilters()
    {
        load();
        json greedy = chat("greedy", 1);
        greedy["sampling"]["temperature"] = 0;
        send(greedy);
        const double greedyProbability = until("done").front()["probability"];
        json open = chat("open", 1);
        open["sampling"]["top_k"] = 1;
        open["sampling"]["repetition_penalty"] = 1.7;
        send(open);
        const json token = until("done").front();
        QVERIFY(greedyProbability < 0.9); // a filter that leaves one token would have made it 1
        QVERIFY(std::abs(token["alternatives"][0]["probability"].get<double>() - greedyProbability) < 1e-6);
    }

    void theSameSeedGivesTheSameAnswerAndAnotherDoesNot()
    {
        load();
        const auto tokensOf = [this](const json &request) {
            send(request);
            json tokens = json::array();
            for (const json &event : until("done")) {
                tokens.push_back(event.value("token", -1));
            }
            return tokens;
        };
        json other = chat("c", 12);
        other["sampling"]["seed"] = 4;
        const json first = tokensOf(chat("a", 12));
        QCOMPARE(tokensOf(chat("b", 12)) == first, true);
        QCOMPARE(tokensOf(other) == first, false);
    }

    void aStopEndsTheAnswerWithin200Ms()
    {
        load();
        json complete = {{"kind", "complete"}, {"id", "long"}, {"prompt", "a"}};
        complete["sampling"] = {{"temperature", 2.0}, {"max_new_tokens", 1'000'000}};
        send(complete);
        (void)until("token");
        QElapsedTimer clock;
        clock.start();
        send({{"kind", "stop"}, {"id", "long"}});
        const json done = until("done").back();
        QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
        // A tiny model may have filled its context by itself before the word came.
        const std::string reason = done["reason"];
        QVERIFY(reason == "cancelled" || reason == "context_full" || reason == "stop_token");
    }

    void aStopTakesAwayAnAnswerThatWaits()
    {
        load();
        for (const char *id : {"a", "b", "c"}) {
            send(chat(id, 40));
        }
        send({{"kind", "stop"}, {"id", "c"}});
        send({{"kind", "stop"}, {"id", "nobody"}});
        std::map<std::string, std::string> reasons;
        while (reasons.size() < 3) {
            const json done = until("done").back();
            reasons[done["id"]] = done["reason"];
        }
        QCOMPARE(reasons["c"], std::string("cancelled"));
        QCOMPARE(reasons["a"], std::string("max_new_tokens"));
    }

    void badRequestsAreAnsweredAndTheNextOneIsServed()
    {
        refuses("not json", "no request");
        refuses("[1]", "no JSON object");
        refuses(R"({"kind": "sing"})", "unknown request 'sing'");
        refuses(R"({"kind": "chat", "id": "x", "messages": []})", "messages");
        refuses(R"({"kind": "chat", "id": "x", "messages": [{"role": "king", "content": "a"}]})", "role");
        refuses(R"({"kind": "complete", "id": "x", "prompt": "a", "sampling": {"top_p": 2}})", "top_p");
        refuses(R"({"kind": "complete", "id": "x", "prompt": "a", "top": 21})", "top");
        refuses(R"({"kind": "complete", "id": "", "prompt": "a"})", "id");
        refuses(R"({"kind": "complete", "id": "x", "prompt": "a"})", "no model is loaded");
        m_serve->write(QByteArray(5 << 20, 'x') + '\n');
        QVERIFY(until("error").back()["message"].get<std::string>().find("4 MiB") != std::string::npos);
        load();
        refuses(R"({"kind": "complete", "id": "x", "prompt": ""})", "the prompt is empty");
        refuses(R"({"kind": "chat", "id": "x", "style": "ode", "messages": [{"role": "user", "content": "a"}]})",
                "unknown chat style 'ode'");
        send(chat("fine", 2));
        QCOMPARE(until("done").size(), 3U);
    }

    void aPromptThatIsTooLongIsRefusedWithItsId()
    {
        load();
        send({{"kind", "complete"}, {"id", "much"}, {"prompt", std::string(100'000, 'a')}});
        const json error = until("error").back();
        QCOMPARE(error["id"].get<std::string>(), std::string("much"));
        QVERIFY(!error["hint"].get<std::string>().empty());
    }

    void aModelThatIsNotThereIsNamed()
    {
        send({{"kind", "load"}, {"model", "absent"}});
        const json error = until("error").back();
        QVERIFY(error["message"].get<std::string>().find("absent") != std::string::npos);
        QVERIFY(!error["hint"].get<std::string>().empty());
    }

    void aModelDeletedMeanwhileIsAnErrorWithAHint()
    {
        load();
        std::filesystem::rename(m_model, m_model + "-elsewhere");
        send(chat("one", 2));
        const json error = until("error").back();
        QVERIFY(error["message"].get<std::string>().find("deleted or moved") != std::string::npos);
        QVERIFY(!error["hint"].get<std::string>().empty());
        std::filesystem::rename(m_model + "-elsewhere", m_model);
        send(chat("two", 2));
        QCOMPARE(until("done").size(), 3U);
    }

    void theEndOfStdinEndsItAfterTheAnswersAskedFor()
    {
        load();
        send(chat("last", 3));
        m_serve->closeWriteChannel();
        QCOMPARE(until("done").size(), 4U);
        QVERIFY(m_serve->waitForFinished(kLimitMs));
        QCOMPARE(m_serve->exitCode(), 0);
    }

    void aQuitEndsItInTheMiddleOfAnAnswer()
    {
        load();
        for (int i = 0; i < 50; ++i) {
            send(chat(std::to_string(i), 100));
        }
        send({{"kind", "quit"}});
        QVERIFY(m_serve->waitForFinished(5000));
        QCOMPARE(m_serve->exitCode(), 0);
    }

private:
    void send(const json &request) { m_serve->write(QByteArray::fromStdString(request.dump() + "\n")); }

    void load()
    {
        send({{"kind", "load"}, {"model", m_model}});
        const json ready = until("ready").back();
        QCOMPARE(ready["style"].get<std::string>(), std::string("plain"));
        QCOMPARE(ready["has_template"].get<bool>(), false);
        QVERIFY(ready["context_length"].get<int>() > 0);
    }

    void refuses(const char *line, const char *words)
    {
        m_serve->write(QByteArray(line) + '\n');
        const json error = until("error").back();
        QVERIFY2(error["message"].get<std::string>().find(words) != std::string::npos, error.dump().c_str());
    }

    /// All events up to the first of this kind, or of kind error.
    std::vector<json> until(const std::string &kind)
    {
        std::vector<json> events;
        while (true) {
            while (!m_serve->canReadLine()) {
                if (!m_serve->waitForReadyRead(kLimitMs)) {
                    qCritical() << "nothing more; stderr:" << m_serve->readAllStandardError();
                    events.push_back({{"kind", "silence"}});
                    return events;
                }
            }
            events.push_back(json::parse(m_serve->readLine().toStdString()));
            if (events.back()["kind"] == kind || events.back()["kind"] == "error") {
                return events;
            }
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_model;
    std::unique_ptr<QProcess> m_serve;
};

QTEST_GUILESS_MAIN(ServeTest)
#include "serve_test.moc"
