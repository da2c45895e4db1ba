// SPDX-License-Identifier: GPL-3.0-or-later
// Which tokenizers of a project can be compared, and which two are unless somebody chooses.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace bafo::ui {

/// A tokenizer, or a model with one: what a user may choose.
struct StudyPlace {
    QString folder; ///< below the project: "models/smol"
    QString name; ///< of the folder alone
    bool isModel = false;
    bool isGrown = false; ///< has a growth.json
    qint64 modifiedMs = 0;
};

/// Folders of tokenizers or models below the project: "models/smol". `after` may be empty.
struct StudyChoice {
    QString before;
    QString after;

    bool operator==(const StudyChoice &) const = default;
};

/// Those that hold a tokenizer, models first. Looks at names and times of files only.
[[nodiscard]] std::vector<StudyPlace> studyPlaces(const QString &root, const QStringList &models,
                                                  const QStringList &tokenizers);

[[nodiscard]] bool isThere(const std::vector<StudyPlace> &places, const QString &folder);

/// The first model that was not grown, and the newest growth of the project.
[[nodiscard]] StudyChoice usualChoice(const std::vector<StudyPlace> &places);

} // namespace bafo::ui
