// SPDX-License-Identifier: Apache-2.0
// Tokenizers of tokenizer.json: small ones, tricky text, hostile files. All text of the test data:
// tokenizer_golden_test.
#include "core/text/byte_level_bpe.h"
#include "core/text/tokenizer_json.h"
#include "core/text/utf8.h"
#include "tests/text/golden_text.h"

#include <QTest>

using namespace bafo;
using namespace bafo::text;

namespace {

const Path kTiny = golden::sourceFolder() / "tests/golden/exchange/tiny/sharded";

std::unique_ptr<Tokenizer> tinyTokenizer()
{
    PosixFileSystem files;
    return loadTokenizer(files, kTiny).value();
}

nlohmann::json tinyJson()
{
    return nlohmann::json::parse(golden::readBytes(kTiny / "tokenizer.json"));
}

bool isRefused(const nlohmann::json &changed, const char *name)
{
    const auto parsed = parseTokenizerJson({.tokenizerJson = changed.dump(), .tokenizerConfigJson = ""});
    return !parsed && parsed.error().code == ErrorCode::data && parsed.error().message.find(name) != std::string::npos;
}

} // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trickyTextIsCutAsHuggingFaceCutsIt()
    {
        const auto values = golden::values("tokens.json");
        const auto [whole, lines] = golden::textOf(values, "tricky");
        const auto &digests = values["files"]["tricky"];
        QVERIFY(golden::digestOfCuts(PreTokenizerKind::gpt2, whole) == digests["cuts_gpt2"]);
        QVERIFY(golden::digestOfCuts(PreTokenizerKind::smolLm, whole) == digests["cuts_smollm"]);
        QVERIFY(golden::digestOfCuts(PreTokenizerKind::llama3, whole) == digests["cuts_llama3"]);
        QVERIFY(golden::digestOfCuts(PreTokenizerKind::gpt2, whole) != digests["cuts_llama3"]);
        QVERIFY(golden::digestsOf(*tinyTokenizer(), lines) == golden::digestsIn(digests, "tiny"));
        QVERIFY(golden::digestsOf(*tinyTokenizer(), lines) != golden::digestsIn(digests, "embedded"));
    }

    void decodingGivesTheTextBack()
    {
        const auto tiny = tinyTokenizer();
        for (const std::string &line : golden::values("tokens.json")["tricky"].get<std::vector<std::string>>()) {
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
        const std::string json = golden::readBytes(kTiny / "tokenizer.json");
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
        const auto json = tinyJson();
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
        PosixFileSystem files;
        QCOMPARE(loadTokenizer(files, "/nowhere").error().code, ErrorCode::data);
    }

    void twoTokensWithOneIdAreRefused()
    {
        auto changed = tinyJson();
        auto &vocab = changed["model"]["vocab"];
        vocab["a"] = vocab["b"];
        QVERIFY(isRefused(changed, "have the id"));
        changed = tinyJson();
        changed["added_tokens"][1]["id"] = changed["added_tokens"][0]["id"];
        QVERIFY(isRefused(changed, "of another token"));
        changed = tinyJson();
        changed["added_tokens"][0]["id"] = changed["model"]["vocab"]["a"];
        QVERIFY(isRefused(changed, "of another token"));
        QVERIFY(!isRefused(tinyJson(), ""));
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
};

QTEST_APPLESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
