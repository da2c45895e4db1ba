// SPDX-License-Identifier: GPL-3.0-or-later
// Where a walk takes place: its folder, what a newcomer brings along, and what the project's files say afterwards.
#pragma once

#include "core/protocol/events.h"
#include "core/runs/run_folder.h"

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace bafo::ui {
class MainWindow;
}

namespace bafo::walk {

constexpr int kLongMs = 120000;

/// The real program.
[[nodiscard]] QString bafoProgram();

/// Where everything of one walk lies; handed on to a child by the environment.
[[nodiscard]] QString home();
[[nodiscard]] QString fixture(const char *name);

/// A fresh home, removed with what is returned: settings and temporary files of the windows of this walk, killed ones
/// too, go there. One thread of arithmetic a child: several wait for each other on a busy computer.
[[nodiscard]] std::unique_ptr<QTemporaryDir> makeHome();

/// For a child that was handed a home.
void useOwnSettings();

/// Runs a Python script of tests/ui that makes something by bafo; false where it failed.
[[nodiscard]] bool makeByScript(const char *script, const QStringList &arguments);

/// Below home(); fails the program where it is not there.
[[nodiscard]] runs::RunFolder runIn(const QString &project, const char *reference = "last");
[[nodiscard]] std::vector<protocol::Message> messagesOf(const runs::RunFolder &run);
[[nodiscard]] runs::RunSummary summaryOf(const runs::RunFolder &run);
[[nodiscard]] std::vector<protocol::StepFinished> stepsOf(const runs::RunFolder &run);

/// Of all runs, the oldest first; empty for those that still work.
[[nodiscard]] QStringList outcomesIn(const QString &project);

/// So that a walk that ended half-way leaves no worker behind.
void cancelRunsIn(const QString &project);

/// Of the window as it was when the walk could not go on.
[[nodiscard]] QString pictureOf(ui::MainWindow &window);

} // namespace bafo::walk

/// Ends a way, and says where and how the window looked. For whatever has a window().
#define MUST(step)                                                                                                     \
    do {                                                                                                               \
        if (!(step)) {                                                                                                 \
            qCritical("the walk ends here: %s (page %s; picture: %s)", #step, qPrintable(user.window().currentPage()), \
                      qPrintable(bafo::walk::pictureOf(user.window())));                                               \
            return false;                                                                                              \
        }                                                                                                              \
    } while (false)
