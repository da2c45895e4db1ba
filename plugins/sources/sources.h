// SPDX-License-Identifier: Apache-2.0
// The list of all data sources: kinds of files that text can be imported from.
#pragma once

#include "core/base/registry.h"
#include "core/data/document_source.h"

namespace bafo::sources {

[[nodiscard]] Registry<data::DocumentSource> makeSources();

} // namespace bafo::sources
