// SPDX-License-Identifier: GPL-3.0-or-later
// How the window comes to a project: opened, made, the example, lost and found again.
#include "core/runs/project.h"
#include "ui/connection/error_words.h"
#include "ui/connection/start_problem.h"
#include "ui/models/rehearsal.h"
#include "ui/models/state_look.h"
#include "ui/shell/main_window.h"
#include "ui/shell/new_project_dialog.h"
#include "ui/shell/notification.h"
#include "ui/shell/top_bar.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/tab_order.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QStackedWidget>

#include <utility>

namespace bafo::ui {
namespace {

QString projectFileName()
{
    return QString::fromUtf8(runs::kProjectFileName.data(), static_cast<qsizetype>(runs::kProjectFileName.size()));
}

} // namespace

void MainWindow::open(const QString &folder)
{
    std::unique_ptr<ProjectSession> session;
    if (!folder.isEmpty()) {
        auto opened = ProjectSession::open(folder, m_places.bafoProgram, m_places.cacheFolder);
        if (!opened) {
            tellNotOpened(folder, opened.error());
            if (m_current.isEmpty()) {
                showPage(QStringLiteral("home")); // the first of this window: it goes on without a project
                resumeNewProject();
            }
            return;
        }
        session = std::move(*opened);
    }
    keepState();
    m_messages->clear(); // what was told of one project says nothing of the next
    m_couldKeep = true; // where it still cannot, that is told again
    dropPages();
    m_jobs.reset();
    m_session = std::move(session);
    m_toldEnds.clear();
    m_states.reset();
    m_settings.setLastProject(m_session ? m_session->folder() : QString());
    if (m_session) {
        m_settings.addRecentProject(m_session->folder());
        const QString own
            = m_places.dataFolder + QStringLiteral("/projects/") + QString::fromStdString(m_session->project().id());
        bringKeptPages(own);
        m_states.emplace(own + QStringLiteral("/pages.json"));
        m_jobs = std::make_unique<JobList>(m_places.bafoProgram, m_session->folder(), own + QStringLiteral("/jobs"));
    }
    connectSession();
    enableActions();
    const QString last
        = m_states ? m_states->stateOf(QStringLiteral("window")).value(QLatin1String("page")).toString() : QString();
    showPage(last.isEmpty() ? QStringLiteral("home") : last);
    focusArea(*m_stack->currentWidget(), Qt::OtherFocusReason);
    resumeNewProject();
}

void MainWindow::resumeNewProject()
{
    if (!std::exchange(m_hasResumed, true) && !m_settings.newProjectDraft().isEmpty()) {
        newProject(); // its form was open when the window before this one crashed
    }
}

void MainWindow::tellNotOpened(const QString &folder, const Error &error)
{
    if (QFileInfo::exists(folder)) {
        m_settings.forgetProject(folder);
        const bool isProject = QFileInfo::exists(folder + QLatin1Char('/') + projectFileName());
        m_messages->tell(inOwnWords(error), isProject ? QString() : tr("New project here…"),
                         [this, folder] { newProjectIn(folder); });
        return;
    }
    // Not forgotten: it may lie on a stick.
    m_messages->tell(
        {.code = ErrorCode::data,
         .message = tr("The project's folder is not there: %1").arg(folder).toStdString(),
         .hint = tr("If it lies on a stick or another disk, put that in and open it again.").toStdString()},
        tr("Open it again"), [this, folder] { open(folder); });
}

void MainWindow::withdrawLoss()
{
    if (m_session) {
        m_messages->withdraw(QString::fromStdString(projectGone(m_session->folder()).message));
    }
}

void MainWindow::openProject(const QString &folder)
{
    const QString chosen = folder.isEmpty() ? QFileDialog::getExistingDirectory(this, tr("Open a project")) : folder;
    if (!chosen.isEmpty()) {
        open(chosen);
    }
}

void MainWindow::newProject()
{
    newProjectIn({});
}

void MainWindow::newProjectIn(const QString &folder)
{
    auto *dialog = new NewProjectDialog(m_places.bafoProgram, m_settings, this);
    if (!folder.isEmpty()) {
        dialog->setFolder(folder);
    }
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NewProjectDialog::made, this, &MainWindow::open);
    dialog->open();
}

void MainWindow::openExample()
{
    const QString folder = QDir::homePath() + QStringLiteral("/BafoGPT/example");
    auto *process = new BafoProcess(m_places.bafoProgram, {QStringLiteral("init"), folder, QStringLiteral("--example")},
                                    QDir::homePath(), this);
    connect(process, &BafoProcess::ended, this, [this, process, folder](const ProcessEnd &end) {
        process->deleteLater();
        if (end.error) {
            tell(*end.error);
        } else {
            open(folder);
        }
    });
    process->start();
}

/// A project may come with what its pages held, recorded conversations above all: for who opens it the first time.
void MainWindow::bringKeptPages(const QString &place) const
{
    QDir().mkpath(place);
    QFile::copy(m_session->folder() + QStringLiteral("/pages.json"), place + QStringLiteral("/pages.json"));
}

void MainWindow::connectSession()
{
    m_topBar->setProject(m_session ? m_session->name() : QString());
    showRail();
    if (!m_session) {
        m_topBar->pill()->show({});
        return;
    }
    RunList &runs = m_session->runs();
    runs.disconnect(this);
    m_session->disconnect(this);
    connect(&runs, &RunList::changed, this, [this] {
        m_topBar->pill()->show(m_session->runs().liveRows());
        withdrawOutdatedEnds();
    });
    connect(&runs, &RunList::runEnded, this, &MainWindow::tellRunEnded);
    connect(&runs, &RunList::failed, this, [this](const QString &message, const QString &hint) {
        m_messages->tell(
            inOwnWords({.code = ErrorCode::data, .message = message.toStdString(), .hint = hint.toStdString()}));
    });
    connect(m_session.get(), &ProjectSession::lost, this, [this](const Error &error) {
        m_messages->tell(error, tr("Open another project…"), [this] { openProject({}); });
    });
    connect(m_session.get(), &ProjectSession::foundAgain, this, [this] {
        withdrawLoss();
        tell(Message{.tone = Tone::good, .text = tr("The project's folder is back.")});
    });
    m_topBar->pill()->show(runs.liveRows());
}

void MainWindow::tellRunEnded(const QString &id)
{
    const auto row = m_session->runs().row(id);
    if (!row || row->name == Rehearsal::runName()) { // whoever rehearses tells what came of it, and removes it
        return;
    }
    const StateLook look = lookOf(row->status);
    const QString text = tr("Run %1 has ended: %2.").arg(row->name, look.word);
    const QString why = failureInOwnWords(row->status.summary.failureMessage, {});
    m_toldEnds.insert(id, text);
    tell(Message{.tone = look.tone == Tone::muted ? Tone::text : look.tone,
                 .text = text,
                 .hint = why,
                 .actionLabel = tr("Look at it"),
                 .act = [this, id] {
                     showPage(QStringLiteral("run"), {{QStringLiteral("run"), id}});
                 }});
    if (!isActiveWindow()) {
        notifyDesktop(text, why);
    }
}

void MainWindow::withdrawOutdatedEnds()
{
    const RunList &runs = m_session->runs();
    m_toldEnds.removeIf([this, &runs](const QHash<QString, QString>::iterator &told) {
        const auto row = runs.row(told.key());
        const bool isOutdated = runs.rows() && (!row || row->isLive());
        if (isOutdated) {
            m_messages->withdraw(told.value());
        }
        return isOutdated;
    });
}

} // namespace bafo::ui
