// SPDX-License-Identifier: GPL-3.0-or-later
// bafo-workbench [PROJECT]: the desktop. Builds everything by hand.
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>

using namespace bafo;

namespace {

/// bafo lies beside the window, in the build folder as in /usr/bin.
QString bafoProgram()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/bafo");
}

} // namespace

int main(int argc, char **argv)
{
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("bafo-workbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("BafoGPT Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(BAFO_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.bafogpt.Workbench"));
    QCommandLineParser arguments;
    arguments.addHelpOption();
    arguments.addVersionOption();
    arguments.addPositionalArgument(QStringLiteral("project"), QStringLiteral("the folder of a project to open"),
                                    QStringLiteral("[PROJECT]"));
    arguments.process(application);

    ui::Settings settings;
    ui::Appearance appearance(settings);
    ui::MainWindow window(settings, appearance,
                          {.bafoProgram = bafoProgram(),
                           .cacheFolder = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation),
                           .dataFolder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)});
    const QStringList projects = arguments.positionalArguments();
    window.show();
    window.open(projects.isEmpty() ? settings.lastProject() : QDir(projects.front()).absolutePath());
    return QApplication::exec();
}
