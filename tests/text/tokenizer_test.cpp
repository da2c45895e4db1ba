// SPDX-License-Identifier: Apache-2.0
// Ids and word cuts are those of Hugging Face tokenizers on all text of the test data
// (tests/golden/text/make_tokens.py).
#include "core/base/sha256.h"
#include "core/formats/gguf.h"
#include "core/text/byte_level_bpe.h"
#include "core/text/gguf_tokenizer.h"
#include "core/text/tokenizer_json.h"
#include "core/text/utf8.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::text;

namespace {

const Path kSource = BAFO_SOURCE_DIR;

std::string readText(const Path &path)
{
    PosixFileSystem files;
    return files.readFile(path, 64 << 20).value_or("");
}

const nlohmann::json &golden()
{
    static const nlohmann::json values = nlohmann::json::parse(readText(kSource / "tests/golden/text/tokens.json"));
    return values;
}

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string digestOfIds(const Tokenizer &tokenizer, const std::vector<std::string> &lines)
{
    Sha256 hash;
    for (const std::string &line : lines) {
        std::string text;
        for (const std::uint32_t id : tokenizer.encode(line, {.parseSpecial = true})) {
            text += (text.empty() ? "" : " ") + std::to_string(id);
        }
        hash.update(text + "\n");
    }
    return hash.finish().substr(0, 16);
}

std::string digestOfCuts(PreTokenizerKind kind, const std::string &whole)
{
    std::string text;
    for (const std::string_view word : cutIntoWords(kind, whole)) {
        text += (text.empty() ? "" : "\x1f") + toByteCharacters(word);
    }
    return sha256Of(text + "\n").substr(0, 16);
}

/// Lines of a file of the golden list; the tricky ones lie in the list itself.
std::pair<std::string, std::vector<std::string>> textOf(const std::string &name, const Path &data)
{
    if (name != "tricky") {
        const std::string whole = readText(data / name);
        return {whole, linesOf(whole)};
    }
    std::vector<std::string> lines = golden()["tricky"];
    std::string whole;
    for (const std::string &line : lines) {
        whole += (&line == &lines.front() ? "" : "\n\x1e\n") + line;
    }
    return {whole, lines};
}

std::unique_ptr<Tokenizer> tinyTokenizer()
{
    PosixFileSystem files;
    return loadTokenizer(files, kSource / "tests/golden/exchange/tiny/sharded").value();
}

Path modelFile()
{
    return qEnvironmentVariableIsSet("BAFO_TEST_MODEL") ? Path(qgetenv("BAFO_TEST_MODEL").toStdString())
                                                        : kSource / "build/models/SmolLM2-135M-Instruct.Q4_1.gguf";
}

} // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_data = qEnvironmentVariableIsSet("BAFO_TEST_DATA") ? Path(qgetenv("BAFO_TEST_DATA").toStdString())
                                                             : kSource / "../shared/data";
        m_hasData = m_files.status(m_data)->exists;
        if (m_files.status(modelFile())->exists) {
            const auto gguf = formats::GgufFile::open(modelFile());
            const auto texts = tokenizerFilesFromGguf(*gguf);
            QVERIFY2(texts, texts ? "" : texts.error().message.c_str());
            m_embedded = ByteLevelBpe::make(parseTokenizerJson(*texts).value()).value();
        }
    }

    void idsAreThoseOfHuggingFaceOnAllText()
    {
        if (!m_hasData || m_embedded == nullptr) {
            QSKIP("the test data or the embedded model is not there; set BAFO_TEST_DATA and BAFO_TEST_MODEL");
        }
        const auto tiny = tinyTokenizer();
        for (const auto &[name, digests] : golden()["files"].items()) {
            const auto [whole, lines] = textOf(name, m_data);
            QVERIFY2(digestOfIds(*m_embedded, lines) == digests["ids_embedded"], name.c_str());
            QVERIFY2(digestOfIds(*tiny, lines) == digests["ids_tiny"], name.c_str());
        }
    }

    void wordsAreCutAsHuggingFaceCutsThem()
    {
        if (!m_hasData) {
            QSKIP("the test data is not there; set BAFO_TEST_DATA");
        }
        for (const auto &[name, digests] : golden()["files"].items()) {
            const auto [whole, lines] = textOf(name, m_data);
            for (const auto kind : {PreTokenizerKind::gpt2, PreTokenizerKind::smolLm, PreTokenizerKind::llama3}) {
                const std::string key = "cuts_" + std::string(nameOf(kind));
                QVERIFY2(digestOfCuts(kind, whole) == digests[key], (name + " " + key).c_str());
            }
        }
    }

    void trickyTextIsCutAsHuggingFaceCutsIt()
    {
        const auto [whole, lines] = textOf("tricky", {});
        const auto &digests = golden()["files"]["tricky"];
        QVERIFY(digestOfCuts(PreTokenizerKind::gpt2, whole) == digests["cuts_gpt2"]);
        QVERIFY(digestOfCuts(PreTokenizerKind::smolLm, whole) == digests["cuts_smollm"]);
        QVERIFY(digestOfCuts(PreTokenizerKind::llama3, whole) == digests["cuts_llama3"]);
        QVERIFY(digestOfCuts(PreTokenizerKind::gpt2, whole) != digests["cuts_llama3"]);
        QVERIFY(digestOfIds(*tinyTokenizer(), lines) == digests["ids_tiny"]);
    }

    void decodingGivesTheTextBack()
    {
        const auto tiny = tinyTokenizer();
        for (const std::string &line : golden()["tricky"].get<std::vector<std::string>>()) {
            QCOMPARE(tiny->decode(tiny->encode(line)), line);
        }
        QCOMPARE(tiny->decode(tiny->encode("\xFF\xC3(")), std::string("\xEF\xBF\xBD\xEF\xBF\xBD("));
    }

    void namesOfSpecialTokensAreTextUnlessAskedFor()
    {
        const auto tiny = tinyTokenizer();
        QCOMPARE(tiny->encode("<|im_start|>", {.parseSpecial = true}), std::vector<std::uint32_t>{1});
        QVERIFY(tiny->encode("<|im_start|>").size() > 1);
        QVERIFY(tiny->isSpecial(1) && !tiny->isSpecial(100));
        QCOMPARE(tiny->decode(std::vector<std::uint32_t>{1}), std::string("<|im_start|>"));
        QCOMPARE(tiny->decode(std::vector<std::uint32_t>{1}, false), std::string());
        QCOMPARE(tiny->byteLength(1), 0U);
        QCOMPARE(tiny->idOf("<|im_end|>").value(), 2U);
        QCOMPARE(tiny->endOfText().value(), 0U);
    }

    void theHashFollowsTheContentNotTheFile()
    {
        const std::string json = readText(kSource / "tests/golden/exchange/tiny/sharded/tokenizer.json");
        const auto vocabulary = parseTokenizerJson({.tokenizerJson = json, .tokenizerConfigJson = ""}).value();
        const auto rewritten = writeTokenizerJson(vocabulary, "");
        const auto one = ByteLevelBpe::make(vocabulary).value();
        auto again = parseTokenizerJson({.tokenizerJson = rewritten.tokenizerJson, .tokenizerConfigJson = ""}).value();
        QCOMPARE(ByteLevelBpe::make(again).value()->hash(), one->hash());
        again.merges.pop_back();
        QVERIFY(ByteLevelBpe::make(again).value()->hash() != one->hash());
    }

    void whatIsNotUnderstoodIsRefusedByName()
    {
        auto json = nlohmann::json::parse(readText(kSource / "tests/golden/exchange/tiny/sharded/tokenizer.json"));
        const auto isRefused = [](const nlohmann::json &changed, const char *name) {
            const auto parsed = parseTokenizerJson({.tokenizerJson = changed.dump(), .tokenizerConfigJson = ""});
            return !parsed && parsed.error().code == ErrorCode::data
                && parsed.error().message.find(name) != std::string::npos;
        };
        auto changed = json;
        changed["normalizer"] = {{"type", "NFKC"}};
        QVERIFY(isRefused(changed, "normalizer"));
        changed = json;
        changed["pre_tokenizer"] = {{"type", "Whitespace"}};
        QVERIFY(isRefused(changed, "pre_tokenizer"));
        changed = json;
        changed["model"]["type"] = "Unigram";
        QVERIFY(isRefused(changed, "model.type"));
        changed = json;
        changed["model"]["merges"].push_back("nowhere tobefound");
        QVERIFY(isRefused(changed, "merge"));
        changed = json;
        changed["added_tokens"][0]["lstrip"] = true;
        QVERIFY(isRefused(changed, "lstrip"));
        for (const char *text :
             {"", "{}", "[]", "{\"model\":3}", "{\"model\":{}}", "{\"model\":{\"vocab\":{\"a\":-1}}}"}) {
            QVERIFY2(!parseTokenizerJson({.tokenizerJson = text, .tokenizerConfigJson = ""}), text);
        }
        QCOMPARE(loadTokenizer(m_files, "/nowhere").error().code, ErrorCode::data);
    }

    void aStreamNeverShowsHalfACharacter()
    {
        const std::string text = "a\u00e9\u20ac\U0001F600z";
        Utf8Stream stream;
        std::string shown;
        for (const char byte : text) {
            const std::string piece = stream.push(std::string_view(&byte, 1));
            QVERIFY(isValidUtf8(piece));
            shown += piece;
        }
        QCOMPARE(shown, text);
        QCOMPARE(stream.push("\xE2\x82"), std::string());
        QCOMPARE(stream.finish(), std::string("\xEF\xBF\xBD"));
        QCOMPARE(mendUtf8("\xE2\x82(\xC0\x80"), std::string("\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD"));
        QVERIFY(!isValidUtf8("\xED\xA0\x80") && !isValidUtf8("\xC0\x80") && !isValidUtf8("\xF4\x90\x80\x80"));
    }

private:
    PosixFileSystem m_files;
    Path m_data;
    bool m_hasData = false;
    std::unique_ptr<ByteLevelBpe> m_embedded;
};

QTEST_APPLESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
