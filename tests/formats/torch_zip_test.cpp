// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_zip.h"

#include "core/formats/half_precision.h"
#include "core/formats/pickle_values.h"
#include "tests/fakes/stored_zip_builder.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <sys/resource.h>

using namespace bafo;
using namespace bafo::formats;

namespace {

/// The sanitizers keep what was freed, and are slow.
#ifdef BAFO_SANITIZED
constexpr long kSanitizerFactor = 4;
#else
constexpr long kSanitizerFactor = 1;
#endif

const Path kFolder = Path(BAFO_SOURCE_DIR) / "tests/golden/formats/torch_zips";

std::string readAll(const Path &path)
{
    PosixFileSystem files;
    return files.readFile(path, 1 << 20).value();
}

std::span<const std::byte> bytesOf(const std::string &text)
{
    return std::as_bytes(std::span(text));
}

std::vector<float> floatsOf(const TorchTensor &tensor)
{
    std::vector<float> values(static_cast<std::size_t>(tensor.numElements()));
    tensor.copyElements(0, std::as_writable_bytes(std::span(values)));
    return values;
}

long peakKib()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

std::string withPickle(const std::string &pickle)
{
    fakes::StoredZipBuilder zip;
    zip.add("a/data.pkl", "\x80\x02" + pickle + ".");
    return zip.finish();
}

} // namespace

class TorchZipTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStateDictionaryIsRead()
    {
        for (const char *name : {"sound_state_dictionary.pth", "sound_zip64.pth"}) {
            const auto file = TorchZipFile::open(kFolder / name);
            QVERIFY2(file, file ? "" : file.error().message.c_str());
            const auto &tensors = file->content().tensors;
            QCOMPARE(tensors.size(), 2U);
            QCOMPARE(file->content().dictionary, std::string());
            const TorchTensor &a = tensors.at("a");
            QCOMPARE(a.dtype, Dtype::F32);
            QCOMPARE(a.shape, (std::vector<std::int64_t>{2, 3}));
            QVERIFY(a.isContiguous());
            QCOMPARE(floatsOf(a), (std::vector<float>{0, 1, 2, 3, 4, 5}));
        }
    }

    void aTransposedTensorIsReadInTheOrderOfItsIndices()
    {
        const auto file = TorchZipFile::open(kFolder / "sound_state_dictionary.pth");
        const TorchTensor &b = file->content().tensors.at("b");
        QCOMPARE(b.dtype, Dtype::BF16);
        QVERIFY(!b.isContiguous());
        std::vector<std::uint16_t> words(3);
        b.copyElements(1, std::as_writable_bytes(std::span(words)));
        // 1, 2, -3, 0 lie in the storage, column by column
        QCOMPARE(bfloatToFloat(words[0]), -3.0F);
        QCOMPARE(bfloatToFloat(words[1]), 2.0F);
        QCOMPARE(bfloatToFloat(words[2]), 0.0F);
    }

    void ofACheckpointTheWeightsAndTheCountsAreRead()
    {
        const auto file = TorchZipFile::open(kFolder / "sound_checkpoint.pth");
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(file->content().dictionary, std::string("model"));
        QCOMPARE(file->content().tensors.size(), 1U);
        QVERIFY(file->content().tensors.contains("_orig_mod.a"));
        QCOMPARE(file->content().numbers.at("iter_num"), 70000);
        QCOMPARE(file->content().numbers.at("step_count"), -3);
    }

    void anEmptyListOfFlagsIsNone()
    {
        const auto file = TorchZipFile::open(kFolder / "sound_no_flags.pth");
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(floatsOf(file->content().tensors.at("a")).at(5), 5.0F);
    }

    void aParameterAndACountedStorageAreRead()
    {
        const auto file = TorchZipFile::open(kFolder / "sound_parameter.pth");
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(floatsOf(file->content().tensors.at("a")).at(5), 5.0F);
    }

    void filesOfTorchItselfAreRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("torch.save") << "torch_save.pth";
        QTest::newRow("written piece by piece") << "torch_incremental.pth";
        QTest::newRow("checkpoint with a data loader") << "torch_checkpoint.pth";
    }

    void filesOfTorchItselfAreRead()
    {
        QFETCH(QString, name);
        auto file = TorchZipFile::open(kFolder / name.toStdString());
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        const auto golden = nlohmann::json::parse(readAll(kFolder / "torch.json"))[name.toStdString()];
        QCOMPARE(file->content().tensors.size(), golden.size());
        for (const auto &[tensor, expected] : golden.items()) {
            const TorchTensor &read = file->content().tensors.at(tensor);
            QCOMPARE(std::string(nameOf(read.dtype)), expected["dtype"].get<std::string>());
            QCOMPARE(read.shape, expected["shape"].get<std::vector<std::int64_t>>());
            std::string bytes(static_cast<std::size_t>(read.numElements()) * elementSize(read.dtype), '\0');
            read.copyElements(0, std::as_writable_bytes(std::span(bytes)));
            QCOMPARE(QByteArray::fromStdString(bytes).toHex().toStdString(), expected["bytes"].get<std::string>());
            QVERIFY(file->checkStorage(read));
        }
    }

    void everyHostileFileIsRefusedByNameAndNothingHappens()
    {
        const auto refusals = nlohmann::json::parse(readAll(kFolder / "refusals.json"));
        QVERIFY(refusals.size() >= 80);
        const long before = peakKib();
        QElapsedTimer timer;
        timer.start();
        for (const auto &[name, reason] : refusals.items()) {
            const auto file = TorchZipFile::open(kFolder / name);
            QVERIFY2(!file, name.c_str());
            const Error &error = file.error();
            QCOMPARE(error.code, ErrorCode::data);
            const bool isNamed = error.message.find(reason.get<std::string>()) != std::string::npos;
            QVERIFY2(isNamed, (name + ": " + error.message).c_str());
            QVERIFY2(error.message.find(name) != std::string::npos && !error.hint.empty(), name.c_str());
        }
        QVERIFY2(timer.elapsed() < 2000 * kSanitizerFactor, std::to_string(timer.elapsed()).c_str());
        QVERIFY2(peakKib() - before < 64 * 1024 * kSanitizerFactor, std::to_string(peakKib() - before).c_str());
        QVERIFY(!std::filesystem::exists("/tmp/this-must-not-be-there"));
    }

    void manyValuesEndInARefusalAndNotInMemory()
    {
        const long before = peakKib();
        for (const char value : {']', '}', ')', 'N'}) {
            const auto content = parseTorchZip(bytesOf(withPickle(std::string(30U << 20U, value))));
            QVERIFY(!content);
            QVERIFY2(content.error().message.find("more than") != std::string::npos, content.error().message.c_str());
        }
        const auto recalls = parseTorchZip(
            bytesOf(withPickle("]q" + std::string(1, '\0') + QByteArray("h\0", 2).repeated(10 << 20).toStdString())));
        QVERIFY(!recalls);
        QVERIFY2(peakKib() - before < 400 * 1024 * kSanitizerFactor, std::to_string(peakKib() - before).c_str());
    }

    void everyTruncationAndEveryFlippedByteIsRefusedOrHarmless()
    {
        const std::string whole = readAll(kFolder / "sound_checkpoint.pth");
        QVERIFY(parseTorchZip(bytesOf(whole)));
        for (std::size_t length = 0; length < whole.size(); ++length) {
            QVERIFY(!parseTorchZip(bytesOf(whole).first(length)));
        }
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x11);
            if (const auto content = parseTorchZip(bytesOf(changed))) {
                for (const auto &[name, tensor] : content->tensors) {
                    (void)floatsOf(tensor); // inside of the file, whatever it holds
                }
            }
        }
    }

    void aFlippedWeightIsFoundByItsChecksum()
    {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "changed.pth";
        std::string file = readAll(kFolder / "sound_parameter.pth");
        const float four = 4;
        const std::size_t at = file.find(std::string(reinterpret_cast<const char *>(&four), sizeof(four)));
        file[at] = 1;
        PosixFileSystem files;
        QVERIFY(writeFileAtomically(files, path, file));
        auto opened = TorchZipFile::open(path);
        QVERIFY(opened);
        const auto checked = opened->checkStorage(opened->content().tensors.at("a"));
        QVERIFY(!checked);
        QVERIFY(checked.error().message.find("checksum of archive/data/0") != std::string::npos);
    }

    void theChecksumIsThatOfZipFiles()
    {
        const std::string check = "123456789";
        QCOMPARE(crc32Of(bytesOf(check)), 0xCBF43926U); // the check value of the catalogue of CRC algorithms
        QCOMPARE(crc32Of(bytesOf(check).subspan(5), crc32Of(bytesOf(check).first(5))), 0xCBF43926U);
        QCOMPARE(crc32Of({}), 0U);
        const std::string longer(1003, 'x');
        QCOMPARE(crc32Of(bytesOf(longer).subspan(7), crc32Of(bytesOf(longer).first(7))), crc32Of(bytesOf(longer)));
    }

    void otherFilesAreToldByWhatTheyAre()
    {
        QTemporaryDir folder;
        PosixFileSystem files;
        const Path path = Path(folder.path().toStdString()) / "lit_model.pth";
        for (const auto &[start, kind] :
             {std::pair{"GGUF", "GGUF"}, {"version https://git-lfs.github.com", "Git LFS"}}) {
            QVERIFY(writeFileAtomically(files, path, start));
            const auto file = TorchZipFile::open(path);
            QVERIFY(!file && file.error().message.find(kind) != std::string::npos);
        }
    }
};

QTEST_APPLESS_MAIN(TorchZipTest)
#include "torch_zip_test.moc"
