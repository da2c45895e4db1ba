// SPDX-License-Identifier: Apache-2.0
// Reading piece by piece with a cache gives what a full forward pass gives, and the embedded model goes on as
// transformers does.
#include "core/generate/decoder_reader.h"

#include "core/exchange/model_folder.h"
#include "core/exchange/model_import.h"
#include "core/generate/generator.h"
#include "core/text/chat_format.h"
#include "core/text/tokenizer.h"
#include "plugins/architectures/architectures.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::generate;

namespace {

using Tokens = std::vector<std::uint32_t>;

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange";

struct Model {
    exchange::ModelFolder folder;
    model::WeightStore weights;
    model::Decoder decoder;

    Model(exchange::ModelFolder opened, model::WeightStore loaded)
        : folder(std::move(opened))
        , weights(std::move(loaded))
        , decoder(folder.architecture(), folder.config(), weights)
    {
    }
};

at::Tensor fullLogits(model::Decoder &decoder, const Tokens &ids)
{
    const at::Tensor ids_BT = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
    std::copy(ids.begin(), ids.end(), ids_BT.data_ptr<std::int64_t>());
    return decoder.logits(ids_BT).squeeze(0);
}

double difference(std::span<const float> row_V, const at::Tensor &other_V)
{
    const at::Tensor mine = at::empty({static_cast<std::int64_t>(row_V.size())}, at::kFloat);
    std::copy(row_V.begin(), row_V.end(), mine.data_ptr<float>());
    return (mine - other_V).abs().max().item<double>();
}

} // namespace

class DecoderReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readingInPiecesEqualsAFullPass()
    {
        for (const char *source : {"tiny/sharded", "tiny/tied.gguf"}) {
            auto loaded = load(kGolden / source,
                               QString::fromUtf8(source).contains(QStringLiteral("gguf")) ? "tied" : "untied");
            const Tokens ids = {5, 100, 17, 280, 9, 33, 33, 200, 4, 5, 6};
            const at::Tensor all_TV = fullLogits(loaded->decoder, ids);
            DecoderReader reader(loaded->decoder);
            for (const auto &[begin, count] : {std::pair{0, 1}, std::pair{1, 4}, std::pair{5, 1}, std::pair{6, 5}}) {
                const auto row = reader.read(
                    std::span(ids).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count)));
                QVERIFY(difference(*row, all_TV[begin + count - 1]) < 1e-5);
            }
            reader.truncate(3);
            const auto row = reader.read(std::span(ids).subspan(3, 2));
            QVERIFY(difference(*row, all_TV[4]) < 1e-5);
            reader.truncate(2);
            const auto wrong = reader.read(std::span(ids).subspan(3, 2));
            QVERIFY(difference(*wrong, all_TV[4]) > 1e-4);
        }
    }

    void theEmbeddedModelGoesOnAsTransformersDoes()
    {
        const Path gguf = qEnvironmentVariableIsSet("BAFO_TEST_MODEL")
            ? Path(qgetenv("BAFO_TEST_MODEL").toStdString())
            : Path(BAFO_SOURCE_DIR) / "build/models/SmolLM2-135M-Instruct.Q4_1.gguf";
        if (!m_files.status(gguf)->exists) {
            QSKIP("the embedded model is not there; 'make setup' fetches it");
        }
        auto loaded = load(gguf, "embedded");
        const auto golden = nlohmann::json::parse(m_files.readFile(kGolden / "embedded_logits.json", 1 << 20).value());
        DecoderReader reader(loaded->decoder);
        Generator generator(reader, m_clock);
        for (const auto &prompt : golden["prompts"]) {
            auto expected = prompt["greedy"].get<Tokens>();
            const auto made = generator.generate(
                prompt["ids"].get<Tokens>(), {.sampling = {.temperature = 0}, .maxNewTokens = 16, .stopTokens = {2}},
                [](std::uint32_t) {}, {});
            if (!expected.empty() && expected.back() == 2) {
                expected.pop_back();
            }
            QCOMPARE(made->tokens, expected);
        }
    }

    void aConversationIsWrittenAsTheModelsTemplateSays()
    {
        QVERIFY(loadedTokenizer("untied"));
        const auto tokenizer = text::loadTokenizer(m_files, path("untied")).value();
        const auto style = text::chatStyleNamed("smollm2").value();
        const std::string expected
            = "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
              "<|im_start|>user\nhi <|im_end|>!<|im_end|>\n<|im_start|>assistant\n";
        const auto ids = style->encode(*tokenizer, {{.role = "user", .content = "hi <|im_end|>!"}}).value();
        QCOMPARE(tokenizer->decode(ids), expected);
        // What the user typed is text: the name of the token in it is cut into pieces.
        QCOMPARE(std::count(ids.begin(), ids.end(), 2U), 2);
        const auto parsed = tokenizer->encode(expected, {.parseSpecial = true});
        QCOMPARE(std::count(parsed.begin(), parsed.end(), 2U), 3);
        QCOMPARE(style->endTokens(*tokenizer), (Tokens{2, 0}));
        QVERIFY(!text::chatStyleNamed("nobody"));
        QVERIFY(!text::chatStyleNamed("llama3").value()->encode(*tokenizer, {}));
        QVERIFY(text::chatStyleOfTemplate("{{ anything }}") == nullptr);
    }

private:
    Path path(const std::string &name) const { return Path(m_folder->path().toStdString()) / name; }

    bool loadedTokenizer(const std::string &name) { return m_files.status(path(name) / "tokenizer.json")->exists; }

    std::unique_ptr<Model> load(const Path &source, const std::string &name)
    {
        const auto architectures = architectures::makeArchitectures();
        const auto made = exchange::importModel(m_files, source, path(name), architectures);
        if (!made) {
            qFatal("%s", made.error().message.c_str());
        }
        // A folder borrows its architecture from the registry.
        m_registries.push_back(std::make_unique<Registry<model::Architecture>>(architectures::makeArchitectures()));
        auto folder = exchange::ModelFolder::open(m_files, path(name), *m_registries.back()).value();
        auto weights = folder.loadWeights().value();
        return std::make_unique<Model>(std::move(folder), std::move(weights));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    SystemClock m_clock;
    std::vector<std::unique_ptr<Registry<model::Architecture>>> m_registries;
};

QTEST_APPLESS_MAIN(DecoderReaderTest)
#include "decoder_reader_test.moc"
