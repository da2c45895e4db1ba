// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/text_sample.h"

#include "core/data/dataset.h"

#include <map>
#include <utility>

namespace bafo::ui {
namespace {

constexpr std::string_view kStopped = "stopped";
constexpr std::string_view kEnough = "enough";

/// One dataset's share of the sample.
class DatasetSampler {
public:
    DatasetSampler(data::Dataset dataset, std::string name)
        : m_dataset(std::move(dataset))
        , m_name(std::move(name))
    {
    }

    Result<void> read(TextSample &sample, const std::function<bool()> &isStopped)
    {
        BAFO_TRY(readCounts(sample));
        const auto visited = m_dataset.visit({}, [&](const data::Document &document) -> Result<void> {
            if (isStopped()) {
                return fail(ErrorCode::cancelled, std::string(kStopped));
            }
            take(document, sample);
            return m_numOpen == 0 ? Result<void>(fail(ErrorCode::cancelled, std::string(kEnough))) : Result<void>();
        });
        if (!visited && visited.error().message != kEnough) {
            return fail(visited.error());
        }
        for (auto &[key, part] : m_parts) {
            sample.groups.push_back(std::move(part.group));
        }
        return {};
    }

private:
    struct Part {
        SampleGroup group;
        std::int64_t numDocuments = 0;
        std::int64_t numSeen = 0;
        std::int64_t numBytes = 0;
        bool isFull = false;
    };

    Result<void> readCounts(TextSample &sample)
    {
        std::map<std::int64_t, std::string> names;
        for (const data::Source &source : BAFO_TRY(m_dataset.sources())) {
            names.emplace(source.id, source.file);
        }
        std::map<std::string, LanguageText> languages;
        for (const data::GroupCount &count : BAFO_TRY(m_dataset.statistics())) {
            Part &part = m_parts[{count.source, count.language}];
            part.group.dataset = m_name;
            part.group.source = names[count.source];
            part.group.language = count.language;
            part.group.numWords += count.numWords;
            part.numDocuments += count.numDocuments;
            LanguageText &language = languages[count.language];
            language.dataset = m_name;
            language.language = count.language;
            language.numDocuments += count.numDocuments;
            language.numTrain += count.split == data::kTrainSplit ? count.numDocuments : 0;
            language.numHeldOut += count.split == data::kHeldOutSplit ? count.numDocuments : 0;
            language.numWords += count.numWords;
        }
        for (auto &[name, language] : languages) {
            sample.languages.push_back(std::move(language));
        }
        m_numOpen = m_parts.size();
        return {};
    }

    void take(const data::Document &document, TextSample &sample)
    {
        const auto found = m_parts.find({document.source, document.language});
        if (found == m_parts.end() || found->second.isFull) {
            return;
        }
        Part &part = found->second;
        part.numSeen += 1;
        part.numBytes += static_cast<std::int64_t>(document.text.size());
        (document.split == data::kHeldOutSplit ? part.group.heldOut : part.group.others).push_back(document.text);
        if (part.numSeen >= std::min(part.numDocuments, kSampleDocuments) || part.numBytes >= kSampleBytes) {
            part.isFull = true;
            sample.isAll = sample.isAll && part.numSeen >= part.numDocuments;
            --m_numOpen;
        }
    }

    data::Dataset m_dataset;
    std::string m_name;
    std::map<std::pair<std::int64_t, std::string>, Part> m_parts; ///< by source and language
    std::size_t m_numOpen = 0; ///< parts that still want documents
};

} // namespace

Result<TextSample> sampleTexts(FileSystem &files, const Path &datasetsFolder, const std::vector<std::string> &names,
                               const std::function<bool()> &isStopped)
{
    TextSample sample;
    for (const std::string &name : names) {
        const Path folder = datasetsFolder / name;
        if (!BAFO_TRY(files.status(folder / "documents.sqlite")).exists) {
            continue; // being made just now
        }
        DatasetSampler sampler(BAFO_TRY(data::Dataset::open(files, folder)), name);
        const auto read = sampler.read(sample, isStopped);
        if (!read) {
            return isStopped() ? Result<TextSample>(TextSample{}) : Result<TextSample>(fail(read.error()));
        }
    }
    return sample;
}

} // namespace bafo::ui
