// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or an Error that tells a person what happened and what to do next.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bafo {

/// What kind of failure it is. Decides the exit code of a program (see exitCodeOf).
enum class ErrorCode {
    config, ///< a wrong setting, argument or verb
    cancelled, ///< the user stopped it
    outOfMemory, ///< main memory or device memory is exhausted
    data, ///< an input file or folder is missing, damaged, hostile or does not fit
    diskFull, ///< no room left on the device
    inUse, ///< somebody else holds the lock, or something else needs the thing
    internal, ///< our own mistake
};

/// Expected failure. `message` names the file or setting; `hint` says how to mend it (may be empty).
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::string hint;
};

/// The process exit code that the protocol gives to an error: 2 configuration, 3 cancelled, 4 out of
/// memory, 5 data, 6 disk full, 70 internal. inUse is a configuration error to the outside.
[[nodiscard]] int exitCodeOf(ErrorCode code);

/// Stable snake_case name, as used in events and --json output.
[[nodiscard]] std::string_view nameOf(ErrorCode code);

/// The code with that name; internal for a name that nobody has.
[[nodiscard]] ErrorCode errorCodeNamed(std::string_view name);

/// A T, or an Error. Never thrown across; check it or hand it on with BAFO_TRY.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
};

using Failure = tl::unexpected<Error>;

/// Builds the error side of any Result: `return fail(ErrorCode::data, "x.gguf is truncated", "download it again");`
[[nodiscard]] inline Failure fail(ErrorCode code, std::string message, std::string hint = {})
{
    return Failure(Error{code, std::move(message), std::move(hint)});
}

/// Hands on the error of one Result as the error of another.
[[nodiscard]] inline Failure fail(Error error)
{
    return Failure(std::move(error));
}

namespace detail {

template <class T>
T take(tl::expected<T, Error> &&result)
{
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

} // namespace detail

} // namespace bafo

/// Evaluates a Result; yields its value, or returns its error from the enclosing function.
/// For Result<void> it yields nothing: `BAFO_TRY(file.sync());`
#define BAFO_TRY(expression)                                                                                           \
    __extension__({                                                                                                    \
        auto bafoTryResult = (expression);                                                                             \
        if (!bafoTryResult) {                                                                                          \
            return ::bafo::fail(std::move(bafoTryResult).error());                                                     \
        }                                                                                                              \
        ::bafo::detail::take(std::move(bafoTryResult));                                                                \
    })
