// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"

namespace bafo {

void failCheck(const char *expression, const char *file, int line, const std::string &why)
{
    throw CheckFailed(std::string(file) + ":" + std::to_string(line) + ": " + why + " (" + expression + ")");
}

} // namespace bafo
