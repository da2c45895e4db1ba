// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/checkpoint_layout.h"
#include "core/checkpoint/checkpoint_store.h"
#include "tests/fakes/failing_file_system.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace bafo;
using namespace bafo::checkpoint;
using bafo::fakes::FailingFileSystem;
using bafo::fakes::FileOperation;

namespace {

/// Two small tensors whose content tells which step they are of.
struct State {
    explicit State(std::int64_t step)
        : weights(300, static_cast<float>(step))
        , moments(300, static_cast<float>(step) / 2)
    {
    }

    std::vector<TensorView> views() const
    {
        return {{.name = "w", .shape = {100, 3}, .bytes = std::as_bytes(std::span(weights))},
                {.name = "m", .shape = {300}, .bytes = std::as_bytes(std::span(moments))}};
    }

    std::vector<TensorTarget> targets()
    {
        return {{.name = "w", .shape = {100, 3}, .bytes = std::as_writable_bytes(std::span(weights))},
                {.name = "m", .shape = {300}, .bytes = std::as_writable_bytes(std::span(moments))}};
    }

    std::vector<float> weights;
    std::vector<float> moments;
};

Manifest manifestOf(std::int64_t step)
{
    Manifest manifest;
    manifest.run = "run-1";
    manifest.step = step;
    manifest.dataCursor = step * 4;
    manifest.optimizerSteps = step;
    manifest.configHash = "c";
    manifest.codeVersion = "0.1.0";
    manifest.counters["train_bytes"] = 12345.0 + 0.1;
    return manifest;
}

/// Flips one bit in the middle of a file.
void damage(const Path &path)
{
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 middle = file.size() / 2;
    QVERIFY(file.seek(middle));
    char byte = 0;
    QVERIFY(file.getChar(&byte));
    QVERIFY(file.seek(middle));
    QVERIFY(file.putChar(static_cast<char>(byte ^ 1)));
}

} // namespace

class CheckpointStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsSavedIsLoadedBitForBit()
    {
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 7));
        const Found found = store.findNewest("run-1").value();
        QVERIFY(found.manifest.has_value());
        QCOMPARE(found.manifest->step, 7);
        QCOMPARE(found.manifest->dataCursor, 28);
        QCOMPARE(found.manifest->counters.at("train_bytes"), 12345.0 + 0.1);
        State state(0);
        QVERIFY(readShards(found.folder, *found.manifest, state.targets()));
        QCOMPARE(state.weights, State(7).weights);
        QCOMPARE(state.moments, State(7).moments);
        QVERIFY(state.weights != State(8).weights);
    }

    void aTensorOfAnotherShapeOrNameIsRefused()
    {
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 1));
        const Found found = store.findNewest("run-1").value();
        State state(0);
        auto targets = state.targets();
        targets[0].shape = {3, 100};
        QCOMPARE(readShards(found.folder, *found.manifest, targets).error().code, ErrorCode::data);
        targets = state.targets();
        targets[1].name = "v";
        QCOMPARE(readShards(found.folder, *found.manifest, targets).error().code, ErrorCode::data);
    }

    void theTwoNewestStay()
    {
        CheckpointStore store(m_files, root(), 2);
        for (std::int64_t step = 1; step <= 5; ++step) {
            QVERIFY(saveStep(store, step));
        }
        QCOMPARE(m_files.list(root()).value(), (std::vector<std::string>{"step-4", "step-5"}));
    }

    void aDamagedCheckpointDoesNotCountAsKept()
    {
        {
            CheckpointStore store(m_files, root(), 2);
            QVERIFY(saveStep(store, 1));
            QVERIFY(saveStep(store, 2));
        }
        damage(root() / "step-2" / shardName(0));
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 3));
        QCOMPARE(m_files.list(root()).value(), (std::vector<std::string>{"step-1", "step-2", "step-3"}));
        QVERIFY(saveStep(store, 4));
        QCOMPARE(m_files.list(root()).value(), (std::vector<std::string>{"step-3", "step-4"}));
    }

    /// Those of another run lie in the way, however new they seem: they are neither counted nor removed.
    void onesOfAnotherRunDoNotCountAsKept()
    {
        CheckpointStore store(m_files, root(), 2);
        for (std::int64_t step : {1, 2}) {
            QVERIFY(saveStep(store, step));
        }
        CheckpointStore other(m_files, root().parent_path() / "other", 9);
        for (std::int64_t step : {700, 800, 900}) {
            Manifest manifest = manifestOf(step);
            manifest.run = "run-2";
            QVERIFY(other.sweep() && other.save(manifest, State(step).views(), "attempt").has_value());
            QVERIFY(m_files.rename(root().parent_path() / "other" / committedName(step), root() / committedName(step)));
        }
        QVERIFY(saveStep(store, 3));
        QCOMPARE(m_files.list(root()).value(),
                 (std::vector<std::string>{"step-2", "step-3", "step-700", "step-800", "step-900"}));
        const Found found = store.findNewest("run-1").value();
        QCOMPARE(found.manifest->step, 3);
        QCOMPARE(found.passedOver.size(), 3U);
    }

    void aManifestOfAnEarlierVersionIsReadWithoutAHash()
    {
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 1));
        const std::string path = (root() / "step-1" / kManifestName).string();
        const Manifest manifest = parseManifest(m_files.readFile(path, 100'000).value(), path).value();
        QVERIFY(writeFileAtomically(m_files, path, asSchema(3, manifest)));
        QCOMPARE(store.findNewest("run-1").value().manifest->dataCursor, manifest.dataCursor);
        std::string unsigned4 = toJson(manifest);
        const std::size_t hash = unsigned4.rfind("  \"sha256\": \"");
        unsigned4.erase(hash, unsigned4.find('\n', hash) + 1 - hash);
        QVERIFY(!parseManifest(unsigned4, path));
    }

    void theNewestGoodOneIsUsedAndTheOthersAreNamed_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char *fault : {"bit", "missing", "short", "manifest", "foreign", "renamed", "digit", "nobody",
                                  "hole", "overlap", "another"}) {
            QTest::newRow(fault) << QString::fromLatin1(fault);
        }
    }

    void theNewestGoodOneIsUsedAndTheOthersAreNamed()
    {
        QFETCH(QString, fault);
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 1));
        QVERIFY(saveStep(store, 2));
        spoil(fault);
        const Found found = store.findNewest("run-1").value();
        QCOMPARE(found.manifest->step, 1);
        QCOMPARE(found.passedOver.size(), 1U);
        QVERIFY(!found.passedOver[0].reason.empty());
    }

    void aRunWithOnlyDamagedCheckpointsIsNotStartedAnew()
    {
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(store.sweep());
        QVERIFY(!store.findNewest("run-1")->manifest.has_value());
        QVERIFY(saveStep(store, 1));
        damage(root() / "step-1" / shardName(0));
        QCOMPARE(store.findNewest("run-1").error().code, ErrorCode::data);
    }

    void leftoversAreSweptAndCommittedOnesAreNot()
    {
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 1));
        QVERIFY(m_files.createDirectories(root() / attemptName(2, "x")));
        QVERIFY(m_files.createDirectories(root() / deletedName(0, "x")));
        QVERIFY(store.sweep());
        QCOMPARE(m_files.list(root()).value(), (std::vector<std::string>{"step-1"}));
    }

    void savingAStepAgainReplacesIt()
    {
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 3));
        damage(root() / "step-3" / shardName(0));
        QVERIFY(saveStep(store, 3));
        QCOMPARE(store.findNewest("run-1")->manifest->step, 3);
    }

    /// Whichever operation of a save the disk fills up at: no error means committed, and what is found is whole.
    void aDiskFullAtAnyMomentNeverGivesAFalseCommit()
    {
        int numFailed = 0;
        for (int good = 0;; ++good) {
            init();
            CheckpointStore before(m_files, root(), 2);
            QVERIFY(saveStep(before, 1));
            FailingFileSystem failing(m_files, fakes::fullAfter(good));
            CheckpointStore store(failing, root(), 2);
            const bool isSaved = saveStep(store, 2);
            CheckpointStore after(m_files, root(), 2);
            const Found found = after.findNewest("run-1").value();
            // Where only the last flush of the folder failed, the new one may be there; it is whole, but nobody relies
            // on it.
            QVERIFY(found.manifest->step == 2 || (found.manifest->step == 1 && !isSaved));
            QVERIFY(found.passedOver.empty());
            QVERIFY(saveStep(after, 2));
            if (isSaved) {
                break;
            }
            ++numFailed;
        }
        QVERIFY2(numFailed >= 9, qPrintable(QString::number(numFailed)));
    }

    /// The same with a process that dies (kill -9) before that operation.
    void aProcessKilledAtAnyMomentLosesNoCommittedCheckpoint()
    {
        int numKilled = 0;
        for (int good = 0;; ++good) {
            init();
            CheckpointStore before(m_files, root(), 2);
            QVERIFY(saveStep(before, 1));
            QVERIFY(saveStep(before, 2));
            const bool isKilled = saveInAChildThatDiesAfter(good);
            CheckpointStore after(m_files, root(), 2);
            QVERIFY(after.sweep());
            const Found found = after.findNewest("run-1").value();
            QVERIFY(found.passedOver.empty());
            QVERIFY(found.manifest->step == 2 || found.manifest->step == 3);
            QVERIFY(after.committedSteps()->size() >= 2);
            if (!isKilled) {
                QCOMPARE(found.manifest->step, 3);
                break;
            }
            ++numKilled;
        }
        QVERIFY2(numKilled >= 10, qPrintable(QString::number(numKilled)));
    }

    /// The control of the two tests above: writing in place is caught by the same check.
    void writingInPlaceIsCaughtByTheSameCheck()
    {
        CheckpointStore store(m_files, root(), 2);
        QVERIFY(saveStep(store, 1));
        const State state(2);
        auto file = m_files.openForWriting(root() / "step-1" / shardName(0), WriteMode::truncate).value();
        QVERIFY(file->write(std::as_bytes(std::span(state.weights))));
        QVERIFY(!store.findNewest("run-1"));
    }

    void frozenTensorsAreReadBackAndDamagedEntriesRefused()
    {
        Manifest manifest = manifestOf(3);
        manifest.files = {{.name = "rank-0.safetensors", .sizeBytes = 1, .sha256 = std::string(64, '0')}};
        manifest.frozen = {{.name = "a.weight", .sha256 = std::string(64, 'a')}};
        const auto again = parseManifest(toJson(manifest), "manifest.json");
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(again->frozen.size(), 1U);
        QCOMPARE(again->frozen[0].name, std::string("a.weight"));
        for (const auto &[old, now] :
             {std::pair{std::string(64, 'a'), std::string(64, 'g')}, std::pair{std::string(64, 'a'), std::string("a")},
              std::pair{std::string("\"a.weight\""), std::string("7")}}) {
            std::string text = asSchema(3, manifest);
            text.replace(text.find(old), old.size(), now);
            const auto refused = parseManifest(text, "manifest.json");
            QVERIFY(!refused);
            QVERIFY2(refused.error().message.find("frozen") != std::string::npos, refused.error().message.c_str());
        }
        // A manifest of before has no such list.
        QVERIFY(parseManifest(asSchema(2, manifest), "manifest.json")->frozen.empty());
    }

    void aRunThatCannotHoldItsCheckpointsIsRefused()
    {
        FailingFileSystem files(m_files, {});
        files.setFreeBytes(400'000'000);
        CheckpointStore store(files, root(), 2);
        QVERIFY(store.sweep());
        QVERIFY(store.checkRoomForRun(50'000'000));
        const auto refused = store.checkRoomForRun(200'000'000);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::diskFull);
        QVERIFY(!refused.error().hint.empty());
    }

private:
    [[nodiscard]] Path root() const { return Path(m_folder->path().toStdString()) / "checkpoints"; }

    static bool saveStep(CheckpointStore &store, std::int64_t step)
    {
        const State state(step);
        return store.sweep() && store.save(manifestOf(step), state.views(), "attempt").has_value();
    }

    void spoil(const QString &fault)
    {
        const Path folder = root() / "step-2";
        const std::string manifestPath = (folder / kManifestName).string();
        if (fault == QLatin1String("bit")) {
            damage(folder / shardName(0));
        } else if (fault == QLatin1String("missing")) {
            QVERIFY(m_files.removeFile(folder / shardName(0)));
        } else if (fault == QLatin1String("short")) {
            std::filesystem::resize_file(folder / shardName(0), 100);
        } else if (fault == QLatin1String("manifest")) {
            std::filesystem::resize_file(manifestPath, 50);
        } else if (fault == QLatin1String("foreign")) {
            Manifest manifest = parseManifest(m_files.readFile(manifestPath, 100'000).value(), manifestPath).value();
            manifest.run = "run-2";
            QVERIFY(writeFileAtomically(m_files, manifestPath, toJson(manifest)));
        } else if (fault == QLatin1String("digit")) {
            changeManifest(manifestPath, "\"data_cursor\": 8", "\"data_cursor\": 9");
        } else if (fault == QLatin1String("nobody")) {
            changeManifest(manifestPath, "\"tensors\": [", R"("tensors": [{"first_rows":[0],"name":"x","rows":0},)");
        } else if (fault == QLatin1String("hole") || fault == QLatin1String("overlap")) {
            Manifest manifest = parseManifest(m_files.readFile(manifestPath, 100'000).value(), manifestPath).value();
            manifest.tensors[0].firstRows[0] = fault == QLatin1String("hole") ? 1 : 0;
            manifest.tensors[0].rows += fault == QLatin1String("hole") ? 1 : -1;
            QVERIFY(writeFileAtomically(m_files, manifestPath, toJson(manifest)));
        } else if (fault == QLatin1String("another")) {
            Manifest manifest = parseManifest(m_files.readFile(manifestPath, 100'000).value(), manifestPath).value();
            manifest.tensors[0].name = "x";
            QVERIFY(writeFileAtomically(m_files, manifestPath, toJson(manifest)));
        } else {
            QVERIFY(m_files.rename(folder, root() / "step-3"));
        }
    }

    void changeManifest(const std::string &path, const std::string &from, const std::string &to)
    {
        std::string text = m_files.readFile(path, 100'000).value();
        QVERIFY(text.find(from) != std::string::npos);
        text.replace(text.find(from), from.size(), to);
        QVERIFY(writeFileAtomically(m_files, path, text));
    }

    /// As an earlier version wrote it, without a hash of its own.
    static std::string asSchema(int schema, const Manifest &manifest)
    {
        std::string text = toJson(manifest);
        text.replace(text.find("\"schema\": 4"), 11, "\"schema\": " + std::to_string(schema));
        const std::size_t hash = text.rfind("  \"sha256\": \"");
        text.erase(hash, text.find('\n', hash) + 1 - hash);
        return text;
    }

    /// Saves step 3 in a child process that kills itself instead of doing operation number `good`.
    bool saveInAChildThatDiesAfter(int good)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            FailingFileSystem deadly(m_files,
                                     [left = good](FileOperation, const Path &) mutable -> std::optional<Error> {
                                         if (left-- == 0) {
                                             ::raise(SIGKILL);
                                         }
                                         return std::nullopt;
                                     });
            CheckpointStore store(deadly, root(), 2);
            ::_exit(saveStep(store, 3) ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFSIGNALED(status);
    }

    PosixFileSystem m_files;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(CheckpointStoreTest)
#include "checkpoint_store_test.moc"
