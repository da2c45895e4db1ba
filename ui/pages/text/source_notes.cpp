// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/source_notes.h"

namespace bafo::ui {

void SourceNotes::add(const std::vector<qint64> &sources, const QString &licence,
                      const std::optional<QString> &provenance)
{
    QStringList options{QStringLiteral("--licence"), licence.isEmpty() ? QStringLiteral("unknown") : licence};
    if (provenance) {
        options << QStringLiteral("--provenance") << *provenance;
    }
    std::vector<qint64> &all = notes[options];
    all.insert(all.end(), sources.begin(), sources.end());
}

QList<QStringList> SourceNotes::commands() const
{
    QList<QStringList> commands;
    for (auto note = notes.cbegin(); note != notes.cend(); ++note) {
        QStringList command{QStringLiteral("data"), QStringLiteral("annotate"), dataset};
        for (const qint64 source : note.value()) {
            command << QStringLiteral("--source") << QString::number(source);
        }
        commands.append(command + note.key());
    }
    return commands;
}

} // namespace bafo::ui
