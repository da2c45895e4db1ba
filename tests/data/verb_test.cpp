// SPDX-License-Identifier: Apache-2.0
// The real program's verbs over text: exit codes and words where something is wrong.
#include "core/data/token_store.h"
#include "tests/data/dataset_folder.h"

#include <QProcess>
#include <QTest>

#include <fstream>

using namespace bafo;
using namespace bafo::data;

namespace {

struct Outcome {
    int code = 0;
    std::string words; ///< on stderr
    std::string json; ///< on stdout

    [[nodiscard]] bool says(std::string_view what) const { return words.find(what) != std::string::npos; }
};

} // namespace

class VerbTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<DatasetFolder>();
        QCOMPARE(bafo({"init", project()}).code, 0);
        const Path text = m_folder->write("zul.txt", "ngiyabonga kakhulu\nsiyabonga kakhulu\nbayabonga\nsiyahamba\n");
        QCOMPARE(bafo({"data", "import", "d", "--text", text, "--documents", "line", "--language", "zul"}).code, 0);
        QCOMPARE(bafo({"data", "split", "d", "--held-out", "0"}).code, 0);
    }

    void aStoreThatIsMadeAgainSaysWhy()
    {
        const auto first = bafo(build());
        QVERIFY2(first.code == 0 && first.says("built: "), first.words.c_str());
        QVERIFY(bafo(build()).says("was there already"));
        std::filesystem::resize_file(storeOf(kTiny) / "index.json", 30);
        const auto again = bafo(build());
        QCOMPARE(again.code, 0);
        QVERIFY2(again.says("built again, because") && again.says("index.json is damaged"), again.words.c_str());
        QVERIFY(bafo(build()).says("was there already"));
    }

    void conversationsAreShownAsTheyAreLearnt()
    {
        const std::string line = R"({"prompt": "Ngubani?", "completion": "NguThandi."})";
        const Path file = m_folder->write("talk.jsonl", line + "\nbroken\n");
        const auto imported = bafo({"data", "import", "talk", "--conversations", file, "--language", "zul"});
        QVERIFY2(imported.code == 0 && imported.says("talk.jsonl: line 2: it is no JSON"), imported.words.c_str());
        const Arguments show = {"data", "show", "talk", "--masked", "--tokenizer", kTiny, "--style", "chatml"};
        QVERIFY(bafo(show).says("<|im_start|>assistant\n[[NguThandi.<|im_end|>]]"));
        auto inJson = show;
        inJson.insert(inJson.end(), {"--json", "--length", "30"});
        const auto json = bafo(inJson);
        QVERIFY2(json.code == 0 && json.json.find(R"("is_cut_off":true)") != std::string::npos, json.json.c_str());
        inJson.insert(inJson.end(), {"--most-tokens", "7"});
        const auto fewer = bafo(inJson);
        const std::string counted = json.json.substr(json.json.find("\"num_tokens\":"), 16);
        QVERIFY2(fewer.json.find(counted) != std::string::npos, fewer.json.c_str());
        QVERIFY(fewer.json.size() < json.json.size());
        QVERIFY(bafo({"data", "show", "talk", "--masked", "--tokenizer", kTiny}).says("choose a style"));
        QVERIFY(bafo({"data", "show", "talk", "--masked"}).says("--tokenizer"));
        QVERIFY(bafo({"data", "show", "d", "--masked", "--tokenizer", kTiny}).says("holds texts"));
        QVERIFY(bafo({"data", "import", "e", "--jsonl", file, "--language", "zul"}).says("--conversations"));
        QVERIFY(bafo({"data", "build", "talk", "--tokenizer", kTiny, "--split", ""}).says("choose a style"));
        QCOMPARE(bafo({"data", "build", "talk", "--tokenizer", kTiny, "--split", "", "--style", "plain"}).code, 0);
    }

    void conversationsAreBuiltOfPairs()
    {
        const Path file = m_folder->write("pairs.tsv", "Thank you\tNgiyabonga\nYes\tYebo\n");
        QCOMPARE(bafo({"data", "import", "p", "--pairs", file, "--language", "zul"}).code, 0);
        QVERIFY(bafo({"data", "build", "bi", "--from-parallel", "p"}).says("bafo data split p"));
        QCOMPARE(bafo({"data", "split", "p", "--held-out", "0"}).code, 0);
        const auto built = bafo({"data", "build", "bi", "--from-parallel", "p", "--json"});
        QVERIFY2(built.code == 0 && built.json.find(R"("conversations":4)") != std::string::npos, built.words.c_str());
        QVERIFY(bafo({"data", "build", "bi", "--from-parallel", "p"}).says("already a dataset"));
        QVERIFY(bafo({"data", "build", "other", "--from-parallel", "p", "--share", "sing=1"}).says("translate="));
        QVERIFY(bafo({"data", "build", "other"}).says("--from-parallel"));
        QVERIFY(bafo({"data", "build", "other", "--from-questions", "p"}).says("--from-parallel"));
    }

    void aLicenceIsNotedLater()
    {
        const auto noted = bafo({"data", "annotate", "d", "--source", "1", "--licence", "CC-BY-4.0", "--json"});
        QVERIFY2(noted.code == 0 && noted.json.find("\"licence\":\"CC-BY-4.0\"") != std::string::npos,
                 noted.words.c_str());
        QVERIFY(bafo({"data", "show", "d"}).says("source 1: zul.txt (plain_text, CC-BY-4.0)"));
        QCOMPARE(bafo({"data", "annotate", "d", "--source", "2", "--licence", "MIT"}).code, 2);
        QVERIFY(bafo({"data", "annotate", "d", "--source", "1"}).says("add --licence or --provenance"));
        QCOMPARE(bafo({"data", "annotate", "e", "--source", "1", "--licence", "MIT"}).code, 5);
    }

    void aStoreOfAnotherTokenizerIsRefusedWhereItIsNamed()
    {
        QCOMPARE(bafo(build()).code, 0);
        QCOMPARE(bafo(grow("zul.txt")).code, 0);
        const Path store = storeOf(kTiny);
        auto checked = build();
        checked.insert(checked.end(), {"--store", store});
        QVERIFY(bafo(checked).says("is sound"));
        checked[4] = grown();
        const auto refused = bafo(checked);
        QCOMPARE(refused.code, 5);
        QVERIFY2(refused.says("was made with another tokenizer") && refused.says(store.string()),
                 refused.words.c_str());
        checked.back() = (m_folder->root() / "nowhere").string();
        QCOMPARE(bafo(checked).code, 5);
    }

    void textThatIsNoUtf8IsRefusedByFileAndLine()
    {
        m_folder->write("bad.txt", "Yebo\nCha\xFF\n");
        m_folder->write("blank.txt", " \n\n");
        for (const Arguments &arguments : {grow("bad.txt"), audit("bad.txt"),
                                           Arguments{"tokenizer", "grow", kTiny, "--text", path("zul.txt"), "--protect",
                                                     path("bad.txt"), "--to", grown()}}) {
            const auto refused = bafo(arguments);
            QCOMPARE(refused.code, 5);
            QVERIFY2(refused.says("bad.txt: line 2, byte 8") && refused.says("iconv"), refused.words.c_str());
        }
        for (const Arguments &arguments : {grow("blank.txt"), audit("blank.txt")}) {
            const auto refused = bafo(arguments);
            QCOMPARE(refused.code, 5);
            QVERIFY2(refused.says("blank.txt"), refused.words.c_str());
        }
        QVERIFY(!std::filesystem::exists(grown()));
        QCOMPARE(bafo(audit("zul.txt")).code, 0);
    }

    void growthTellsHowUnseenTextIsCut()
    {
        m_folder->write("eng.txt", "We went home.\nThey sang ngiyabonga kakhulu.\n");
        const auto unchecked = bafo(grow("zul.txt"));
        QVERIFY2(unchecked.code == 0 && unchecked.says("warning: nothing says how"), unchecked.words.c_str());
        std::filesystem::remove_all(grown());
        auto arguments = grow("zul.txt");
        arguments.insert(arguments.end(), {"--check", path("eng.txt")});
        const auto checked = bafo(arguments);
        QVERIFY2(checked.says("1 of 2 checked sentences (50.00 %)") && checked.says("warning: more than 0.1 %"),
                 checked.words.c_str());
    }

    void growthLearnsFromADatasetAndChecksOnWhatIsHeldOut()
    {
        std::string english;
        for (int i = 0; i < 30; ++i) {
            english
                += "We went home on day " + std::to_string(i) + " with " + std::string(1, char('a' + i % 26)) + "\n";
        }
        m_folder->write("eng.txt", english);
        QCOMPARE(
            bafo({"data", "import", "e", "--text", path("eng.txt"), "--documents", "line", "--language", "eng"}).code,
            0);
        auto arguments = growFromDataset("zul");
        const auto refused = bafo(with(arguments, {"--protect-dataset", "e"}));
        QCOMPARE(refused.code, 5);
        QVERIFY2(refused.says("has no document of the split 'train'") && refused.says("bafo data split e"),
                 refused.words.c_str());
        QCOMPARE(bafo({"data", "split", "e", "--held-out", "0.2"}).code, 0);
        const auto grownFrom = bafo(
            with(arguments, {"--protect-dataset", "e", "--protect-language", "eng", "--check-dataset", "e", "--json"}));
        QCOMPARE(grownFrom.code, 0);
        for (const char *said : {"\"new_pieces\":", "\"tokens_per_word_before\":", "\"measured_on\":\"learned\"",
                                 "\"protected_sentences\":24", "\"checked_sentences\":6"}) {
            QVERIFY2(grownFrom.json.find(said) != std::string::npos, grownFrom.json.c_str());
        }
    }

    void growthFromADatasetMeasuresOnItsHeldOutText()
    {
        std::string zulu;
        for (const char *start : {"Ngiyabonga", "Siyabonga", "Bayabonga", "Ngiyahamba", "Siyahamba"}) {
            for (const char *end : {"kakhulu", "namhlanje", "ekhaya", "kusasa"}) {
                zulu += std::string(start) + " " + end + "\n";
            }
        }
        m_folder->write("more.txt", zulu);
        QCOMPARE(
            bafo({"data", "import", "d", "--text", path("more.txt"), "--documents", "line", "--language", "zul"}).code,
            0);
        QCOMPARE(bafo({"data", "split", "d", "--held-out", "0.3"}).code, 0);
        const auto grownFrom = bafo(growFromDataset("zul"));
        QVERIFY2(grownFrom.code == 0 && grownFrom.says("(held-out text)"), grownFrom.words.c_str());
    }

    void growthNamesWhatADatasetLacks()
    {
        const auto other = bafo(growFromDataset("xho"));
        QCOMPARE(other.code, 5);
        QVERIFY2(other.says("has no xho document") && other.says("zul"), other.words.c_str());
        const auto none = bafo({"tokenizer", "grow", kTiny, "--to", grown()});
        QCOMPARE(none.code, 2);
        QVERIFY2(none.says("--dataset"), none.words.c_str());
        QVERIFY(!std::filesystem::exists(grown()));
    }

    void aFailedFirstImportLeavesNoFolderAndALaterOneLeavesTheDataset()
    {
        m_folder->write("bad.txt", "Yebo\nCha\xFF\n");
        const auto import = [this](const char *dataset) {
            return bafo({"data", "import", dataset, "--text", path("bad.txt"), "--language", "zul"}).code;
        };
        QCOMPARE(import("other"), 5);
        QVERIFY(!std::filesystem::exists(datasets() / "other"));
        QCOMPARE(import("d"), 5);
        QCOMPARE(Dataset::open(m_folder->files, datasets() / "d")->count({}).value(), 4);
        const auto held = DatasetLock::take(datasets() / "d");
        QCOMPARE(import("d"), 2); // somebody else is at it
        QCOMPARE(Dataset::open(m_folder->files, datasets() / "d")->count({}).value(), 4);
    }

private:
    using Arguments = std::vector<std::string>;

    const std::string kTiny = BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded";

    std::string path(const char *name) const { return (m_folder->root() / name).string(); }
    std::string project() const { return path("project"); }
    std::string grown() const { return path("grown"); }
    Path datasets() const { return m_folder->root() / "project" / "datasets"; }

    Path storeOf(const std::string &tokenizer)
    {
        const auto loaded = text::loadTokenizer(m_folder->files, tokenizer).value();
        return storeFolder(datasets() / "d", loaded->hash(), {.language = {}, .split = std::string(kTrainSplit)});
    }

    Arguments build() const { return {"data", "build", "d", "--tokenizer", kTiny}; }
    Arguments audit(const char *text) const { return {"tokenizer", "audit", kTiny, "--text", path(text)}; }
    Arguments grow(const char *text) const
    {
        return {"tokenizer", "grow", kTiny, "--text", path(text), "--add", "8", "--to", grown()};
    }

    Arguments growFromDataset(const char *language) const
    {
        return {"tokenizer", "grow", kTiny, "--dataset", "d", "--language", language, "--add", "8", "--to", grown()};
    }

    static Arguments with(Arguments arguments, const Arguments &more)
    {
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    Outcome bafo(const Arguments &arguments) const
    {
        QStringList list;
        for (const std::string &argument : arguments) {
            list.append(QString::fromStdString(argument));
        }
        if (arguments.front() != "init") {
            list.append({QStringLiteral("--project"), QString::fromStdString(project())});
        }
        QProcess process;
        process.start(QStringLiteral(BAFO_BIN_DIR "/bafo"), list);
        process.waitForFinished(60'000);
        return {.code = process.exitStatus() == QProcess::CrashExit ? -1 : process.exitCode(),
                .words = process.readAllStandardError().toStdString(),
                .json = process.readAllStandardOutput().toStdString()};
    }

    std::unique_ptr<DatasetFolder> m_folder;
};

QTEST_GUILESS_MAIN(VerbTest)
#include "verb_test.moc"
