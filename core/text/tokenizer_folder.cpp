// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_folder.h"

#include "core/text/byte_level_bpe.h"
#include "core/text/sentence_piece_json.h"
#include "core/text/sentence_piece_tokenizer.h"

#include <algorithm>

namespace bafo::text {
namespace {

constexpr std::size_t kMaxFileBytes = 256U << 20U;

Failure named(const Path &path, const Error &error)
{
    return fail(error.code, path.string() + ": " + error.message, error.hint);
}

/// A step of the type ByteLevel somewhere; names in a vocabulary are followed by numbers, so it is no name.
bool isByteLevelJson(std::string_view tokenizerJson)
{
    constexpr std::string_view kKey = "\"type\"";
    for (std::size_t i = tokenizerJson.find(kKey); i != std::string_view::npos; i = tokenizerJson.find(kKey, i + 1)) {
        std::string_view rest = tokenizerJson.substr(i + kKey.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n:"), rest.size()));
        if (rest.starts_with("\"ByteLevel\"")) {
            return true;
        }
    }
    return false;
}

Result<std::string> readIfThere(FileSystem &files, const Path &path)
{
    return BAFO_TRY(files.status(path)).exists ? files.readFile(path, kMaxFileBytes)
                                               : Result<std::string>(std::string());
}

/// Which files a place stands for.
struct Places {
    Path json;
    Path model;
};

Result<Places> placesOf(FileSystem &files, const Path &folderOrFile)
{
    if (BAFO_TRY(files.status(folderOrFile)).isDirectory) {
        return Places{.json = folderOrFile / "tokenizer.json", .model = folderOrFile / kSentencePieceFileName};
    }
    return folderOrFile.extension() == ".model" ? Places{.json = {}, .model = folderOrFile}
                                                : Places{.json = folderOrFile, .model = {}};
}

Result<void> readModel(FileSystem &files, const Places &places, TokenizerFiles &read)
{
    const bool isDecided = !read.tokenizerJson.empty() && isByteLevelJson(read.tokenizerJson);
    if (!isDecided && !places.model.empty()) {
        read.sentencePieceModel = BAFO_TRY(readIfThere(files, places.model));
    }
    if (!isDecided && read.sentencePieceModel.empty() && isSentencePieceJson(read.tokenizerJson)) {
        const auto model = parseSentencePieceJson(read);
        if (!model) {
            return named(places.json, model.error());
        }
        read.sentencePieceModel = writeSentencePieceModel(*model);
    }
    return {};
}

} // namespace

Result<TokenizerFiles> readTokenizerFiles(FileSystem &files, const Path &folderOrFile)
{
    const Places places = BAFO_TRY(placesOf(files, folderOrFile));
    TokenizerFiles read;
    if (!places.json.empty()) {
        read.tokenizerJson = BAFO_TRY(readIfThere(files, places.json));
        read.tokenizerConfigJson = BAFO_TRY(readIfThere(files, places.json.parent_path() / "tokenizer_config.json"));
    }
    BAFO_TRY(readModel(files, places, read));
    if (read.tokenizerJson.empty() && read.sentencePieceModel.empty()) {
        return fail(ErrorCode::data,
                    folderOrFile.string() + " holds no tokenizer that is read here (tokenizer.json, tokenizer.model)",
                    "name a tokenizer or model folder with one of them");
    }
    return read;
}

Result<std::unique_ptr<Tokenizer>> makeTokenizer(const TokenizerFiles &files)
{
    if (!files.sentencePieceModel.empty()) {
        return loadSentencePieceModel(files.sentencePieceModel);
    }
    BytePairVocabulary vocabulary = BAFO_TRY(parseTokenizerJson(files));
    auto made = ByteLevelBpe::make(std::move(vocabulary));
    return made ? Result<std::unique_ptr<Tokenizer>>(std::unique_ptr<Tokenizer>(std::move(*made))) : fail(made.error());
}

Result<std::unique_ptr<Tokenizer>> loadTokenizer(FileSystem &files, const Path &folderOrFile)
{
    const TokenizerFiles read = BAFO_TRY(readTokenizerFiles(files, folderOrFile));
    auto tokenizer = makeTokenizer(read);
    if (!tokenizer) {
        const bool isFolder = BAFO_TRY(files.status(folderOrFile)).isDirectory;
        const std::string_view name = read.sentencePieceModel.empty() ? "tokenizer.json" : kSentencePieceFileName;
        return named(isFolder ? folderOrFile / name : folderOrFile, tokenizer.error());
    }
    return tokenizer;
}

bool canGrow(const TokenizerFiles &files)
{
    if (files.sentencePieceModel.empty()) {
        return true;
    }
    const auto model = parseSentencePieceModel(files.sentencePieceModel);
    return model && model->isBpe && model->hasByteFallback && model->takesTextAsItIs();
}

} // namespace bafo::text
