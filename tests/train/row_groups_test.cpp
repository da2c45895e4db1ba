// SPDX-License-Identifier: Apache-2.0
// A recipe's rules as groups of rows: which learn how fast, which wait, which never learn, and what is refused.
#include "core/train/row_groups.h"
#include "plugins/architectures/llama/llama.h"

#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace bafo;
using namespace bafo::train;

namespace {

constexpr std::int64_t kRows = 11;
constexpr std::int64_t kFirstNewRow = 7;

model::WeightStore storeOf(bool isTied)
{
    const architectures::Llama llama;
    return model::WeightStore(llama.tensors({.vocabularySize = kRows,
                                             .hiddenSize = 8,
                                             .intermediateSize = 12,
                                             .numLayers = 2,
                                             .numHeads = 2,
                                             .numKeyValueHeads = 1,
                                             .headSize = 4,
                                             .contextLength = 16,
                                             .isTied = isTied,
                                             .hasAttentionBias = true}));
}

std::vector<RowGroup> of(const std::vector<RowGroup> &groups, const std::string &tensor)
{
    std::vector<RowGroup> found;
    std::copy_if(groups.begin(), groups.end(), std::back_inserter(found),
                 [&](const RowGroup &group) { return group.tensor == tensor; });
    return found;
}

} // namespace

class RowGroupsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfRowHasItsFactor()
    {
        const model::WeightStore store = storeOf(false);
        const auto groups = rowGroupsOf(store,
                                        {.weightDecay = 0.1,
                                         .embeddingFactor = 0.5,
                                         .newRowsFactor = 4,
                                         .normFactor = 0.25,
                                         .firstNewRow = kFirstNewRow})
                                .value();
        for (const char *table : {"model.embed_tokens.weight", "lm_head.weight"}) {
            const std::vector<RowGroup> parts = of(groups, table);
            QCOMPARE(parts.size(), 2U);
            QCOMPARE(parts[0].firstRow, 0);
            QCOMPARE(parts[0].numRows, kFirstNewRow);
            QCOMPARE(parts[0].learningRateFactor, 0.5);
            QCOMPARE(parts[1].firstRow, kFirstNewRow);
            QCOMPARE(parts[1].numRows, kRows - kFirstNewRow);
            QCOMPARE(parts[1].learningRateFactor, 2.0);
            QCOMPARE(parts[1].weightDecay, 0.1);
        }
        QCOMPARE(of(groups, "model.layers.1.input_layernorm.weight")[0].learningRateFactor, 0.25);
        QCOMPARE(of(groups, "model.norm.weight")[0].learningRateFactor, 0.25);
        QCOMPARE(of(groups, "model.layers.1.self_attn.q_proj.bias")[0].learningRateFactor, 1.0);
        QCOMPARE(of(groups, "model.layers.1.mlp.up_proj.weight")[0].learningRateFactor, 1.0);
        QCOMPARE(groups.size(), store.weights().size() + 2);
    }

    void rowsThatNothingTreatsApartStayOneGroup()
    {
        const model::WeightStore store = storeOf(true);
        QCOMPARE(rowGroupsOf(store, {.firstNewRow = kFirstNewRow})->size(), store.weights().size());
    }

    void atFirstOnlyNewRowsAreTrained()
    {
        const model::WeightStore store = storeOf(true);
        const auto groups = rowGroupsOf(store, {.firstNewRow = kFirstNewRow, .newRowsOnlySteps = 5}).value();
        for (const RowGroup &group : groups) {
            QCOMPARE(group.frozenSteps, group.firstRow == kFirstNewRow ? 0 : 5);
            QVERIFY(!group.isFrozen);
        }
        QVERIFY(neverTrained(groups, 6).empty());
        const std::set<std::string> never = neverTrained(groups, 5);
        QCOMPARE(never.size(), store.weights().size() - 1);
        QVERIFY(!never.contains("model.embed_tokens.weight"));
    }

    void namesWithAStarFreezeAllThatMatch()
    {
        const model::WeightStore store = storeOf(false);
        const auto groups
            = rowGroupsOf(store, {.frozenTensors = {"model.layers.0.*", "*.up_proj.weight", "lm_head.weight"}}).value();
        std::int64_t numFrozen = 0;
        for (const RowGroup &group : groups) {
            const bool isMeant = group.tensor.starts_with("model.layers.0.")
                || group.tensor == "model.layers.1.mlp.up_proj.weight" || group.tensor == "lm_head.weight";
            QVERIFY2(group.isFrozen == isMeant, group.tensor.c_str());
            numFrozen += isMeant ? 1 : 0;
        }
        QCOMPARE(static_cast<std::int64_t>(neverTrained(groups, 100).size()), numFrozen);
    }

    void whatCannotBeMeantIsRefusedByName_data()
    {
        QTest::addColumn<QStringList>("frozen");
        QTest::addColumn<int>("steps");
        QTest::addColumn<QString>("what");
        QTest::newRow("nobody") << QStringList{QStringLiteral("model.layers.9.*")} << 0
                                << QStringLiteral("'model.layers.9.*'");
        QTest::newRow("a tied head") << QStringList{QStringLiteral("lm_head.weight")} << 0
                                     << QStringLiteral("'lm_head.weight'");
        QTest::newRow("a part of a name")
            << QStringList{QStringLiteral("layers.0.*")} << 0 << QStringLiteral("'layers.0.*'");
        QTest::newRow("all") << QStringList{QStringLiteral("*")} << 0 << QStringLiteral("nothing to train");
        QTest::newRow("the new rows") << QStringList{QStringLiteral("*embed*")} << 5
                                      << QStringLiteral("freezing.new_rows_only_steps");
    }

    void whatCannotBeMeantIsRefusedByName()
    {
        QFETCH(QStringList, frozen);
        QFETCH(int, steps);
        QFETCH(QString, what);
        GroupRules rules{.firstNewRow = kFirstNewRow, .newRowsOnlySteps = steps};
        for (const QString &name : frozen) {
            rules.frozenTensors.push_back(name.toStdString());
        }
        const auto refused = rowGroupsOf(storeOf(true), rules);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::config);
        QVERIFY2(QString::fromStdString(refused.error().message).contains(what), refused.error().message.c_str());
        QVERIFY(!refused.error().hint.empty());
    }
};

QTEST_APPLESS_MAIN(RowGroupsTest)
#include "row_groups_test.moc"
