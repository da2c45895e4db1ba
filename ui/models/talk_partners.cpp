// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/talk_partners.h"

#include "core/runs/model_lineage.h"

#include <QDir>

#include <algorithm>

namespace bafo::ui {
namespace {

void moveToFront(QStringList &names, const QString &name, qsizetype place)
{
    if (const qsizetype at = names.indexOf(name); at > place) {
        names.move(at, place);
    }
}

} // namespace

QStringList talkPartners(FileSystem &files, const runs::Project &project)
{
    const QDir folder(QString::fromStdString(project.modelsFolder().string()));
    QStringList names = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time); // the newest first
    names.removeIf([](const QString &name) { return !runs::isName(name.toStdString()); });
    const auto lineageOf
        = [&](const QString &name) { return runs::readLineage(files, project.modelsFolder() / name.toStdString()); };
    const auto trained = std::find_if(names.cbegin(), names.cend(), [&](const QString &name) {
        const auto lineage = lineageOf(name);
        return lineage && lineage->how == "train";
    });
    if (trained != names.cend()) {
        moveToFront(names, QString(*trained), 0);
    }
    if (!names.isEmpty()) {
        const auto lineage = lineageOf(names.front());
        if (lineage && !lineage->parents.empty()) {
            moveToFront(names, QString::fromStdString(lineage->parents.front().name), 1);
        }
    }
    return names;
}

} // namespace bafo::ui
