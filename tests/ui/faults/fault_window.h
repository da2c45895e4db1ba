// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window on a small project in a home of its own, for tests that hurt what lies around it.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/protocol/events.h"
#include "core/runs/project.h"
#include "core/runs/run_folder.h"
#include "tests/ui/walk/window_driver.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <vector>

namespace bafo::faults {

/// Sends HOME and every XDG folder of this process, and of what it starts, into `home`. Before QApplication.
void liveIn(const QString &home);

/// How long the longest turn of the event loop took since it was made: what a user feels as a window that hangs.
class Pulse {
public:
    Pulse();
    [[nodiscard]] qint64 longestPauseMs() const { return m_longestMs; }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longestMs = 0;
};

/// A project with a text, two models and a finished run; bafo with an engine of the test's own beside it. One a test.
class FaultWindow {
public:
    FaultWindow();
    ~FaultWindow();

    /// What `bafo` becomes for verbs that need tensors: lines of sh, "$1" is the verb.
    void setEngine(const QByteArray &script);

    /// A model that is only a name: what it says and does is up to the engine.
    void makeModel(const std::string &name);

    /// A run that lived and is over; `events` follow the usual beginning.
    runs::RunFolder makeRun(const std::string &name, const std::vector<protocol::Event> &events);

    /// Told as the run's worker would.
    void tell(const runs::RunFolder &run, const std::vector<protocol::Event> &events);

    /// The same at another time.
    void tellAt(const runs::RunFolder &run, const std::vector<protocol::Event> &events, const Clock &when);

    /// Opens the window on the project, as a start of the program does. Again: a new one in place of the first.
    walk::WindowDriver &open();
    void close() { m_driver.reset(); }
    [[nodiscard]] walk::WindowDriver &user() { return *m_driver; }

    /// Whether the event loop turned all the time, a second at most between two turns, and turns still.
    [[nodiscard]] bool answers();

    /// What an editable field holds; null where none with this accessible name is in sight.
    [[nodiscard]] QString textOf(const QString &name) const;

    [[nodiscard]] QString root() const { return m_root; }
    [[nodiscard]] QString home() const { return m_home.path(); }
    [[nodiscard]] QString bafo() const { return m_home.path() + QStringLiteral("/bin/bafo"); }
    [[nodiscard]] const runs::Project &project() const { return *m_project; }

    PosixFileSystem files;
    SystemClock clock;

private:
    void takeText();
    void bafoDoes(const QStringList &words) const;

    QTemporaryDir m_home;
    QString m_root;
    std::optional<runs::Project> m_project;
    std::unique_ptr<walk::WindowDriver> m_driver;
    std::unique_ptr<Pulse> m_pulse;
};

/// `count` steps whose loss falls, from `first` on.
[[nodiscard]] std::vector<protocol::Event> steps(std::int64_t first, std::int64_t count);

/// main() of such a test: a home of its own, the application, the test.
int runTest(int argc, char **argv, QObject *(*make)());

} // namespace bafo::faults

#define BAFO_FAULT_TEST(Test)                                                                                          \
    int main(int argc, char **argv)                                                                                    \
    {                                                                                                                  \
        return bafo::faults::runTest(argc, argv, []() -> QObject * { return new Test; });                              \
    }
