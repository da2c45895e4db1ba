// SPDX-License-Identifier: Apache-2.0
// A step divided among ranks is the step of one rank, bit for bit; and so are a hundred, and a run that changes its
// number of ranks on the way.
#include "tests/fakes/failing_file_system.h"
#include "tests/train/sharded_run.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::train;

class ShardedTrainingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHundredStepsAreThoseOfOneRankBitForBit_data()
    {
        QTest::addColumn<int>("numRanks");
        QTest::addColumn<bool>("isThree");
        QTest::addColumn<bool>("isTied");
        QTest::addColumn<bool>("isRecomputed");
        for (int numRanks = 2; numRanks <= 4; ++numRanks) {
            QTest::addRow("%d ranks, stage 2", numRanks) << numRanks << false << true << false;
            QTest::addRow("%d ranks, stage 2, recomputed", numRanks) << numRanks << false << false << true;
            QTest::addRow("%d ranks, stage 3", numRanks) << numRanks << true << false << false;
            QTest::addRow("%d ranks, stage 3, recomputed", numRanks) << numRanks << true << true << true;
        }
    }

    void aHundredStepsAreThoseOfOneRankBitForBit()
    {
        QFETCH(int, numRanks);
        QFETCH(bool, isThree);
        QFETCH(bool, isTied);
        QFETCH(bool, isRecomputed);
        Settings settings{.isTied = isTied};
        std::optional<Outcome> &known = isTied ? m_tiedAlone : m_untiedAlone;
        if (!known) {
            known = trained(1, settings, 100);
        }
        const Outcome &alone = *known;
        settings.stage = isThree ? ZeroStage::three : ZeroStage::two;
        settings.recompute = isRecomputed ? model::Recompute::block : model::Recompute::none;
        QVERIFY2(alone.losses.back() < 0.7 * alone.losses.front(),
                 qPrintable(QStringLiteral("%1 -> %2").arg(alone.losses.front()).arg(alone.losses.back())));
        QVERIFY(areEqual(alone, trained(numRanks, settings, 100)));
    }

    void anotherMicroBatchIsAnotherSum()
    {
        // The control of the test above: where the order of additions changes, the bits do.
        const Outcome two = trained(1, {.microBatch = 2}, 20);
        const Outcome three = trained(1, {.microBatch = 3}, 20);
        QVERIFY(!areEqual(two, three));
        QVERIFY(std::abs(two.losses.back() - three.losses.back()) < 1e-4);
    }

    void gradientsAddedUpOnceAStepDifferInTheirLastDigitsOnly()
    {
        const Outcome alone = trained(1, {}, 20);
        QVERIFY(areEqual(alone, trained(1, {.sync = GradientSync::last}, 20)));
        for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
            const Outcome each = trained(3, {.stage = stage}, 20);
            const Outcome last = trained(3, {.stage = stage, .sync = GradientSync::last}, 20);
            QVERIFY(areEqual(alone, each));
            QVERIFY(!areEqual(each, last));
            QVERIFY(last.numCalls < each.numCalls);
            for (std::size_t i = 0; i < each.losses.size(); ++i) {
                QVERIFY(std::abs(each.losses[i] - last.losses[i]) < 1e-5 * each.losses[i]);
            }
        }
    }

    void eachRankKeepsItsPartOnly()
    {
        const Outcome alone = trained(1, {}, 1);
        for (int numRanks = 2; numRanks <= 4; ++numRanks) {
            for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
                const Outcome divided = trained(numRanks, {.stage = stage}, 1);
                std::int64_t parameters = 0;
                std::size_t moments = 0;
                for (std::size_t rank = 0; rank < divided.bytesOfRank.size(); ++rank) {
                    const ShardBytes bytes = divided.bytesOfRank[rank];
                    QCOMPARE(bytes.gradients, bytes.parameters);
                    QCOMPARE(static_cast<std::int64_t>(divided.numMomentsOfRank[rank] * sizeof(float)),
                             bytes.parameters);
                    QVERIFY(bytes.parameters <= alone.bytesOfRank[0].parameters / numRanks * 13 / 10);
                    parameters += bytes.parameters;
                    moments += divided.numMomentsOfRank[rank];
                }
                QCOMPARE(parameters, alone.bytesOfRank[0].parameters);
                QCOMPARE(moments, alone.numMomentsOfRank[0]);
                // Stage 2 holds all blocks after a step, stage 3 only what stands around them.
                const std::int64_t gathered = divided.bytesOfRank[0].gathered;
                QVERIFY(stage == ZeroStage::two ? gathered == alone.bytesOfRank[0].parameters
                                                : gathered < alone.bytesOfRank[0].parameters / 3);
            }
        }
    }

    void aRunMayGoOnWithAnotherNumberOfRanks()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const Path folder = Path(scratch.path().toStdString()) / "checkpoints";
        const RunIdentity identity{.run = "r", .configHash = "c", .codeVersion = "1"};
        const Settings settings{.stage = ZeroStage::three};
        const Outcome whole = trained(1, settings, 12);
        std::vector<double> losses;
        int part = 0;
        for (const int numRanks : {4, 2, 1, 3}) {
            fakes::runRanks(numRanks, [&](distributed::Collectives &ranks) {
                Rank rank(ranks, settings);
                checkpoint::CheckpointStore store(files, folder, 2, &ranks);
                QVERIFY(store.sweep().has_value());
                const checkpoint::Found found = store.findNewest("r").value();
                QCOMPARE(found.manifest.has_value(), part > 0);
                if (found.manifest) {
                    rank.progress
                        = restore(found.folder, *found.manifest, identity, *rank.trainable, *rank.optimizer).value();
                    rank.trainable->weightsChanged();
                }
                for (int i = 0; i < 3; ++i) {
                    const double loss = rank.run().loss;
                    if (ranks.rank() == 0) {
                        losses.push_back(loss);
                    }
                }
                const auto saved
                    = store.save(manifestOf(identity, rank.progress, *rank.optimizer),
                                 tensorsToSave(*rank.trainable, *rank.optimizer), "a" + std::to_string(ranks.rank()));
                QVERIFY2(saved.has_value(), saved ? "" : saved.error().message.c_str());
                QCOMPARE(saved->worldSize, numRanks);
                QCOMPARE(saved->files.size(), static_cast<std::size_t>(numRanks));
            });
            ++part;
        }
        QCOMPARE(losses, whole.losses);
    }

    void aCheckpointOfWhichOneShardCannotBeWrittenIsNone()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const Path folder = Path(scratch.path().toStdString()) / "checkpoints";
        fakes::runRanks(3, [&](distributed::Collectives &ranks) {
            Rank rank(ranks, {});
            fakes::FailingFileSystem disk(files, [&](fakes::FileOperation operation, const Path &) {
                const bool isFull = ranks.rank() == 1 && operation == fakes::FileOperation::write;
                return isFull ? std::optional(Error{ErrorCode::diskFull, "the disk is full", ""}) : std::nullopt;
            });
            checkpoint::CheckpointStore store(disk, folder, 2, &ranks);
            QVERIFY(store.sweep().has_value());
            const std::vector<checkpoint::TensorView> tensors = tensorsToSave(*rank.trainable, *rank.optimizer);
            const auto saved = store.save(
                manifestOf({.run = "r", .configHash = "c", .codeVersion = "1"}, {.step = 1}, *rank.optimizer), tensors,
                "a");
            QVERIFY(!saved.has_value());
            QVERIFY2(saved.error().message.starts_with("rank 1: "), saved.error().message.c_str());
            QVERIFY(!store.findNewest("r").value().manifest.has_value());
        });
        QVERIFY(files.list(folder).value().empty());
    }

private:
    std::optional<Outcome> m_tiedAlone; ///< a hundred steps of one rank
    std::optional<Outcome> m_untiedAlone;
};

QTEST_APPLESS_MAIN(ShardedTrainingTest)
#include "sharded_training_test.moc"
