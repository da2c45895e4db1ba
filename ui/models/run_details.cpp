// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_details.h"

#include "core/config/evaluation_run_config.h"
#include "core/config/run_config.h"
#include "core/runs/event_log.h"
#include "core/runs/run_index.h"
#include "ui/widgets/sparkline.h"

#include <algorithm>
#include <filesystem>

namespace bafo::ui {
namespace {

constexpr std::size_t kCurvePoints = 48;
constexpr std::uint64_t kMostConfigBytes = 1U << 20U;

quint64 sizeOfTree(const Path &folder)
{
    quint64 size = 0;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
        if (at->is_regular_file(error) && !error) {
            const auto bytes = at->file_size(error);
            size += error ? 0 : bytes;
        }
        error.clear();
    }
    return size;
}

} // namespace

/// Lives in the reader's thread.
class RunDetailsReader::Reader final : public QObject {
public:
    Reader(RunDetailsReader &owner, Path indexFile)
        : m_owner(owner)
        , m_indexFile(std::move(indexFile))
    {
    }

    void readDetails(const runs::RunFolder &folder, qint64 lastSeq)
    {
        RunDetails details;
        if (const auto asked = evaluationOf(folder)) {
            details.model = QString::fromStdString(asked->model);
        } else if (const auto config = configOf(folder)) {
            details.model = QString::fromStdString(config->model);
        }
        details.curve = thinned(seriesOf(folder, "loss", folder.id()).values(), kCurvePoints);
        QMetaObject::invokeMethod(&m_owner,
                                  [&owner = m_owner, id = QString::fromStdString(folder.id()), lastSeq, details] {
                                      owner.take(id, lastSeq, details);
                                  });
    }

    void compare(const std::vector<runs::RunFolder> &folders, quint64 question)
    {
        auto all = std::make_shared<std::vector<RunComparison>>();
        for (const runs::RunFolder &folder : folders) {
            all->push_back(comparisonOf(folder));
        }
        QMetaObject::invokeMethod(&m_owner, [&owner = m_owner, all, question] {
            if (question == owner.m_question) {
                Q_EMIT owner.compared(all);
            }
        });
    }

private:
    RunComparison comparisonOf(const runs::RunFolder &folder)
    {
        RunComparison one;
        one.id = QString::fromStdString(folder.id());
        one.sizeBytes = sizeOfTree(folder.path());
        if (const auto asked = evaluationOf(folder)) { // it has no curves
            for (const auto &[key, value] : config::settingsOf(*asked)) {
                one.settings.push_back({QString::fromStdString(key), QString::fromStdString(value)});
            }
            return one;
        }
        one.curves.push_back({QStringLiteral("loss"), {}, seriesOf(folder, "loss", folder.id())});
        const auto config = configOf(folder);
        if (!config) {
            one.problem = QString::fromStdString(config.error().message);
            return one;
        }
        config::visitKnobs(
            [&](const config::Knob &knob, const auto &) {
                one.settings.push_back({QString::fromUtf8(knob.key.data(), static_cast<qsizetype>(knob.key.size())),
                                        QString::fromStdString(config::valueOf(*config, knob.key))});
            },
            *config);
        for (const config::HeldOutConfig &set : config->evaluation.heldOut) {
            one.curves.push_back({QString::fromStdString(set.name), QString::fromStdString(set.language),
                                  seriesOf(folder, "bits_per_byte/" + set.name, folder.id())});
        }
        return one;
    }

    /// Nothing of a run that trains.
    std::optional<config::EvaluationRunConfig> evaluationOf(const runs::RunFolder &folder)
    {
        const auto text = m_files.readFile(folder.configFile(), kMostConfigBytes);
        if (!text || text->find("kind:") == std::string::npos || config::runKindOf(*text) != config::kEvalKind) {
            return std::nullopt;
        }
        auto config = config::parseEvaluationRunConfig(*text);
        return config ? std::optional(std::move(*config)) : std::nullopt;
    }

    Result<config::RunConfig> configOf(const runs::RunFolder &folder)
    {
        return config::parseRunConfig(BAFO_TRY(m_files.readFile(folder.configFile(), kMostConfigBytes)));
    }

    /// From the index; where there is none yet, from the log itself.
    MetricSeries seriesOf(const runs::RunFolder &folder, const std::string &name, const std::string &id)
    {
        MetricSeries series;
        const auto index = runs::RunIndex::openForReading(m_indexFile);
        if (index) {
            if (const auto points = index->series(id, name)) {
                for (const runs::SeriesPoint &point : *points) {
                    series.add(point.step, point.value);
                }
                return series;
            }
        }
        return fromLog(folder, name);
    }

    static MetricSeries fromLog(const runs::RunFolder &folder, const std::string &name)
    {
        MetricSeries series;
        runs::EventLogReader reader(folder.eventLog());
        for (auto messages = reader.poll(); messages && !messages->empty(); messages = reader.poll()) {
            for (const protocol::Message &message : *messages) {
                if (const auto *step = std::get_if<protocol::StepFinished>(&message.event);
                    step != nullptr && name == "loss") {
                    series.add(step->step, step->loss);
                } else if (const auto *measured = std::get_if<protocol::EvalFinished>(&message.event);
                           measured != nullptr && name == "bits_per_byte/" + measured->name) {
                    series.add(measured->step, measured->bitsPerByte);
                } else if (const auto *rewound = std::get_if<protocol::Rewound>(&message.event)) {
                    series.rewindTo(rewound->toStep);
                }
            }
        }
        return series;
    }

    RunDetailsReader &m_owner;
    Path m_indexFile;
    PosixFileSystem m_files;
};

RunDetailsReader::RunDetailsReader(Path indexFile, QObject *parent)
    : QObject(parent)
    , m_reader(new Reader(*this, std::move(indexFile)))
{
    m_reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_reader, &QObject::deleteLater);
    m_thread.start(QThread::LowPriority);
}

RunDetailsReader::~RunDetailsReader()
{
    m_thread.quit();
    m_thread.wait();
}

const RunDetails *RunDetailsReader::of(const runs::RunFolder &folder, qint64 lastSeq)
{
    const QString id = QString::fromStdString(folder.id());
    const auto known = m_known.constFind(id);
    const bool isCurrent = known != m_known.constEnd() && known->lastSeq == lastSeq;
    if (!isCurrent && !m_asked.contains(id)) {
        m_asked.insert(id);
        QMetaObject::invokeMethod(m_reader,
                                  [reader = m_reader, folder, lastSeq] { reader->readDetails(folder, lastSeq); });
    }
    return known == m_known.constEnd() ? nullptr : &known->details;
}

void RunDetailsReader::compare(std::vector<runs::RunFolder> folders)
{
    const quint64 question = ++m_question;
    QMetaObject::invokeMethod(
        m_reader, [reader = m_reader, folders = std::move(folders), question] { reader->compare(folders, question); });
}

void RunDetailsReader::take(const QString &id, qint64 lastSeq, RunDetails details)
{
    m_asked.remove(id);
    m_known.insert(id, {std::move(details), lastSeq});
    Q_EMIT detailsRead(id);
}

std::vector<SettingDifference> differencesOf(const std::vector<RunComparison> &runs)
{
    std::vector<SettingDifference> differences;
    const auto first
        = std::find_if(runs.begin(), runs.end(), [](const RunComparison &run) { return !run.settings.empty(); });
    if (first == runs.end()) {
        return differences;
    }
    for (const RunComparison::Setting &setting : first->settings) {
        SettingDifference line{setting.key, {}};
        for (const RunComparison &run : runs) { // one of another kind has other settings
            const auto same = std::find_if(run.settings.begin(), run.settings.end(),
                                           [&setting](const auto &other) { return other.key == setting.key; });
            line.values.append(same == run.settings.end() ? QStringLiteral("?") : same->value);
        }
        QStringList distinct = line.values;
        distinct.removeDuplicates();
        distinct.removeAll(QStringLiteral("?"));
        if (distinct.size() > 1) {
            differences.push_back(std::move(line));
        }
    }
    return differences;
}

} // namespace bafo::ui
