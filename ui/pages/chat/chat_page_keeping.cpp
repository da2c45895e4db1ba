// SPDX-License-Identifier: GPL-3.0-or-later
// What the page keeps: conversations put away and brought back, transcripts, its state.
#include "ui/pages/chat/chat_column.h"
#include "ui/pages/chat/chat_page.h"
#include "ui/pages/chat/composer.h"
#include "ui/pages/chat/sampling_drawer.h"
#include "ui/pages/chat/transcript.h"
#include "ui/widgets/whole_file.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QJsonArray>
#include <QPointer>

#include <algorithm>

namespace bafo::ui {

void ChatPage::putAway(const QString &what)
{
    context().host->tell(Message{.tone = Tone::text,
                                 .text = what,
                                 .actionLabel = tr("Bring it back"),
                                 .act = [page = QPointer<ChatPage>(this), kept = conversations()] {
                                     if (page) {
                                         page->bringBack(kept);
                                     }
                                 }});
}

void ChatPage::saveMarkdown()
{
    save(QStringLiteral("md"), &transcriptMarkdown);
}

void ChatPage::saveJsonl()
{
    save(QStringLiteral("jsonl"), &transcriptJsonl);
}

void ChatPage::save(const QString &suffix, TranscriptWriter write)
{
    const auto terms = m_drawer->terms();
    if (!hasConversation()) {
        return;
    }
    const TranscriptHead head{.project = context().session->name(),
                              .systemText = terms ? terms->systemText : QString(),
                              .sampling = terms ? terms->sampling : SamplingChoice(),
                              .time = QDateTime::currentDateTime()};
    std::vector<TranscriptColumn> columns;
    for (const ChatColumn *column : m_columns) {
        columns.push_back({.model = column->model(), .conversation = &column->conversation()});
    }
    const QString name
        = QStringLiteral("%1-%2.%3")
              .arg(m_columns.front()->model(), head.time.toString(QStringLiteral("yyyyMMdd-hhmm")), suffix);
    const QString path = QFileDialog::getSaveFileName(this, tr("Save transcript"), QDir::home().filePath(name));
    if (path.isEmpty()) {
        return;
    }
    if (const auto written = writeWholeFile(path, write(head, columns)); !written) {
        context().host->tell(written.error());
        return;
    }
    context().host->tell(Message{.tone = Tone::good, .text = tr("Saved to %1.").arg(path)});
}

QJsonObject ChatPage::conversations() const
{
    QJsonArray columns;
    for (const ChatColumn *column : m_columns) {
        columns.append(QJsonObject{{QStringLiteral("model"), column->model()},
                                   {QStringLiteral("conversation"), column->conversation().toJson()}});
    }
    return {{QStringLiteral("columns"), columns}};
}

void ChatPage::bringBack(const QJsonObject &conversations)
{
    const QJsonArray columns = conversations.value(QLatin1String("columns")).toArray();
    if (columns.isEmpty()) {
        return;
    }
    stop();
    while (m_columns.size() > 1) {
        removeSecondColumn();
    }
    if (columns.size() > 1) {
        addColumn();
    }
    m_lastTurn = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const QJsonObject column = columns.at(static_cast<qsizetype>(i)).toObject();
        m_columns[i]->setConversation(Conversation::fromJson(column.value(QLatin1String("conversation")).toObject()));
        m_columns[i]->setModel(column.value(QLatin1String("model")).toString());
        m_lastTurn = std::max(m_lastTurn, m_columns[i]->conversation().lastTurn());
    }
    refreshModels();
}

QJsonObject ChatPage::state() const
{
    QJsonObject state = conversations();
    state.insert(QStringLiteral("draft"), m_composer->text());
    state.insert(QStringLiteral("sampling"), m_drawer->state());
    state.insert(QStringLiteral("drawer"), !m_drawer->isHidden());
    return state;
}

void ChatPage::restore(const QJsonObject &state)
{
    bringBack(state);
    m_composer->setText(state.value(QLatin1String("draft")).toString());
    m_drawer->restore(state.value(QLatin1String("sampling")).toObject());
    setDrawerOpen(state.value(QLatin1String("drawer")).toBool());
    refresh();
}

} // namespace bafo::ui
