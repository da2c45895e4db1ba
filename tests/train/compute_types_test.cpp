// SPDX-License-Identifier: Apache-2.0
// Other numbers than fp32 in main memory: copies in bf16, and tensors as a device has them.
#include "tests/train/sharded_run.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace bafo;
using namespace bafo::train;

class ComputeTypesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// bf16 copies to compute with, of fp32 weights: what holds of fp32 holds of them.
    void stepsInMixedPrecisionAreThoseOfOneRankBitForBit_data()
    {
        QTest::addColumn<int>("numRanks");
        QTest::addColumn<bool>("isThree");
        for (int numRanks = 1; numRanks <= 4; ++numRanks) {
            QTest::addRow("%d ranks, stage 2", numRanks) << numRanks << false;
            QTest::addRow("%d ranks, stage 3", numRanks) << numRanks << true;
        }
    }

    void stepsInMixedPrecisionAreThoseOfOneRankBitForBit()
    {
        QFETCH(int, numRanks);
        QFETCH(bool, isThree);
        Settings settings{.computeType = at::kBFloat16};
        if (!m_mixedAlone) {
            m_mixedAlone = trained(1, settings, 50);
        }
        settings.stage = isThree ? ZeroStage::three : ZeroStage::two;
        settings.recompute = isThree ? model::Recompute::block : model::Recompute::none;
        QVERIFY(areEqual(*m_mixedAlone, trained(numRanks, settings, 50)));
    }

    void mixedPrecisionLearnsAsFp32Does()
    {
        const Outcome exact = trained(1, {}, 50);
        const Outcome mixed = trained(1, {.computeType = at::kBFloat16}, 50);
        QVERIFY(exact.losses.back() < 0.8 * exact.losses.front());
        double worst = 0;
        for (std::size_t i = 0; i < exact.losses.size(); ++i) {
            worst = std::max(worst, std::abs(mixed.losses[i] - exact.losses[i]));
        }
        qInfo("largest difference over 50 steps: %.4f nats, of %.3f", worst, exact.losses.back());
        QVERIFY2(worst > 0 && worst < 0.01, qPrintable(QString::number(worst)));
    }

    /// Every other device computes with ATen's operators; fp64, which has no loops of ours, does as well.
    void plainOperatorsTrainAsOurLoopsDo()
    {
        const Outcome loops = trained(1, {}, 20);
        const Outcome plain = trained(1, {.computeType = at::kDouble}, 20);
        QVERIFY(loops.losses != plain.losses);
        for (std::size_t i = 0; i < loops.losses.size(); ++i) {
            QVERIFY2(std::abs(plain.losses[i] / loops.losses[i] - 1) < 1e-5,
                     qPrintable(QStringLiteral("step %1: %2").arg(i).arg(plain.losses[i] / loops.losses[i] - 1)));
        }
    }

    /// Norm, clipping and update by ATen's operators, on any number of ranks.
    void tensorsOfADeviceAreUpdatedAsMainMemoryIs()
    {
        const Outcome memory = trained(1, {}, 20);
        const Outcome device = trained(1, {.isOnDevice = true}, 20);
        QCOMPARE(device.numMomentsOfRank[0], std::size_t{0});
        QCOMPARE(device.numDeviceMoments, memory.numMomentsOfRank[0]);
        for (std::size_t i = 0; i < memory.losses.size(); ++i) {
            QVERIFY(std::abs(device.losses[i] / memory.losses[i] - 1) < 1e-6);
            QVERIFY(std::abs(device.norms[i] / memory.norms[i] - 1) < 1e-5);
        }
        QVERIFY(areEqual(device, trained(3, {.stage = ZeroStage::three, .isOnDevice = true}, 20)));
    }

    void aRunOfADeviceGoesOnBitForBit_data()
    {
        QTest::addColumn<bool>("isMixed");
        QTest::addColumn<bool>("isOnDevice");
        QTest::newRow("mixed precision") << true << false;
        QTest::newRow("mixed precision on a device") << true << true;
        QTest::newRow("fp32 on a device") << false << true;
    }

    void aRunOfADeviceGoesOnBitForBit()
    {
        QFETCH(bool, isMixed);
        QFETCH(bool, isOnDevice);
        const Settings settings{.computeType = isMixed ? at::kBFloat16 : at::kFloat, .isOnDevice = isOnDevice};
        const Outcome whole = trained(1, settings, 10);
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const RunIdentity identity{.run = "r", .configHash = "c", .codeVersion = "1"};
        std::vector<double> losses;
        for (const int numRanks : {1, 3, 1}) {
            const int numSteps = losses.size() < 8 ? 4 : 2;
            fakes::runRanks(numRanks, [&](distributed::Collectives &ranks) {
                Rank rank(ranks, settings);
                checkpoint::CheckpointStore store(files, Path(scratch.path().toStdString()) / "c", 2, &ranks);
                const checkpoint::Found found = store.findNewest("r").value();
                if (found.manifest) {
                    rank.progress
                        = restore(found.folder, *found.manifest, identity, *rank.trainable, *rank.optimizer).value();
                    rank.trainable->weightsChanged();
                }
                for (int i = 0; i < numSteps; ++i) {
                    const double loss = rank.run().loss;
                    if (ranks.rank() == 0) {
                        losses.push_back(loss);
                    }
                }
                const auto tensors = tensorsToSave(*rank.trainable, *rank.optimizer);
                QVERIFY(checkpoint::sizeOf(tensors) > 1000);
                QVERIFY(store
                            .save(manifestOf(identity, rank.progress, *rank.optimizer), tensors,
                                  "a" + std::to_string(numRanks))
                            .has_value());
            });
        }
        QCOMPARE(losses, whole.losses);
    }

private:
    std::optional<Outcome> m_mixedAlone; ///< fifty steps of one rank
};

QTEST_APPLESS_MAIN(ComputeTypesTest)
#include "compute_types_test.moc"
