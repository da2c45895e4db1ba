// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/walk/walk_scene.h"

#include "core/base/file_system.h"
#include "core/runs/event_log.h"
#include "ui/shell/main_window.h"

#include <QDir>
#include <QProcess>
#include <QSettings>

namespace bafo::walk {

QString bafoProgram()
{
    return QStringLiteral(BAFO_BIN_DIR "/bafo");
}

QString home()
{
    return qEnvironmentVariable("BAFO_WALK_HOME");
}

QString fixture(const char *name)
{
    return home() + QStringLiteral("/fixture/") + QLatin1String(name);
}

std::unique_ptr<QTemporaryDir> makeHome()
{
    auto folder = std::make_unique<QTemporaryDir>();
    qputenv("BAFO_WALK_HOME", folder->path().toUtf8());
    qputenv("BAFO_WALK_PICTURE", QDir::tempPath().toUtf8() + "/bafo-walk-failed.png");
    QDir(folder->path()).mkdir(QStringLiteral("tmp"));
    qputenv("TMPDIR", folder->path().toUtf8() + "/tmp");
    qputenv("OMP_NUM_THREADS", "1");
    useOwnSettings();
    return folder;
}

void useOwnSettings()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home() + QStringLiteral("/config"));
}

bool makeByScript(const char *script, const QStringList &arguments)
{
    const QStringList words{QStringLiteral("-B"), QStringLiteral(BAFO_SOURCE_DIR "/tests/ui/") + QLatin1String(script),
                            bafoProgram()};
    return QProcess::execute(QStringLiteral("python3"), words + arguments) == 0;
}

runs::RunFolder runIn(const QString &project, const char *reference)
{
    PosixFileSystem files;
    const auto opened = runs::Project::open(files, (home() + QLatin1Char('/') + project).toStdString()).value();
    return runs::RunFolder::find(files, opened, reference).value();
}

std::vector<protocol::Message> messagesOf(const runs::RunFolder &run)
{
    std::vector<protocol::Message> all;
    runs::EventLogReader reader(run.eventLog());
    for (;;) {
        const auto some = reader.poll();
        if (!some || some->empty()) {
            return all;
        }
        all.insert(all.end(), some->begin(), some->end());
    }
}

runs::RunSummary summaryOf(const runs::RunFolder &run)
{
    runs::RunSummary summary;
    for (const auto &message : messagesOf(run)) {
        summary.add(message);
    }
    return summary;
}

std::vector<protocol::StepFinished> stepsOf(const runs::RunFolder &run)
{
    std::vector<protocol::StepFinished> steps;
    for (const auto &message : messagesOf(run)) {
        if (const auto *step = std::get_if<protocol::StepFinished>(&message.event)) {
            steps.push_back(*step);
        }
    }
    return steps;
}

QStringList outcomesIn(const QString &project)
{
    PosixFileSystem files;
    const auto opened = runs::Project::open(files, (home() + QLatin1Char('/') + project).toStdString()).value();
    QStringList outcomes;
    const auto all = runs::RunFolder::list(files, opened).value();
    for (const auto &run : all) {
        outcomes.append(QString::fromStdString(summaryOf(run).outcome));
    }
    return outcomes;
}

void cancelRunsIn(const QString &project)
{
    QProcess::execute(bafoProgram(),
                      {QStringLiteral("run"), QStringLiteral("cancel"), QStringLiteral("last"),
                       QStringLiteral("--json"), QStringLiteral("--project"), home() + QLatin1Char('/') + project});
}

QString pictureOf(ui::MainWindow &window)
{
    const QString file = qEnvironmentVariable("BAFO_WALK_PICTURE");
    window.grab().save(file);
    return file;
}

} // namespace bafo::walk
