// SPDX-License-Identifier: Apache-2.0
// Moments of groups that are parts of a tensor go into a checkpoint and come back, under names that say which rows.
#include "core/train/run_state.h"
#include "tests/fakes/bigram_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace bafo;
using namespace bafo::train;

namespace {

constexpr std::int64_t kSize = 7;

/// The table in three parts, of which the middle one is frozen; the bias as a whole.
std::vector<RowGroup> parts()
{
    return {{.tensor = "table", .firstRow = 0, .numRows = 2, .weightDecay = 0.1},
            {.tensor = "table", .firstRow = 2, .numRows = 1, .isFrozen = true},
            {.tensor = "table", .firstRow = 3, .numRows = 4, .learningRateFactor = 0.5},
            {.tensor = "bias", .numRows = kSize}};
}

/// A model, its optimizer, and steps of the two.
struct Training {
    explicit Training(std::vector<RowGroup> groups = parts())
        : optimizer(AdamW::create({}, std::move(groups), model.parameters()).value())
    {
    }

    void step(std::int64_t number)
    {
        model.clearGradients();
        const MicroBatch batch{.step = number,
                               .numRows = 1,
                               .rowLength = kSize,
                               .ids = {0, 1, 2, 3, 4, 5, 6},
                               .targets = {number % kSize, 2, 3, 4, 5, 6, 0},
                               .validTargetsOfStep = kSize};
        (void)model.addGradients(&batch, 1).value();
        optimizer.step(model.parameters(), 0.05, 1);
    }

    [[nodiscard]] std::vector<std::string> savedNames(const RunIdentity &identity = {})
    {
        std::vector<std::string> names;
        for (const checkpoint::TensorView &view : tensorsToSave(model, optimizer, identity)) {
            names.push_back(view.name);
        }
        return names;
    }

    fakes::BigramModel model{kSize};
    AdamW optimizer;
};

bool areEqual(AdamW &first, AdamW &second)
{
    return std::equal(
        first.moments().begin(), first.moments().end(), second.moments().begin(), second.moments().end(),
        [](const GroupMoments &a, const GroupMoments &b) { return a.first == b.first && a.second == b.second; });
}

} // namespace

class RunStateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_identity.run = "run-1";
        m_identity.configHash = "c";
    }

    void momentsOfPartsOfATensorAreNamedByTheirRows()
    {
        Training training;
        const std::vector<std::string> expected
            = {"weight.table",       "weight.bias",        "moment1.table[0:2]", "moment2.table[0:2]",
               "moment1.table[3:7]", "moment2.table[3:7]", "moment1.bias",       "moment2.bias"};
        QCOMPARE(training.savedNames(), expected);
        Training whole({{.tensor = "table", .numRows = kSize}, {.tensor = "bias", .numRows = kSize}});
        QVERIFY(whole.savedNames() != expected);
        QCOMPARE(whole.savedNames()[2], std::string("moment1.table"));
    }

    void aRunWithPartsOfTensorsGoesOnFromItsCheckpointWithTheSameBits()
    {
        Training uninterrupted;
        uninterrupted.step(0);
        uninterrupted.step(1);
        const checkpoint::Manifest manifest = save(uninterrupted);

        Training resumed;
        QVERIFY(!areEqual(resumed.optimizer, uninterrupted.optimizer));
        QVERIFY(restoreInto(resumed, manifest));
        QVERIFY(areEqual(resumed.optimizer, uninterrupted.optimizer));
        QVERIFY(std::any_of(resumed.optimizer.moments()[2].first.begin(), resumed.optimizer.moments()[2].first.end(),
                            [](float moment) { return moment != 0; }));
        uninterrupted.step(2);
        resumed.step(2);
        QCOMPARE(resumed.model.table(), uninterrupted.model.table());

        // The control: moments in another order.
        Training spoilt;
        QVERIFY(restoreInto(spoilt, manifest));
        std::reverse(spoilt.optimizer.moments()[2].first.begin(), spoilt.optimizer.moments()[2].first.end());
        spoilt.step(2);
        QVERIFY(spoilt.model.table() != uninterrupted.model.table());
    }

    void aRunGoesOnAcrossTheThawWithTheSameBits_data()
    {
        QTest::addColumn<int>("cut");
        QTest::newRow("before") << 1;
        QTest::newRow("at its border") << 2;
        QTest::newRow("behind") << 3;
    }

    void aRunGoesOnAcrossTheThawWithTheSameBits()
    {
        QFETCH(int, cut);
        std::vector<RowGroup> groups = parts();
        groups[0].frozenSteps = 2;
        groups[3].frozenSteps = 2;
        Training uninterrupted(groups);
        Training first(groups);
        for (int step = 0; step < 6; ++step) {
            uninterrupted.step(step);
            if (step < cut) {
                first.step(step);
            }
        }
        const bool isThawed = cut >= 2;
        const std::vector<std::string> names = first.savedNames();
        QCOMPARE(std::count(names.begin(), names.end(), "moment1.bias"), isThawed ? 1 : 0);
        QCOMPARE(std::count(names.begin(), names.end(), "moment1.table[3:7]"), 1);
        const checkpoint::Manifest manifest = save(first);
        Training resumed(groups);
        QVERIFY(restoreInto(resumed, manifest));
        for (int step = cut; step < 6; ++step) {
            resumed.step(step);
        }
        QCOMPARE(resumed.model.table(), uninterrupted.model.table());
        QVERIFY(areEqual(resumed.optimizer, uninterrupted.optimizer));
        // The control: another border.
        groups[0].frozenSteps = 1;
        Training other(groups);
        for (int step = 0; step < 6; ++step) {
            other.step(step);
        }
        QVERIFY(other.model.table() != uninterrupted.model.table());
    }

    void aFrozenTensorIsEnteredByItsHashAndNotSaved()
    {
        const std::string hash(64, 'a');
        m_identity.frozenTensors = {{"bias", hash}};
        std::vector<RowGroup> groups = parts();
        groups[3].isFrozen = true;
        Training first(groups);
        first.step(0);
        const std::vector<std::string> names = first.savedNames(m_identity);
        QVERIFY(std::find(names.begin(), names.end(), "weight.bias") == names.end());
        QVERIFY(std::find(names.begin(), names.end(), "weight.table") != names.end());
        (void)save(first);
        const auto found = checkpoint::CheckpointStore(m_files, root(), 2).findNewest("run-1").value();
        QCOMPARE(found.manifest->frozen.size(), 1U);
        QCOMPARE(found.manifest->frozen[0].name, std::string("bias"));
        QCOMPARE(found.manifest->frozen[0].sha256, hash);
        Training resumed(groups);
        QVERIFY(restoreInto(resumed, *found.manifest));
        QCOMPARE(resumed.model.table(), first.model.table());

        // The model of before was changed, or has lost the tensor's name.
        for (const std::map<std::string, std::string> &other :
             {std::map<std::string, std::string>{{"bias", std::string(64, 'b')}}, {}}) {
            m_identity.frozenTensors = other;
            Training changed(groups);
            const auto refused = restoreInto(changed, *found.manifest);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::config);
            QVERIFY2(refused.error().message.find("bias") != std::string::npos, refused.error().message.c_str());
        }
        m_identity.frozenTensors.clear();
    }

    void aCheckpointOfOtherPartsIsRefused_data()
    {
        QTest::addColumn<int>("firstRow");
        QTest::addColumn<int>("numRows");
        QTest::newRow("the same number of other rows") << 2 << 4;
        QTest::newRow("fewer rows") << 3 << 3;
    }

    void aCheckpointOfOtherPartsIsRefused()
    {
        QFETCH(int, firstRow);
        QFETCH(int, numRows);
        Training first;
        first.step(0);
        const checkpoint::Manifest manifest = save(first);
        std::vector<RowGroup> groups = parts();
        groups[1].numRows = 0;
        groups[2].firstRow = firstRow;
        groups[2].numRows = numRows;
        Training other(groups);
        const auto refused = restoreInto(other, manifest);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::data);
    }

private:
    checkpoint::Manifest save(Training &training)
    {
        checkpoint::CheckpointStore store(m_files, root(), 2);
        const checkpoint::Manifest manifest = manifestOf(m_identity, {.step = 2}, training.optimizer);
        return store.save(manifest, tensorsToSave(training.model, training.optimizer, m_identity), "attempt").value();
    }

    Result<RunProgress> restoreInto(Training &training, const checkpoint::Manifest &manifest)
    {
        return restore(root() / "step-2", manifest, m_identity, training.model, training.optimizer);
    }

    [[nodiscard]] Path root() const { return Path(m_folder.path().toStdString()) / "checkpoints"; }

    PosixFileSystem m_files;
    QTemporaryDir m_folder;
    RunIdentity m_identity;
};

QTEST_APPLESS_MAIN(RunStateTest)
#include "run_state_test.moc"
