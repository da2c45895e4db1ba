// SPDX-License-Identifier: GPL-3.0-or-later
// bafo-workbench [PROJECT]: the desktop. Builds everything by hand.
#include "ui/shell/event_watch.h"
#include "ui/shell/main_window.h"
#include "ui/shell/single_instance.h"

#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QStandardPaths>

#include <algorithm>
#include <string_view>

using namespace bafo;

namespace {

/// bafo lies beside the window, in the build folder as in /usr/bin.
QString bafoProgram()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/bafo");
}

/// --version and --help work without a display too. Does not come back where they were asked for.
void tellWithoutWindow(int argc, char **argv, QCommandLineParser &arguments)
{
    const auto isAsked = [](const char *word) {
        const std::string_view text(word);
        return text == "--version" || text == "-v" || text == "--help" || text == "-h";
    };
    if (std::any_of(argv + 1, argv + argc, isAsked)) {
        const QCoreApplication application(argc, argv);
        QCoreApplication::setApplicationName(QStringLiteral("bafo-workbench"));
        QCoreApplication::setApplicationVersion(QStringLiteral(BAFO_VERSION));
        arguments.process(application);
    }
}

} // namespace

int main(int argc, char **argv)
{
    QCommandLineParser arguments;
    arguments.addHelpOption();
    arguments.addVersionOption();
    arguments.addPositionalArgument(QStringLiteral("project"), QStringLiteral("the folder of a project to open"),
                                    QStringLiteral("[PROJECT]"));
    const QCommandLineOption watched(
        QStringLiteral("watch"),
        QStringLiteral("tell on stderr of the first painting and of each call in the window's thread that takes "
                       "MS milliseconds or longer"),
        QStringLiteral("MS"));
    arguments.addOption(watched);
    tellWithoutWindow(argc, argv, arguments);
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    ui::EventWatch watch; // outlives the application
    ui::WatchedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("workbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("BafoGPT Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(BAFO_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.bafogpt.Workbench"));
    QApplication::setWindowIcon(QIcon::fromTheme(
        QStringLiteral("org.bafogpt.Workbench"),
        QIcon(QStringLiteral(":/application/org.bafogpt.Workbench.svg")))); // not installed: the build's
    arguments.process(application);
    if (arguments.isSet(watched)) {
        watch.setListener(ui::tellOnStandardError(arguments.value(watched).toDouble()));
        application.setWatch(&watch);
    }

    const QString project = arguments.positionalArguments().isEmpty()
        ? QString()
        : QDir(arguments.positionalArguments().front()).absolutePath();
    ui::SingleInstance instance(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation)
                                + QStringLiteral("/bafo-workbench"));
    if (instance.handOver(project)) {
        return 0;
    }
    instance.listen();

    ui::Settings settings;
    ui::Appearance appearance(settings);
    ui::MainWindow window(settings, appearance,
                          {.bafoProgram = bafoProgram(),
                           .cacheFolder = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation),
                           .dataFolder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)});
    QObject::connect(&instance, &ui::SingleInstance::requested, &window, [&window](const QString &wanted) {
        if (!wanted.isEmpty()) {
            window.open(wanted);
        }
        window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
        window.raise();
        window.activateWindow();
    });
    window.show();
    window.open(project.isEmpty() ? settings.lastProject() : project);
    return QApplication::exec();
}
