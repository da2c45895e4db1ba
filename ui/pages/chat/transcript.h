// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation as a file: Markdown for people, JSONL for programs.
#pragma once

#include "ui/pages/chat/conversation.h"

#include <QByteArray>
#include <QDateTime>

#include <vector>

namespace bafo::ui {

struct TranscriptColumn {
    QString model = {};
    const Conversation *conversation = nullptr; ///< borrowed
};

struct TranscriptHead {
    QString project = {};
    QString systemText = {};
    SamplingChoice sampling = {};
    QDateTime time = {};
};

/// The branches in sight, each question once with the answers below it, each under its model's name. UTF-8.
[[nodiscard]] QByteArray transcriptMarkdown(const TranscriptHead &head, const std::vector<TranscriptColumn> &columns);

/// A line a model: {"messages": [{"role", "content"}], "model", "sampling", "time"}. UTF-8.
[[nodiscard]] QByteArray transcriptJsonl(const TranscriptHead &head, const std::vector<TranscriptColumn> &columns);

} // namespace bafo::ui
