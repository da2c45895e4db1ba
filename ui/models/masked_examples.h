// SPDX-License-Identifier: GPL-3.0-or-later
// Conversations as a trainer sees them, asked of `bafo data show --masked`: a few at a time, kept for going back.
#pragma once

#include "core/base/result.h"
#include "core/data/document.h"
#include "ui/models/project_session.h"

#include <QCache>
#include <QObject>
#include <QString>
#include <QTimer>

#include <optional>
#include <vector>

namespace bafo::ui {

struct MaskedToken {
    quint32 id = 0;
    QString piece;
    bool isTarget = false; ///< the model is asked for it
    bool isCutOff = false; ///< behind the end of the sequence
};

struct MaskedConversation {
    qint64 document = 0;
    QString rendered; ///< as it is written in the style
    std::vector<MaskedToken> tokens; ///< the first MaskedExamples::kMostTokens
    qint64 numTokens = 0;
    qint64 numTargets = 0;
    qint64 numKept = 0; ///< 0: it is left out
};

/// How a trainer would look at them.
struct MaskedWish {
    QString dataset;
    QString tokenizer; ///< of a model or tokenizer of the project
    QString style = QStringLiteral("model");
    QString loss = QStringLiteral("answers");
    qint64 sequenceLength = 512;

    bool operator==(const MaskedWish &) const = default;
};

/// One child at a time; only the conversation that was asked for last is told. The window's thread only.
class MaskedExamples final : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostTokens = 2000; ///< of a conversation
    static constexpr int kNumAtOnce = 6; ///< conversations of a child: whoever goes on to the next one waits no more

    explicit MaskedExamples(ProjectSession &session, QObject *parent = nullptr);

    /// Forgets what was read in another way.
    void setWish(const MaskedWish &wish);
    [[nodiscard]] const MaskedWish &wish() const { return m_wish; }
    [[nodiscard]] const ProjectSession &session() const { return m_session; }

    /// The conversations behind it are expected to be among those that the filters leave. 0: none.
    void read(qint64 document, const data::DocumentQuery &filters);

    /// The dataset has changed.
    void forget();

Q_SIGNALS:
    void asked(); ///< an answer will take a moment
    void ready(const bafo::ui::MaskedConversation &conversation);
    void failed(const bafo::Error &error);

private:
    void ask();
    void take(const ProcessEnd &end, qint64 document);

    ProjectSession &m_session;
    MaskedWish m_wish;
    data::DocumentQuery m_filters;
    qint64 m_wanted = 0;
    BafoProcess *m_process = nullptr; ///< a child that works
    QCache<qint64, MaskedConversation> m_known;
    QTimer m_soon; ///< whoever walks through a list does not want them all
};

} // namespace bafo::ui
