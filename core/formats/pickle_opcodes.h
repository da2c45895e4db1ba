// SPDX-License-Identifier: Apache-2.0
// The opcodes of pickles: those that are read, and the names of those that are not.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace bafo::formats::pickle {

/// Those that are read; their letters are CPython's.
enum Opcode : std::uint8_t {
    Mark = '(',
    Stop = '.',
    BinFloat = 'G',
    BinInt = 'J',
    BinInt1 = 'K',
    BinInt2 = 'M',
    None = 'N',
    BinPersistent = 'Q',
    Reduce = 'R',
    BinUnicode = 'X',
    Append = 'a',
    Build = 'b',
    Global = 'c',
    Appends = 'e',
    BinGet = 'h',
    LongBinGet = 'j',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    Tuple = 't',
    SetItems = 'u',
    EmptyList = ']',
    EmptyDictionary = '}',
    EmptyTuple = ')',
    Protocol = 0x80,
    NewObject = 0x81,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    True = 0x88,
    False = 0x89,
    Long1 = 0x8A,
};

/// Names of some that are refused, for the message.
inline constexpr std::array<std::pair<std::uint8_t, std::string_view>, 29> kRefused = {{
    {'0', "POP"},          {'1', "POP_MARK"},
    {'2', "DUP"},          {'F', "FLOAT"},
    {'I', "INT"},          {'L', "LONG"},
    {'P', "PERSID"},       {'S', "STRING"},
    {'T', "BINSTRING"},    {'U', "SHORT_BINSTRING"},
    {'V', "UNICODE"},      {'d', "DICT"},
    {'g', "GET"},          {'i', "INST"},
    {'l', "LIST"},         {'o', "OBJ"},
    {'p', "PUT"},          {0x82, "EXT1"},
    {0x83, "EXT2"},        {0x84, "EXT4"},
    {0x8B, "LONG4"},       {0x8C, "SHORT_BINUNICODE"},
    {0x8D, "BINUNICODE8"}, {0x8F, "EMPTY_SET"},
    {0x92, "NEWOBJ_EX"},   {0x93, "STACK_GLOBAL"},
    {0x94, "MEMOIZE"},     {0x95, "FRAME"},
    {0x97, "NEXT_BUFFER"},
}};

/// "STACK_GLOBAL"; the number where the name is not known.
[[nodiscard]] inline std::string nameOfRefused(std::uint8_t opcode)
{
    for (const auto &[known, name] : kRefused) {
        if (known == opcode) {
            return std::string(name);
        }
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    return std::string("0x") + kDigits[opcode >> 4U] + kDigits[opcode & 15U];
}

} // namespace bafo::formats::pickle
