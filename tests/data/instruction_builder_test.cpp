// SPDX-License-Identifier: Apache-2.0
// Bilingual conversations out of translated pairs: directions, draws, and what must not get in.
#include "core/data/instruction_builder.h"
#include "tests/data/dataset_folder.h"

#include <QTest>

#include <set>

using namespace bafo;
using namespace bafo::data;

namespace {

constexpr const char *kPairs = "Good day\tUsuku oluhle\n1\tThank you\tNgiyabonga\nno tab here\nHow are you?\tUnjani?\n";
constexpr const char *kQuestions
    = R"({"question": "Ngubani umongameli?", "answers": "['UCyril']", "translated_question": "Who is president?", "translated_answer": "['Cyril']"})"
      "\n"
      R"({"question": "Liphi iTheku?", "answers": ["KwaZulu-Natal"]})";

ImportOptions inZulu()
{
    ImportOptions options;
    options.source.language = "zul";
    options.licence = "CC-BY-4.0";
    return options;
}

InstructionTemplates builtIn()
{
    return parseInstructionTemplates(bilingualTemplatesText()).value();
}

/// "zul-eng: question -> answer" of every conversation, in order.
std::vector<std::string> wordsOf(const BuiltConversations &built)
{
    std::vector<std::string> words;
    for (const MadeEntry &made : built.entries) {
        const EntryText &text = made.entry.texts.front();
        const text::ChatMessage &question = text.conversation.front();
        words.push_back(text.language + ": " + question.content + (question.input.empty() ? "" : " | " + question.input)
                        + " -> " + text.conversation.back().content);
    }
    return words;
}

} // namespace

class InstructionBuilderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_pairs = std::make_unique<DatasetFolder>();
        m_questions = std::make_unique<DatasetFolder>();
        const auto pairs = m_pairs->import("tab_pairs", {m_pairs->write("p.tsv", kPairs)}, inZulu());
        QVERIFY(pairs);
        QCOMPARE(pairs->numPairs, 3);
        QCOMPARE(pairs->problems, std::vector<std::string>{"p.tsv: line 3: there is no tab between two texts"});
        const auto questions
            = m_questions->import("conversations", {m_questions->write("q.jsonl", kQuestions)}, inZulu());
        QVERIFY(questions);
        QCOMPARE(questions->numDocuments, 3);
        QVERIFY(m_pairs->split(0) && m_questions->split(0));
    }

    void pairsAreTranslatedInBothDirections()
    {
        const auto words = wordsOf(build({}).value());
        QCOMPARE(std::count_if(words.begin(), words.end(), [](const auto &w) { return w.starts_with("eng-zul"); }), 4);
        QCOMPARE(std::count_if(words.begin(), words.end(), [](const auto &w) { return w.starts_with("zul-eng"); }), 4);
        const auto has = [&words](const std::string &end) {
            return std::any_of(words.begin(), words.end(), [&end](const auto &w) { return w.ends_with(end); });
        };
        QVERIFY(has(" | Thank you -> Ngiyabonga") && has(" | Ngiyabonga -> Thank you"));
        QVERIFY(!has(" | Thank you -> Unjani?"));
        QCOMPARE(words.size(), 6U + 5U); // of one question there is no translation
        const auto cross = std::find_if(words.begin(), words.end(), [](const std::string &w) {
            return w.starts_with("zul-eng") && w.find("umongameli") != std::string::npos;
        });
        QVERIFY(cross != words.end() && cross->ends_with("-> Cyril"));
        QVERIFY(cross->find("ngesiNgisi") != std::string::npos || cross->find("in English") != std::string::npos);
    }

    void equalSeedsGiveEqualConversationsAndSharesTakeSome()
    {
        const auto first = wordsOf(build({}).value());
        QCOMPARE(wordsOf(build({}).value()), first);
        QVERIFY(wordsOf(build({.seed = 2}).value()) != first);
        const auto onlyOwn = wordsOf(build({.translate = 0, .cross = 0}).value());
        QCOMPARE(onlyOwn.size(), 3U);
        QVERIFY(!build({.translate = 0, .ask = 0, .cross = 0}));
        QVERIFY(!build({.translate = 1.5}));
    }

    void whatIsMadeLiesInADatasetThatSplitsPairsTogether()
    {
        DatasetFolder made;
        BuiltConversations built = build({}).value();
        {
            auto dataset = Dataset::openForWriting(made.files, made.path()).value();
            const auto report = importMade(dataset, built.origins, built.entries, "mul", ManualTime());
            QVERIFY(report);
            QCOMPARE(report->numDocuments, 11);
            const auto again = importMade(dataset, built.origins, built.entries, "mul", ManualTime());
            QVERIFY(!again && again.error().code == ErrorCode::config);
        }
        QVERIFY(made.split(0.4));
        auto dataset = made.open();
        std::map<std::int64_t, std::set<std::string>> splitsOfPair;
        const auto documents = dataset.page({}, 0, 100).value();
        for (const Document &document : documents) {
            QVERIFY(document.pair != 0 && !document.turns.empty());
            splitsOfPair[document.pair].insert(document.split);
        }
        QVERIFY(splitsOfPair.size() >= 4);
        for (const auto &[pair, splits] : splitsOfPair) {
            QCOMPARE(splits.size(), 1U);
        }
        const auto sources = dataset.sources().value();
        QCOMPARE(sources.front().licence, std::string("CC-BY-4.0"));
        QVERIFY(sources.front().provenance.find("seed 1") != std::string::npos);
    }

    void evaluationsAreRefusedAndTheirTextsLeftOut()
    {
        DatasetFolder test;
        auto options = inZulu();
        options.isForEvaluation = true;
        QVERIFY(test.import("tab_pairs", {test.write("t.tsv", "thank you!\tx\n")}, options));
        auto evaluation = test.open();
        std::unordered_set<std::string> keys;
        QVERIFY(addEvaluationKeys(evaluation, keys));
        QVERIFY(keys.size() == 2);
        auto pairs = m_pairs->open();
        QVERIFY(addEvaluationKeys(pairs, keys));
        QVERIFY(keys.size() == 2); // a dataset that is not marked adds nothing
        const BuiltConversations built
            = buildInstructions({{.name = "pairs", .dataset = &pairs}}, {}, builtIn(), {}, keys).value();
        QCOMPARE(built.entries.size(), 4U);
        QCOMPARE(built.skipped.at("it stands in an evaluation"), 1);
        const auto refused = buildInstructions({{.name = "test", .dataset = &evaluation}}, {}, builtIn(), {}, {});
        QVERIFY(!refused && refused.error().message.find("t.tsv") != std::string::npos);
    }

    void eightWordsInARowOfAnEvaluationAreTooMany()
    {
        DatasetFolder test;
        auto options = inZulu();
        options.isForEvaluation = true;
        QVERIFY(test.import("tab_pairs", {test.write("t.tsv", "a b, c d e f g h i j\tx\n")}, options));
        QVERIFY(test.import("conversations",
                            {test.write("q.jsonl", R"({"prompt": "Liphi iTheku", "completion": "y"})")}, options)
                    .error()
                    .message.find("together")
                != std::string::npos);
        DatasetFolder questions;
        QVERIFY(questions.import("conversations",
                                 {questions.write("q.jsonl", R"({"prompt": "Liphi iTheku", "completion": "y"})")},
                                 options));
        std::unordered_set<std::string> keys;
        auto evaluation = test.open();
        auto asked = questions.open();
        QVERIFY(addEvaluationKeys(evaluation, keys) && addEvaluationKeys(asked, keys));
        DatasetFolder fresh;
        QVERIFY(fresh.import(
            "tab_pairs", {fresh.write("p.tsv", "So: C, d e f g h i j!\tx y\nb c d e f g h and on\tz\n")}, inZulu()));
        QVERIFY(fresh.split(0));
        auto pairs = fresh.open();
        auto ownQuestions = m_questions->open();
        const BuiltConversations built
            = buildInstructions({{.name = "p", .dataset = &pairs}}, {{.name = "q", .dataset = &ownQuestions}},
                                builtIn(), {}, keys)
                  .value();
        QCOMPARE(built.skipped.at("it stands in an evaluation"), 2); // seven words in a row are none
        QCOMPARE(built.entries.size(), 2U + 4U);
    }

    void datasetsOfTheOtherKindOrWithoutASplitAreRefused()
    {
        auto pairs = m_pairs->open();
        auto questions = m_questions->open();
        QVERIFY(!buildInstructions({{.name = "q", .dataset = &questions}}, {}, builtIn(), {}, {}));
        QVERIFY(!buildInstructions({}, {{.name = "p", .dataset = &pairs}}, builtIn(), {}, {}));
        DatasetFolder fresh;
        QVERIFY(fresh.import("tab_pairs", {fresh.write("p.tsv", kPairs)}, inZulu()));
        auto unsplit = fresh.open();
        const auto refused = buildInstructions({{.name = "fresh", .dataset = &unsplit}}, {}, builtIn(), {}, {});
        QVERIFY(!refused && refused.error().hint.find("bafo data split fresh") != std::string::npos);
    }

    void wordingsAreRead()
    {
        for (const InstructionWording &wording : builtIn()) {
            QVERIFY(wording.texts.size() >= 2);
        }
        for (const char *wrong :
             {"- x\n", "rules: 3\n", "rules:\n - {kind: sing, from: zul, to: eng, wording: zul, texts: [x]}\n",
              "rules:\n - {kind: ask, from: zul, to: eng, wording: zul, texts: [x]}\n",
              "rules:\n - {kind: translate, from: zul, to: eng, wording: zul, texts: []}\n",
              "rules:\n - {kind: translate, from: 'z u', to: eng, wording: zul, texts: [x]}\n",
              "rules:\n - {kind: translate, from: zul, to: eng, wording: zul, texts: [x], colour: red}\n"}) {
            const auto templates = parseInstructionTemplates(wrong);
            QVERIFY(!templates && templates.error().code == ErrorCode::config);
        }
    }

private:
    Result<BuiltConversations> build(const BuilderSettings &settings)
    {
        auto pairs = m_pairs->open();
        auto questions = m_questions->open();
        return buildInstructions({{.name = "pairs", .dataset = &pairs}}, {{.name = "questions", .dataset = &questions}},
                                 builtIn(), settings, {});
    }

    std::unique_ptr<DatasetFolder> m_pairs;
    std::unique_ptr<DatasetFolder> m_questions;
};

QTEST_GUILESS_MAIN(InstructionBuilderTest)
#include "instruction_builder_test.moc"
