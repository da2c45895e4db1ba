// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/overview_reader.h"

#include "ui/models/state_look.h"

#include <utility>

namespace bafo::ui {
namespace {

constexpr int kRoomPauseMs = 20'000; // sizes of folders change slowly, and adding them up walks over all files

struct Room {
    std::uint64_t runsBytes = 0;
    std::uint64_t freeBytes = 0;
};

} // namespace

const RunRow *ProjectOverview::shownRun() const
{
    const RunRow *shown = nullptr;
    if (runs) {
        for (const RunRow &row : *runs) { // oldest first
            if (!row.isEvaluation
                && (shown == nullptr || urgencyOf(row.status.state) >= urgencyOf(shown->status.state))) {
                shown = &row;
            }
        }
    }
    return shown;
}

const RunRow *ProjectOverview::liveEvaluation() const
{
    if (runs) {
        for (const RunRow &row : *runs) {
            if (row.isEvaluation && row.isLive()) {
                return &row;
            }
        }
    }
    return nullptr;
}

OverviewReader::OverviewReader(ProjectSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    const auto &languages = session.project().languages();
    m_overview.language = languages.empty() ? QString() : QString::fromStdString(languages.front());
    m_overview.runs = session.runs().rows();
    const auto changes = [this](auto... parts) {
        return [this, parts...] {
            ((m_stale.*parts = true), ...);
            read();
        };
    };
    connect(&session, &ProjectSession::datasetsChanged, this, [this] {
        // A sample that was full stays a fair one: a long import does not load the tokenizer every few seconds.
        const bool isFull = m_overview.words && m_overview.words->numSampleWords >= kSampleWords;
        m_stale.words = m_stale.words || !isFull;
        m_stale.text = true;
        read();
    });
    connect(&session, &ProjectSession::tokenizersChanged, this, changes(&Stale::words));
    connect(&session, &ProjectSession::modelsChanged, this, changes(&Stale::models, &Stale::room));
    connect(&session.runs(), &RunList::changed, this, [this] {
        m_overview.runs = m_session.runs().rows();
        m_stale.run = true;
        const bool isAsking = m_overview.liveEvaluation() != nullptr;
        m_stale.tests = m_stale.tests || std::exchange(m_wasAsking, isAsking) != isAsking;
        read();
        if (m_isInSight) {
            Q_EMIT changed();
        }
    });
    m_roomTimer.setInterval(kRoomPauseMs);
    connect(&m_roomTimer, &QTimer::timeout, this, changes(&Stale::room));
}

void OverviewReader::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    if (isInSight) {
        m_stale.room = true;
        m_stale.tests = true; // data may have come, on a page that Home does not hear of
        m_roomTimer.start();
        read();
        Q_EMIT changed();
    } else {
        m_roomTimer.stop();
    }
}

/// One part after the other, the quick ones first.
void OverviewReader::read()
{
    if (!m_isInSight || m_isReading) {
        return;
    }
    if (m_stale.run) {
        readRun();
    } else if (m_stale.text) {
        readText();
    } else if (m_stale.models) {
        readModels();
    } else if (m_stale.tests) {
        readTests();
    } else if (m_stale.words) {
        readWords();
    } else if (m_stale.room) {
        readRoom();
    }
}

template <class Read, class Take>
void OverviewReader::readPart(bool &isStale, Read readFigures, Take take)
{
    isStale = false;
    m_isReading = true;
    m_thread.run(
        [project = m_session.project(), readFigures] {
            PosixFileSystem files;
            return readFigures(files, project);
        },
        [this, take](auto figures) {
            m_isReading = false;
            take(std::move(figures));
            Q_EMIT changed();
            read();
        });
}

void OverviewReader::readText()
{
    readPart(m_stale.text, readTextFigures, [this](TextFigures figures) { m_overview.text = std::move(figures); });
}

void OverviewReader::readWords()
{
    readPart(
        m_stale.words,
        [language = m_overview.language](FileSystem &files, const runs::Project &project) {
            return readPiecesAWord(files, project, language);
        },
        [this](PiecesAWord figures) { m_overview.words = std::move(figures); });
}

void OverviewReader::readModels()
{
    readPart(m_stale.models, readModelFigures,
             [this](ModelFigures figures) { m_overview.models = std::move(figures); });
}

void OverviewReader::readTests()
{
    readPart(m_stale.tests, readTestFigures, [this](TestFigures figures) { m_overview.tests = std::move(figures); });
}

void OverviewReader::readRoom()
{
    readPart(
        m_stale.room,
        [](FileSystem &files, const runs::Project &project) {
            return Room{.runsBytes = treeSizeBytes(files, project.runsFolder()).value_or(0),
                        .freeBytes = files.freeBytes(project.root()).value_or(0)};
        },
        [this](const Room &room) {
            m_overview.runsBytes = room.runsBytes;
            m_overview.freeBytes = room.freeBytes;
        });
}

void OverviewReader::readRun()
{
    const RunRow *row = m_overview.shownRun();
    if (row == nullptr) {
        m_stale.run = false;
        read();
        return;
    }
    if (m_scoresOf != row->id()) {
        m_scoresOf = row->id();
        m_scores = std::make_shared<RunScoresReader>(row->folder);
    }
    readPart(
        m_stale.run,
        [scores = m_scores, folder = row->folder](FileSystem &files, const runs::Project & /*project*/) {
            return RunFigures{.id = QString::fromStdString(folder.id()),
                              .scores = scores->poll(),
                              .saveEverySteps = saveIntervalOf(files, folder).value_or(0)};
        },
        [this](RunFigures figures) { m_overview.run = std::move(figures); });
}

} // namespace bafo::ui
