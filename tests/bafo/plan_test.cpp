// SPDX-License-Identifier: Apache-2.0
// `plan` of the built program, and what `run start` makes of it, beside an engine that is a few lines of sh.
#include "tests/bafo/bafo_program.h"
#include "tests/plan/sparse_model.h"

#include <QTest>

using namespace bafo;
using namespace bafo::fakes;

namespace {

constexpr const char *kWorker = R"sh(
say() { echo '{"v":1,"seq":'$1',"t":'$1',"run":"'$(basename "$2")'","rank":0,"kind":"'$3'"'$4'}' >> "$2/events.jsonl"; }
folder="$2"
say 0 "$folder" hello ',"pid":'$$
for step in 1 2 3; do
  say $step "$folder" step_finished ',"step":'$step',"step_ms":'$((4000/step))',"tokens_per_second":'$((100*step))',"peak_resident_mb":50'
done
say 4 "$folder" run_finished ',"outcome":"finished","step":3'
)sh";

} // namespace

class PlanTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    ProgramEnd plan(const std::vector<std::string> &more = {})
    {
        std::vector<std::string> arguments{"plan", "run.yaml"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return m_bafo->run(arguments);
    }

    ProgramEnd start(const std::vector<std::string> &more = {})
    {
        std::vector<std::string> arguments{"run", "start", "run.yaml", "--wait"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return m_bafo->run(arguments);
    }

    std::size_t numRuns() { return runs::RunFolder::list(m_bafo->files, m_bafo->project())->size(); }

    /// Sequences so long and so many at once that no machine holds what they leave.
    static std::vector<std::string> muchAtOnce()
    {
        return {"--set", "sequence_length=65536", "--set", "sequences_per_step=4096", "--set", "micro_batch=4096"};
    }

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        writeSparseModel(m_bafo->files, m_bafo->project().modelsFolder() / "small", {});
        QVERIFY(m_bafo->files.createDirectories(m_bafo->project().datasetsFolder() / "texts"));
        m_bafo->write(m_bafo->root() / "run.yaml",
                      "model: small\nsteps: 100\ncurriculum: [{dataset: texts}]\nsequence_length: 128\n");
        m_bafo->standBeside(kWorker);
    }

    void aPlanTellsMemoryByKindDiskAndWhatIsNotMeasured()
    {
        const auto end = plan();
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        const std::int64_t numWeights = shapeOf().numParameters();
        QCOMPARE(end.json["bytes_per_rank"]["weights"].get<std::int64_t>(), 4 * numWeights);
        QCOMPARE(end.json["bytes_per_rank"]["moments"].get<std::int64_t>(), 8 * numWeights);
        QVERIFY(end.json["fits"].get<bool>() && end.json["mending"].is_null());
        QCOMPARE(end.json["machine_bytes"].dump(), end.json["rank_bytes"].dump());
        std::int64_t sum = 0;
        for (const auto &[kind, bytes] : end.json["bytes_per_rank"].items()) {
            sum += bytes.get<std::int64_t>();
        }
        QCOMPARE(sum, end.json["rank_bytes"].get<std::int64_t>());
        QVERIFY(end.json["disk"]["needed_bytes"].get<std::int64_t>() > 3 * 12 * numWeights);
        QVERIFY(end.json["speed"].is_null());
        const auto table = m_bafo->shell("$bafo plan run.yaml");
        for (const char *part : {"weights", "moments of the optimizer", "it fits", "saved points", "not measured"}) {
            QVERIFY2(table.words.find(part) != std::string::npos, table.words.c_str());
        }
    }

    void ranksAreDividedAndAddedUp()
    {
        const auto one = plan().json;
        const auto four = plan({"--ranks", "4"}).json;
        QVERIFY(4 * four["bytes_per_rank"]["moments"].get<std::int64_t>()
                >= one["bytes_per_rank"]["moments"].get<std::int64_t>());
        QVERIFY(four["rank_bytes"].get<std::int64_t>() < four["machine_bytes"].get<std::int64_t>());
        QVERIFY(four["bytes_per_rank"]["gathered_weights"].get<std::int64_t>() > 0);
        QCOMPARE(plan({"--ranks", "0"}).exitCode, 2);
    }

    void whatDoesNotFitIsToldWithTheChangeThatMendsIt()
    {
        const auto end = plan(muchAtOnce());
        QCOMPARE(end.exitCode, 0);
        QVERIFY(!end.json["fits"].get<bool>());
        const auto &changes = end.json["mending"]["changes"];
        QCOMPARE(changes[0]["key"].get<std::string>(), std::string("micro_batch"));
        std::vector<std::string> mended = muchAtOnce();
        for (const auto &change : changes) {
            mended.insert(mended.end(),
                          {"--set", change["key"].get<std::string>() + "=" + change["value"].get<std::string>()});
        }
        QVERIFY(plan(mended).json["fits"].get<bool>());
    }

    void aRunThatDoesNotFitIsRefusedBeforeItIsMade()
    {
        const auto end = start(muchAtOnce());
        QCOMPARE(end.differsFrom(4, {"would need", "micro_batch=", "--even-if-too-large"}), std::string());
        QCOMPARE(end.json["error"]["code"].get<std::string>(), std::string("out_of_memory"));
        QCOMPARE(numRuns(), 0U);
    }

    void whoInsistsStartsItAllTheSame()
    {
        std::vector<std::string> arguments = muchAtOnce();
        arguments.emplace_back("--even-if-too-large");
        QCOMPARE(start(arguments).exitCode, 0);
        QCOMPARE(numRuns(), 1U);
    }

    void aModelThatIsTooLargeForAnySettingHasNoMend()
    {
        writeSparseModel(m_bafo->files, m_bafo->project().modelsFolder() / "small", kHugeModel);
        QVERIFY(plan().json["mending"].is_null() && !plan().json["fits"].get<bool>());
        QCOMPARE(start().differsFrom(4, {"no setting", "smaller model"}), std::string());
    }

    void aModelThatCannotBePlannedIsLeftToTheWorker()
    {
        m_bafo->write(m_bafo->project().modelsFolder() / "small" / "config.json", "{}");
        m_bafo->write(m_bafo->project().modelsFolder() / "small" / "model.safetensors", "nothing");
        QCOMPARE(plan().exitCode, 5);
        const auto end = start();
        QCOMPARE(end.exitCode, 0);
    }

    void speedIsMeasuredInAFewStepsThatLeaveNothingBehind()
    {
        const auto end = plan({"--measure"});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        QCOMPARE(end.json["speed"]["tokens_per_second"].get<double>(), 300.0); // of 200 and 300, without the first
        QCOMPARE(end.json["speed"]["how"].get<std::string>(), std::string("measured"));
        QVERIFY(end.json["speed"]["hours"].get<double>() > 0);
        QCOMPARE(numRuns(), 0U);
    }

    void speedIsTakenFromARunOfTheSameSettings()
    {
        QCOMPARE(start().exitCode, 0);
        const auto run = *runs::RunFolder::find(m_bafo->files, m_bafo->project(), "last");
        QCOMPARE(plan().json["speed"]["run"].get<std::string>(), run.id());
        QVERIFY(plan({"--set", "micro_batch=1", "--set", "sequence_length=64"}).json["speed"].is_null());
        QVERIFY(plan({"--ranks", "2"}).json["speed"].is_null());
    }
};

QTEST_GUILESS_MAIN(PlanTest)
#include "plan_test.moc"
