// SPDX-License-Identifier: GPL-3.0-or-later
// What is proposed for a project, what a run would take, and what is warned of.
#include "core/config/run_config.h"
#include "tests/bafo/bafo_program.h"
#include "tests/plan/sparse_model.h"
#include "ui/models/memory_words.h"
#include "ui/models/run_plan.h"
#include "ui/models/run_proposal.h"

#include <QTest>

using namespace bafo;
using namespace bafo::ui;

class RunPlanTest : public QObject {
    Q_OBJECT

    std::unique_ptr<fakes::BafoProgram> m_bafo;

    void makeModel(const std::string &name, const std::string &how)
    {
        const Path folder = m_bafo->project().modelsFolder() / name;
        m_bafo->write(folder / "config.json", R"({"model_type": "llama", "max_position_embeddings": 256})");
        m_bafo->write(folder / "model.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10)); // weights of nothing
        m_bafo->write(folder / "lineage.json",
                      runs::toJson(runs::ModelLineage{.how = how, .parents = {}, .settings = {}, .files = {}}));
    }

    void importLines(const std::string &language, const std::string &word, const std::string &licence)
    {
        std::string lines;
        for (int i = 0; i < 60; ++i) {
            const std::string letters{static_cast<char>('a' + i % 20), static_cast<char>('a' + i / 20)};
            lines += word + letters + " kwaye " + letters + "a abantu bayahlangana\n";
        }
        m_bafo->write(m_bafo->root() / (word + ".txt"), lines);
        const auto end = m_bafo->run({"data", "import", "news", "--text", word + ".txt", "--language", language,
                                      "--documents", "line", "--licence", licence});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
    }

    /// Short ones and `numLong` that no small context holds.
    void importConversations(int numLong = 0)
    {
        std::string lines;
        for (int i = 0; i < 40; ++i) {
            const std::string answer = i < numLong ? std::string(400, 'd') : "Impendulo " + std::string(i % 7 + 1, 'a');
            lines += "{\"prompt\": \"Umbuzo " + std::string(static_cast<std::size_t>(i + 1), 'u')
                + "?\", \"completion\": \"" + answer + "\"}\n";
        }
        m_bafo->write(m_bafo->root() / "c.jsonl", lines);
        const auto end = m_bafo->run(
            {"data", "import", "talk", "--conversations", "c.jsonl", "--language", "zul", "--licence", "CC-BY-4.0"});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        QCOMPARE(m_bafo->run({"data", "split", "talk", "--held-out", "0.2"}).exitCode, 0);
    }

    TrainFacts facts()
    {
        auto found = readTrainFacts(m_bafo->files, m_bafo->project(), {});
        return found ? std::move(*found) : TrainFacts{};
    }

    /// The first warning with this text in it, mended: whether it is gone.
    static bool isMended(config::RunConfig config, const TrainFacts &facts, const QString &text,
                         const std::optional<Measured> &measured = {})
    {
        const auto isThat = [&text](const DraftWarning &warning) { return warning.text.contains(text); };
        const auto found = warningsOf(config, facts, planOf(config, facts, measured));
        const auto warning = std::find_if(found.begin(), found.end(), isThat);
        if (warning == found.end() || warning->mendLabel.isEmpty()) {
            return false;
        }
        for (const auto &[key, value] : warning->mend) {
            setKnobValue(config, key, value);
        }
        const auto left = warningsOf(config, facts, planOf(config, facts, measured));
        return std::none_of(left.begin(), left.end(), isThat);
    }

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<fakes::BafoProgram>();
        makeModel("smol", "import");
        makeModel("smol-grown", "expand");
        importLines("zul", "izwe", "CC-BY-4.0");
        importLines("eng", "word", "CC-BY-4.0");
        QCOMPARE(m_bafo->run({"data", "split", "news", "--held-out", "0.2"}).exitCode, 0);
    }

    void theProposalIsSoundAndTakesTheGrownModelAndTheTextToTeach()
    {
        const config::RunConfig proposal = proposeRun(facts());
        m_bafo->write(m_bafo->root() / "run.yaml", config::toYaml(proposal));
        const auto checked = m_bafo->run({"config", "check", "run.yaml"});
        QVERIFY2(checked.exitCode == 0, checked.words.c_str());
        QCOMPARE(proposal.model, std::string("smol-grown"));
        QCOMPARE(proposal.outputModel, std::string("smol-grown-zul"));
        QCOMPARE(proposal.steps, 30);
        QCOMPARE(proposal.sequenceLength, 256); // more the model cannot see
        QCOMPARE(proposal.curriculum.size(), std::size_t{1});
        QCOMPARE(proposal.curriculum.front().language, std::string("zul"));
        QCOMPARE(proposal.evaluation.heldOut.size(), std::size_t{2});
        QCOMPARE(proposal.samples.prompts.size(), std::size_t{2});
        QVERIFY(warningsOf(proposal, facts(), planOf(proposal, facts(), {})).empty());
        QCOMPARE(proposeRun(facts(), "smol").model, std::string("smol"));
    }

    void whoTeachesToAnswerGetsAnAdapterOverAllConversations()
    {
        importConversations();
        makeModel("smol-read", "train");
        const TrainFacts known = facts();
        const config::RunConfig proposal = proposeFor(RunPurpose::answering, known);
        m_bafo->write(m_bafo->root() / "run.yaml", config::toYaml(proposal));
        const auto checked = m_bafo->run({"config", "check", "run.yaml"});
        QVERIFY2(checked.exitCode == 0, checked.words.c_str());
        QCOMPARE(proposal.model, std::string("smol-read")); // it knows the language already
        QCOMPARE(proposal.method, std::string("lora"));
        QCOMPARE(proposal.instructions.style, std::string("alpaca")); // it has no template
        QCOMPARE(proposal.curriculum.size(), std::size_t{1});
        QCOMPARE(proposal.curriculum.front().dataset, std::string("talk"));
        QCOMPARE(proposal.evaluation.heldOut.size(), std::size_t{1});
        QVERIFY(proposal.samples.prompts.front().starts_with("Umbuzo u"));
        QVERIFY(purposeOf(proposal, known) == RunPurpose::answering);
        QVERIFY(warningsOf(proposal, known, planOf(proposal, known, {})).empty());
        const config::RunConfig reading = proposeFor(RunPurpose::reading, known);
        QVERIFY(purposeOf(reading, known) == RunPurpose::reading);
        for (const auto &stage : reading.curriculum) {
            QCOMPARE(stage.dataset, std::string("news"));
        }
        for (const auto &set : reading.evaluation.heldOut) {
            QCOMPARE(set.dataset, std::string("news"));
        }
        QVERIFY(warningsOf(reading, known, planOf(reading, known, {})).empty());
    }

    /// What a run or a rehearsal has cut stands in a store, whose index tells how it is packed.
    void stepsOfConversationsAreKnownOnceTheyAreCut()
    {
        importConversations(2);
        const Path tiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";
        for (const char *name : {"tokenizer.json", "tokenizer_config.json"}) {
            m_bafo->write(m_bafo->project().tokenizersFolder() / "tiny" / name,
                          *m_bafo->files.readFile(tiny / name, 1U << 24U));
        }
        const auto factsNow = [this] { return *readTrainFacts(m_bafo->files, m_bafo->project(), "tiny"); };
        config::RunConfig config = proposeAnswers(factsNow());
        config.tokenizer = "tiny";
        config.steps = 0;
        config.sequenceLength = 256; // the style alone takes half of it
        RunPlan plan = planOf(config, factsNow(), {});
        QVERIFY(!plan.steps && !plan.cuts);
        const auto built
            = m_bafo->run({"data", "build", "talk", "--tokenizer", "tiny", "--style", "alpaca", "--split", "train"});
        QVERIFY2(built.exitCode == 0, built.words.c_str());
        const TrainFacts known = factsNow();
        plan = planOf(config, known, {});
        QVERIFY(plan.steps && plan.cuts && !plan.areStepsAbout);
        QVERIFY(plan.cuts->numConversations > 20 && plan.cuts->numConversations < 40);
        const qint64 once = *plan.steps;
        config.curriculum.front().epochs = 8;
        QVERIFY(*planOf(config, known, {}).steps > 7 * (once - 1));
        config.curriculum.front().epochs = 1;
        config.steps = once + 1;
        QVERIFY(*planOf(config, known, {}).shareOfText > 1);
        config.steps = 0;
        config.replay = {.dataset = "talk", .language = {}, .split = "train", .share = 0.5};
        QVERIFY(planOf(config, known, {}).areStepsAbout);
        config.replay = {};
        if (plan.cuts->numHurt() > 0) { // by how they were split; the model itself sees no more
            QVERIFY(warningsOf(config, known, plan).front().text.contains(QStringLiteral("longer than the context")));
            QVERIFY(!isMended(config, known, QStringLiteral("longer than the context")));
        }
        config.sequenceLength = 8; // no answer begins so early
        QCOMPARE(planOf(config, known, {}).cuts->numLeftOut, plan.cuts->numConversations);
        QVERIFY(isMended(config, known, QStringLiteral("are left out")));
        const auto none = warningsOf(config, known, planOf(config, known, {}));
        QVERIFY(none.front().tone == Tone::error); // there would be nothing to learn from
        config.sequenceLength = 100'000;
        QCOMPARE(planOf(config, known, {}).cuts->numHurt(), 0);
    }

    void textsAndConversationsAreNotMixed()
    {
        importConversations();
        const TrainFacts known = facts();
        config::RunConfig config = proposeRun(known);
        config.curriculum.push_back({.name = "talk", .dataset = "talk", .language = {}, .split = "train", .epochs = 1});
        QVERIFY(isMended(config, known, QStringLiteral("This run reads texts; talk holds conversations")));
        config = proposeRun(known);
        config.evaluation.heldOut.push_back({.name = "talk", .dataset = "talk", .language = "zul"});
        QVERIFY(isMended(config, known, QStringLiteral("only be measured")));
        config = proposeAnswers(known);
        config.curriculum.push_back({.name = "news", .dataset = "news", .language = "zul"});
        QVERIFY(isMended(config, known, QStringLiteral("learns from conversations; news holds texts")));
        config = proposeAnswers(known);
        config.evaluation.heldOut.push_back({.name = "news", .dataset = "news", .language = "zul"});
        QVERIFY(warningsOf(config, known, planOf(config, known, {})).empty());
        config.instructions.style = "model";
        QVERIFY(isMended(config, known, QStringLiteral("has learnt no form")));
    }

    void eachMethodTellsWhatItWouldHold()
    {
        fakes::writeSparseModel(
            m_bafo->files, m_bafo->project().modelsFolder() / "smol",
            {.vocabulary = 32'768, .width = 512, .inner = 2048, .numLayers = 12, .queries = 512, .keys = 512});
        TrainFacts known = facts();
        config::RunConfig config = proposeRun(known, "smol");
        std::vector<MethodFigure> figures = methodFigures(config, known);
        QCOMPARE(figures.size(), std::size_t{3});
        QVERIFY(figures[0].bytes > figures[1].bytes && figures[1].bytes > figures[2].bytes);
        QVERIFY(figures[0].fits && figures[1].fits && figures[2].fits);
        QCOMPARE(*figures[0].bytes, planOf(config, known, {}).memory->machineBytes());
        known.memory->availableBytes = *figures[1].bytes - 1;
        figures = methodFigures(config, known);
        QVERIFY(!figures[0].fits && !figures[1].fits && figures[2].fits);
        QCOMPARE(proposeAnswers(known, "smol").method, std::string("qlora"));
        config.method = "qlora";
        config.adapter.newRows = true;
        QVERIFY(isMended(config, known, QStringLiteral("no new word pieces")));
        known.shapes.clear();
        QVERIFY(!methodFigures(config, known).front().bytes);
    }

    void aProjectWithoutAnythingGetsAProposalWithoutAnything()
    {
        const config::RunConfig proposal = proposeRun(TrainFacts{});
        QVERIFY(proposal.model.empty() && proposal.outputModel.empty() && proposal.curriculum.empty());
    }

    void aCloneGetsFreeNames()
    {
        makeModel("smol-zul", "train");
        makeModel("smol-zul-2", "train");
        config::RunConfig config;
        config.name = "first";
        config.outputModel = "smol-zul";
        const config::RunConfig clone = withFreeNames(config, facts());
        QCOMPARE(clone.name, std::string("first-2"));
        QCOMPARE(clone.outputModel, std::string("smol-zul-3"));
    }

    void whatWasNotMeasuredIsUnknown()
    {
        config::RunConfig config = proposeRun(facts());
        config.steps = 0;
        RunPlan plan = planOf(config, facts(), {});
        QVERIFY(!plan.steps && !plan.totalMs && !plan.diskBytes && !plan.shareOfText);
        Measured measured{
            .stepMs = 1000, .tokensPerSecond = 256, .peakMb = 100, .tokensPerByte = 0.5, .savedBytes = 1000};
        measured.settings = settingsBehind(config);
        plan = planOf(config, facts(), measured);
        const qint64 bytes = facts().text("news")->numBytes(QStringLiteral("zul"), QStringLiteral("train"));
        QCOMPARE(*plan.tokensInText, (bytes + 1) / 2);
        QCOMPARE(*plan.steps, (*plan.tokensInText + 255) / 256);
        QCOMPARE(*plan.totalMs, *plan.steps * 1000);
        config.sequenceLength = 128; // another speed, another memory
        QVERIFY(!planOf(config, facts(), measured).totalMs);
        config.sequenceLength = 256;
        config.optimizer.learningRate = 0.5; // the same speed
        QVERIFY(planOf(config, facts(), measured).totalMs);
        QCOMPARE(Measured::fromJson(measured.toJson())->toJson(), measured.toJson());
    }

    void everyWarningThatCanBeMendedIsMended()
    {
        const TrainFacts known = facts();
        const config::RunConfig sound = proposeRun(known);
        config::RunConfig config = sound;
        config.outputModel = "smol";
        QVERIFY(isMended(config, known, QStringLiteral("There is a model smol already")));
        config = sound;
        config.schedule.warmupSteps = 30;
        QVERIFY(isMended(config, known, QStringLiteral("warm-up")));
        config = sound;
        config.evaluation.heldOut.clear();
        QVERIFY(isMended(config, known, QStringLiteral("No held-out text")));
        config = sound;
        config.curriculum.front().split.clear();
        QVERIFY(isMended(config, known, QStringLiteral("flatter")));
        config = sound;
        config.evaluation.heldOut.front().split = "train";
        QVERIFY(isMended(config, known, QStringLiteral("flatter")));
        config = sound;
        config.sequenceLength = 4096;
        QVERIFY(isMended(config, known, QStringLiteral("sees at most")));
        config = sound;
        config.microBatch = 8;
        QVERIFY(isMended(config, known, QStringLiteral("micro_batch")));
        config = sound;
        config.steps = 100000;
        const Measured measured{.stepMs = 1, .tokensPerByte = 0.5, .savedBytes = 1, .settings = settingsBehind(config)};
        QVERIFY(isMended(config, known, QStringLiteral("The text ends"), measured));
        config = sound;
        config.checkpoint.keep = 1000;
        TrainFacts small = known;
        small.freeBytes = 1000000;
        const Measured large{.stepMs = 1, .savedBytes = 100000, .settings = settingsBehind(config)};
        QVERIFY(isMended(config, small, QStringLiteral("disk is too small"), large));
        QVERIFY(!isMended(sound, known, QStringLiteral("disk is too small"), large));
    }

    void memoryFollowsTheConfigurationWhereTheSizesAreKnown()
    {
        QVERIFY(!planOf(proposeRun(facts()), facts(), {}).memory); // weights of nothing
        fakes::writeSparseModel(m_bafo->files, m_bafo->project().modelsFolder() / "smol", {});
        const TrainFacts known = facts();
        config::RunConfig config = proposeRun(known, "smol");
        config.sequencesPerStep = 4;
        const RunPlan usual = planOf(config, known, {});
        QVERIFY(usual.memory && usual.fitsMemory && !usual.memoryMending);
        QCOMPARE(pictureOf(*usual.memory, usual.machine).totalBytes, known.memory->totalBytes);
        config.microBatch = 4;
        QVERIFY(planOf(config, known, {}).memory->rankBytes() > usual.memory->rankBytes());
        const RunPlan two = planOf(config, known, {}, 2);
        const MemoryPicture picture = pictureOf(*two.memory, two.machine);
        QCOMPARE(picture.numProcesses, 2);
        qint64 sum = 0;
        for (const MemoryPart &part : picture.parts) {
            QVERIFY2(part.bytes >= 0, qPrintable(part.label));
            sum += 2 * part.bytes;
        }
        QVERIFY(std::abs(sum - two.memory->machineBytes()) <= 2); // what both share is counted once
    }

    void tooLittleMemoryIsWarnedOfAndMended()
    {
        fakes::writeSparseModel(m_bafo->files, m_bafo->project().modelsFolder() / "smol", {});
        TrainFacts known = facts();
        config::RunConfig config = proposeRun(known, "smol");
        config.sequencesPerStep = 4;
        const QString small = QStringLiteral("memory is too small");
        QVERIFY(!isMended(config, known, small)); // there is no such warning
        config.microBatch = 4;
        known.memory->availableBytes = planOf(config, known, {}).memory->machineBytes() - 1;
        QVERIFY(isMended(config, known, small));
        known.memory->availableBytes = 1000;
        const auto found = warningsOf(config, known, planOf(config, known, {}));
        const auto warning = std::find_if(found.begin(), found.end(),
                                          [&small](const DraftWarning &one) { return one.text.contains(small); });
        QVERIFY(warning != found.end() && warning->tone == Tone::warning && warning->mendLabel.isEmpty());
        QVERIFY(warning->text.contains(QStringLiteral("smaller model")));
        QCOMPARE(mendingInWords({{"recompute", "block"}, {"ranks", "1"}}),
                 QStringLiteral("Compute blocks again, use one process"));
    }

    void unknownLicencesAndTextsThatAreNotSplitAreTold()
    {
        importLines("zul", "omunye", "unknown");
        const config::RunConfig config = proposeRun(facts());
        const auto found = warningsOf(config, facts(), planOf(config, facts(), {}));
        QCOMPARE(found.size(), std::size_t{2});
        QVERIFY(found[0].text.contains(QStringLiteral("60 documents came after the last split")));
        QVERIFY(found[1].text.contains(QStringLiteral("omunye.txt")));
        QCOMPARE(found[1].page, QStringLiteral("text"));
    }

    void aLicenceCountsOnlyWhereItsLanguageIsRead()
    {
        importLines("eng", "story", "unknown");
        const TrainFacts known = facts();
        const auto blames = [&known](const config::RunConfig &config) {
            const auto found = warningsOf(config, known, planOf(config, known, {}));
            return std::any_of(found.begin(), found.end(), [](const DraftWarning &warning) {
                return warning.text.contains(QStringLiteral("story.txt"));
            });
        };
        config::RunConfig config = proposeRun(known);
        QCOMPARE(config.curriculum.front().language, std::string("zul"));
        QVERIFY(!blames(config));
        config.curriculum.front().language = "eng";
        QVERIFY(blames(config));
        config.curriculum.front().language.clear(); // any
        QVERIFY(blames(config));
    }
};

QTEST_GUILESS_MAIN(RunPlanTest)
#include "run_plan_test.moc"
