// SPDX-License-Identifier: Apache-2.0
#include "core/data/sampler.h"
#include "tests/data/dataset_folder.h"
#include "tests/fakes/byte_tokenizer.h"
#include "tests/fakes/failing_file_system.h"

#include <QTest>

#include <cmath>
#include <fstream>
#include <thread>

using namespace bafo;
using namespace bafo::data;

class TokenStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<DatasetFolder>();
        std::string lines;
        for (int i = 0; i < 200; ++i) {
            const std::string word(1 + static_cast<std::size_t>(i) / 26, static_cast<char>('a' + i % 26));
            lines += "umugqa " + word + "\n";
        }
        QVERIFY(m_folder->importLines("a.txt", lines));
        QVERIFY(m_folder->split(0));
    }

    void everyDocumentStandsInOneShardWithTheSeparatorBehindIt()
    {
        const auto store = ensured().store;
        QVERIFY(store.numShards() > 3);
        std::string all;
        for (std::size_t shard = 0; shard < store.numShards(); ++shard) {
            QCOMPARE(store.shard(shard).back(), 256U);
            for (const std::uint32_t token : store.shard(shard)) {
                all += token == 256 ? '\n' : static_cast<char>(token);
            }
        }
        std::string expected;
        auto dataset = m_folder->open();
        std::size_t row = 0;
        const auto documents = dataset.page({}, 0, 1000).value();
        for (const auto &document : documents) {
            QCOMPARE(store.documents()[row].firstToken, expected.size());
            QCOMPARE(store.documents()[row++].id, static_cast<std::uint64_t>(document.id));
            expected += document.text + "\n";
        }
        QCOMPARE(all, expected);
        QCOMPARE(store.index().numTokens, static_cast<std::int64_t>(expected.size()));
        QCOMPARE(store.index().numBytes, static_cast<std::int64_t>(expected.size() - 200));
    }

    void aSoundStoreIsUsedAgainAndAStaleOneMadeAnew()
    {
        const auto first = ensured();
        QVERIFY(first.isNew);
        const auto second = ensured();
        QVERIFY(!second.isNew);
        QCOMPARE(second.store.hash(), first.store.hash());
        QVERIFY(m_folder->importLines("b.txt", "okusha\n"));
        QVERIFY(m_folder->split(0));
        const auto third = ensured();
        QVERIFY(third.isNew);
        QVERIFY(third.reason.find("before the dataset changed") != std::string::npos);
        QVERIFY(third.store.hash() != first.store.hash());
    }

    void aStoreOfAnotherTokenizerOrSelectionIsRefused()
    {
        const auto store = ensured();
        const Path folder = place();
        StoreIdentity wanted{.tokenizer = m_tokenizer.hash(),
                             .datasetRevision = m_folder->open().revision().value(),
                             .selection = m_selection,
                             .separator = 256};
        QVERIFY(TokenStore::open(m_folder->files, folder, wanted));
        const auto refusal = [&](const StoreIdentity &other) {
            const auto opened = TokenStore::open(m_folder->files, folder, other);
            return opened ? std::string() : opened.error().message;
        };
        StoreIdentity other = wanted;
        other.tokenizer = fakes::ByteTokenizer(1).hash();
        QVERIFY(refusal(other).find("another tokenizer") != std::string::npos);
        other = wanted;
        other.selection.language = "eng";
        QVERIFY(refusal(other).find("another selection") != std::string::npos);
        other = wanted;
        other.separator = 0;
        QVERIFY(refusal(other).find("another separator") != std::string::npos);
        other = wanted;
        other.datasetRevision = "x";
        QVERIFY(refusal(other).find("before the dataset changed") != std::string::npos);
    }

    void oneChangedByteIsNoticedAndMended()
    {
        const std::string hash = ensured().store.hash();
        for (const char *name : {"shard-00001.bin", "documents.bin"}) {
            std::fstream file(place() / name, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(5);
            file.put('\x01');
            file.close();
            const auto mended = ensured();
            QVERIFY(mended.isNew && mended.isReplacement);
            QVERIFY(mended.reason.find("damaged") != std::string::npos);
            QCOMPARE(mended.store.hash(), hash);
        }
        std::filesystem::resize_file(place() / "index.json", 100);
        QVERIFY(ensured().isNew);
        QVERIFY(!ensured().isNew);
    }

    void afterAFullDiskAtAnyWriteThereIsNoHalfStore()
    {
        int numRefused = 0;
        for (int numGood = 0; numGood < 2000; ++numGood) {
            fakes::FailingFileSystem failing(m_folder->files, fakes::fullAfter(numGood));
            auto dataset = m_folder->open();
            const auto store = ensureStore(failing, dataset, m_selection, m_tokenizer, m_options);
            if (store) {
                break;
            }
            ++numRefused;
            QCOMPARE(store.error().code, ErrorCode::diskFull);
            if (m_folder->files.status(place())->exists) {
                QVERIFY(!ensured().isNew); // the last operation only: it is there whole
                break;
            }
            numGood += numGood > 20 ? 17 : 0;
        }
        QVERIFY(numRefused > 10);
        QVERIFY(ensured().store.numShards() > 3);
    }

    void documentsWithoutASplitAreNotTrainedOn()
    {
        QVERIFY(m_folder->importLines("b.txt", "okusha\n"));
        auto dataset = m_folder->open();
        const auto store = ensureStore(m_folder->files, dataset, m_selection, m_tokenizer, m_options);
        QVERIFY(!store);
        QVERIFY(store.error().hint.find("bafo data split") != std::string::npos);
        QVERIFY(ensureStore(m_folder->files, dataset, {.language = "zul", .split = {}}, m_tokenizer, m_options));
        QVERIFY(!ensureStore(m_folder->files, dataset, {.language = "eng", .split = {}}, m_tokenizer, m_options));
    }

    void everyTokenIsATargetOnceAndTheOrderIsThatOfTheCurriculum()
    {
        const auto store = ensured().store;
        const auto sampler
            = Sampler::create({{"one", &store, 2}, {"two", &store, 1}},
                              {.sequenceLength = 7, .padding = 0, .byteLengths = byteLengthsOf(m_tokenizer)});
        QVERIFY(sampler);
        std::vector<std::uint32_t> seen;
        std::int64_t numBytes = 0;
        std::size_t numPadded = 0;
        for (std::int64_t i = 0; i < sampler->numSequences(); ++i) {
            const auto sequence = sampler->sequence(i);
            QCOMPARE(sequence.tokens.size(), 8U);
            QCOMPARE(sequence.tokens[0], seen.empty() ? 256U : seen.back()); // shards end with the separator
            seen.insert(seen.end(), sequence.tokens.begin() + 1,
                        sequence.tokens.begin() + 1 + sequence.numValidTargets);
            numBytes += sequence.numBytes;
            numPadded += sequence.numValidTargets < 7 ? 1 : 0;
            QCOMPARE(sequence.stage, i < sampler->firstSequenceOf(1) ? 0U : 1U);
        }
        std::vector<std::uint32_t> expected;
        for (int epoch = 0; epoch < 3; ++epoch) {
            for (std::size_t shard = 0; shard < store.numShards(); ++shard) {
                expected.insert(expected.end(), store.shard(shard).begin(), store.shard(shard).end());
            }
        }
        QCOMPARE(seen, expected); // 0 tokens lost, none twice, rank correlation with the curriculum exactly 1
        QCOMPARE(numBytes, 3 * store.index().numBytes);
        QVERIFY(numPadded <= 3 * store.numShards());
        std::swap(expected[10], expected[11]);
        QVERIFY(seen != expected);
    }

    void aSequenceTellsWhereFurtherDocumentsBegin()
    {
        const auto store = ensured().store;
        const auto sampler
            = Sampler::create({{"one", &store, 2}}, {.sequenceLength = 19, .padding = 256, .byteLengths = {}});
        std::size_t numBegins = 0;
        for (std::int64_t i = 0; i < sampler->numSequences(); ++i) {
            const auto sequence = sampler->sequence(i);
            std::vector<std::int64_t> rows;
            for (std::int64_t row = 1; row < sequence.numValidTargets; ++row) { // no document holds the separator
                if (sequence.tokens[static_cast<std::size_t>(row)] == 256) {
                    rows.push_back(row);
                }
            }
            QCOMPARE(sequence.documentRows, rows);
            numBegins += rows.size();
        }
        QVERIFY(numBegins > 200);
    }

    void aSequenceDependsOnItsIndexOnly()
    {
        const auto store = ensured().store;
        const auto sampler
            = Sampler::create({{"one", &store, 3}}, {.sequenceLength = 16, .padding = 0, .byteLengths = {}});
        const std::int64_t count = sampler->numSequences();
        std::vector<std::vector<std::uint32_t>> forward(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) {
            forward[static_cast<std::size_t>(i)] = sampler->sequence(i).tokens;
        }
        for (const std::int64_t numThreads : {1, 2, 4, 8}) {
            std::vector<std::vector<std::uint32_t>> parallel(static_cast<std::size_t>(count));
            std::vector<std::jthread> threads;
            for (std::int64_t thread = 0; thread < numThreads; ++thread) {
                threads.emplace_back([&, thread] {
                    for (std::int64_t i = count - 1 - thread; i >= 0; i -= numThreads) {
                        parallel[static_cast<std::size_t>(i)] = sampler->sequence(i).tokens;
                    }
                });
            }
            threads.clear();
            QVERIFY(parallel == forward);
        }
        QVERIFY(forward[0] != forward[1]);
        QCOMPARE(sampler->placeOf(count - 1).epoch, 2);
    }

    /// Against the rule, counted one by one.
    void replayedSequencesStandInBetweenByTheirShare_data()
    {
        QTest::addColumn<double>("share");
        for (const double share : {0.05, 0.25, 1.0 / 3, 0.5, 0.9}) {
            QTest::addRow("%g", share) << share;
        }
    }

    void replayedSequencesStandInBetweenByTheirShare()
    {
        QFETCH(double, share);
        const auto store = ensured().store;
        const SamplerSettings settings{.sequenceLength = 7, .padding = 0, .byteLengths = {}};
        const auto own = Sampler::create({{"one", &store, 2}, {"two", &store, 1}}, settings).value();
        const auto again = Sampler::create({{"again", &store, 1000}}, settings).value();
        const auto mixed = Sampler::create({{"one", &store, 2}, {"two", &store, 1}}, settings,
                                           {.name = "again", .store = &store, .share = share})
                               .value();
        std::int64_t numOwn = 0;
        std::int64_t numReplayed = 0;
        for (std::int64_t i = 0; i < mixed.numSequences(); ++i) {
            const Sequence sequence = mixed.sequence(i);
            const bool isReplayed = sequence.isReplayed;
            const Sequence expected = isReplayed ? again.sequence(numReplayed) : own.sequence(numOwn);
            QCOMPARE(sequence.tokens, expected.tokens);
            QCOMPARE(sequence.numValidTargets, expected.numValidTargets);
            QCOMPARE(sequence.stage, i < mixed.firstSequenceOf(1) ? 0U : 1U);
            QCOMPARE(sequence.isFirst, isReplayed ? numReplayed == 0 : numOwn == 0 || numOwn == own.firstSequenceOf(1));
            numReplayed += isReplayed ? 1 : 0;
            numOwn += isReplayed ? 0 : 1;
            const std::int64_t inStage = i - mixed.firstSequenceOf(sequence.stage) + 1;
            if (sequence.stage == 0) {
                QVERIFY(std::abs(static_cast<double>(numReplayed) - share * static_cast<double>(inStage)) <= 1);
            }
        }
        QCOMPARE(numOwn, own.numSequences());
        QVERIFY(!mixed.sequence(0).isReplayed);
        QVERIFY(!mixed.sequence(mixed.numSequences() - 1).isReplayed);
        const double actual = static_cast<double>(numReplayed) / static_cast<double>(mixed.numSequences());
        QVERIFY2(std::abs(actual - share) < 2.0 / static_cast<double>(own.firstSequenceOf(1)),
                 std::to_string(actual).c_str());
        QVERIFY(share < 0.5 || numReplayed > own.firstSequenceOf(1) / 2 + 1); // it was begun again
    }

    void curriculaThatMakeNoSenseAreRefused()
    {
        const auto store = ensured().store;
        QVERIFY(!Sampler::create({}, {.sequenceLength = 16, .padding = 0, .byteLengths = {}}));
        QVERIFY(!Sampler::create({{"a", &store, 0}}, {.sequenceLength = 16, .padding = 0, .byteLengths = {}}));
        QVERIFY(!Sampler::create({{"a", &store, 1}}, {.sequenceLength = 0, .padding = 0, .byteLengths = {}}));
        QVERIFY(!Sampler::create({{"a", &store, std::int64_t{1} << 62U}},
                                 {.sequenceLength = 1, .padding = 0, .byteLengths = {}}));
        QVERIFY(Sampler::create({{"a", &store, 1}}, {.sequenceLength = 1, .padding = 0, .byteLengths = {}}));
        for (const double share : {0.0, -0.1, 0.91, 1.0}) {
            QVERIFY(!Sampler::create({{"a", &store, 1}}, {.sequenceLength = 16, .padding = 0, .byteLengths = {}},
                                     {.name = "b", .store = &store, .share = share}));
        }
    }

private:
    EnsuredStore ensured()
    {
        auto dataset = m_folder->open();
        auto store = ensureStore(m_folder->files, dataset, m_selection, m_tokenizer, m_options);
        if (!store) {
            qFatal("%s", store.error().message.c_str());
        }
        return std::move(*store);
    }

    Path place() const { return storeFolder(m_folder->path(), m_tokenizer.hash(), m_selection); }

    std::unique_ptr<DatasetFolder> m_folder;
    fakes::ByteTokenizer m_tokenizer;
    Selection m_selection{.language = "zul", .split = std::string(kTrainSplit)};
    StoreOptions m_options{.separator = {}, .shardTokens = 300};
};

QTEST_APPLESS_MAIN(TokenStoreTest)
#include "token_store_test.moc"
