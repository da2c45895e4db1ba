// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf.h"

#include <QTest>

#include <array>
#include <cstring>

using namespace bafo;
using namespace bafo::formats;

namespace {

std::string tinyFile()
{
    PosixFileSystem files;
    return files.readFile(Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/tied.gguf", 1 << 20).value();
}

std::span<const std::byte> bytesOf(const std::string &text)
{
    return std::as_bytes(std::span(text));
}

template <class T>
void put(std::string &text, T value)
{
    text.append(reinterpret_cast<const char *>(&value), sizeof(value));
}

void putString(std::string &text, const std::string &value)
{
    put<std::uint64_t>(text, value.size());
    text += value;
}

std::string startOf(std::uint64_t numTensors, std::uint64_t numValues, std::uint32_t version = 3)
{
    std::string text = "GGUF";
    put<std::uint32_t>(text, version);
    put(text, numTensors);
    put(text, numValues);
    return text;
}

/// One tensor of one dimension, F32 unless told otherwise.
std::string withTensor(std::uint64_t extent, std::uint64_t offset, std::uint64_t numBytes, std::uint32_t type = 0)
{
    std::string text = startOf(1, 0);
    putString(text, "t");
    put<std::uint32_t>(text, 1);
    put(text, extent);
    put(text, type);
    put(text, offset);
    text.resize((text.size() + 31) / 32 * 32 + numBytes);
    return text;
}

} // namespace

class GgufTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFileMadeElsewhereIsRead()
    {
        const auto file = GgufFile::open(Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/tied.gguf");
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(file->text("general.architecture").value(), std::string_view("llama"));
        QCOMPARE(file->integer("llama.embedding_length").value(), 64);
        QCOMPARE(file->number("llama.rope.freq_base").value(), 5000.0);
        QCOMPARE(file->boolean("tokenizer.ggml.add_bos_token").value(), false);
        const auto tokens = file->array("tokenizer.ggml.tokens")->strings().value();
        QCOMPARE(tokens.size(), 288U);
        QCOMPARE(tokens.at(0), std::string_view("<|endoftext|>"));
        QCOMPARE(file->array("tokenizer.ggml.token_type")->integers()->at(2), 3);
        QVERIFY(!file->array("tokenizer.ggml.tokens")->integers());
        QVERIFY(!file->text("llama.embedding_length") && !file->integer("nothing"));
        const auto &embedding = file->tensors().at("token_embd.weight");
        QCOMPARE(embedding.shape, (std::vector<std::int64_t>{288, 64}));
        QCOMPARE(embedding.bytes.size(), 288U * 2U * 34U);
    }

    void everyTruncationIsRefused()
    {
        const std::string whole = tinyFile();
        QVERIFY(parseGguf(bytesOf(whole)));
        // Every place in the header, and some in the tensors.
        for (std::size_t length = 0; length < whole.size(); length += length < 9000 ? 1 : 997) {
            const auto header = parseGguf(bytesOf(whole).first(length));
            QVERIFY2(!header && header.error().code == ErrorCode::data, std::to_string(length).c_str());
        }
    }

    void lyingCountsAreRefused()
    {
        QVERIFY(parseGguf(bytesOf(startOf(0, 0))));
        QVERIFY(!parseGguf(bytesOf(startOf(0, UINT64_MAX))));
        QVERIFY(!parseGguf(bytesOf(startOf(UINT64_MAX, 0))));
        QVERIFY(!parseGguf(bytesOf(startOf(0, 0, 1))));
        for (const std::uint32_t elementType : {0U, 8U, 9U, 12U, 77U}) {
            std::string text = startOf(0, 1);
            putString(text, "a");
            put<std::uint32_t>(text, 9);
            put(text, elementType);
            put<std::uint64_t>(text, UINT64_MAX / 4);
            text.resize(text.size() + 64);
            QVERIFY(!parseGguf(bytesOf(text)));
        }
    }

    void tensorsOutsideTheFileAreRefused()
    {
        QVERIFY(parseGguf(bytesOf(withTensor(4, 0, 16))));
        QVERIFY(!parseGguf(bytesOf(withTensor(5, 0, 16))));
        QVERIFY(!parseGguf(bytesOf(withTensor(4, 32, 16))));
        QVERIFY(!parseGguf(bytesOf(withTensor(1, 3, 16))));
        QVERIFY(!parseGguf(bytesOf(withTensor(1, UINT64_MAX - 31, 16))));
        QVERIFY(!parseGguf(bytesOf(withTensor(UINT64_MAX / 2, 0, 16))));
        QVERIFY(!parseGguf(bytesOf(withTensor(0, 0, 16))));
        QVERIFY(!parseGguf(bytesOf(withTensor(33, 0, 64, 8))));
        QVERIFY(parseGguf(bytesOf(withTensor(33, 0, 64, 12))));
    }

    void aKeyTwiceIsRefused()
    {
        std::string text = startOf(0, 2);
        for (const char *key : {"a", "b"}) {
            putString(text, key);
            put<std::uint32_t>(text, 4);
            put<std::uint32_t>(text, 1);
        }
        QVERIFY(parseGguf(bytesOf(text)));
        text[text.find('b')] = 'a';
        QVERIFY(!parseGguf(bytesOf(text)));
    }

    void blocksAreReadAsTheyAreDefined()
    {
        std::array<std::byte, 34> block = {};
        const std::uint16_t half = 0x3800; // 0.5
        const std::uint16_t minimum = 0xC000; // -2
        std::memcpy(block.data(), &half, 2);
        std::memcpy(block.data() + 2, &minimum, 2);
        block[4] = std::byte{0x93};
        std::array<float, 32> values = {};
        QVERIFY(dequantizeToFloat(3, std::span(block).first(20), values));
        QCOMPARE(values[0], 3 * 0.5F - 2);
        QCOMPARE(values[16], 9 * 0.5F - 2);
        QVERIFY(values[0] != values[16]);
        block[2] = std::byte{0x93};
        QVERIFY(dequantizeToFloat(2, std::span(block).first(18), values));
        QCOMPARE(values[0], (3 - 8) * 0.5F);
        QCOMPARE(values[16], (9 - 8) * 0.5F);
        block[33] = std::byte{0xFF};
        QVERIFY(dequantizeToFloat(8, block, values));
        QCOMPARE(values[31], -0.5F);
        const auto unknown = dequantizeToFloat(12, {}, {});
        QVERIFY(!unknown && unknown.error().message.find("12") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(GgufTest)
#include "gguf_test.moc"
