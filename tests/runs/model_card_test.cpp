// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_card.h"

#include "core/runs/model_card_head.h"
#include "core/runs/model_licence.h"

#include <QTest>

#include <yaml-cpp/yaml.h>

using namespace bafo;
using namespace bafo::runs;

namespace {

ModelSummary makeModel(const std::string &name, const std::string &hash, std::vector<LineageParent> parents)
{
    ModelSummary model;
    model.name = name;
    model.architecture = "llama";
    model.lineage.how = parents.empty() ? "init" : "train";
    model.lineage.parents = std::move(parents);
    model.lineage.files = {{.name = "model.safetensors", .sha256 = hash, .sizeBytes = 1}};
    return model;
}

LineageParent parentOf(const ModelSummary &model)
{
    return {.name = model.name, .weightHash = model.lineage.weightHash()};
}

std::vector<std::string> namesOf(const std::vector<Ancestor> &ancestors)
{
    std::vector<std::string> names;
    for (const Ancestor &ancestor : ancestors) {
        names.push_back(ancestor.name + (ancestor.isHere ? "" : "?"));
    }
    return names;
}

ModelCard smallCard()
{
    return {.ancestry = ancestryOf(makeModel("smol-it", "aa", {{.name = "smol", .weightHash = "bb"}}), {}),
            .licence = {}};
}

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class ModelCardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ancestorsAreFoundByTheirWeightsUpToTheImportedOne()
    {
        ModelSummary base = makeModel("renamed", "b0", {{.name = "base.gguf", .weightHash = "ff"}});
        base.lineage.how = "import";
        const ModelSummary adapter
            = makeModel("adapter", "a0", {{.name = "base", .weightHash = base.lineage.weightHash()}});
        const ModelSummary merged = makeModel("merged", "c0", {parentOf(base), parentOf(adapter)});
        const ModelListing listing{.models = {adapter, base, merged, makeModel("base", "other", {})}, .unreadable = {}};
        QCOMPARE(namesOf(ancestryOf(merged, listing)), (std::vector<std::string>{"merged", "adapter", "renamed"}));
        // What is gone is named, and nothing behind it; a namesake with other weights is no ancestor.
        QCOMPARE(namesOf(ancestryOf(merged, {})), (std::vector<std::string>{"merged", "adapter?", "renamed?"}));
        QCOMPARE(namesOf(ancestryOf(adapter, {.models = {makeModel("base", "other", {})}, .unreadable = {}})),
                 (std::vector<std::string>{"adapter", "base?"}));
    }

    void whoIsMadeFromItselfEndsToo()
    {
        ModelSummary odd = makeModel("odd", "aa", {});
        odd.lineage.parents = {parentOf(odd)};
        QCOMPARE(ancestryOf(odd, {.models = {odd}, .unreadable = {}}).size(), 1U);
    }

    void whatNobodyWroteDownIsUnknown()
    {
        const std::string text = toMarkdown(smallCard());
        QVERIFY(text.starts_with("---\nlicense: unknown\n"));
        for (const char *part :
             {"smol: no longer in the project", "nobody has said under which licence", "knows of no training run",
              "No evaluation of it", "There is none: whether", "# smol-it\n", "- unknown: model smol"}) {
            QVERIFY2(has(text, part), part);
        }
    }

    void everyFactIsTold()
    {
        ModelCard card = smallCard();
        card.licence = "apache-2.0";
        card.ancestry[0].model.lineage.how = "import";
        card.ancestry[0].model.lineage.settings[kLicenceSetting] = "mit";
        card.runs = {{.id = "run-1",
                      .model = "smol-it",
                      .isHere = true,
                      .settings = {{"method", "qlora"}},
                      .results = {{"steps", "120"}},
                      .measures = {{.set = "zul",
                                    .language = "zul",
                                    .first = 4.5,
                                    .lastStep = 120,
                                    .last = 2.25,
                                    .low = 2.2,
                                    .high = 2.3,
                                    .numDocuments = 9}},
                      .texts = {{.dataset = "talk",
                                 .language = "eng-zul",
                                 .split = "train",
                                 .isHere = true,
                                 .holdsConversations = true,
                                 .sources = {{.file = "a.tsv",
                                              .kind = "built",
                                              .licence = "CC-BY-4.0",
                                              .provenance = "https://x.org",
                                              .numDocuments = 7,
                                              .numBytes = 70}}},
                                {.dataset = "gone", .language = "xho", .split = "train"}}}};
        card.scores = {{.model = "smol-it",
                        .run = "e",
                        .task = "sib200-zul",
                        .title = "SIB",
                        .language = "zul",
                        .prompt = "english",
                        .metric = "acc",
                        .value = 0.5,
                        .low = 0.4,
                        .high = 0.6,
                        .chance = 0.25,
                        .numItems = 40,
                        .numContaminated = 3,
                        .isDataAsExpected = false,
                        .warnings = {"too few"}}};
        card.certificate = {{"verdict", "green"}};
        const std::string text = toMarkdown(card);
        for (const char *part :
             {"| method | qlora |", "| steps | 120 |", "4.5000 (step 0) | 2.2500 (step 120) | 2.2000 to 2.3000 | 9 |",
              "a.tsv | CC-BY-4.0 | https://x.org | 7 | 70 |", "the dataset is no longer here",
              "| acc 0.5000 | 0.4000 to 0.6000 | 40 | 0.250 |", "3 items stand in text", "not the task's own revision",
              "too few", "| verdict | green |", "- CC-BY-4.0: text of dataset talk", "- mit: model smol-it",
              "Of this model: apache-2.0.", "It was taught on conversations", "read in this project: eng, xho, zul."}) {
            QVERIFY2(has(text, part), (std::string(part) + "\n" + text).c_str());
        }
        QVERIFY(!has(text, "No run of this project is known to have taught"));
        QCOMPARE(text, toMarkdown(card));
    }

    void filesOfOneLicenceAndOriginShareALine()
    {
        ModelCard card = smallCard();
        CardText text;
        text.dataset = "menus";
        text.isHere = true;
        text.languages = {"zul-eng"};
        for (const char *file : {"a.mo", "b.mo", "c.mo"}) {
            text.sources.push_back({.file = file,
                                    .kind = "gettext_mo",
                                    .licence = "MPL-2.0",
                                    .provenance = "x",
                                    .numDocuments = 2,
                                    .numBytes = 5});
        }
        text.sources.push_back({.file = "d.mo",
                                .kind = "gettext_mo",
                                .licence = "unknown",
                                .provenance = "x",
                                .numDocuments = 1,
                                .numBytes = 1});
        CardRun run;
        run.id = "r";
        run.isHere = true;
        run.texts = {text};
        card.runs = {run};
        const std::string markdown = toMarkdown(card);
        QVERIFY2(has(markdown, "| menus | all | 1 | a.mo and 2 more | MPL-2.0 | x | 6 | 15 |"), markdown.c_str());
        QVERIFY(has(markdown, "| menus | all | 1 | d.mo | unknown | x | 1 | 1 |"));
        QVERIFY(has(markdown, "read in this project: eng, zul."));
    }

    void foreignNamesBreakNothing()
    {
        const std::string evil = "a|b\n# *x* <script> \"q\" \\ ---\n- y: [z";
        ModelCard card = smallCard();
        card.licence = evil;
        card.ancestry[0].name = card.ancestry[0].model.name = evil;
        card.ancestry[1].name = evil;
        card.runs = {{.id = evil,
                      .model = evil,
                      .isHere = true,
                      .settings = {{evil, evil}},
                      .texts = {{.dataset = evil,
                                 .language = evil,
                                 .split = evil,
                                 .isHere = true,
                                 .sources = {{.file = evil, .kind = evil, .licence = evil, .provenance = evil}}}}}};
        card.scores = {{.model = evil,
                        .run = evil,
                        .task = evil,
                        .title = evil,
                        .language = evil,
                        .prompt = evil,
                        .metric = evil,
                        .warnings = {evil}}};
        const std::string text = toMarkdown(card);
        const std::string head = cardHead(card);
        const YAML::Node parsed = YAML::Load(head.substr(4, head.size() - 8));
        QCOMPARE(parsed["license"].as<std::string>(), evil);
        QCOMPARE(parsed["model-index"][0]["results"][0]["dataset"]["name"].as<std::string>(), evil);
        const std::string body = text.substr(head.size());
        QVERIFY(!has(body, "<script>"));
        QVERIFY(!has(body, "\n- y") && !has(body, "\n# *x*"));
        for (std::size_t at = body.find("a|b"); at != std::string::npos; at = body.find("a|b", at + 1)) {
            QFAIL("a cell's border was not escaped");
        }
    }

    void anAdapterIsSaidToBeOne()
    {
        ModelCard card = smallCard();
        card.ancestry[0].model.adapterRank = 16;
        card.ancestry[0].model.baseName = "smol";
        const std::string text = toMarkdown(card);
        QVERIFY(has(text, "library_name: peft") && has(text, "| rank | 16 |") && has(text, "| base | smol |"));
        QVERIFY(has(toMarkdown(smallCard()), "library_name: transformers"));
    }
};

QTEST_APPLESS_MAIN(ModelCardTest)
#include "model_card_test.moc"
