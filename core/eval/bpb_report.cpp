// SPDX-License-Identifier: Apache-2.0
#include "core/eval/bpb_report.h"

#include <nlohmann/json.hpp>

namespace bafo::eval {

nlohmann::json toJson(const BitsPerByte &result)
{
    return {{"bits_per_byte", result.value},
            {"interval", {result.low, result.high}},
            {"documents", result.documents},
            {"bytes", result.bytes},
            {"tokens", result.tokens}};
}

std::string toJsonLines(std::span<const DocumentScore> scores)
{
    std::string lines;
    for (const DocumentScore &score : scores) {
        const nlohmann::ordered_json line
            = {{"document", score.document}, {"bits", score.bits}, {"bytes", score.bytes}, {"tokens", score.tokens}};
        lines += line.dump() + "\n";
    }
    return lines;
}

} // namespace bafo::eval
