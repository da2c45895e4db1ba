// SPDX-License-Identifier: Apache-2.0
// NF4 beside bitsandbytes' own bytes (tests/golden/adapters/make_nf4.py), and beside itself on other processors.
#include "core/adapters/nf4.h"
#include "core/adapters/nf4_matrix.h"
#include "core/formats/safetensors.h"

#include <ATen/ATen.h>

#include <QTest>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

using namespace bafo;
using adapters::Nf4Tensor;

namespace {

constexpr int kMostUlps = 2;

/// As the script makes them.
double uniform(std::size_t index, std::uint64_t seed)
{
    const std::uint64_t z = (index + seed * 1000003 + 1) * 0x9E3779B97F4A7C15ULL;
    return static_cast<double>((z ^ (z >> 29U)) >> 40U) / static_cast<double>(1 << 23) - 1;
}

template <class Make>
std::vector<float> made(std::size_t count, const Make &make)
{
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(make(i));
    }
    return values;
}

/// numpy's third power is that of pow().
std::vector<float> randomValues()
{
    return made(20001, [](std::size_t i) { return std::pow(uniform(i, 1), 3); });
}

std::vector<float> weightValues()
{
    return made(std::size_t{64} * 600, [](std::size_t i) { return uniform(i, 2) * uniform(i, 3) * 0.05; });
}

const formats::SafetensorsFile &golden()
{
    static const auto file
        = formats::SafetensorsFile::open(Path(BAFO_SOURCE_DIR) / "tests/golden/adapters/nf4.safetensors").value();
    return file;
}

template <class Number>
std::vector<Number> stored(const std::string &name)
{
    const formats::TensorEntry &entry = golden().tensors().at(name);
    std::vector<Number> numbers(entry.bytes.size() / sizeof(Number));
    std::memcpy(numbers.data(), entry.bytes.data(), entry.bytes.size());
    return numbers;
}

std::vector<float> valuesOf(const std::string &name)
{
    return name == "random" ? randomValues() : name == "weights" ? weightValues() : stored<float>(name + ".values");
}

template <class Number>
std::vector<Number> numbersIn(const at::Tensor &tensor)
{
    const auto *data = tensor.const_data_ptr<Number>();
    return {data, data + tensor.numel()};
}

/// Steps between two floats.
std::int64_t ulpsBetween(float one, float other)
{
    return std::abs(std::int64_t{std::bit_cast<std::int32_t>(one)} - std::int64_t{std::bit_cast<std::int32_t>(other)});
}

std::vector<float> decoded(const Nf4Tensor &tensor, std::int64_t first, std::size_t count)
{
    std::vector<float> values(count);
    adapters::decodeNf4(tensor, first, values);
    return values;
}

Nf4Tensor encoded(const std::vector<float> &values, bool isDoublyQuantised)
{
    return adapters::encodeNf4(values, isDoublyQuantised, "a tensor").value();
}

} // namespace

class Nf4Test : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void theMapOfScalesIsThatOfBitsandbytes()
    {
        const std::array<float, 256> &map = adapters::dynamicMap();
        QCOMPARE(std::vector<float>(map.begin(), map.end()), stored<float>("map"));
    }

    static void everyByteIsThatOfBitsandbytes_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &[name, entry] : golden().tensors()) {
            if (name.ends_with(".packed")) {
                const QString words = QString::fromStdString(name.substr(0, name.size() - 7));
                QTest::newRow(qPrintable(words)) << words;
            }
        }
    }

    static void everyByteIsThatOfBitsandbytes()
    {
        QFETCH(const QString, name);
        const std::string key = name.toStdString();
        const std::vector<float> values = valuesOf(key);
        const Nf4Tensor plain = encoded(values, false);
        QCOMPARE(numbersIn<std::uint8_t>(plain.packed), stored<std::uint8_t>(key + ".packed"));
        const auto scales = numbersIn<float>(plain.scales);
        QCOMPARE(scales, stored<float>(key + ".plain_scales"));
        const float offset = stored<float>(key + ".offset").front();
        QVERIFY(ulpsBetween(adapters::meanOf(scales), offset) <= kMostUlps);
        Nf4Tensor theirs = plain;
        adapters::packScales(scales, offset, theirs);
        QCOMPARE(numbersIn<std::uint8_t>(theirs.scaleCodes), stored<std::uint8_t>(key + ".codes"));
        QCOMPARE(numbersIn<float>(theirs.scales), stored<float>(key + ".scales"));
        const auto expected = stored<float>(key + ".decoded");
        QCOMPARE(decoded(theirs, 0, expected.size()), expected);
        const Nf4Tensor ours = encoded(values, true);
        QCOMPARE(numbersIn<std::uint8_t>(ours.packed), numbersIn<std::uint8_t>(plain.packed));
        QCOMPARE(ours.offset, adapters::meanOf(scales));
    }

    static void anotherOffsetGivesOtherCodes()
    {
        Nf4Tensor tensor = encoded(weightValues(), false);
        const auto scales = numbersIn<float>(tensor.scales);
        adapters::packScales(scales, stored<float>("weights.offset").front() * 1.01F, tensor);
        QVERIFY(numbersIn<std::uint8_t>(tensor.scaleCodes) != stored<std::uint8_t>("weights.codes"));
    }

    static void theMeanOfManyScalesIsWithinTwoSteps()
    {
        const auto scales
            = made(std::size_t{9216} * 2304 / 64, [](std::size_t i) { return std::abs(uniform(i, 14)) * 0.1; });
        QVERIFY(ulpsBetween(adapters::meanOf(scales), stored<float>("mean.offset").front()) <= kMostUlps);
    }

    static void whatIsNoNumberIsRefusedByName()
    {
        for (const float bad : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                                std::numeric_limits<float>::quiet_NaN()}) {
            for (const std::size_t place : {std::size_t{0}, std::size_t{70}, std::size_t{129}}) {
                std::vector<float> values(130, 0.5F);
                QVERIFY(adapters::encodeNf4(values, true, "layer.weight").has_value());
                values[place] = bad;
                const auto result = adapters::encodeNf4(values, true, "layer.weight");
                QVERIFY(!result);
                QVERIFY(result.error().message.find("layer.weight") != std::string::npos);
                QVERIFY(!result.error().hint.empty());
            }
        }
    }

    static void anyPartIsWhatItIsInTheWhole()
    {
        const Nf4Tensor tensor = encoded(randomValues(), true);
        const std::vector<float> whole = decoded(tensor, 0, 20001);
        for (const std::int64_t first : {0, 1, 31, 64, 127, 4096, 19990}) {
            for (const std::size_t count : {std::size_t{1}, std::size_t{11}}) {
                const auto part = decoded(tensor, first, count);
                QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + first));
            }
        }
        const auto part = decoded(tensor, 100, 19000);
        QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + 100));
        QVERIFY(!std::equal(part.begin(), part.end(), whole.begin() + 101));
    }

    static void everyProcessorDecodesTheSameBits()
    {
        const Nf4Tensor tensor = encoded(weightValues(), false);
        const std::vector<float> whole = decoded(tensor, 0, std::size_t{64} * 600);
        std::vector<float> plain(whole.size());
        adapters::decodeNf4BlocksPlainly(tensor.packed.const_data_ptr<std::uint8_t>(),
                                         tensor.scales.const_data_ptr<float>(), 600, plain.data());
        QCOMPARE(plain, whole);
    }

    static void rowsOfAMatrixFollowEachOther()
    {
        const std::vector<float> values = randomValues();
        const std::vector<float> whole = decoded(encoded(values, true), 0, 20001);
        const adapters::Nf4Matrix matrix(encoded(values, true), 59 * 3, 113); // 20001 of them
        std::vector<float> rows(std::size_t{2} * 113);
        matrix.decode(17, 2, rows.data());
        QVERIFY(std::equal(rows.begin(), rows.end(), whole.begin() + 17 * 113));
        QVERIFY(matrix.sizeBytes() < 20001 * 5 / 8);
    }

    static void aBaseTakesFourBitsAndAnEighth()
    {
        const std::vector<float> values(std::size_t{64} * 256 * 4, 0.25F);
        const double bits
            = 8.0 * static_cast<double>(encoded(values, true).sizeBytes()) / static_cast<double>(values.size());
        QVERIFY(bits > 4.126 && bits < 4.128);
        QVERIFY(encoded(values, false).sizeBytes() > encoded(values, true).sizeBytes());
    }
};

QTEST_APPLESS_MAIN(Nf4Test)
#include "nf4_test.moc"
