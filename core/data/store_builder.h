// SPDX-License-Identifier: Apache-2.0
// Writes a token store: into a temporary folder beside its place, synced, then renamed.
#pragma once

#include "core/data/token_store.h"

namespace bafo::data {

/// Replaces what stands at the store's place. Holds the dataset's lock meanwhile. Returns the revision of the dataset
/// that the store was made from.
Result<std::string> buildStore(FileSystem &files, Dataset &dataset, const StoreIdentity &identity,
                               const text::Tokenizer &tokenizer, const StoreOptions &options);

} // namespace bafo::data
