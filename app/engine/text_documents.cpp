// SPDX-License-Identifier: Apache-2.0
#include "app/engine/text_documents.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <utility>

namespace bafo::engine {
namespace {

constexpr std::uint64_t kMaxTextBytes = 1ULL << 30U;

} // namespace

Result<std::vector<std::string>> readTexts(FileSystem &files, const Path &file, bool isWholeFile)
{
    std::string content = BAFO_TRY(files.readFile(file, kMaxTextBytes));
    if (!text::isValidUtf8(content)) {
        return fail(ErrorCode::data, file.string() + " is not UTF-8", "convert it, for example with iconv");
    }
    std::vector<std::string> texts;
    if (isWholeFile) {
        texts.push_back(std::move(content));
        return texts;
    }
    for (std::size_t start = 0; start < content.size();) {
        const std::size_t end = std::min(content.find('\n', start), content.size());
        std::string line = content.substr(start, end - start);
        if (line.ends_with('\r')) {
            line.pop_back();
        }
        if (!line.empty()) {
            texts.push_back(std::move(line));
        }
        start = end + 1;
    }
    return texts;
}

} // namespace bafo::engine
