// SPDX-License-Identifier: Apache-2.0
// Our readers beside the reference packages gguf and safetensors, and files that are not what their names say.
#include "core/formats/gguf.h"
#include "core/formats/safetensors.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <cstring>

using namespace bafo;
using namespace bafo::formats;

namespace {

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/formats";

nlohmann::json goldenJson(const char *name)
{
    PosixFileSystem files;
    return nlohmann::json::parse(files.readFile(kGolden / name, 1 << 20).value());
}

std::string fromHex(const std::string &hex)
{
    return QByteArray::fromHex(QByteArray::fromStdString(hex)).toStdString();
}

std::string textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace

class GoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksBecomeTheSameFloatsAsInTheGgufPackage_data()
    {
        QTest::addColumn<QString>("type");
        for (const char *type : {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1"}) {
            QTest::newRow(type) << QString::fromLatin1(type);
        }
    }

    void blocksBecomeTheSameFloatsAsInTheGgufPackage()
    {
        QFETCH(QString, type);
        const auto golden = goldenJson("blocks.json").at("blocks").at(type.toStdString());
        std::string bytes = fromHex(golden.at("bytes").get<std::string>());
        const auto expected = golden.at("bits").get<std::vector<std::uint32_t>>();
        QCOMPARE(bitsOf(golden.at("type"), bytes, expected.size()), expected);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
        QVERIFY(bitsOf(golden.at("type"), bytes, expected.size()) != expected);
    }

    void aFileOfTheSafetensorsPackageIsReadWhole()
    {
        const auto golden = goldenJson("mixed.json").at("tensors");
        const auto file = SafetensorsFile::open(kGolden / "mixed.safetensors");
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(file->tensors().size(), golden.size());
        QCOMPARE(file->metadata().at("note"), std::string("sawubona"));
        for (const auto &[name, tensor] : file->tensors()) {
            QCOMPARE(tensor.shape, golden.at(name).at("shape").get<std::vector<std::int64_t>>());
            QCOMPARE(textOf(tensor.bytes), fromHex(golden.at(name).at("bytes").get<std::string>()));
        }
        QCOMPARE(file->tensors().at("nothing").bytes.size(), 0U);
        QVERIFY(file->tensors().at("scalar").shape.empty());
    }

    void aSafetensorsFileCutAnywhereIsRefused()
    {
        PosixFileSystem files;
        const std::string whole = files.readFile(kGolden / "mixed.safetensors", 1 << 20).value();
        QVERIFY(parseSafetensorsHeader(std::as_bytes(std::span(whole))));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            QVERIFY2(!parseSafetensorsHeader(std::as_bytes(std::span(whole)).first(size)),
                     std::to_string(size).c_str());
        }
        const std::string longer = whole + '\0';
        QVERIFY(!parseSafetensorsHeader(std::as_bytes(std::span(longer))));
    }

    void aFileWithAWrongNameIsCalledWhatItIs()
    {
        const QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "model";
        PosixFileSystem files;
        const auto messageOf = [&](const auto &opened) { return opened ? std::string() : opened.error().message; };
        QVERIFY(writeFileAtomically(files, path, "GGUF" + std::string(100, '\0')));
        QVERIFY(messageOf(SafetensorsFile::open(path)).ends_with("is no safetensors file but a GGUF file"));
        QVERIFY(writeFileAtomically(files, path, files.readFile(kGolden / "mixed.safetensors", 1 << 20).value()));
        QVERIFY(messageOf(GgufFile::open(path)).ends_with("is no GGUF file but a safetensors file"));
        QVERIFY(writeFileAtomically(files, path, "version https://git-lfs.github.com/spec/v1\n"));
        QVERIFY(messageOf(GgufFile::open(path)).ends_with("a pointer that Git LFS left"));
        QVERIFY(writeFileAtomically(files, path, "nothing known"));
        QVERIFY(!messageOf(GgufFile::open(path)).empty());
        QVERIFY(messageOf(GgufFile::open(path)).find(" but ") == std::string::npos);
    }

private:
    static std::vector<std::uint32_t> bitsOf(const nlohmann::json &type, const std::string &bytes, std::size_t count)
    {
        std::vector<float> values(count);
        if (!dequantizeToFloat(type.get<std::uint32_t>(), std::as_bytes(std::span(bytes)), values)) {
            return {};
        }
        std::vector<std::uint32_t> bits;
        for (const float value : values) {
            bits.push_back(std::bit_cast<std::uint32_t>(value));
        }
        return bits;
    }
};

QTEST_APPLESS_MAIN(GoldenTest)
#include "golden_test.moc"
