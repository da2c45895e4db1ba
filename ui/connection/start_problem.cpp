// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/start_problem.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace bafo::ui {
namespace {

struct StartWords {
    Q_DECLARE_TR_FUNCTIONS(StartWords)
};

} // namespace

Error projectGone(const QString &folder)
{
    return {.code = ErrorCode::data,
            .message = StartWords::tr("The project's folder is gone: %1").arg(folder).toStdString(),
            .hint = StartWords::tr("Put it back where it was, or open another project. What you typed is kept, and "
                                   "running runs go on while their folder is there.")
                        .toStdString()};
}

Error startProblem(const QString &program, const QString &workingFolder, const QString &reason)
{
    if (!QFileInfo(workingFolder).isDir()) {
        return projectGone(workingFolder);
    }
    const QFileInfo file(program);
    const QString hint = file.isFile() && file.isExecutable()
        ? StartWords::tr("Close other programs, for memory may be short, and try again. If that does not help, install "
                         "BafoGPT Workbench again.")
        : StartWords::tr("Install BafoGPT Workbench again: the program bafo belongs to it");
    return {.code = ErrorCode::internal,
            .message = StartWords::tr("%1 cannot be started: %2").arg(program, reason).toStdString(),
            .hint = hint.toStdString()};
}

} // namespace bafo::ui
