// SPDX-License-Identifier: GPL-3.0-or-later
// What a dataset has to train with: how much of it, how it is split, what is counted already.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/data/conversation_lengths.h"
#include "core/data/document.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <map>
#include <string>
#include <vector>

namespace bafo::ui {

struct TextFacts {
    QString name;
    std::vector<data::GroupCount> groups; ///< by language, split and source
    bool isSplit = false;
    bool holdsConversations = false; ///< all of it or nothing
    QMap<qint64, QString> openSources; ///< files whose licence is unknown, by the number of the source
    QMap<QString, QStringList>
        openings; ///< by language: the first words of some held-out documents, of conversations their questions
    QMap<QString, qint64> tokens; ///< "zul.train" -> word pieces by the tokenizer that was asked for, where counted
    /// "zul.train.chatml" -> conversations by that tokenizer, where a run has cut them already
    std::map<QString, std::vector<data::ConversationLength>> conversations;

    [[nodiscard]] QStringList languages() const;
    [[nodiscard]] QStringList splits() const;

    /// Of a selection; an empty name means any.
    [[nodiscard]] qint64 numBytes(const QString &language, const QString &split) const;
    [[nodiscard]] qint64 numDocuments(const QString &language, const QString &split) const;

    /// Files of unknown licence with documents of a language; an empty name means any.
    [[nodiscard]] QStringList openSourcesIn(const QString &language) const;
};

/// Reads everything; takes as long as the disk does. An empty hash of a tokenizer: nothing is counted.
[[nodiscard]] Result<TextFacts> readTextFacts(FileSystem &files, const Path &folder, const std::string &tokenizerHash);

/// Names of folders in a folder; none where it is missing.
[[nodiscard]] Result<QStringList> namesIn(FileSystem &files, const Path &folder);

} // namespace bafo::ui
