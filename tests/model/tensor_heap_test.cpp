// SPDX-License-Identifier: Apache-2.0
#include "core/model/tensor_heap.h"

#include "core/model/loss_head.h"
#include "core/plan/loss_chunk.h"

#include <ATen/ATen.h>

#include <QTest>

#include <cstdint>
#include <thread>
#include <vector>

#include <sys/mman.h>

using namespace bafo;
using model::TensorHeap;

class TensorHeapTest : public QObject {
    Q_OBJECT

    static constexpr std::size_t kRoom = std::size_t{1} << 30U;

    std::byte *m_base = nullptr;
    std::unique_ptr<TensorHeap> m_heap;

private Q_SLOTS:
    void init()
    {
        void *base = ::mmap(nullptr, kRoom, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        QVERIFY(base != MAP_FAILED);
        m_base = static_cast<std::byte *>(base);
        m_heap = std::make_unique<TensorHeap>(m_base, kRoom);
    }

    void cleanup()
    {
        ::munmap(m_base, kRoom);
        // What LibTorch holds is another one; this one's data must not be freed by it.
    }

    void largeDataIsWritableAlignedAndOfThisHeap()
    {
        auto data = m_heap->allocate(100'000);
        QVERIFY(data.get() >= static_cast<void *>(m_base) && data.get() < static_cast<void *>(m_base + kRoom));
        QCOMPARE(reinterpret_cast<std::uintptr_t>(data.get()) % 64, 0U);
        std::fill_n(static_cast<char *>(data.get()), 100'000, 'x');
        QVERIFY(m_heap->grownBytes() >= 100'000);
        m_heap->giveBack(data.release_context());
    }

    void aHoleOfATensorsOwnSizeIsFilledByAnother()
    {
        void *first = m_heap->allocate(1 << 20).release_context();
        void *second = m_heap->allocate(1 << 20).release_context();
        const std::int64_t grown = m_heap->grownBytes();
        for (int i = 0; i < 100; ++i) {
            m_heap->giveBack(first);
            first = m_heap->allocate(1 << 20).release_context();
        }
        QCOMPARE(m_heap->grownBytes(), grown);
        m_heap->giveBack(first);
        m_heap->giveBack(second);
        QCOMPARE(m_heap->grownBytes(), grown);
    }

    void moreThanThereIsRoomForIsRefused()
    {
        QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, (void)m_heap->allocate(2 * kRoom));
        void *data = m_heap->allocate(1 << 20).release_context(); // and nothing is lost by that
        std::fill_n(static_cast<char *>(data), 1 << 20, 'x');
        m_heap->giveBack(data);
    }

    void tensorsComeFromItOnceItIsInstalled()
    {
        QVERIFY(TensorHeap::install());
        QVERIFY(TensorHeap::install());
        const at::Tensor large = at::full({1 << 16}, 3.0F);
        const at::Tensor small = at::full({4}, 3.0F);
        QCOMPARE(large.clone().sum().item<double>(), 3.0 * (1 << 16));
        QCOMPARE(small.clone().sum().item<double>(), 12.0);
        QCOMPARE(at::empty({0}).numel(), std::int64_t{0});
        QCOMPARE(reinterpret_cast<std::uintptr_t>(large.const_data_ptr<float>()) % 64, 0U);
    }

    void manyThreadsTakeAndGiveBack()
    {
        QVERIFY(TensorHeap::install());
        std::vector<std::thread> threads;
        std::vector<int> numWrong(4);
        for (std::size_t thread = 0; thread < numWrong.size(); ++thread) {
            threads.emplace_back([thread, &numWrong] {
                for (int i = 1; i < 200; ++i) {
                    const auto value = static_cast<float>(thread * 1000 + static_cast<std::size_t>(i));
                    const at::Tensor tensor = at::full({(1 << 14) + i * 64}, value);
                    numWrong[thread] += (tensor == value).all().item<bool>() ? 0 : 1;
                }
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        QCOMPARE(numWrong, std::vector<int>(4));
    }

    void thePlanKnowsTheChunksOfLogits()
    {
        for (const std::int64_t vocabulary : {64, 4'096, 32'000, 49'152, 128'256, 288'256, 1'000'000}) {
            for (const std::int64_t mib : {0, 1, 16, 64, 1024}) {
                QCOMPARE(plan::rowsPerLossChunk(vocabulary, mib << 20),
                         model::rowsPerChunk(vocabulary, {.chunkBytes = mib << 20}));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TensorHeapTest)
#include "tensor_heap_test.moc"
