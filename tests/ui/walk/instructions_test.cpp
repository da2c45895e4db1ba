// SPDX-License-Identifier: GPL-3.0-or-later
// Teaching to answer, all of it in the window and with the real engine: conversations are taken in, looked at as the
// trainer sees them, and an adapter is trained on them by mouse.
// BAFO_WALK_PICTURES=folder keeps pictures of the moments there.
#include "core/runs/model_summary.h"
#include "tests/ui/walk/live_watch.h"
#include "tests/ui/walk/walk_scene.h"
#include "tests/ui/walk/window_driver.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QRadioButton>
#include <QTest>

using namespace bafo;
using namespace bafo::walk;

namespace {

const QString kProject = QStringLiteral("izimpendulo");

void keepPicture(WindowDriver &user, const char *name)
{
    const QString folder = qEnvironmentVariable("BAFO_WALK_PICTURES");
    if (!folder.isEmpty()) {
        QTest::qWait(1500); // what has changed is on the screen within a second
        user.window().grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
}

/// By mouse, on its round.
bool choose(WindowDriver &user, const QString &text)
{
    QRadioButton *found = nullptr;
    const auto find = [&] {
        for (QRadioButton *one : user.window().findChildren<QRadioButton *>()) {
            found = one->text() == text && one->isVisible() && one->isEnabled() ? one : found;
        }
        return found != nullptr;
    };
    MUST(user.waitUntil(find));
    QTest::mouseClick(found, Qt::LeftButton, {}, QPoint(found->height() / 2, found->height() / 2));
    return found->isChecked();
}

void writeConversations(const QString &path)
{
    QFile file(path);
    (void)file.open(QIODevice::WriteOnly);
    for (const char *who : {"Umfana", "Ugogo", "Uthisha", "Umalume", "Udokotela", "Abantwana"}) {
        for (const char *what : {"incwadi", "ukudla", "amanzi", "indlu", "ingubo"}) {
            file.write(QByteArray("{\"prompt\": \"") + who + " ufunani?\", \"completion\": \"" + who + " ufuna " + what
                       + ".\"}\n");
        }
    }
}

bool takeConversations(WindowDriver &user)
{
    user.goTo(2);
    const QString file = home() + QStringLiteral("/imibuzo.jsonl");
    writeConversations(file);
    user.drop({file});
    MUST(user.waitFor(QStringLiteral("conversations (prompt)")));
    MUST(user.write(QStringLiteral("Language of the text"), QStringLiteral("isiZulu")));
    MUST(user.write(QStringLiteral("Licence"), QStringLiteral("CC-BY-4.0")));
    MUST(user.click(QStringLiteral("Take in")));
    MUST(user.waitFor(QStringLiteral("Took 30")));
    MUST(user.click(QStringLiteral("Close")));
    MUST(user.click(QStringLiteral("Hold out")));
    MUST(user.waitFor(QStringLiteral("Held out ")));
    return true;
}

bool lookAsTheTrainer(WindowDriver &user)
{
    user.press(Qt::Key_M, Qt::ControlModifier);
    MUST(user.write(QStringLiteral("Form of a conversation"), QStringLiteral("chatml")));
    MUST(user.waitFor(QStringLiteral("of them learnt")));
    keepPicture(user, "1-masked");
    return true;
}

bool startAnAdapter(WindowDriver &user)
{
    user.goTo(4);
    MUST(choose(user, QStringLiteral("Teach to answer")));
    MUST(choose(user, QStringLiteral("An adapter on 4 bits (QLoRA)")));
    MUST(choose(user, QStringLiteral("An adapter (LoRA)")));
    MUST(user.write(QStringLiteral("Context (sequence length)"), QStringLiteral("256")));
    MUST(user.write(QStringLiteral("How often row 1 is read"), QStringLiteral("40")));
    keepPicture(user, "2-train");
    MUST(user.click(QStringLiteral("Start 30 steps")));
    MUST(user.waitUntil([&] { return user.window().currentPage() == QStringLiteral("run"); }));
    return true;
}

} // namespace

class InstructionsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

private Q_SLOTS:
    void initTestCase()
    {
        m_home = makeHome();
        const QString folder = home() + QLatin1Char('/') + kProject;
        QVERIFY(makeByScript("screens/tiny_project.py", {folder, QStringLiteral("--without-runs")}));
        ui::Settings().setLastProject(folder);
    }

    void cleanupTestCase() { cancelRunsIn(kProject); }

    void anAdapterIsTaughtToAnswer()
    {
        WindowDriver user(bafoProgram(), home());
        const LiveWatch watch;
        QVERIFY(takeConversations(user));
        QVERIFY(lookAsTheTrainer(user));
        QVERIFY(startAnAdapter(user));
        const runs::RunFolder run = runIn(kProject);
        QVERIFY(user.waitUntil([&] { return summaryOf(run).hasEnded; }, kLongMs));
        QCOMPARE(summaryOf(run).outcome, std::string("finished"));
        const auto steps = stepsOf(run);
        QCOMPARE(steps.size(), 30U);
        QVERIFY(steps.back().loss < steps.front().loss);
        PosixFileSystem files;
        const auto models = runs::listModels(files, (home() + QLatin1Char('/') + kProject).toStdString() + "/models");
        const auto adapter = std::find_if(models->models.begin(), models->models.end(),
                                          [](const runs::ModelSummary &model) { return model.adapterRank > 0; });
        QVERIFY(adapter != models->models.end());
        QCOMPARE(adapter->adapterRank, 16);
        QCOMPARE(adapter->baseName, std::string("tiny-grown"));
        QCOMPARE(user.strayWindows(), QStringList());
        QVERIFY(watch.sawNoLongCall());
    }
};

int main(int argc, char **argv)
{
    ui::WatchedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    InstructionsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "instructions_test.moc"
