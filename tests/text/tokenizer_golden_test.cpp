// SPDX-License-Identifier: Apache-2.0
// Ids, decoding and word cuts are those of Hugging Face tokenizers on all text of the test data
// (tests/golden/text/make_tokens.py).
#include "core/formats/gguf.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/gguf_tokenizer.h"
#include "core/text/tokenizer_json.h"
#include "tests/text/golden_text.h"

#include <QTest>

using namespace bafo;
using namespace bafo::text;

class TokenizerGoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_golden = golden::values("tokens.json");
        m_hasData = golden::isThere(golden::dataFolder());
    }

    void idsAndTextAreThoseOfHuggingFaceOnAllText()
    {
        if (!m_hasData || !golden::isThere(golden::modelFile())) {
            QSKIP("the test data or the embedded model is not there; set BAFO_TEST_DATA and BAFO_TEST_MODEL");
        }
        PosixFileSystem files;
        const auto gguf = formats::GgufFile::open(golden::modelFile());
        const auto texts = tokenizerFilesFromGguf(*gguf);
        QVERIFY2(texts, texts ? "" : texts.error().message.c_str());
        const auto embedded = ByteLevelBpe::make(parseTokenizerJson(*texts).value()).value();
        const auto tiny = loadTokenizer(files, golden::sourceFolder() / "tests/golden/exchange/tiny/sharded").value();
        for (const auto &[name, digests] : m_golden["files"].items()) {
            const auto lines = golden::textOf(m_golden, name).second;
            QVERIFY2(golden::digestsOf(*embedded, lines) == golden::digestsIn(digests, "embedded"), name.c_str());
            QVERIFY2(golden::digestsOf(*tiny, lines) == golden::digestsIn(digests, "tiny"), name.c_str());
        }
    }

    void wordsAreCutAsHuggingFaceCutsThem()
    {
        if (!m_hasData) {
            QSKIP("the test data is not there; set BAFO_TEST_DATA");
        }
        for (const auto &[name, digests] : m_golden["files"].items()) {
            const auto whole = golden::textOf(m_golden, name).first;
            for (const auto kind : {PreTokenizerKind::gpt2, PreTokenizerKind::smolLm, PreTokenizerKind::llama3}) {
                const std::string key = "cuts_" + std::string(nameOf(kind));
                QVERIFY2(golden::digestOfCuts(kind, whole) == digests[key], (name + " " + key).c_str());
            }
        }
    }

    void qwensCutAndNormalizerAreThoseOfHuggingFace()
    {
        const auto values = golden::values("qwen.json");
        auto json = nlohmann::json::parse(
            golden::readBytes(golden::sourceFolder() / "tests/golden/exchange/tiny/sharded/tokenizer.json"));
        json["pre_tokenizer"] = values["pre_tokenizer"];
        json["normalizer"] = values["normalizer"];
        const auto vocabulary = parseTokenizerJson({.tokenizerJson = json.dump()});
        QVERIFY2(vocabulary, vocabulary ? "" : vocabulary.error().message.c_str());
        QVERIFY(vocabulary->preTokenizer == PreTokenizerKind::qwen2 && vocabulary->composes);
        const auto tokenizer = ByteLevelBpe::make(*vocabulary).value();
        const auto written = parseTokenizerJson(writeTokenizerJson(*vocabulary, "")).value();
        QCOMPARE(ByteLevelBpe::make(written).value()->hash(), tokenizer->hash());
        auto other = *vocabulary;
        other.composes = false;
        const auto plain = ByteLevelBpe::make(other).value();
        QVERIFY(plain->hash() != tokenizer->hash());
        for (const auto &[name, digests] : values["files"].items()) {
            if (name == "tricky" || m_hasData) {
                const auto [whole, lines] = golden::textOf(values, name);
                QVERIFY2(golden::digestsOf(*tokenizer, lines) == golden::digestsIn(digests, "qwen"), name.c_str());
                QVERIFY2(golden::digestOfCuts(PreTokenizerKind::qwen2, whole) == digests["cuts_qwen2"], name.c_str());
            }
        }
        const auto lines = golden::textOf(values, "tricky").second;
        QVERIFY(golden::digestsOf(*plain, lines).ids != values["files"]["tricky"]["ids_qwen"]);
    }

    void noTextOfTheTestDataIsLeftOut()
    {
        if (!m_hasData) {
            QSKIP("the test data is not there; set BAFO_TEST_DATA");
        }
        std::size_t numFiles = 0;
        for (const auto &entry : std::filesystem::recursive_directory_iterator(golden::dataFolder())) {
            if (entry.is_regular_file() && entry.path().extension() != ".model") {
                const std::string name = entry.path().lexically_relative(golden::dataFolder()).generic_string();
                QVERIFY2(m_golden["files"].contains(name), name.c_str());
                ++numFiles;
            }
        }
        QCOMPARE(m_golden["files"].size(), numFiles + 1); // and the tricky lines
    }

private:
    nlohmann::json m_golden;
    bool m_hasData = false;
};

QTEST_APPLESS_MAIN(TokenizerGoldenTest)
#include "tokenizer_golden_test.moc"
