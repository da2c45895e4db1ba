// SPDX-License-Identifier: GPL-3.0-or-later
// One wish of the user, "take these files in", as the calls of `bafo data import` that it needs: one for each kind.
#pragma once

#include "core/base/result.h"
#include "ui/models/job_list.h"
#include "ui/models/text_files.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QObject>

#include <optional>
#include <vector>

namespace bafo::ui {

/// What the form asks for.
struct ImportWish {
    std::vector<TextFile> files; ///< those of no kind are left out
    QString dataset;
    QString language;
    QString originalLanguage; ///< of catalogues
    QString licence; ///< empty: not known
    QString provenance;
    QString unit; ///< paragraph, line, file: of plain texts
    QString field; ///< of JSON objects: the text
    QString languageField; ///< of JSON objects; empty: `language` for all
    bool skipsUntranslated = false;
};

/// The calls, without the program's name; the lists differ in the kind of file.
[[nodiscard]] std::vector<QStringList> importCommands(const ImportWish &wish);

/// What all calls of a wish took in.
struct ImportTotals {
    qint64 numFiles = 0;
    qint64 numDocuments = 0;
    qint64 numPairs = 0;
    qint64 numWords = 0;
    QMap<QString, qint64> skipped; ///< reason -> number
};

/// One wish at a time. The calls run as jobs: they go on without the window, and restore() finds them again. The
/// window's thread only.
class TextImport final : public QObject {
    Q_OBJECT

public:
    enum class State { none, running, failed, done };

    explicit TextImport(JobList &jobs, QObject *parent = nullptr);

    void start(const ImportWish &wish);

    /// What is taken in by then stays.
    void stop();

    /// The user has seen how it ended.
    void dismiss();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString &dataset() const { return m_dataset; }
    [[nodiscard]] const ImportTotals &totals() const { return m_totals; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

    /// Of a running one: documents taken in so far, and the share of all bytes, from 0 to 1; an estimate.
    [[nodiscard]] qint64 numDocumentsSoFar() const;
    [[nodiscard]] double shareSoFar() const;

    [[nodiscard]] QJsonObject toJson() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void changed();

private:
    void next();
    void takeEnd(Job *job);
    [[nodiscard]] Job *job() const;

    JobList &m_jobs;
    State m_state = State::none;
    QString m_dataset;
    std::vector<QStringList> m_commands; ///< those that have not ended; the first one is in work
    std::size_t m_numCommands = 0;
    ImportTotals m_totals;
    std::optional<Error> m_error;
};

} // namespace bafo::ui
