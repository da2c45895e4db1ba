// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/collectives.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <cstring>

namespace bafo::distributed {
namespace {

class Done final : public Gather {
public:
    void wait() override { }
};

} // namespace

std::vector<std::vector<double>> exchangeNumbers(Collectives &ranks, std::span<const double> mine)
{
    const std::string bytes(reinterpret_cast<const char *>(mine.data()), mine.size_bytes());
    std::vector<std::vector<double>> all;
    for (const std::string &theirs : ranks.exchange(bytes)) {
        std::vector<double> numbers(theirs.size() / sizeof(double));
        std::memcpy(numbers.data(), theirs.data(), numbers.size() * sizeof(double));
        all.push_back(std::move(numbers));
    }
    return all;
}

std::unique_ptr<Gather> OneRank::startGather(const at::Tensor &part, const at::Tensor &whole)
{
    whole.view({-1}).copy_(part.view({-1}));
    return std::make_unique<Done>();
}

void OneRank::addPieces(const at::Tensor &whole, std::span<const std::int64_t> sizes, int numSenders,
                        const at::Tensor &sum)
{
    BAFO_CHECK(sizes.size() == 1 && numSenders == 1, "one rank has pieces for itself only");
    sum.view({-1}).add_(whole.view({-1}));
}

} // namespace bafo::distributed
