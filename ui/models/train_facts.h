// SPDX-License-Identifier: GPL-3.0-or-later
// What a project has to train with: models, texts, how they are split, what is counted already, room on the disk.
#pragma once

#include "core/base/file_system.h"
#include "core/data/document.h"
#include "core/plan/machine_memory.h"
#include "core/plan/model_shape.h"
#include "core/runs/model_summary.h"
#include "core/runs/project.h"

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

struct TextFacts {
    QString name;
    std::vector<data::GroupCount> groups; ///< by language, split and source
    bool isSplit = false;
    QMap<qint64, QString> openSources; ///< files whose licence is unknown, by the number of the source
    QMap<QString, QStringList> openings; ///< by language: the first words of some held-out documents
    QMap<QString, qint64> tokens; ///< "zul.train" -> word pieces by the tokenizer that was asked for, where counted

    [[nodiscard]] QStringList languages() const;
    [[nodiscard]] QStringList splits() const;

    /// Of a selection; an empty name means any.
    [[nodiscard]] qint64 numBytes(const QString &language, const QString &split) const;
    [[nodiscard]] qint64 numDocuments(const QString &language, const QString &split) const;

    /// Files of unknown licence with documents of a language; an empty name means any.
    [[nodiscard]] QStringList openSourcesIn(const QString &language) const;
};

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
    std::optional<plan::MachineMemory> memory; ///< of this machine; nothing where the system does not say

    [[nodiscard]] const TextFacts *text(const std::string &name) const;
    [[nodiscard]] const runs::ModelSummary *model(const std::string &name) const;
};

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
