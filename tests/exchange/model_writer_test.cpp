// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_writer.h"
#include "core/exchange/tensor_files.h"

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::exchange;

namespace {

TensorSource sourceOf(const std::string &name, std::vector<float> values)
{
    return {.name = name,
            .shape = {static_cast<std::int64_t>(values.size())},
            .stream
            = [values = std::move(values)](const ByteSink &sink) { return sink(std::as_bytes(std::span(values))); }};
}

ModelFolderContent smallModel()
{
    ModelFolderContent content;
    content.configJson = "{}\n";
    content.tensors.push_back(sourceOf("b", {1, 2, 3}));
    content.tensors.push_back(sourceOf("a", {4, 5}));
    content.tensors.push_back(sourceOf("c", {6}));
    content.otherFiles.push_back({.name = "tokenizer.json", .content = "{\"t\":1}"});
    content.lineage.how = "test";
    return content;
}

std::vector<float> readAll(const TensorFiles &tensors, const std::string &name, std::size_t count)
{
    std::vector<float> values(count);
    return tensors.readFloats(name, values) ? values : std::vector<float>{};
}

} // namespace

class ModelWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aModelIsWrittenAndReadBack()
    {
        const auto lineage = writeModelFolder(m_files, path("m"), smallModel());
        QVERIFY2(lineage, lineage ? "" : lineage.error().message.c_str());
        const auto tensors = TensorFiles::open(m_files, path("m"));
        QVERIFY(tensors);
        QCOMPARE(readAll(*tensors, "b", 3), (std::vector<float>{1, 2, 3}));
        QCOMPARE(readAll(*tensors, "a", 2), (std::vector<float>{4, 5}));
        const auto read = runs::readLineage(m_files, path("m")).value();
        QCOMPARE(read.weightHash(), lineage->weightHash());
        QCOMPARE(read.files.size(), 3U);
        QCOMPARE(readCompanionFiles(m_files, path("m"))->at(0).content, std::string("{\"t\":1}"));
    }

    void equalModelsAreEqualByteForByte()
    {
        const auto one = writeModelFolder(m_files, path("one"), smallModel());
        const auto two = writeModelFolder(m_files, path("two"), smallModel());
        QCOMPARE(runs::toJson(*one), runs::toJson(*two));
        auto changed = smallModel();
        changed.tensors.at(2) = sourceOf("c", {7});
        QVERIFY(writeModelFolder(m_files, path("three"), changed)->weightHash() != one->weightHash());
    }

    void aLargeModelIsSplitAndFoundAgain()
    {
        auto content = smallModel();
        content.maxShardBytes = 12;
        QVERIFY(writeModelFolder(m_files, path("m"), content));
        QVERIFY(m_files.status(path("m/model-00001-of-00003.safetensors"))->exists);
        const auto tensors = TensorFiles::open(m_files, path("m"));
        QVERIFY2(tensors, tensors ? "" : tensors.error().message.c_str());
        QCOMPARE(readAll(*tensors, "c", 1), std::vector<float>{6});
        QVERIFY(m_files.removeFile(path("m/model-00002-of-00003.safetensors")));
        const auto missing = TensorFiles::open(m_files, path("m"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::data);
        QVERIFY(missing.error().message.find("model-00002-of-00003.safetensors") != std::string::npos);
    }

    void aTensorThatFailsLeavesNothing()
    {
        auto content = smallModel();
        content.tensors.at(1).stream
            = [](const ByteSink &) -> Result<void> { return fail(ErrorCode::diskFull, "full", "make room"); };
        QCOMPARE(writeModelFolder(m_files, path("m"), content).error().code, ErrorCode::diskFull);
        QVERIFY(m_files.list(path(""))->empty());
    }

    void threeDtypesAreReadFromShardsMadeElsewhere()
    {
        const auto tensors = TensorFiles::open(m_files, Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded");
        QVERIFY2(tensors, tensors ? "" : tensors.error().message.c_str());
        QCOMPARE(tensors->fileNames().size(), 3U);
        QCOMPARE(tensors->tensors().size(), 35U);
    }

    void halvesAreConvertedExactly()
    {
        const std::array<std::uint16_t, 6> half = {0x3C00, 0xC000, 0x0001, 0x7BFF, 0x8000, 0x7C00};
        std::array<float, 6> values = {};
        QVERIFY(convertToFloats(formats::Dtype::F16, std::as_bytes(std::span(half)), values));
        QCOMPARE(values[0], 1.0F);
        QCOMPARE(values[1], -2.0F);
        QVERIFY(values[2] == 0x1p-24F && values[3] == 65504.0F);
        QVERIFY(values[4] == 0 && std::signbit(values[4]) && std::isinf(values[5]));
        const std::array<std::uint16_t, 1> brain = {0xBFC0};
        QVERIFY(convertToFloats(formats::Dtype::BF16, std::as_bytes(std::span(brain)), std::span(values).first(1)));
        QCOMPARE(values[0], -1.5F);
        QVERIFY(!convertToFloats(formats::Dtype::I8, {}, {}));
    }

    void anIndexThatReachesOutOfItsFolderIsRefused()
    {
        for (const char *shard : {"../model.safetensors", "/etc/passwd", "a/b.safetensors", ".safetensors", ""}) {
            QVERIFY(writeFileAtomically(m_files, path("model.safetensors.index.json"),
                                        "{\"weight_map\":{\"a\":\"" + std::string(shard) + "\"}}"));
            const auto tensors = TensorFiles::open(m_files, path(""));
            QVERIFY2(!tensors && tensors.error().code == ErrorCode::data, shard);
            QVERIFY(tensors.error().message.find("index.json") != std::string::npos);
        }
        QVERIFY(!TensorFiles::open(m_files, path("nowhere")));
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(ModelWriterTest)
#include "model_writer_test.moc"
