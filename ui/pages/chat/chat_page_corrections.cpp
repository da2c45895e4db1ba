// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that are put right on the page: kept as rows of a dataset, taken back, left and brought back.
#include "core/language/language_mix.h"
#include "ui/pages/chat/chat_column.h"
#include "ui/pages/chat/chat_page.h"
#include "ui/pages/chat/composer.h"
#include "ui/pages/chat/correction_work.h"
#include "ui/pages/chat/sampling_drawer.h"

#include <QApplication>
#include <QPointer>

namespace bafo::ui {
namespace {

/// Of what the row is written in; the project's first where that is too short to tell.
QString languageOf(const QString &text, const std::vector<std::string> &languages)
{
    const language::LanguageMix mix = language::languagesOf(text.toStdString(), languages);
    if (!mix.isUnclear()) {
        return QString::fromStdString(mix.parts.front().language);
    }
    return languages.empty() ? QString() : QString::fromStdString(languages.front());
}

} // namespace

void ChatPage::connectCorrections(ChatColumn *column)
{
    connect(column, &ChatColumn::correctionWanted, this,
            [this, column](int answer, const QString &text, bool isWithEarlier) {
                keepCorrection(column, answer, text, isWithEarlier);
            });
    connect(column, &ChatColumn::withdrawWanted, this,
            [this, column](int answer) { withdrawCorrection(column, answer); });
    connect(column, &ChatColumn::draftLeft, this, [this, column](int answer, const QString &text) {
        context().host->tell(Message{.tone = Tone::text,
                                     .text = tr("What you wrote was put away."),
                                     .actionLabel = tr("Bring it back"),
                                     .act = [column = QPointer<ChatColumn>(column), answer, text] {
                                         if (column && column->conversation().has(answer)) {
                                             column->setDraft(answer, text);
                                         }
                                     }});
    });
}

void ChatPage::keepCorrection(ChatColumn *column, int answer, const QString &text, bool isWithEarlier)
{
    const ChatNode &node = column->conversation().node(answer);
    const auto terms = m_drawer->terms();
    const WantedCorrection wanted{.lines = column->conversation().correctedLines(answer, text, isWithEarlier,
                                                                                 terms ? terms->systemText : QString()),
                                  .answer = node.text(),
                                  .model = node.model,
                                  .origin = node.origin,
                                  .language = languageOf(text, context().session->project().languages()),
                                  .replaces = node.correction.id};
    column->setKeeping(answer, true);
    m_corrections->keep(wanted,
                        [this, column = QPointer<ChatColumn>(column), answer,
                         before = node.correction](const Result<CorrectionNote> &kept) {
                            if (!column || !column->conversation().has(answer)) {
                                return;
                            }
                            column->setKeeping(answer, false);
                            if (!kept) {
                                context().host->tell(kept.error());
                                return;
                            }
                            const bool hadFocus = column->isAncestorOf(QApplication::focusWidget());
                            column->setCorrection(answer, *kept);
                            if (hadFocus) {
                                m_composer->focusField(); // the field that it was in is gone
                            }
                            tellKept(column, answer, *kept);
                        });
}

void ChatPage::tellKept(ChatColumn *column, int answer, const CorrectionNote &note)
{
    context().host->tell(
        Message{.tone = Tone::good,
                .text = tr("Kept in the dataset %1.").arg(note.dataset),
                .hint = tr("Hold some of it out on the page Text before you train with it."),
                .actionLabel = tr("Take it back"),
                .act = [page = QPointer<ChatPage>(this), column = QPointer<ChatColumn>(column), answer, note] {
                    const bool isThere = page && column && column->conversation().has(answer);
                    if (isThere && column->conversation().node(answer).correction.id == note.id) {
                        page->withdrawCorrection(column, answer);
                    }
                }});
}

void ChatPage::withdrawCorrection(ChatColumn *column, int answer)
{
    const CorrectionNote note = column->conversation().node(answer).correction;
    m_corrections->withdraw(
        note, [this, column = QPointer<ChatColumn>(column), answer, note](const Result<void> &done) {
            if (!done) {
                context().host->tell(done.error());
                return;
            }
            if (!column || !column->conversation().has(answer)) {
                return;
            }
            column->setCorrection(answer, {});
            context().host->tell(Message{.tone = Tone::text,
                                         .text = tr("Taken back from the dataset %1.").arg(note.dataset),
                                         .actionLabel = tr("Bring it back"),
                                         .act = [column, answer, text = note.text] {
                                             if (column && column->conversation().has(answer)) {
                                                 column->setDraft(answer, text);
                                             }
                                         }});
        });
}

void ChatPage::correctLast()
{
    const bool isInSecond = m_columns.back()->isAncestorOf(focusWidget());
    (isInSecond ? m_columns.back() : m_columns.front())->correctLastAnswer();
}

} // namespace bafo::ui
