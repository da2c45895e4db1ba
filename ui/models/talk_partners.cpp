// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/talk_partners.h"

#include "core/runs/adapter_base.h"
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

/// The newest first.
QStringList namesOf(const runs::Project &project)
{
    const QDir folder(QString::fromStdString(project.modelsFolder().string()));
    QStringList names = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
    names.removeIf([](const QString &name) { return !runs::isName(name.toStdString()); });
    return names;
}

} // namespace

QMap<QString, QString> adapterBases(FileSystem &files, const runs::Project &project)
{
    QMap<QString, QString> bases;
    for (const QString &name : namesOf(project)) {
        const Path folder = project.modelsFolder() / name.toStdString();
        if (runs::isAdapter(files, folder).value_or(false)) {
            const auto lineage = runs::readLineage(files, folder);
            const bool isNamed = lineage && !lineage->parents.empty();
            bases.insert(name, isNamed ? QString::fromStdString(lineage->parents.front().name) : QStringLiteral("?"));
        }
    }
    return bases;
}

QStringList talkPartners(FileSystem &files, const runs::Project &project)
{
    QStringList names = namesOf(project);
    const auto lineageOf
        = [&](const QString &name) { return runs::readLineage(files, project.modelsFolder() / name.toStdString()); };
    const auto canTalk = [&](const QString &name) {
        const Path path = project.modelsFolder() / name.toStdString();
        return !runs::isAdapter(files, path).value_or(false) || runs::resolveBase(files, &project, path).has_value();
    };
    std::stable_partition(names.begin(), names.end(), canTalk);
    const auto trained = std::find_if(names.cbegin(), names.cend(), [&](const QString &name) {
        const auto lineage = lineageOf(name);
        return lineage && lineage->how == "train" && canTalk(name);
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
