// SPDX-License-Identifier: Apache-2.0
#include "app/engine/torch_guard.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <QTest>

#include <new>

using namespace bafo;

class TorchGuardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void memoryThatCannotBeHadEndsWithFour()
    {
        const auto outcome = engine::guardTorch([]() -> Result<void> {
            (void)at::empty({std::int64_t{1} << 46}, at::kFloat);
            return {};
        });
        QVERIFY(!outcome);
        QCOMPARE(exitCodeOf(outcome.error().code), 4);
        QVERIFY(!outcome.error().hint.empty());
        const auto plain = engine::guardTorch([]() -> Result<void> { throw std::bad_alloc(); });
        QCOMPARE(plain.error().code, ErrorCode::outOfMemory);
    }

    void otherExceptionsAreInternalAndKeepToOneLine()
    {
        const auto outcome = engine::guardTorch([]() -> Result<void> {
            (void)at::mm(at::zeros({2, 3}), at::zeros({2, 3}));
            return {};
        });
        QCOMPARE(outcome.error().code, ErrorCode::internal);
        QVERIFY(outcome.error().message.find('\n') == std::string::npos);
        const auto check = engine::guardTorch([]() -> Result<void> {
            BAFO_CHECK(false, "never");
            return {};
        });
        QCOMPARE(check.error().code, ErrorCode::internal);
    }

    void errorsAndSuccessPassThrough()
    {
        QVERIFY(engine::guardTorch([]() -> Result<void> { return {}; }));
        const auto outcome
            = engine::guardTorch([]() -> Result<void> { return fail(ErrorCode::diskFull, "full", "free some"); });
        QCOMPARE(outcome.error().code, ErrorCode::diskFull);
    }
};

QTEST_APPLESS_MAIN(TorchGuardTest)
#include "torch_guard_test.moc"
