// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/faults/fault_window.h"

#include "core/formats/safetensors.h"
#include "core/runs/event_log.h"
#include "ui/shell/settings.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>

namespace bafo::faults {
namespace {

constexpr qint64 kLongestPauseMs = 1000; ///< two cores that others use too, and no accelerated drawing
constexpr const char *kConfig = "name: first\nmodel: good\nsteps: 30\ncurriculum: [{dataset: izindaba}]\n";

void makeFile(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

} // namespace

void liveIn(const QString &home)
{
    qputenv("HOME", home.toUtf8());
    for (const char *kind : {"CACHE", "CONFIG", "DATA", "STATE"}) {
        const QByteArray folder = home.toUtf8() + "/." + QByteArray(kind).toLower();
        QDir().mkpath(QString::fromUtf8(folder));
        qputenv(QByteArray("XDG_") + kind + "_HOME", folder);
    }
    const QString runtime = home + QStringLiteral("/.runtime");
    QDir().mkpath(runtime);
    QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", runtime.toUtf8());
}

Pulse::Pulse()
{
    m_timer.setInterval(5);
    m_since.start();
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
                     [this] { m_longestMs = std::max(m_longestMs, m_since.restart()); });
    m_timer.start();
}

FaultWindow::FaultWindow()
    : m_root(m_home.path() + QStringLiteral("/iphrojekthi"))
{
    m_project = runs::Project::init(files, m_root.toStdString(), "Izindaba", {"zul", "eng"}).value();
    const QString bin = m_home.path() + QStringLiteral("/bin");
    QDir().mkpath(bin);
    QFile::copy(QStringLiteral(BAFO_BIN_DIR "/bafo"), bafo());
    setEngine("exit 9\n");
    makeModel("good");
    takeText();
    auto events = steps(1, 30);
    events.emplace_back(protocol::RunFinished{.outcome = "finished", .step = 30, .outputModel = {}});
    makeRun("first", events);
    ui::Settings settings;
    settings.setLastProject(m_root);
}

FaultWindow::~FaultWindow()
{
    if (m_driver && QTest::currentTestFailed()) { // what a person would have seen
        const QString picture = QDir::tempPath() + QStringLiteral("/bafo-fault-%1.png");
        m_driver->window().grab().save(picture.arg(QLatin1String(QTest::currentTestFunction())));
    }
    close();
}

void FaultWindow::setEngine(const QByteArray &script)
{
    const QString engine = m_home.path() + QStringLiteral("/bin/bafo-engine");
    QFile::remove(engine); // never in place: an old one may still run
    makeFile(engine, "#!/bin/sh\n" + script);
    QFile::setPermissions(engine, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

void FaultWindow::makeModel(const std::string &name)
{
    const QString folder = m_root + QStringLiteral("/models/") + QString::fromStdString(name);
    makeFile(folder + QStringLiteral("/config.json"), R"({"model_type":"llama","vocab_size":5,"hidden_size":2})");
    auto weights = formats::SafetensorsWriter::create(files, folder.toStdString() + "/model.safetensors",
                                                      {{.name = "w", .shape = {5, 2}}})
                       .value();
    const std::vector<float> values(10, 1);
    if (!weights.write(std::as_bytes(std::span(values))) || !weights.finish()) {
        qFatal("no model");
    }
}

void FaultWindow::takeText()
{
    const QString text = m_home.path() + QStringLiteral("/izindaba.txt");
    QByteArray lines;
    for (int i = 0; i < 60; ++i) { // no two alike: they would be held out together
        const QByteArray letters{static_cast<char>('a' + i % 20), static_cast<char>('a' + i / 20)};
        lines += "izwe" + letters + " kwaye " + letters + "a abantu bayahlangana\n";
    }
    makeFile(text, lines);
    bafoDoes({QStringLiteral("data"), QStringLiteral("import"), QStringLiteral("izindaba"), QStringLiteral("--text"),
              text, QStringLiteral("--language"), QStringLiteral("zul"), QStringLiteral("--documents"),
              QStringLiteral("line"), QStringLiteral("--licence"), QStringLiteral("CC-BY-4.0")});
    bafoDoes({QStringLiteral("data"), QStringLiteral("split"), QStringLiteral("izindaba"), QStringLiteral("--held-out"),
              QStringLiteral("0.2")});
}

void FaultWindow::bafoDoes(const QStringList &words) const
{
    QProcess process;
    process.start(bafo(), QStringList(words) << QStringLiteral("--project") << m_root);
    if (!process.waitForFinished(20000) || process.exitCode() != 0) {
        qFatal("bafo does not: %s", process.readAllStandardError().constData());
    }
}

runs::RunFolder FaultWindow::makeRun(const std::string &name, const std::vector<protocol::Event> &events)
{
    auto run = runs::RunFolder::create(files, *m_project, name, kConfig, clock).value();
    std::vector<protocol::Event> all{
        protocol::Hello{.program = "bafo-engine", .version = "1", .pid = 1},
        protocol::RunStarted{
            .name = name, .runKind = "train", .configHash = "0", .totalSteps = 30, .stopReason = "steps"}};
    all.insert(all.end(), events.begin(), events.end());
    tell(run, all);
    return run;
}

void FaultWindow::tell(const runs::RunFolder &run, const std::vector<protocol::Event> &events)
{
    tellAt(run, events, clock);
}

void FaultWindow::tellAt(const runs::RunFolder &run, const std::vector<protocol::Event> &events, const Clock &when)
{
    const auto log = runs::EventLogWriter::open(run.eventLog(), run.id(), when).value();
    for (const protocol::Event &event : events) {
        if (!log->emit(event)) {
            qFatal("the log cannot be written");
        }
    }
}

walk::WindowDriver &FaultWindow::open()
{
    m_driver.reset();
    m_driver = std::make_unique<walk::WindowDriver>(bafo(), m_home.path());
    m_pulse = std::make_unique<Pulse>();
    return *m_driver;
}

bool FaultWindow::answers()
{
    QTest::qWait(50);
    if (m_pulse->longestPauseMs() > kLongestPauseMs) {
        qWarning("the window stood still for %lld ms", static_cast<long long>(m_pulse->longestPauseMs()));
        return false;
    }
    return m_driver->window().isVisible();
}

QString FaultWindow::textOf(const QString &name) const
{
    for (const QWidget *top : QApplication::topLevelWidgets()) {
        for (const QWidget *one : top->findChildren<QWidget *>()) {
            if (!one->isVisible() || one->accessibleName() != name) {
                continue;
            }
            if (const auto *line = qobject_cast<const QLineEdit *>(one)) {
                return line->text();
            }
            if (const auto *area = qobject_cast<const QPlainTextEdit *>(one)) {
                return area->toPlainText();
            }
            if (const auto *box = qobject_cast<const QComboBox *>(one)) {
                return box->currentText();
            }
        }
    }
    return {};
}

std::vector<protocol::Event> steps(std::int64_t first, std::int64_t count)
{
    std::vector<protocol::Event> events;
    for (std::int64_t step = first; step < first + count; ++step) {
        events.emplace_back(protocol::StepFinished{.step = step,
                                                   .loss = 3.0 / static_cast<double>(step),
                                                   .learningRate = 0.001,
                                                   .tokensPerSecond = 1000,
                                                   .trainTokens = step * 64,
                                                   .trainBytes = step * 200,
                                                   .stepMs = 100});
    }
    return events;
}

int runTest(int argc, char **argv, QObject *(*make)())
{
    const QTemporaryDir home;
    liveIn(home.path());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("faults"));
    const std::unique_ptr<QObject> test(make());
    return QTest::qExec(test.get(), argc, argv);
}

} // namespace bafo::faults
