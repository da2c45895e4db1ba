// SPDX-License-Identifier: Apache-2.0
// A zip file of uncompressed members in memory, as torch.save lays one out: for tests and fuzzers of what reads them.
#pragma once

#include "core/formats/crc32.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bafo::fakes {

class StoredZipBuilder {
public:
    void add(std::string_view name, std::string_view bytes)
    {
        const std::uint32_t crc = formats::crc32Of(std::as_bytes(std::span(bytes)));
        const auto offset = static_cast<std::uint32_t>(m_body.size());
        const auto size = static_cast<std::uint32_t>(bytes.size());
        const auto nameSize = static_cast<std::uint32_t>(name.size());
        put(m_body,
            {{0x04034b50, 4}, {20, 2}, {0, 2}, {0, 2}, {0, 4}, {crc, 4}, {size, 4}, {size, 4}, {nameSize, 2}, {0, 2}});
        m_body.append(name).append(bytes);
        put(m_directory,
            {{0x02014b50, 4},
             {20, 2},
             {20, 2},
             {0, 2},
             {0, 2},
             {0, 4},
             {crc, 4},
             {size, 4},
             {size, 4},
             {nameSize, 2},
             {0, 2},
             {0, 2},
             {0, 2},
             {0, 2},
             {0, 4},
             {offset, 4}});
        m_directory.append(name);
        ++m_count;
    }

    [[nodiscard]] std::string finish() const
    {
        std::string file = m_body + m_directory;
        put(file,
            {{0x06054b50, 4},
             {0, 2},
             {0, 2},
             {m_count, 2},
             {m_count, 2},
             {static_cast<std::uint32_t>(m_directory.size()), 4},
             {static_cast<std::uint32_t>(m_body.size()), 4},
             {0, 2}});
        return file;
    }

private:
    /// Numbers and their sizes in bytes, little-endian.
    static void put(std::string &text, const std::vector<std::pair<std::uint32_t, unsigned>> &numbers)
    {
        for (const auto &[number, size] : numbers) {
            for (unsigned i = 0; i < size; ++i) {
                text += static_cast<char>(number >> (8 * i) & 0xFFU);
            }
        }
    }

    std::string m_body;
    std::string m_directory;
    std::uint32_t m_count = 0;
};

} // namespace bafo::fakes
