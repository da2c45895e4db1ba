// SPDX-License-Identifier: Apache-2.0
#include "app/engine/torch_guard.h"

#include "core/distributed/collectives.h"

#include <c10/util/Exception.h>

#include <new>
#include <string>
#include <string_view>

namespace bafo::engine {
namespace {

std::string firstLine(std::string_view text)
{
    return std::string(text.substr(0, text.find('\n')));
}

/// The CPU allocator throws a plain Error; only its words tell.
bool isAboutMemory(std::string_view message)
{
    return message.find("can't allocate memory") != std::string_view::npos
        || message.find("not enough memory") != std::string_view::npos;
}

Error outOfMemory(const std::string &message)
{
    return {ErrorCode::outOfMemory, "memory ran out: " + message,
            "lower micro_batch, sequence_length or loss_chunk_mib, set recompute to block, or close other programs"};
}

Error ourMistake(const std::string &message)
{
    return {ErrorCode::internal, message, "this is a mistake in the program: please report it"};
}

} // namespace

std::optional<Error> explainTorch(const std::exception &error)
{
    if (dynamic_cast<const distributed::PeerLost *>(&error) != nullptr) {
        return Error{ErrorCode::internal, "another rank of the run went away: " + firstLine(error.what()),
                     "'bafo run resume' goes on from the last checkpoint"};
    }
    if (const auto *memory = dynamic_cast<const c10::OutOfMemoryError *>(&error)) {
        return outOfMemory(firstLine(memory->what_without_backtrace()));
    }
    if (const auto *torch = dynamic_cast<const c10::Error *>(&error)) {
        const std::string message = firstLine(torch->what_without_backtrace());
        return isAboutMemory(message) ? outOfMemory(message) : ourMistake(message);
    }
    if (dynamic_cast<const std::bad_alloc *>(&error) != nullptr) {
        return outOfMemory("the system gives no more");
    }
    return std::nullopt;
}

Result<void> guardTorch(const std::function<Result<void>()> &work)
{
    try {
        return work();
    } catch (const std::exception &error) {
        return fail(explainTorch(error).value_or(ourMistake(firstLine(error.what()))));
    }
}

} // namespace bafo::engine
