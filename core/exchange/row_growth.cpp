// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/row_growth.h"

#include "core/base/check.h"

#include <string>

namespace bafo::exchange {
namespace {

constexpr std::int64_t kRowMultiple = 64;

void addRow(std::span<double> sum, std::span<const float> row)
{
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += static_cast<double>(row[i]);
    }
}

std::vector<double> meanOfAll(std::span<const float> rows_VD, std::size_t length)
{
    std::vector<double> sum(length, 0.0);
    for (std::size_t start = 0; start < rows_VD.size(); start += length) {
        addRow(sum, rows_VD.subspan(start, length));
    }
    for (double &value : sum) {
        value /= static_cast<double>(rows_VD.size() / length);
    }
    return sum;
}

} // namespace

Result<RowInitialisation> rowInitialisationOf(std::string_view name)
{
    for (const auto mode : {RowInitialisation::mean, RowInitialisation::subpieces, RowInitialisation::children}) {
        if (name == nameOf(mode)) {
            return mode;
        }
    }
    return fail(ErrorCode::config, "unknown initialisation '" + std::string(name) + "'",
                "choose mean, subpieces or children");
}

std::string_view nameOf(RowInitialisation mode)
{
    switch (mode) {
    case RowInitialisation::mean:
        return "mean";
    case RowInitialisation::subpieces:
        return "subpieces";
    case RowInitialisation::children:
        break;
    }
    return "children";
}

Result<std::vector<float>> averageRows(std::span<const float> oldRows_VD, std::int64_t rowLength,
                                       const std::vector<std::vector<std::uint32_t>> &parents)
{
    const auto length = static_cast<std::size_t>(rowLength);
    BAFO_CHECK(length > 0 && oldRows_VD.size() % length == 0, "old rows do not divide by the row length");
    const std::size_t numOld = oldRows_VD.size() / length;
    if (numOld == 0) {
        return fail(ErrorCode::data, "there is no old row to make new ones from", "the model's embedding is empty");
    }
    const std::vector<double> meanRow = meanOfAll(oldRows_VD, length);
    std::vector<float> made_ND(parents.size() * length);
    std::vector<double> sum(length);
    for (std::size_t n = 0; n < parents.size(); ++n) {
        if (parents[n].empty()) {
            sum = meanRow;
        } else {
            sum.assign(length, 0.0);
        }
        for (const std::uint32_t parent : parents[n]) {
            if (parent >= numOld + n) {
                return fail(ErrorCode::data,
                            "new row " + std::to_string(n) + " is made from token " + std::to_string(parent)
                                + ", which does not exist yet",
                            "the tokenizer's growth report is damaged; grow the tokenizer again");
            }
            addRow(sum,
                   parent < numOld ? oldRows_VD.subspan(parent * length, length)
                                   : std::span<const float>(made_ND).subspan((parent - numOld) * length, length));
        }
        const double scale = parents[n].empty() ? 1.0 : 1.0 / static_cast<double>(parents[n].size());
        for (std::size_t i = 0; i < length; ++i) {
            made_ND[n * length + i] = static_cast<float>(sum[i] * scale);
        }
    }
    return made_ND;
}

std::int64_t paddedRowCount(std::int64_t numRows)
{
    return (numRows + kRowMultiple - 1) / kRowMultiple * kRowMultiple;
}

} // namespace bafo::exchange
