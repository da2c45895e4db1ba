// SPDX-License-Identifier: Apache-2.0
// Conversations from a file into a dataset: layouts, lines that cannot be used, and what lies in the database.
#include "core/data/conversation_layouts.h"
#include "tests/data/dataset_folder.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace bafo;
using namespace bafo::data;

namespace {

FoundConversation found(const char *json)
{
    return findConversation(nlohmann::json::parse(json));
}

const Conversation kPair = {{.role = "user", .content = "Ngubani?"}, {.role = "assistant", .content = "NguThandi."}};

ImportOptions inZulu()
{
    ImportOptions options;
    options.source.language = "zul";
    return options;
}

constexpr const char *kThree = "{\"prompt\": \"Ngubani?\", \"completion\": \"NguThandi.\"}\n"
                               "{\"prompt\": \"broken\n"
                               "\n"
                               "{\"instruction\": \"Humusha\", \"input\": \"Good day\", \"output\": \"Usuku oluhle\"}\n"
                               "{\"prompt\": \"Kunjani?\", \"completion\": \"  \"}\n"
                               "{\"text\": \"akukho ngxoxo\"}\n";

} // namespace

class ConversationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<DatasetFolder>(); }
    void cleanup() { m_folder.reset(); }

    void layoutsAreRecognisedByTheirFields()
    {
        for (
            const auto &[json, layout] : std::initializer_list<std::pair<const char *, std::string_view>>{
                {R"({"messages": [{"role": "user", "content": "Ngubani?"}, {"role": "assistant", "content": "NguThandi."}]})",
                 "chat"},
                {R"({"messages": [{"role": "user", "content": [{"type": "text", "text": "Ngubani?"}]},
                                   {"role": "assistant", "content": "NguThandi."}]})",
                 "chat"},
                {R"({"conversations": [{"from": "human", "value": "Ngubani?"}, {"from": "gpt", "value": "NguThandi."}]})",
                 "sharegpt"},
                {R"({"instruction": "Ngubani?", "input": "", "output": "NguThandi."})", "alpaca"},
                {R"({"prompt": "Ngubani?", "completion": "NguThandi."})", "prompt"},
                {R"({"question": "Ngubani?", "answers": "['NguThandi.', 'UThandi']"})", "questions"}}) {
            const FoundConversation read = found(json);
            QCOMPARE(read.layout, layout);
            QVERIFY(read.conversation == kPair);
            QVERIFY(read.reason.empty());
        }
        QVERIFY(found(R"({"text": "Ngubani?"})").layout.empty());
        QVERIFY(found("[1]").layout.empty());
        const FoundConversation alpaca = found(R"({"instruction": "Humusha", "input": " Hi ", "output": "Sawubona"})");
        QCOMPARE(alpaca.conversation.front().input, std::string("Hi"));
    }

    void questionsMayStandInTwoLanguages()
    {
        const FoundConversation read
            = found(R"({"question": "Ubani?", "answers": ["UThandi"], "translated_question": "Who?",
                                                 "translated_answer": "['Thandi']"})");
        QCOMPARE(read.translation.size(), 2U);
        QCOMPARE(read.translation.back().content, std::string("Thandi"));
        QVERIFY(found(R"({"question": "Ubani?", "answers": ["UThandi"]})").translation.empty());
    }

    void whatNobodyCanLearnFromIsNamed()
    {
        const auto reasonOf = [](const char *roles) {
            Conversation conversation;
            for (const char role : std::string_view(roles)) {
                const bool isEmpty = role == 'U' || role == 'A';
                conversation.push_back({.role = role == 's'              ? "system"
                                            : role == 'u' || role == 'U' ? "user"
                                                                         : "assistant",
                                        .content = isEmpty ? " \n" : "x"});
            }
            return whyUnusable(conversation);
        };
        for (const char *good : {"ua", "sua", "uaua", "suaua"}) {
            QCOMPARE(reasonOf(good), std::string());
        }
        QCOMPARE(reasonOf("uA"), std::string("an answer is empty"));
        QCOMPARE(reasonOf("Ua"), std::string("a question is empty"));
        QCOMPARE(reasonOf("uau"), std::string("it ends without an answer"));
        QCOMPARE(reasonOf(""), std::string("it ends without an answer"));
        QCOMPARE(reasonOf("s"), std::string("it ends without an answer"));
        QCOMPARE(reasonOf("uua"), std::string("two questions in a row"));
        QCOMPARE(reasonOf("uaa"), std::string("two answers in a row"));
        QCOMPARE(reasonOf("sa"), std::string("it begins with an answer"));
        QCOMPARE(reasonOf("uasua"), std::string("a system text stands in the middle"));
    }

    void aBrokenLineIsNamedAndTheOthersAreUsed()
    {
        const auto report = m_folder->import("conversations", {m_folder->write("three.jsonl", kThree)}, inZulu());
        QVERIFY(report);
        QCOMPARE(report->numDocuments, 2);
        QCOMPARE(report->skipped.at("it is no JSON"), 1);
        QCOMPARE(report->skipped.at("an answer is empty"), 1);
        QCOMPARE(report->skipped.at("it has the fields of no conversation"), 1);
        QCOMPARE(report->problems.size(), 3U);
        QCOMPARE(report->problems.front(), std::string("three.jsonl: line 2: it is no JSON"));
        QCOMPARE(report->problems[1], std::string("three.jsonl: line 5: an answer is empty"));
        auto dataset = m_folder->open();
        QVERIFY(dataset.holdsConversations().value());
        const auto documents = dataset.page({}, 0, 10).value();
        QVERIFY(parseConversation(documents.front().turns).value() == kPair);
        QCOMPARE(documents[1].text, std::string("Humusha\n\nGood day\n\nUsuku oluhle"));
        QCOMPARE(dataset.count({.language = {}, .split = {}, .search = "thandi"}).value(), 0);
        QCOMPARE(dataset.count({.language = {}, .split = {}, .search = "NguThandi"}).value(), 1);
    }

    void aListInOneFileIsReadToo()
    {
        const auto path = m_folder->write(
            "list.json",
            R"( [ {"instruction": "Ngubani?", "output": "NguThandi."}, {"prompt": "x"}, {"prompt": "a", "completion": "b"}])");
        const auto report = m_folder->import("conversations", {path}, inZulu());
        QVERIFY(report);
        QCOMPARE(report->numDocuments, 2);
        QCOMPARE(report->problems,
                 std::vector<std::string>{"list.json: conversation 2: it has the fields of no conversation"});
        const auto broken
            = m_folder->import("conversations", {m_folder->write("cut.json", "[{\"prompt\": ")}, inZulu());
        QVERIFY(!broken && broken.error().message.find("cut.json") != std::string::npos);
    }

    void aLineWithAnUnknownRoleIsLeftOutByNumber()
    {
        const auto path = m_folder->write("r.jsonl",
                                          R"({"messages": [{"role": "tool", "content": "x"}]})"
                                          "\n"
                                          R"({"prompt": "a", "completion": "b"})"
                                          "\n");
        const auto report = m_folder->import("conversations", {path}, inZulu());
        QVERIFY(report);
        QCOMPARE(report->numDocuments, 1);
        QCOMPARE(report->problems.size(), 1U);
        QVERIFY(report->problems.front().starts_with("r.jsonl: line 1: unknown role 'tool'"));
        QVERIFY(report->problems.front().find("assistant") != std::string::npos);
    }

    void aFileWithoutConversationsIsRefused()
    {
        const auto none = m_folder->import("conversations", {m_folder->write("n.jsonl", "{\"a\": 1}\n{}\n")}, inZulu());
        QVERIFY(!none && none.error().code == ErrorCode::data);
        QVERIFY(none.error().message.find("line 1") != std::string::npos);
    }

    void textsAndConversationsDoNotMix()
    {
        QVERIFY(m_folder->importLines("a.txt", "Umusho wokuqala\n"));
        QVERIFY(!m_folder->open().holdsConversations().value());
        const auto mixed = m_folder->import("conversations", {m_folder->write("three.jsonl", kThree)}, inZulu());
        QVERIFY(!mixed && mixed.error().code == ErrorCode::config);
        QCOMPARE(m_folder->open().count({}).value(), 1);
    }

    void aDatasetOfVersion1IsReadAndTakesConversationsInLater()
    {
        QVERIFY(m_folder->importLines("a.txt", "Umusho wokuqala\n"));
        QVERIFY(m_folder->tamper("DROP TABLE conversations; DROP TABLE evaluation_sources; PRAGMA user_version=1"));
        auto old = m_folder->open();
        QVERIFY(!old.holdsConversations().value());
        QCOMPARE(old.page({}, 0, 5).value().size(), 1U);
        QVERIFY(!old.sources().value().front().isForEvaluation);
        auto options = inZulu();
        options.isForEvaluation = true;
        options.source.unit = DocumentUnit::line;
        QVERIFY(m_folder->import("plain_text", {m_folder->write("b.txt", "Omunye umusho\n")}, options));
        const auto sources = m_folder->open().sources().value();
        QVERIFY(!sources.front().isForEvaluation && sources.back().isForEvaluation);
        QVERIFY(m_folder->files.readFile(m_folder->path() / "sources.yaml", 1 << 20).value().find("purpose: evaluation")
                != std::string::npos);
    }

    void equalTurnsAreTakenOnce()
    {
        const std::string line = R"({"prompt": "Ngubani?", "completion": "NguThandi."})";
        const std::string other = R"({"messages": [{"role": "user", "content": "Ngubani?\n\nNguThandi."},
                                                   {"role": "assistant", "content": "Yebo"}]})";
        std::string oneLine;
        std::copy_if(other.begin(), other.end(), std::back_inserter(oneLine), [](char c) { return c != '\n'; });
        const auto report = m_folder->import(
            "conversations", {m_folder->write("d.jsonl", line + "\n" + line + "\n" + oneLine + "\n")}, inZulu());
        QCOMPARE(report->numDocuments, 2);
        QCOMPARE(report->skipped.at("exact duplicate"), 1);
    }

    void damagedTurnsAreNamed()
    {
        for (const char *wrong : {"", "{}", "[]", "[1]", R"([{"role": "tool", "content": "x"}])", "[[[[[[["}) {
            QVERIFY(!parseConversation(wrong));
        }
        QVERIFY(parseConversation(toJson(kPair)).value() == kPair);
    }

private:
    std::unique_ptr<DatasetFolder> m_folder;
};

QTEST_GUILESS_MAIN(ConversationsTest)
#include "conversations_test.moc"
