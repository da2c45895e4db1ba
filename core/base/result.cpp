// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

namespace bafo {

int exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::config:
    case ErrorCode::inUse:
        return 2;
    case ErrorCode::cancelled:
        return 3;
    case ErrorCode::outOfMemory:
        return 4;
    case ErrorCode::data:
        return 5;
    case ErrorCode::diskFull:
        return 6;
    case ErrorCode::internal:
        break;
    }
    return 70;
}

std::string_view nameOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::config:
        return "config";
    case ErrorCode::cancelled:
        return "cancelled";
    case ErrorCode::outOfMemory:
        return "out_of_memory";
    case ErrorCode::data:
        return "data";
    case ErrorCode::diskFull:
        return "disk_full";
    case ErrorCode::inUse:
        return "in_use";
    case ErrorCode::internal:
        break;
    }
    return "internal";
}

ErrorCode errorCodeNamed(std::string_view name)
{
    for (const ErrorCode code : {ErrorCode::config, ErrorCode::cancelled, ErrorCode::outOfMemory, ErrorCode::data,
                                 ErrorCode::diskFull, ErrorCode::inUse}) {
        if (nameOf(code) == name) {
            return code;
        }
    }
    return ErrorCode::internal;
}

} // namespace bafo
