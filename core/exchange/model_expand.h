// SPDX-License-Identifier: Apache-2.0
// `model expand`: gives a model rows for the new tokens of a grown tokenizer.
#pragma once

#include "core/exchange/model_import.h"
#include "core/exchange/row_growth.h"

namespace bafo::exchange {

struct ExpandedModel {
    MadeModel made;
    std::int64_t numNewRows = 0; ///< one for each new token
    std::int64_t numPaddingRows = 0; ///< behind them, up to a multiple of 64; never chosen
};

/// Old rows stay bit for bit; a tied head stays tied; embedding and an untied head get their new rows from their own
/// old ones. Rows that the model has beyond its tokenizer were padding and are made anew. Fails (data) where the
/// tokenizer was not grown from the model's own, by hash, or has no growth.json; nothing is left then.
[[nodiscard]] Result<ExpandedModel> expandModel(FileSystem &files, const Path &model, const Path &tokenizer,
                                                RowInitialisation mode, const Path &to,
                                                const Registry<model::Architecture> &architectures);

} // namespace bafo::exchange
