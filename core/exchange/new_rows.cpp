// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/new_rows.h"

#include "core/text/growth.h"

#include <string>

namespace bafo::exchange {
namespace {

constexpr std::uint64_t kMaxGrowthBytes = 256U << 20U;

} // namespace

Result<std::int64_t> firstNewRowOf(FileSystem &files, const ModelFolder &model)
{
    const Path path = model.path() / text::kGrowthFileName;
    if (!BAFO_TRY(files.status(path)).exists) {
        return fail(ErrorCode::config,
                    "model " + model.name() + " has no new rows: it was never given any (there is no growth.json)",
                    "leave the settings of new rows alone, or give it rows with 'bafo model expand'");
    }
    const std::string json = BAFO_TRY(files.readFile(path, kMaxGrowthBytes));
    const text::Growth growth = BAFO_TRY(text::parseGrowth(json, path));
    const std::int64_t numRows = model.config().vocabularySize;
    if (growth.paddedRows != numRows || growth.firstNewId >= numRows) {
        return fail(ErrorCode::data,
                    path.string() + " tells of " + std::to_string(growth.paddedRows) + " rows, the model has "
                        + std::to_string(numRows),
                    "expand the model again with 'bafo model expand'");
    }
    return static_cast<std::int64_t>(growth.firstNewId);
}

} // namespace bafo::exchange
