// SPDX-License-Identifier: GPL-3.0-or-later
// The project's folder goes away under the open window, and comes back.
#include "tests/ui/faults/fault_window.h"

#include <QDir>
#include <QFile>
#include <QTableView>
#include <QTest>

using namespace bafo;
using faults::FaultWindow;

namespace {

const QString kQuestion = QStringLiteral("Your question");
const QString kRate = QStringLiteral("Learning rate");
const QString kGone = QStringLiteral("The project's folder is gone");
const QString kWayOut = QStringLiteral("Put it back where it was, or open another project");

} // namespace

class ProjectGoneTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;

    [[nodiscard]] QString away() const { return m_place->root() + QStringLiteral("-elsewhere"); }
    void takeAway() { QVERIFY(QDir().rename(m_place->root(), away())); }
    void bringBack() { QVERIFY(QDir().rename(away(), m_place->root())); }

    /// Something typed on three pages; the one with the model is in sight at the end.
    void typeEverywhere(walk::WindowDriver &user)
    {
        user.goTo(5);
        QVERIFY(user.write(QStringLiteral("Find a run by a word of its name, date or state"), QStringLiteral("first")));
        user.goTo(4);
        QVERIFY(user.write(kRate, QStringLiteral("0,0042")));
        user.goTo(7);
        QVERIFY(user.write(kQuestion, QStringLiteral("Umfana ufunda")));
    }

private Q_SLOTS:
    void init() { m_place = std::make_unique<FaultWindow>(); }
    void cleanup() { m_place.reset(); }

    void itIsToldOnceWithTheWayOutAndWithdrawnWhenTheFolderIsBack()
    {
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        typeEverywhere(user);
        takeAway();
        QVERIFY(user.waitFor(kGone));
        QVERIFY(user.waitFor(m_place->root()));
        QVERIFY(user.waitFor(kWayOut));
        for (const int page : {1, 2, 3, 4, 5, 7, 8}) { // every page, seen before or made only now, bears it
            QVERIFY(user.goTo(page));
            QTest::qWait(100);
        }
        user.goTo(7);
        QCOMPARE(m_place->textOf(kQuestion), QStringLiteral("Umfana ufunda"));
        user.goTo(4);
        QVERIFY(m_place->textOf(kRate).endsWith(QStringLiteral("0042"))); // 0,0042 becomes 0.0042
        user.goTo(5);
        QVERIFY(!user.isSaying(QStringLiteral("No run yet"))); // nobody knows at the moment
        QVERIFY(m_place->answers());

        bringBack();
        QVERIFY(user.waitFor(QStringLiteral("The project's folder is back")));
        QVERIFY(!user.isSaying(kGone));
        user.goTo(5);
        auto *runs = user.table(QStringLiteral("Runs"));
        QVERIFY(runs != nullptr && runs->model()->rowCount() == 1);
        QVERIFY(m_place->answers());
    }

    void whoAsksForSomethingMeanwhileHearsTheSameReason()
    {
        m_place->setEngine("exec " BAFO_FAKE_SERVE "\n");
        auto &user = m_place->open();
        user.goTo(4);
        QVERIFY(user.write(kRate, QStringLiteral("0,0042")));
        QVERIFY(user.button(QStringLiteral("Start 30 steps")) != nullptr);
        takeAway();
        QVERIFY(user.waitFor(kGone));
        QVERIFY(user.click(QStringLiteral("Close this message")));
        QVERIFY(user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(user.waitFor(kGone)); // not: install the program again
        QVERIFY(m_place->textOf(kRate).endsWith(QStringLiteral("0042"))); // 0,0042 becomes 0.0042
        user.goTo(7);
        QVERIFY(user.write(kQuestion, QStringLiteral("Umfana ufunda")));
        QVERIFY(user.click(QStringLiteral("Send")));
        QVERIFY(user.waitFor(QStringLiteral("Start it again")));
        QVERIFY(user.isSaying(kGone));
        QVERIFY(!user.isSaying(QStringLiteral("Install")));
        QVERIFY(user.isSaying(QStringLiteral("Umfana ufunda")));

        bringBack();
        QVERIFY(user.waitFor(QStringLiteral("The project's folder is back")));
        QVERIFY(user.click(QStringLiteral("Start it again")));
        QVERIFY(user.click(QStringLiteral("Answer this again")));
        QVERIFY(user.waitFor(QStringLiteral("Yebo")));
        QVERIFY(m_place->answers());
    }

    void aFolderThatIsDeletedForGoodLeavesAWindowThatOpensAnother()
    {
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        QVERIFY(QDir(m_place->root()).removeRecursively());
        QVERIFY(user.waitFor(kGone));
        const QString other = m_place->home() + QStringLiteral("/enye");
        QVERIFY(runs::Project::init(m_place->files, other.toStdString(), "Enye", {"zul"}));
        user.answerFileDialog(other);
        QVERIFY(user.click(QStringLiteral("Open another project")));
        QVERIFY(user.waitFor(QStringLiteral("Project: Enye")));
        QVERIFY(!user.isSaying(kGone));
        QVERIFY(m_place->answers());
    }

    void aFileInPlaceOfTheFolderIsNoProjectEither()
    {
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        takeAway();
        QFile file(m_place->root());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("a file");
        file.close();
        QVERIFY(user.waitFor(kGone));
        QVERIFY(m_place->answers());
        QVERIFY(file.remove());
        bringBack();
        QVERIFY(user.waitFor(QStringLiteral("The project's folder is back")));
    }

    void aWindowThatStartsWithoutItSaysSoAndGoesOnWithoutAProject()
    {
        takeAway();
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("New project")));
        QVERIFY(user.waitFor(m_place->root()));
        QVERIFY(m_place->answers());
        bringBack();
        m_place->open(); // a stick that was not in: it is not forgotten
        QVERIFY(m_place->user().waitFor(QStringLiteral("Project: Izindaba")));
    }
};

BAFO_FAULT_TEST(ProjectGoneTest)

#include "project_gone_test.moc"
