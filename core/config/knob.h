// SPDX-License-Identifier: Apache-2.0
// What is known of one setting beside its value: the same description feeds YAML, flags, forms and the documentation.
#pragma once

#include <limits>
#include <string_view>

namespace bafo::config {

enum class KnobLevel { simple, more };

/// `key` is dotted as in YAML. A number lies in [minimum, maximum]; a text with `choices` ("a|b") is one of them. The
/// unit "bytes" lets people write 10 MB or 64 MiB. The default is the value of a fresh RunConfig.
struct Knob {
    std::string_view key;
    std::string_view help;
    KnobLevel level = KnobLevel::more;
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    std::string_view unit = {};
    std::string_view choices = {};
};

} // namespace bafo::config
