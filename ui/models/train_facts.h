// SPDX-License-Identifier: GPL-3.0-or-later
// What a project has to train with: models, texts, how they are split, what is counted already, room on the disk.
#pragma once

#include "core/base/file_system.h"
#include "core/config/run_config.h"
#include "core/plan/machine_memory.h"
#include "core/plan/model_shape.h"
#include "core/runs/model_summary.h"
#include "core/runs/project.h"
#include "ui/models/text_facts.h"

#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThread>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

struct TrainFacts {
    runs::ModelListing models;
    QMap<QString, qint64> modelTimes; ///< when each was made, ms since 1970
    QStringList takenModelNames; ///< those there are, and those that live runs are going to make
    QStringList tokenizers;
    QStringList languages; ///< the project's, the one to teach first
    std::vector<TextFacts> texts;
    quint64 freeBytes = 0;
    std::map<std::string, plan::ModelShape> shapes; ///< of the models whose sizes could be read, by name
    std::map<std::string, std::int64_t> tokenizerBytes; ///< of the tokenizers' files, by name
    std::map<std::string, std::string> styles; ///< by name of the model: how it writes conversations; empty: not known
    std::optional<plan::MachineMemory> memory; ///< of this machine; nothing where the system does not say

    [[nodiscard]] const TextFacts *text(const std::string &name) const;
    [[nodiscard]] const runs::ModelSummary *model(const std::string &name) const;

    /// The style in which a run would write conversations; empty where its model has none that is known.
    [[nodiscard]] std::string styleOf(const config::RunConfig &config) const;
};

/// What a run is for: more of the language, or answers to questions.
enum class RunPurpose { reading, answering };

/// By what its first stage holds; a run that reads nothing is for reading.
[[nodiscard]] RunPurpose purposeOf(const config::RunConfig &config, const TrainFacts &facts);

using TrainFactsPtr = std::shared_ptr<const TrainFacts>;

/// Reads everything; takes as long as the disk does. `tokenizer` names what token counts are wanted for: a model's or
/// tokenizer's name, or nothing.
[[nodiscard]] Result<TrainFacts> readTrainFacts(FileSystem &files, const runs::Project &project,
                                                const std::string &tokenizer);

/// The same from a thread of its own. Lives in the window's thread.
class TrainFactsReader final : public QObject {
    Q_OBJECT

public:
    explicit TrainFactsReader(runs::Project project, QObject *parent = nullptr);
    ~TrainFactsReader() override;

    /// Answered by ready() or failed(); what is asked while an answer is awaited is asked once more after it.
    void read(const std::string &tokenizer);

Q_SIGNALS:
    void ready(const bafo::ui::TrainFactsPtr &facts);
    void failed(const QString &message, const QString &hint);

private:
    void begin();

    runs::Project m_project;
    QThread m_thread;
    QObject *m_worker;
    std::string m_tokenizer;
    bool m_isReading = false;
    bool m_isWantedAgain = false;
};

} // namespace bafo::ui
