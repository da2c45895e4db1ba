// SPDX-License-Identifier: Apache-2.0
#include "core/base/sha256.h"
#include "core/formats/json_limits.h"
#include "core/formats/safetensors.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>

using namespace bafo;
using namespace bafo::formats;

namespace {

/// JSON written with single quotes, which need no escaping here.
std::string quoted(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

/// A file of this header and so many zero bytes behind it.
std::string fileOf(const std::string &header, std::size_t dataBytes)
{
    std::string file(8, '\0');
    file[0] = static_cast<char>(header.size() & 0xFFU);
    file[1] = static_cast<char>(header.size() >> 8U);
    return file + header + std::string(dataBytes, '\0');
}

bool isSound(const std::string &file)
{
    return parseSafetensorsHeader(std::as_bytes(std::span(file))).has_value();
}

const std::string kGood = quoted(
    "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'U8','shape':[],'data_offsets':[8,9]}}");

} // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadAndItsHashIsThatOfTheFile()
    {
        const QTemporaryDir folder;
        const Path path = folder.filePath(QStringLiteral("x.safetensors")).toStdString();
        PosixFileSystem files;
        const std::vector<float> matrix = {1, 2, 3, 4, 5, 6};
        auto writer = SafetensorsWriter::create(
                          files, path,
                          {{.name = "matrix", .shape = {2, 3}}, {.name = "empty", .dtype = Dtype::I64, .shape = {0}}},
                          {{"format", "pt"}})
                          .value();
        const auto bytes = std::as_bytes(std::span(matrix));
        QVERIFY(writer.write(bytes.first(5)));
        QVERIFY(writer.write(bytes.subspan(5)));
        const WrittenFile written = writer.finish().value();
        QCOMPARE(written.sha256, sha256OfFile(path).value());
        QCOMPARE(written.sizeBytes, files.status(path)->sizeBytes);
        const auto file = SafetensorsFile::open(path).value();
        QCOMPARE(file.tensors().size(), 2U);
        const TensorEntry &entry = file.tensors().at("matrix");
        QCOMPARE(entry.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(std::memcmp(entry.bytes.data(), matrix.data(), 24), 0);
        QCOMPARE(file.metadata().at("format"), std::string("pt"));
    }

    void aFileThatLacksBytesIsNotFinished()
    {
        const QTemporaryDir folder;
        PosixFileSystem files;
        auto writer = SafetensorsWriter::create(files, folder.filePath(QStringLiteral("x")).toStdString(),
                                                {{.name = "a", .shape = {4}}})
                          .value();
        QVERIFY(!writer.finish());
    }

    void hostileHeadersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("file");
        const auto add = [](const char *name, const std::string &file) {
            QTest::newRow(name) << QByteArray(file.data(), static_cast<qsizetype>(file.size()));
        };
        const auto one = [](const std::string &entry) { return quoted("{'a':" + entry + "}"); };
        add("empty", "");
        add("header longer than file", std::string("\xff\0\0\0\0\0\0\0{}", 10));
        add("huge header", std::string(8, '\xff') + "{}");
        add("not an object", fileOf("[1]", 0));
        add("leading space", fileOf(" {}", 0));
        add("broken", fileOf("{", 0));
        add("too short", fileOf(kGood, 8));
        add("too long", fileOf(kGood, 10));
        add("gap", fileOf(one(quoted("{'dtype':'U8','shape':[4],'data_offsets':[1,5]}")), 5));
        add("overlap",
            fileOf(quoted("{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[3],'data_"
                          "offsets':[2,5]}}"),
                   5));
        add("wrong size", fileOf(one(quoted("{'dtype':'F32','shape':[2],'data_offsets':[0,7]}")), 7));
        add("overflow", fileOf(one(quoted("{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,0]}")), 0));
        add("negative", fileOf(one(quoted("{'dtype':'U8','shape':[-1],'data_offsets':[0,0]}")), 0));
        add("backwards", fileOf(one(quoted("{'dtype':'U8','shape':[4],'data_offsets':[4,0]}")), 4));
        add("unknown type", fileOf(one(quoted("{'dtype':'F8','shape':[1],'data_offsets':[0,1]}")), 1));
        add("missing key", fileOf(one(quoted("{'dtype':'U8','shape':[1]}")), 1));
        add("twice",
            fileOf(quoted("{'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0]},'a':{'dtype':'U8','shape':[0],'data_"
                          "offsets':[0,0]}}"),
                   0));
        add("deep", fileOf(quoted("{'a':[[[[[1]]]]]}"), 0));
        add("long name",
            fileOf(quoted("{'" + std::string(513, 'n') + "':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}}"), 0));
    }

    void hostileHeadersAreRefused()
    {
        QFETCH(QByteArray, file);
        QVERIFY(isSound(fileOf(kGood, 9)));
        QVERIFY(!isSound(file.toStdString()));
    }

    void jsonTooDeepOrTwiceTheSameKeyIsRefused()
    {
        QVERIFY(parseJson(quoted("{'a':'[[[[{{{{'}"), {.maxDepth = 1}));
        QVERIFY(!parseJson("[[1]]", {.maxDepth = 1}));
        QVERIFY(!parseJson(std::string(1'000'000, '['), {}));
        QVERIFY(parseJson(quoted("{'a':1,'a':2}"), {}));
        QVERIFY(!parseJson(quoted("{'a':{'b':1,'b':2}}"), {.refusesDuplicateKeys = true}));
        QVERIFY(parseJson(quoted("{'a':{'b':1},'b':2}"), {.refusesDuplicateKeys = true}));
        QVERIFY(!parseJson("[1,2,3]", {.maxBytes = 6}));
        QCOMPARE(parseJson("{", {}).error().code, ErrorCode::data);
    }
};

QTEST_APPLESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
