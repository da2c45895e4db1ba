// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/agreement.h"

#include <nlohmann/json.hpp>

#include <future>
#include <utility>

namespace bafo::distributed {
namespace {

using nlohmann::json;

/// Messages may hold names of files, which are bytes.
std::string dumped(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string toText(const Result<std::string> &result)
{
    if (result) {
        return "+" + *result;
    }
    const Error &error = result.error();
    return "-" + dumped({{"code", static_cast<int>(error.code)}, {"message", error.message}, {"hint", error.hint}});
}

Result<std::string> fromText(const std::string &text, int rank, int numRanks)
{
    if (text.starts_with('+')) {
        return text.substr(1);
    }
    const json error = json::parse(text.substr(1));
    const std::string where = numRanks > 1 ? "rank " + std::to_string(rank) + ": " : "";
    return fail(static_cast<ErrorCode>(error.at("code").get<int>()), where + error.at("message").get<std::string>(),
                error.at("hint").get<std::string>());
}

} // namespace

Result<void> agree(Collectives &ranks, const Result<void> &mine)
{
    (void)BAFO_TRY(fromAllRanks(ranks, mine ? Result<std::string>(std::string()) : fail(mine.error())));
    return {};
}

Result<void> firstRankWorks(Collectives &ranks, const std::function<Result<void>()> &work,
                            std::chrono::milliseconds between)
{
    if (ranks.numRanks() == 1) {
        return work();
    }
    const bool isFirst = ranks.rank() == 0;
    std::future<Result<void>> outcome;
    if (isFirst) {
        outcome = std::async(std::launch::async, work);
    }
    const std::string done = "done";
    std::string heard;
    while (heard != done) {
        const bool isDone = isFirst && outcome.wait_for(between) == std::future_status::ready;
        heard = ranks.exchange(isDone ? done : std::string()).front();
    }
    const Result<void> mine = isFirst ? outcome.get() : Result<void>();
    (void)BAFO_TRY(fromFirstRank(ranks, mine ? Result<std::string>(std::string()) : fail(mine.error())));
    return {};
}

Result<std::string> fromFirstRank(Collectives &ranks, const Result<std::string> &mine)
{
    const std::vector<std::string> all = ranks.exchange(ranks.rank() == 0 ? toText(mine) : std::string());
    return fromText(all.front(), 0, 1);
}

Result<std::vector<std::string>> fromAllRanks(Collectives &ranks, const Result<std::string> &mine)
{
    std::vector<std::string> texts;
    for (const std::string &text : ranks.exchange(toText(mine))) {
        texts.push_back(BAFO_TRY(fromText(text, static_cast<int>(texts.size()), ranks.numRanks())));
    }
    return texts;
}

} // namespace bafo::distributed
