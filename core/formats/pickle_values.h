// SPDX-License-Identifier: Apache-2.0
// What a Python pickle says, as plain values: the machine that pickles are written for, without the part that imports,
// calls or builds anything. A call stays a record of what would have been called with what.
//
// Goals: the pickles that torch.save writes (protocol 2), in memory that their length bounds; every name that the
// pickle would import is judged before anything else happens. Non-goals: other protocols, and the old text opcodes.
// Rejected: torch::pickle_load, which fails on OrderedDict and has no limits. Source of the opcodes: Lib/pickletools.py
// of CPython.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bafo::formats {

enum class PickleKind : std::uint8_t {
    none,
    boolean, ///< `integer` is 0 or 1
    integer,
    bigInteger, ///< one that needs more than 64 bits; its value is not kept
    number,
    text,
    tuple, ///< `items` are its elements
    list, ///< likewise
    dictionary, ///< `items` are keys and values in turn
    global, ///< `text` is the module, `name` what is in it
    call, ///< `items`: what is called, its arguments (a tuple), then keys and values that were set on the result
    stored, ///< a thing outside the pickle: `items` holds the tuple that names it
};

/// Numbers of `items` are places in PickleValues::all.
struct PickleValue {
    PickleKind kind = PickleKind::none;
    bool isOpaque = false; ///< of a global that may stand there and is never looked into
    std::uint32_t depth = 0;
    std::uint64_t weight = 1; ///< values in it, if what is shared were copied
    std::int64_t integer = 0;
    double number = 0;
    std::string_view text = {}; ///< into the pickle
    std::string_view name = {};
    std::vector<std::uint32_t> items = {};
};

struct PickleValues {
    std::vector<PickleValue> all;
    std::uint32_t root = 0;

    [[nodiscard]] const PickleValue &at(std::uint32_t place) const { return all[place]; }
};

/// What may be done with a name that a pickle wants to import.
enum class GlobalRule { refused, known, opaque };
using GlobalJudge = GlobalRule (*)(std::string_view module, std::string_view name);

struct PickleLimits {
    std::size_t maxBytes = 64U << 20U;
    std::size_t maxValues = 1'000'000;
    std::uint32_t maxDepth = 64;
    std::uint64_t maxWeight = 16'000'000; ///< what a few bytes can stand for by sharing
};

/// Reads one pickle to its last byte. Fails (data) naming the opcode, the import or the limit; the message does not
/// name the file: the caller does. Views point into `bytes`.
[[nodiscard]] Result<PickleValues> readPickle(std::span<const std::byte> bytes, GlobalJudge judge,
                                              const PickleLimits &limits = {});

} // namespace bafo::formats
