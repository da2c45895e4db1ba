// SPDX-License-Identifier: Apache-2.0
// Where a package index has a file: the "simple" pages of PyPI and its mirrors (PEP 503, HTML).
#pragma once

#include "app/bafo/web_client.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace bafo::app {

/// The link to the file of that name, as the page writes it; nothing where there is none, or only one whose "#sha256="
/// names another file.
[[nodiscard]] std::optional<std::string> linkTo(std::string_view page, std::string_view fileName,
                                                std::string_view sha256);

/// Address of the file in the index ("https://pypi.org/simple"). Fails (data) where it is not there.
[[nodiscard]] Result<std::string> addressInIndex(WebClient &web, const std::string &index, const std::string &package,
                                                 const std::string &fileName, const std::string &sha256);

} // namespace bafo::app
