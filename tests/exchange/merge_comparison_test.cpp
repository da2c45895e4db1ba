// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/merge_comparison.h"

#include "tests/exchange/merged_folders.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace bafo;
using namespace bafo::exchange;
using tests::MergedFolders;

class MergeComparisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_made = std::make_unique<MergedFolders>(Path(m_folder->path().toStdString()));
    }

    void anAdapterBesideItsBasesOwnWeightsMergesWithoutLoss()
    {
        m_made->makeAdapter("lora");
        const MergeComparison found = compare();
        QCOMPARE(found.ways.size(), 3U);
        QVERIFY(found.ways[0].option.whyNot.empty());
        QVERIFY(found.ways[0].klNatsPerToken < 1e-9);
        QVERIFY(found.ways[1].option.whyNot.find("not beside 4 bits") != std::string::npos);
        QCOMPARE(found.ways[2].klNatsPerToken, 0.0);
        QVERIFY(std::abs(found.ways[0].bitsPerByte / found.ways[2].bitsPerByte - 1) < 1e-5);
        QCOMPARE(found.recommended, MergeWay::base16Bit);
        QCOMPARE(ownWayOf(m_made->model("base"), m_made->adapter()), MergeWay::base16Bit);
        QVERIFY(found.ways[2].option.sizeBytes > found.ways[0].option.sizeBytes);
    }

    void besideFourBitsOnlyTheirOwnWeightsTakeItWithoutLoss()
    {
        m_made->makeAdapter("qlora");
        const MergeComparison found = compare();
        QVERIFY(found.ways[0].klNatsPerToken > 1e-3);
        QVERIFY(found.ways[0].topAgreement < 1);
        QVERIFY(found.ways[1].klNatsPerToken < 1e-9);
        QCOMPARE(found.ways[1].topAgreement, 1.0);
        QCOMPARE(found.recommended, MergeWay::baseDequantised);
        QCOMPARE(ownWayOf(m_made->model("base"), m_made->adapter()), MergeWay::baseDequantised);
    }

    void whatItComputesWithInMemoryIsWhatIsWritten()
    {
        m_made->makeAdapter("qlora");
        for (const MergeWay way : {MergeWay::base16Bit, MergeWay::baseDequantised}) {
            const std::string name(nameOf(way));
            const MadeModel made = m_made->merge(name, way);
            QCOMPARE(made.lineage.settings.at(kWaySetting), name);
            auto written = m_made->model(name).loadWeights().value();
            auto merged = loadMerged(m_made->model("base"), m_made->adapter(), way).value();
            for (const auto &weight : written.weights()) {
                QVERIFY2(at::equal(weight->value(), merged.at(weight->name()).value()), weight->name().c_str());
            }
        }
        const auto one = m_made->text(m_made->path("base_16bit/model.safetensors"));
        QVERIFY(one != m_made->text(m_made->path("base_dequantised/model.safetensors")));
    }

    void aWayThatCannotBeGoneIsRefused()
    {
        m_made->makeAdapter("lora");
        const auto refused = [this](MergeWay way) {
            const auto made
                = mergeAdapter(m_made->files, m_made->model("base"), m_made->adapter(), m_made->path("x"), way);
            return made ? std::string() : made.error().message;
        };
        QVERIFY(refused(MergeWay::baseDequantised).find("base_dequantised is no way here") == 0);
        QVERIFY(refused(MergeWay::keepAdapter).find("keep_adapter writes nothing") == 0);
        QVERIFY(!m_made->files.status(m_made->path("x"))->exists);
        QVERIFY(mergeWayOf("base_16bit") && !mergeWayOf("base"));
    }

    void aTextIsCutIntoWindowsAndEndsInTime()
    {
        const auto tokenizer = text::loadTokenizer(m_made->files, m_made->path("base")).value();
        const std::vector<std::string> documents = {"umfana ubona indlu", "intombi", "inja ishaya ikati"};
        const ComparedText all = comparedTextOf(*tokenizer, documents, 9, 4, 1000);
        QCOMPARE(all.numBytes, 18 + 7 + 17);
        QCOMPARE(all.sequences.front().ids.front(), 9U);
        QVERIFY(all.sequences.size() > 3);
        QCOMPARE(all.sequences[1].ids.front(), all.sequences[0].targets.back());
        const ComparedText cut = comparedTextOf(*tokenizer, documents, 9, 4, 7);
        QCOMPARE(cut.numTokens, 7);
        QVERIFY(cut.numBytes < all.numBytes && cut.numBytes > 0);
        std::int64_t numTargets = 0;
        for (const eval::ComparedSequence &sequence : cut.sequences) {
            QCOMPARE(sequence.ids.size(), sequence.targets.size());
            QVERIFY(sequence.ids.size() <= 4);
            numTargets += static_cast<std::int64_t>(sequence.targets.size());
        }
        QCOMPARE(numTargets, 7);
    }

private:
    MergeComparison compare()
    {
        const auto tokenizer = text::loadTokenizer(m_made->files, m_made->path("base")).value();
        std::vector<std::string> documents;
        for (const char *subject : {"umfana", "intombi", "inja", "ikati", "uthisha"}) {
            documents.push_back(std::string(subject) + " ubona indlu enkulu, kodwa akafuni ukudla namuhla.");
        }
        const ComparedText text = comparedTextOf(*tokenizer, documents, 0, 64, 400);
        return compareMergeWays(m_made->model("base"), m_made->adapter(), text).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MergedFolders> m_made;
};

QTEST_APPLESS_MAIN(MergeComparisonTest)
#include "merge_comparison_test.moc"
