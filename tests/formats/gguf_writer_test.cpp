// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf_writer.h"

#include "core/base/check.h"
#include "core/formats/half_precision.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

using namespace bafo;
using namespace bafo::formats;

namespace {

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/formats/quantized.json";

std::string quantized(GgufTensorType type, std::span<const float> values)
{
    std::vector<std::byte> bytes(*ggufSizeBytes(type, values.size()));
    return quantizeFromFloat(type, values, bytes)
        ? std::string(reinterpret_cast<const char *>(bytes.data()), bytes.size())
        : std::string("refused");
}

std::vector<float> counted(std::size_t count)
{
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), -3.0F);
    return values;
}

} // namespace

class GgufWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void blocksAreTheGgufPackages()
    {
        const auto golden = nlohmann::json::parse(m_files.readFile(kGolden, 1 << 20).value());
        QVERIFY(golden.size() >= 10);
        for (const auto &[name, block] : golden.items()) {
            std::vector<float> values;
            for (const auto bits : block.at("bits").get<std::vector<std::uint32_t>>()) {
                values.push_back(std::bit_cast<float>(bits));
            }
            for (const auto type : {GgufTensorType::F16, GgufTensorType::Q8_0}) {
                const auto hex = block.at(std::string(*nameOf(type))).get<std::string>();
                const std::string expected = QByteArray::fromHex(QByteArray::fromStdString(hex)).toStdString();
                QVERIFY2(quantized(type, values) == expected, name.c_str());
                std::vector<float> other = values;
                other[5] += 1000;
                QVERIFY2(quantized(type, other) != expected, name.c_str());
            }
        }
    }

    void whatIsTooSmallForAScaleIsZero()
    {
        const std::vector<float> values(32, 1e-41F);
        QCOMPARE(quantized(GgufTensorType::Q8_0, values), std::string(34, '\0'));
        QVERIFY(quantized(GgufTensorType::Q8_0, std::vector<float>(32, 1e-3F)) != std::string(34, '\0'));
    }

    void everyHalfAndEveryBfloatComesBack()
    {
        for (std::uint32_t bits = 0; bits < 1U << 16U; ++bits) {
            const auto word = static_cast<std::uint16_t>(bits);
            const float half = halfToFloat(word);
            const float bfloat = bfloatToFloat(word);
            QVERIFY(std::isnan(half) ? std::isnan(halfToFloat(floatToHalf(half))) : floatToHalf(half) == word);
            QVERIFY(std::isnan(bfloat) ? std::isnan(bfloatToFloat(floatToBfloat(bfloat)))
                                       : floatToBfloat(bfloat) == word);
        }
        QCOMPARE(floatToBfloat(1 + 0x1p-8F), floatToBfloat(1.0F)); // a tie, to the even one
        QCOMPARE(floatToBfloat(1 + 3 * 0x1p-8F), floatToBfloat(1 + 0x1p-6F));
        QCOMPARE(floatToHalf(65519.0F), floatToHalf(65504.0F));
        QCOMPARE(floatToHalf(65520.0F), std::uint16_t{0x7C00});
    }

    void aWrittenFileIsReadBack()
    {
        const std::vector<float> matrix = counted(3 * 64);
        const auto file = GgufFile::open(written(matrix));
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(file->text("general.architecture").value(), std::string_view("llama"));
        QCOMPARE(file->integer("llama.block_count").value(), 7);
        QCOMPARE(file->number("llama.rope.freq_base").value(), 5000.0);
        QCOMPARE(file->boolean("tokenizer.ggml.add_bos_token").value(), true);
        QCOMPARE(file->array("tokens")->strings()->at(1), std::string_view("ngi"));
        QCOMPARE(file->array("scores")->numbers()->at(1), -0.5);
        QCOMPARE(file->array("types")->integers()->at(0), -6);
        std::vector<float> read(matrix.size());
        for (const char *name : {"norm", "half", "blocks"}) {
            const GgufTensor &tensor = file->tensors().at(name);
            read.resize(static_cast<std::size_t>(tensor.numElements()));
            QVERIFY(dequantizeToFloat(tensor.type, tensor.bytes, read));
            for (std::size_t i = 0; i < read.size(); ++i) {
                QVERIFY(std::abs(read[i] - matrix[i]) <= (tensor.type == 8 ? 0.8F : 0));
            }
        }
        QCOMPARE(file->tensors().at("half").shape, (std::vector<std::int64_t>{3, 5}));
        QVERIFY(read != matrix); // the last one, of 8 bits
    }

    void piecesChangeNothing()
    {
        const std::vector<float> matrix = counted(3 * 64);
        const std::string whole = m_files.readFile(written(matrix), 1 << 20).value();
        m_pieceSize = 32;
        const std::string inPieces = m_files.readFile(written(matrix, "pieces.gguf"), 1 << 20).value();
        QCOMPARE(inPieces, whole);
        QVERIFY(m_files.readFile(written(counted(3 * 65), "other.gguf"), 1 << 20).value() == whole);
    }

    void whatATypeCannotHoldIsNamed_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<int>("type");
        QTest::newRow("too large for a half") << 7e4F << 1;
        QTest::newRow("too large for a scale") << 1e7F << 8;
        QTest::newRow("infinite") << std::numeric_limits<float>::infinity() << 8;
        QTest::newRow("no number") << std::nanf("") << 0;
    }

    void whatATypeCannotHoldIsNamed()
    {
        QFETCH(float, value);
        QFETCH(int, type);
        std::vector<float> values(32, 1.0F);
        auto writer = GgufWriter::create(
            m_files, path("bad.gguf"), {},
            {{.name = "blk.0.ffn_up.weight", .type = static_cast<GgufTensorType>(type), .shape = {32}}});
        QVERIFY(writer);
        values[9] = value;
        const auto refused = writer->write(values);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::data);
        QVERIFY(refused.error().message.find("blk.0.ffn_up.weight") != std::string::npos);
        QVERIFY(!refused.error().hint.empty());
        values[9] = 1;
        QVERIFY(writer->write(values) && writer->finish());
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    Path written(const std::vector<float> &matrix, const char *name = "a.gguf")
    {
        GgufMetadataWriter metadata;
        metadata.add("general.architecture", "llama");
        metadata.add("llama.block_count", std::uint32_t{7});
        metadata.add("llama.rope.freq_base", 5000.0F);
        metadata.add("tokenizer.ggml.add_bos_token", true);
        metadata.add("tokens", std::vector<std::string>{"", "ngi", "\xE2\x96\x81"});
        metadata.add("scores", std::span<const float>(std::array{0.0F, -0.5F}));
        metadata.add("types", std::span<const std::int32_t>(std::array{-6, 3}));
        auto writer = GgufWriter::create(m_files, path(name), metadata,
                                         {{.name = "norm", .shape = {7}},
                                          {.name = "half", .type = GgufTensorType::F16, .shape = {3, 5}},
                                          {.name = "blocks", .type = GgufTensorType::Q8_0, .shape = {3, 64}}});
        BAFO_CHECK(writer, "no writer");
        for (const std::size_t size : {7U, 15U, 192U}) {
            for (std::size_t first = 0; first < size; first += m_pieceSize) {
                const auto piece = std::span(matrix).subspan(first, std::min(m_pieceSize, size - first));
                BAFO_CHECK(writer->write(piece), "not written");
            }
        }
        const auto done = writer->finish();
        BAFO_CHECK(done && done->sha256 == sha256OfFile(path(name)).value(), "another hash");
        return path(name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    std::size_t m_pieceSize = 1000;
};

QTEST_APPLESS_MAIN(GgufWriterTest)
#include "gguf_writer_test.moc"
