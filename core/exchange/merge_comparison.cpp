// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/merge_comparison.h"

#include <algorithm>
#include <utility>

namespace bafo::exchange {
namespace {

void addDocument(std::span<const std::uint32_t> tokens, std::uint32_t contextToken, std::int64_t sequenceLength,
                 ComparedText &text)
{
    const auto length = static_cast<std::size_t>(sequenceLength);
    for (std::size_t first = 0; first < tokens.size(); first += length) {
        const std::span<const std::uint32_t> window = tokens.subspan(first, std::min(length, tokens.size() - first));
        eval::ComparedSequence sequence;
        sequence.targets.assign(window.begin(), window.end());
        sequence.ids = {first == 0 ? contextToken : tokens[first - 1]};
        sequence.ids.insert(sequence.ids.end(), window.begin(), window.end() - 1);
        text.sequences.push_back(std::move(sequence));
    }
    text.numTokens += static_cast<std::int64_t>(tokens.size());
}

MergeWay recommendedOf(const std::vector<ComparedWay> &ways)
{
    const ComparedWay *best = nullptr;
    for (const ComparedWay &way : ways) {
        const bool isCandidate = way.option.way != MergeWay::keepAdapter && way.option.whyNot.empty();
        if (isCandidate && (best == nullptr || way.klNatsPerToken < best->klNatsPerToken)) {
            best = &way;
        }
    }
    const bool isGoodEnough
        = best != nullptr && best->klNatsPerToken <= kLargestKlOfMerge && best->topAgreement >= kLeastAgreementOfMerge;
    return isGoodEnough ? best->option.way : MergeWay::keepAdapter;
}

double perByte(double bits, const ComparedText &text)
{
    return text.numBytes == 0 ? 0 : bits / static_cast<double>(text.numBytes);
}

} // namespace

ComparedText comparedTextOf(const text::Tokenizer &tokenizer, const std::vector<std::string> &documents,
                            std::uint32_t contextToken, std::int64_t sequenceLength, std::int64_t maxTokens)
{
    ComparedText text;
    for (const std::string &document : documents) {
        std::vector<std::uint32_t> tokens = tokenizer.encode(document);
        const std::int64_t room = maxTokens - text.numTokens;
        if (tokens.empty() || room <= 0) {
            continue;
        }
        const bool isCut = static_cast<std::int64_t>(tokens.size()) > room;
        if (isCut) {
            tokens.resize(static_cast<std::size_t>(room));
        }
        text.numBytes += static_cast<std::int64_t>(isCut ? tokenizer.decode(tokens).size() : document.size());
        addDocument(tokens, contextToken, sequenceLength, text);
    }
    return text;
}

Result<MergeComparison> compareMergeWays(const ModelFolder &base, const AdapterFolder &adapter,
                                         const ComparedText &text, const std::function<void(MergeWay)> &onWay)
{
    const auto tell = [&onWay](MergeWay way) {
        if (onWay) {
            onWay(way);
        }
    };
    const auto computing = [&base](model::WeightStore weights) {
        return eval::makeComputingModel(base.architecture(), base.config(), std::move(weights));
    };
    tell(MergeWay::keepAdapter);
    const eval::ReferenceRows reference(computing(BAFO_TRY(loadAdapted(base, adapter))), text.sequences);
    MergeComparison comparison;
    comparison.numTokens = text.numTokens;
    double referenceBits = 0;
    for (const MergeOption &option : mergeOptions(base, adapter)) {
        ComparedWay way{.option = option};
        if (option.way != MergeWay::keepAdapter && option.whyNot.empty()) {
            tell(option.way);
            const eval::ComputingModel merged = computing(BAFO_TRY(loadMerged(base, adapter, option.way)));
            const eval::LogitDifference found = BAFO_TRY(reference.compare(*merged.decoder));
            way.klNatsPerToken = found.klNatsPerToken();
            way.topAgreement = found.topAgreement();
            way.bitsPerByte = perByte(found.bits, text);
            referenceBits = found.referenceBits;
        }
        comparison.ways.push_back(std::move(way));
    }
    comparison.ways.back().bitsPerByte = perByte(referenceBits, text); // the kept adapter stands last
    comparison.recommended = recommendedOf(comparison.ways);
    return comparison;
}

} // namespace bafo::exchange
