// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer.h"

namespace bafo::text {

std::string Tokenizer::decode(std::span<const std::uint32_t> ids, bool keepSpecial) const
{
    std::string bytes;
    for (const std::uint32_t id : ids) {
        if (keepSpecial || !isSpecial(id)) {
            bytes += pieceBytes(id);
        }
    }
    return bytes;
}

std::size_t Tokenizer::byteLength(std::uint32_t id) const
{
    return isSpecial(id) ? 0 : pieceBytes(id).size();
}

} // namespace bafo::text
