// SPDX-License-Identifier: Apache-2.0
// A base in 4 bits: read from a folder that bitsandbytes wrote (tests/golden/adapters/make_qlora.py), and made of one
// that it did not.
#include "core/adapters/nf4_matrix.h"
#include "core/exchange/four_bit_export.h"
#include "core/exchange/packed_base.h"
#include "tests/model/golden_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <functional>

using namespace bafo;

namespace {

Path foldersOf()
{
    return Path(BAFO_SOURCE_DIR) / "tests/golden/adapters";
}

struct Part {
    formats::Dtype dtype;
    std::vector<std::int64_t> shape;
    std::vector<std::byte> bytes;
};

using Parts = std::map<std::string, Part>;
using Change = std::function<void(Parts &)>;

/// The parts of a layer's weight in the golden folder.
const std::string kWeight = "model.layers.1.mlp.up_proj.weight";
const std::string kState = kWeight + ".quant_state.bitsandbytes__nf4";

/// The golden folder once more, with a change.
Path changedFolder(FileSystem &files, const QTemporaryDir &scratch, const Change &change)
{
    const auto file = formats::SafetensorsFile::open(foldersOf() / "grouped_4bit/model.safetensors").value();
    Parts parts;
    for (const auto &[name, entry] : file.tensors()) {
        parts[name] = {entry.dtype, entry.shape, {entry.bytes.begin(), entry.bytes.end()}};
    }
    change(parts);
    const Path folder = Path(scratch.path().toStdString()) / "model";
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(foldersOf() / "grouped_4bit/config.json", folder / "config.json");
    std::vector<formats::SafetensorsWriter::Declaration> declared;
    for (const auto &[name, part] : parts) {
        declared.push_back({.name = name, .dtype = part.dtype, .shape = part.shape});
    }
    auto writer = formats::SafetensorsWriter::create(files, folder / "model.safetensors", declared).value();
    for (const auto &[name, part] : parts) {
        (void)writer.write(part.bytes);
    }
    (void)writer.finish();
    return folder;
}

void putText(Part &part, const std::string &text)
{
    const auto bytes = std::as_bytes(std::span(text));
    part.bytes.assign(bytes.begin(), bytes.end());
    part.shape = {static_cast<std::int64_t>(text.size())};
}

std::string textIn(const Part &part)
{
    return {reinterpret_cast<const char *>(part.bytes.data()), part.bytes.size()}; // NOLINT
}

/// Another text in the JSON of a tensor's state.
Change inState(const std::string &from, const std::string &to)
{
    return [from, to](Parts &parts) {
        std::string text = textIn(parts.at(kState));
        const std::size_t place = text.find(from);
        QVERIFY(place != std::string::npos);
        putText(parts.at(kState), text.replace(place, from.size(), to));
    };
}

} // namespace

Q_DECLARE_METATYPE(Change)

class PackedBaseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void aFolderOfFourBitsIsReadAsWhatItStandsFor()
    {
        const auto architectures = architectures::makeArchitectures();
        PosixFileSystem files;
        const auto folder = exchange::ModelFolder::open(files, foldersOf() / "grouped_4bit", architectures).value();
        QVERIFY(folder.configText().find("quantization_config") == std::string::npos);
        tests::Golden golden(QStringLiteral("grouped"));
        const auto reference = formats::SafetensorsFile::open(foldersOf() / "grouped_qlora.safetensors").value();
        const at::Tensor expected = tests::tensorOf(reference.tensors().at("base_logits"));
        auto weights = folder.loadWeights().value();
        model::Decoder decoder(folder.architecture(), folder.config(), weights);
        QVERIFY((decoder.logits(golden.ids) - expected).abs().max().item<double>() < 1e-5);
        QVERIFY((golden.decoder.logits(golden.ids) - expected).abs().max().item<double>() > 1e-3);
    }

    static void aBaseStaysInFourBitsAndComputesTheSame()
    {
        const auto architectures = architectures::makeArchitectures();
        PosixFileSystem files;
        const auto folder = exchange::ModelFolder::open(files, foldersOf() / "grouped_4bit", architectures).value();
        auto dense = folder.loadWeights().value();
        auto weights = folder.loadWeights().value();
        QVERIFY(exchange::packBase(folder, weights, at::kFloat).has_value());
        tests::Golden golden(QStringLiteral("grouped"));
        for (const auto &weight : weights.weights()) {
            QCOMPARE(weight->isPacked(), weight->shape().size() == 2);
            QCOMPARE(weight->isFrozen(), weight->isPacked());
        }
        model::Decoder packed(folder.architecture(), folder.config(), weights);
        model::Decoder plain(folder.architecture(), folder.config(), dense);
        QVERIFY((packed.logits(golden.ids) - plain.logits(golden.ids)).abs().max().item<double>() < 1e-5);
    }

    static void whatIsPackedHereIsWhatBitsandbytesPacked()
    {
        const auto architectures = architectures::makeArchitectures();
        PosixFileSystem files;
        const auto folder = exchange::ModelFolder::open(files, foldersOf() / "grouped_4bit", architectures).value();
        tests::Golden golden(QStringLiteral("grouped"));
        int numPacked = 0;
        for (const auto &weight : golden.weights.weights()) {
            const exchange::Nf4Parts *parts = folder.tensors().nf4Of(weight->name());
            if (parts == nullptr) {
                continue;
            }
            const auto theirs = exchange::readNf4(*parts, weight->name()).value();
            const auto ours = adapters::encodeNf4(model::WeightStore::valuesOf(*weight), true, weight->name()).value();
            QVERIFY(at::equal(ours.packed, theirs.packed));
            QVERIFY(at::equal(ours.scaleCodes, theirs.scaleCodes));
            QVERIFY(std::abs(ours.offset / theirs.offset - 1) < 3e-7);
            ++numPacked;
        }
        QCOMPARE(numPacked, 14);
    }

    static void aDamagedTensorOfFourBitsIsNamed_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const Change &change, const char *words) {
            QTest::newRow(name) << change << QString::fromLatin1(words);
        };
        row(
            "no scales", [](Parts &parts) { parts.erase(kWeight + ".absmax"); }, "'.absmax' is missing");
        row(
            "no code", [](Parts &parts) { parts.erase(kWeight + ".quant_map"); }, "'.quant_map' is missing");
        row(
            "another code", [](Parts &parts) { parts.at(kWeight + ".quant_map").bytes[0] = std::byte{9}; }, "code");
        row(
            "too few numbers",
            [](Parts &parts) {
                Part &part = parts.at(kWeight);
                part.bytes.pop_back();
                part.shape[0] -= 1;
            },
            "does not fit the rest");
        row(
            "FP4",
            [](Parts &parts) {
                auto node = parts.extract(kState);
                node.key() = kWeight + ".quant_state.bitsandbytes__fp4";
                parts.insert(std::move(node));
            },
            "fp4");
        row("other blocks", inState("\"blocksize\": 64", "\"blocksize\": 32"), "blocks");
        row("other blocks of scales", inState("\"nested_blocksize\": 256", "\"nested_blocksize\": 128"), "blocks");
        row("no JSON", inState("{", "["), "JSON");
        row("no shape", inState("\"shape\"", "\"shade\""), "shape");
        row("another shape", inState("[36, 24]", "[24, 24]"), "does not fit the rest");
        row("a shape beyond all", inState("[36, 24]", "[4611686018427387904, 24]"), "shape");
        row("no offset", inState("nested_offset", "nested_offsat"), "offset");
    }

    static void aDamagedTensorOfFourBitsIsNamed()
    {
        QFETCH(const Change, change);
        QFETCH(const QString, words);
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const Path path = changedFolder(files, scratch, change);
        const auto folder = exchange::ModelFolder::open(files, path, architectures::makeArchitectures());
        QVERIFY(!folder);
        const QString message = QString::fromStdString(folder.error().message);
        QVERIFY2(message.contains(QString::fromStdString(kWeight)) && message.contains(words), qPrintable(message));
        QVERIFY(!folder.error().hint.empty());
    }

    static void anUndamagedCopyIsTaken()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const Path path = changedFolder(files, scratch, [](Parts & /*parts*/) {});
        QVERIFY(exchange::ModelFolder::open(files, path, architectures::makeArchitectures()).has_value());
    }

    static void aScaleThatIsNoNumberIsFoundWhenTheTensorIsRead()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const auto architectures = architectures::makeArchitectures();
        const Path path = changedFolder(files, scratch, [](Parts &parts) {
            std::vector<std::byte> &bytes = parts.at(kWeight + ".nested_absmax").bytes;
            bytes[2] = bytes[3] = std::byte{0xFF};
        });
        const auto folder = exchange::ModelFolder::open(files, path, architectures).value();
        const auto weights = folder.loadWeights();
        QVERIFY(!weights && weights.error().message.find(kWeight) != std::string::npos);
    }

    static void everythingThatDecidesTheValuesOfATensorIsInItsHash()
    {
        PosixFileSystem files;
        const auto hashAfter = [&](const Change &change) {
            const QTemporaryDir scratch;
            return exchange::TensorFiles::open(files, changedFolder(files, scratch, change))->sha256Of(kWeight);
        };
        const std::string hash = hashAfter([](Parts &) {});
        QCOMPARE(hashAfter([](Parts &) {}), hash);
        for (const char *part : {"", ".absmax", ".nested_absmax", ".nested_quant_map"}) {
            QVERIFY2(hashAfter([part](Parts &parts) { parts.at(kWeight + part).bytes[1] ^= std::byte{1}; }) != hash,
                     part);
        }
        QVERIFY(hashAfter(inState("\"nested_offset\": 0.2", "\"nested_offset\": 0.3")) != hash);
        const std::string other = "model.layers.1.mlp.down_proj.weight";
        QCOMPARE(hashAfter([&](Parts &parts) { parts.at(other).bytes[1] ^= std::byte{1}; }), hash);
    }

    /// A folder that is read from 4 bits and written in 4 bits again keeps every byte but for the offset's last.
    static void aFolderWrittenInFourBitsIsThatOfBitsandbytes()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const auto architectures = architectures::makeArchitectures();
        const Path to = Path(scratch.path().toStdString()) / "packed";
        const auto made = exchange::exportInFourBits(files, foldersOf() / "grouped_4bit", to, architectures);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto ours = formats::SafetensorsFile::open(to / "model.safetensors").value();
        const auto theirs = formats::SafetensorsFile::open(foldersOf() / "grouped_4bit/model.safetensors").value();
        QCOMPARE(ours.tensors().size(), theirs.tensors().size());
        for (const auto &[name, entry] : theirs.tensors()) {
            const formats::TensorEntry &own = ours.tensors().at(name);
            QCOMPARE(own.dtype, entry.dtype);
            if (name.find("quant_state") == std::string::npos) {
                QVERIFY2(own.shape == entry.shape, name.c_str());
            }
            if (entry.shape.size() == 2) { // what is packed again has the scales' rounding in it, not the numbers'
                QVERIFY2(std::ranges::equal(own.bytes, entry.bytes), name.c_str());
            }
        }
        const auto again = exchange::ModelFolder::open(files, to, architectures);
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        QVERIFY(!exchange::exportInFourBits(files, to, to, architectures));
    }

    static void anotherQuantisationIsRefused()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const Path path = changedFolder(files, scratch, [](Parts & /*parts*/) {});
        std::string text = files.readFile(path / "config.json", 1 << 20).value();
        text.replace(text.find("bitsandbytes"), 12, "gptq");
        QVERIFY(writeFileAtomically(files, path / "config.json", text).has_value());
        const auto folder = exchange::ModelFolder::open(files, path, architectures::makeArchitectures());
        QVERIFY(!folder && folder.error().message.find("quantisation") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(PackedBaseTest)
#include "packed_base_test.moc"
