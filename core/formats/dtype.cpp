// SPDX-License-Identifier: Apache-2.0
#include "core/formats/dtype.h"

#include <array>

namespace bafo::formats {
namespace {

struct Entry {
    Dtype dtype;
    std::string_view name;
    std::size_t size;
};

/// In the order of the enumeration.
constexpr std::array<Entry, 10> kEntries{{{Dtype::F32, "F32", 4},
                                          {Dtype::F16, "F16", 2},
                                          {Dtype::BF16, "BF16", 2},
                                          {Dtype::F64, "F64", 8},
                                          {Dtype::I64, "I64", 8},
                                          {Dtype::I32, "I32", 4},
                                          {Dtype::I16, "I16", 2},
                                          {Dtype::I8, "I8", 1},
                                          {Dtype::U8, "U8", 1},
                                          {Dtype::BOOL, "BOOL", 1}}};

} // namespace

std::string_view nameOf(Dtype dtype)
{
    return kEntries[static_cast<std::size_t>(dtype)].name;
}

std::optional<Dtype> dtypeNamed(std::string_view name)
{
    for (const Entry &entry : kEntries) {
        if (entry.name == name) {
            return entry.dtype;
        }
    }
    return std::nullopt;
}

std::size_t elementSize(Dtype dtype)
{
    return kEntries[static_cast<std::size_t>(dtype)].size;
}

} // namespace bafo::formats
