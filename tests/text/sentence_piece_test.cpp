// SPDX-License-Identifier: Apache-2.0
#include "core/base/sha256.h"
#include "core/text/sentence_piece_tokenizer.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

using namespace bafo;
using namespace bafo::text;

namespace {

const Path kSource = BAFO_SOURCE_DIR;

std::string contentOf(const Path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

Path dataFolder()
{
    const char *folder = std::getenv("BAFO_TEST_DATA");
    return folder != nullptr ? Path(folder) : kSource.parent_path() / "shared" / "data";
}

std::string digestOf(const Tokenizer &tokenizer, const std::vector<std::string> &lines)
{
    Sha256 hash;
    for (const std::string &line : lines) {
        std::string ids;
        for (const std::uint32_t id : tokenizer.encode(line)) {
            ids += (ids.empty() ? "" : " ") + std::to_string(id);
        }
        hash.update(std::string_view(ids + "\n"));
    }
    return hash.finish().substr(0, 16);
}

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    lines.push_back(text.substr(begin));
    return lines;
}

} // namespace

class SentencePieceTest : public QObject {
    Q_OBJECT

    static std::string seed(const char *name) { return contentOf(kSource / "tests/fuzz/corpus/sentence_piece" / name); }

private Q_SLOTS:
    void idsAreTheLibrarysOnAllTestText()
    {
        if (!std::filesystem::exists(dataFolder())) {
            QSKIP("the test data is not here: set BAFO_TEST_DATA");
        }
        const auto golden = nlohmann::json::parse(contentOf(kSource / "tests/golden/text/sentence_piece.json"));
        PosixFileSystem files;
        for (const auto &[name, path] : golden.at("models").items()) {
            const auto tokenizer = loadTokenizer(files, dataFolder() / path.get<std::string>());
            QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
            for (const auto &[file, digests] : golden.at("files").items()) {
                const auto lines = file == "tricky" ? golden.at("tricky").get<std::vector<std::string>>()
                                                    : linesOf(contentOf(dataFolder() / file));
                const std::string digest = digestOf(**tokenizer, lines);
                QVERIFY2(digest == digests.at(name).get<std::string>(), (name + " " + file).c_str());
            }
            QVERIFY(digestOf(**tokenizer, {"another text"}) != golden.at("files").at("tricky").at(name));
        }
    }

    void bytesAndSpacesComeBack()
    {
        const auto tokenizer = loadSentencePieceModel(seed("byte_fallback"));
        const auto ids = (*tokenizer)->encode("vula ~ifayela\n");
        QCOMPARE((*tokenizer)->decode(ids), std::string(" vula ~ifayela\n")); // the model puts a space before
        const auto newline = (*tokenizer)->idOf("<0x0A>");
        QVERIFY(newline.has_value());
        QCOMPARE((*tokenizer)->pieceBytes(*newline), std::string("\n"));
        QVERIFY((*tokenizer)->isSpecial(*(*tokenizer)->endOfText()));
        QVERIFY((*tokenizer)->pieceBytes(1000000).empty());
    }

    void equalModelsHaveEqualHashes()
    {
        QCOMPARE((*loadSentencePieceModel(seed("bpe")))->hash(), (*loadSentencePieceModel(seed("bpe")))->hash());
        QVERIFY((*loadSentencePieceModel(seed("bpe")))->hash() != (*loadSentencePieceModel(seed("unigram")))->hash());
    }

    void hostileModelsAreRefused()
    {
        const std::string whole = seed("unigram");
        QVERIFY(!loadSentencePieceModel(""));
        QVERIFY(!loadSentencePieceModel("this is a text"));
        QVERIFY(!loadSentencePieceModel(std::string_view(whole).substr(0, whole.size() / 2)));
        const float infinite = std::numeric_limits<float>::infinity();
        std::string score("\x0A\x08\x0A\x01x\x15", 6);
        score.append(reinterpret_cast<const char *>(&infinite), sizeof(infinite));
        const auto refused = checkSentencePieceModel(score);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.find("finite") != std::string::npos, refused.error().message.c_str());
        std::string longPiece("\x0A\x8A\x27\x0A\x87\x27", 6);
        longPiece += std::string(4999, 'x');
        QVERIFY(checkSentencePieceModel(longPiece).error().message.find("4999 bytes") != std::string::npos);
        QVERIFY(checkSentencePieceModel(whole));
    }
};

QTEST_APPLESS_MAIN(SentencePieceTest)
#include "sentence_piece_test.moc"
