// SPDX-License-Identifier: Apache-2.0
// Checks for mistakes of the programmer. User input must never be able to trip one: that is what Result is for.
#pragma once

#include <stdexcept>
#include <string>

namespace bafo {

/// Thrown by BAFO_CHECK. Only main catches it, prints it and exits with 70 (internal).
class CheckFailed : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] void failCheck(const char *expression, const char *file, int line, const std::string &why);

} // namespace bafo

#define BAFO_CHECK(condition, why)                                                                                     \
    do {                                                                                                               \
        if (!(condition)) [[unlikely]] {                                                                               \
            ::bafo::failCheck(#condition, __FILE__, __LINE__, (why));                                                  \
        }                                                                                                              \
    } while (false)
