// SPDX-License-Identifier: GPL-3.0-or-later
// How the page notes licences, and takes that back.
#include "ui/pages/text/source_notes.h"
#include "ui/pages/text/sources_card.h"
#include "ui/pages/text/text_page.h"

#include <QPointer>

#include <algorithm>

namespace bafo::ui {

void TextPage::note(const std::vector<qint64> &sources, const QString &licence, const QString &provenance)
{
    SourceNotes notes{m_dataset, {}};
    const bool keepsProvenance = provenance.isEmpty() && m_sources->chosen() == 0;
    notes.add(sources, licence, keepsProvenance ? std::nullopt : std::optional(provenance));
    SourceNotes before{m_dataset, {}};
    for (const data::Source &source : m_list->contents()->sources) {
        if (std::find(sources.begin(), sources.end(), source.id) != sources.end()) {
            before.add({source.id}, QString::fromStdString(source.licence), QString::fromStdString(source.provenance));
        }
    }
    const Message done{.tone = Tone::good,
                       .text = tr("Noted for %1: %2.")
                                   .arg(sourcesInWords(static_cast<qint64>(sources.size())),
                                        licence.isEmpty() ? tr("licence not known") : licence),
                       .actionLabel = tr("Undo"),
                       .act = [page = QPointer<TextPage>(this), before] { // the bar may outlive the page
                           if (page) {
                               page->annotate(before.commands(), {.tone = Tone::text, .text = tr("Taken back.")});
                           }
                       }};
    annotate(notes.commands(), done);
}

void TextPage::annotate(QList<QStringList> commands, const Message &done)
{
    BafoProcess *asked = context().session->ask(commands.takeFirst(), this);
    connect(asked, &BafoProcess::ended, this, [this, asked, commands, done](const ProcessEnd &end) {
        asked->deleteLater();
        if (end.error) {
            context().host->tell(*end.error);
        } else if (!commands.isEmpty()) {
            annotate(commands, done);
            return;
        } else {
            m_sources->closeEditor();
            context().host->tell(done);
        }
        m_list->refresh();
    });
    asked->start();
}

} // namespace bafo::ui
