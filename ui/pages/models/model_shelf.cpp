// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_shelf.h"

#include "core/base/clock.h"
#include "core/data/dataset.h"
#include "core/runs/usage.h"

namespace bafo::ui {
namespace {

QStringList textDatasets(FileSystem &files, const runs::Project &project)
{
    QStringList names;
    const auto all = files.list(project.datasetsFolder());
    for (const std::string &name : all ? *all : std::vector<std::string>()) {
        auto dataset = runs::isName(name) ? data::Dataset::open(files, project.datasetsFolder() / name)
                                          : Result<data::Dataset>(fail(ErrorCode::data, {}));
        if (dataset && !dataset->holdsConversations().value_or(true)) {
            names.append(QString::fromStdString(name));
        }
    }
    return names;
}

ShelfContent readShelf(const runs::Project &project, bool isAnyRunLive, QHash<QString, RunScores> known)
{
    PosixFileSystem files;
    const SystemClock clock;
    ShelfContent content;
    content.freeBytes = files.freeBytes(project.root()).value_or(0);
    const auto listing = runs::listModels(files, project.modelsFolder());
    if (!listing) {
        content.error = listing.error();
        return content;
    }
    content.members = familyOf(*listing);
    content.datasets = textDatasets(files, project);
    for (const FamilyMember &member : content.members) {
        auto certificate = runs::readCertificate(files, project.modelsFolder() / member.name.toStdString());
        if (certificate && *certificate) { // a damaged one says nothing: the next check writes over it
            content.certificates.insert(member.name, std::move(**certificate));
        }
        const QString run = member.setting("run");
        const auto folder = run.isEmpty() ? Result<runs::RunFolder>(fail(ErrorCode::data, {}))
                                          : runs::RunFolder::find(files, project, run.toStdString());
        if (folder && known.contains(run)) {
            content.scores.insert(run, known.value(run));
        } else if (folder) {
            content.scores.insert(run, RunScoresReader(*folder).poll());
        }
        if (isAnyRunLive) {
            const auto users = runs::liveRunsUsingModel(files, project, clock, member.name.toStdString());
            for (const std::string &user : users ? *users : std::vector<std::string>()) {
                content.users[member.name].append(QString::fromStdString(user));
            }
        }
    }
    return content;
}

} // namespace

const FamilyMember *ShelfContent::member(const QString &name) const
{
    for (const FamilyMember &one : members) {
        if (one.name == name) {
            return &one;
        }
    }
    return nullptr;
}

quint64 ShelfContent::sizeBytes() const
{
    quint64 sum = 0;
    for (const FamilyMember &one : members) {
        sum += one.model.sizeBytes;
    }
    return sum;
}

const runs::ParityCertificate *ShelfContent::certificateOf(const QString &name) const
{
    const auto found = certificates.constFind(name);
    return found == certificates.constEnd() ? nullptr : &*found;
}

const RunScores *ShelfContent::scoresOf(const FamilyMember &member) const
{
    const auto found = scores.constFind(member.setting("run"));
    return found == scores.constEnd() ? nullptr : &*found;
}

ModelShelf::ModelShelf(ProjectSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session, &ProjectSession::modelsChanged, this, &ModelShelf::readAgain);
    connect(&session, &ProjectSession::datasetsChanged, this, &ModelShelf::readAgain);
    connect(&session.runs(), &RunList::changed, this, [this] {
        QString live;
        for (const RunRow &row : m_session.runs().liveRows()) {
            live += row.id() + QLatin1Char('\n');
        }
        if (live != m_liveRuns) {
            m_liveRuns = live;
            readAgain();
        }
    });
}

void ModelShelf::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    read();
}

void ModelShelf::readAgain()
{
    m_isStale = true;
    read();
}

void ModelShelf::read()
{
    if (!m_isInSight || !m_isStale || m_isReading) {
        return;
    }
    m_isStale = false;
    m_isReading = true;
    const bool isAnyRunLive = !m_session.runs().liveRows().empty();
    m_thread.run([project = m_session.project(), isAnyRunLive,
                  known = m_content ? m_content->scores
                                    : QHash<QString, RunScores>()] { return readShelf(project, isAnyRunLive, known); },
                 [this](ShelfContent content) {
                     m_isReading = false;
                     m_content = std::make_shared<const ShelfContent>(std::move(content));
                     Q_EMIT changed();
                     read();
                 });
}

} // namespace bafo::ui
