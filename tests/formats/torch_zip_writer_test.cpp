// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_zip_writer.h"

#include "core/formats/half_precision.h"
#include "core/formats/torch_zip.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cstring>

using namespace bafo;
using namespace bafo::formats;

namespace {

constexpr std::array kMatrix = {1.0F, -2.0F, 3.5F, 0.0F, 1e-30F, 7.0F};
constexpr std::array kBias = {0.25F, -0.5F};

} // namespace

class TorchZipWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsWrittenIsReadBack()
    {
        const Path file = write();
        auto read = TorchZipFile::open(file);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        const auto &tensors = read->content().tensors;
        QCOMPARE(tensors.size(), 3U);
        const TorchTensor &matrix = tensors.at("transformer.wte.weight");
        QCOMPARE(matrix.shape, (std::vector<std::int64_t>{3, 2}));
        QVERIFY(matrix.isContiguous() && read->checkStorage(matrix));
        QVERIFY(std::memcmp(matrix.bytes.data(), kMatrix.data(), sizeof(kMatrix)) == 0);
        QCOMPARE(tensors.at("lm_head.weight").storage, matrix.storage);
        const TorchTensor &bias = tensors.at("bias");
        QCOMPARE(bias.dtype, Dtype::BF16);
        QVERIFY(read->checkStorage(bias));
        std::array<std::uint16_t, 2> halves = {};
        std::memcpy(halves.data(), bias.bytes.data(), sizeof(halves));
        QCOMPARE(bfloatToFloat(halves[1]), kBias[1]);
        // PyTorch maps tensors at multiples of 64 bytes.
        const auto bytes = MappedFile::open(file).value();
        const std::string_view whole(reinterpret_cast<const char *>(bytes.bytes().data()), bytes.bytes().size());
        QCOMPARE(whole.find(std::string_view(reinterpret_cast<const char *>(kMatrix.data()), sizeof(kMatrix))) % 64,
                 0U);
    }

    void aChangedByteIsFound()
    {
        const Path file = write();
        std::string whole = m_files.readFile(file, 1 << 20).value();
        const std::size_t at = whole.find(std::string(reinterpret_cast<const char *>(kMatrix.data()), sizeof(kMatrix)));
        whole[at + 3] = static_cast<char>(whole[at + 3] ^ 1);
        QVERIFY(writeFileAtomically(m_files, file, whole));
        auto read = TorchZipFile::open(file);
        QVERIFY(read && !read->checkStorage(read->content().tensors.at("lm_head.weight")));
        QVERIFY(read->checkStorage(read->content().tensors.at("bias")));
    }

    void equalContentGivesEqualBytes()
    {
        const std::string once = m_files.readFile(write(), 1 << 20).value();
        QVERIFY(m_files.removeFile(path("lit_model.pth")));
        QCOMPARE(m_files.readFile(write(), 1 << 20).value(), once);
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    Path write()
    {
        auto writer = TorchZipWriter::create(
            m_files, path("lit_model.pth"),
            {{.name = "transformer.wte.weight", .dtype = Dtype::F32, .shape = {3, 2}},
             {.name = "bias", .dtype = Dtype::BF16, .shape = {2}},
             {.name = "lm_head.weight", .dtype = Dtype::F32, .shape = {3, 2}, .sameAs = "transformer.wte.weight"}});
        const auto matrix = std::as_bytes(std::span(kMatrix));
        const std::array halves = {floatToBfloat(kBias[0]), floatToBfloat(kBias[1])};
        const bool isWritten = writer && writer->write(matrix.first(5)) && writer->write(matrix.subspan(5))
            && writer->write(std::as_bytes(std::span(halves)));
        const auto done = isWritten ? writer->finish() : Result<WrittenFile>(fail(ErrorCode::internal, "not written"));
        return done && done->sha256 == sha256OfFile(path("lit_model.pth")).value() ? path("lit_model.pth")
                                                                                   : path("missing");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(TorchZipWriterTest)
#include "torch_zip_writer_test.moc"
