// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_scores.h"

#include <variant>

namespace bafo::ui {

const LanguageScore *RunScores::of(const QString &language) const
{
    for (const LanguageScore &score : languages) {
        if (score.language == language) {
            return &score;
        }
    }
    return nullptr;
}

RunScoresReader::RunScoresReader(const runs::RunFolder &folder)
    : m_log(folder.eventLog())
    , m_reader(m_log)
{
}

const RunScores &RunScoresReader::poll()
{
    while (true) {
        const auto messages = m_reader.poll();
        if (!messages) {
            *this = RunScoresReader(runs::RunFolder(m_log.parent_path()));
            break;
        }
        for (const protocol::Message &message : *messages) {
            take(message);
        }
        if (messages->empty()) {
            break;
        }
    }
    return m_scores;
}

void RunScoresReader::take(const protocol::Message &message)
{
    if (std::holds_alternative<protocol::RunStarted>(message.event) && m_scores.startedMs == 0) {
        m_scores.startedMs = message.envelope.t;
    } else if (const auto *saved = std::get_if<protocol::CheckpointCommitted>(&message.event)) {
        m_scores.lastSaveMs = message.envelope.t;
        m_scores.lastSaveStep = saved->step;
    } else if (const auto *measured = std::get_if<protocol::EvalFinished>(&message.event)) {
        const QString language = QString::fromStdString(measured->language);
        for (std::size_t i = 0; i < m_scores.languages.size(); ++i) {
            LanguageScore &score = m_scores.languages[i];
            if (score.language == language) {
                if (m_sets[i] == measured->name) {
                    score.last = measured->bitsPerByte;
                    score.lastStep = measured->step;
                }
                return;
            }
        }
        m_scores.languages.push_back(
            {language, measured->bitsPerByte, measured->bitsPerByte, measured->step, measured->step});
        m_sets.push_back(measured->name);
    }
}

} // namespace bafo::ui
