// SPDX-License-Identifier: Apache-2.0
// Where a lineage tells the licence of what was imported.
#pragma once

namespace bafo::runs {

/// The setting of an imported model: under which licence its files said that it is. Not there: they did not say.
inline constexpr const char *kLicenceSetting = "licence";

} // namespace bafo::runs
