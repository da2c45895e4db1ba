// SPDX-License-Identifier: GPL-3.0-or-later
// A model, or the program that runs it, goes away before, during and after an answer; beside it another one goes on.
#include "tests/ui/faults/fault_window.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace bafo;
using faults::FaultWindow;

namespace {

const QString kQuestion = QStringLiteral("Your question");
const QString kAgain = QStringLiteral("Answer this again");

} // namespace

class VanishedModelTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;

    [[nodiscard]] QString folderOf(const QString &model) const
    {
        return m_place->root() + QStringLiteral("/models/") + model;
    }

    /// One model, or two side by side, asked the same.
    bool ask(const QStringList &models)
    {
        walk::WindowDriver &user = m_place->open();
        QJsonArray names;
        for (const QString &model : models) {
            names.append(model);
        }
        user.window().showPage(QStringLiteral("chat"), {{QStringLiteral("models"), names}});
        return user.write(kQuestion, QStringLiteral("Umfana ufunda")) && user.click(QStringLiteral("Send"));
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<FaultWindow>();
        m_place->setEngine("exec " BAFO_FAKE_SERVE "\n");
        for (const char *name : {"slow", "crashes", "exits", "quiet", "missing", "floods"}) {
            m_place->makeModel(name);
        }
    }
    void cleanup() { m_place.reset(); }

    void aModelThatIsGoneBeforeTheQuestionIsNamed()
    {
        QVERIFY(ask({QStringLiteral("good")}));
        auto &user = m_place->user();
        QVERIFY(user.waitFor(QStringLiteral("tokens/s")));
        QVERIFY(user.write(kQuestion, QStringLiteral("Futhi")));
        QVERIFY(QDir().rename(folderOf(QStringLiteral("good")), m_place->home() + QStringLiteral("/elsewhere")));
        QVERIFY(user.waitFor(QStringLiteral("good is not in this project any more")));
        QVERIFY(user.isSaying(QStringLiteral("Choose another model")));
        QCOMPARE(m_place->textOf(kQuestion), QStringLiteral("Futhi"));
        QVERIFY(user.isSaying(QStringLiteral("Yebo")));
        QVERIFY(QDir().rename(m_place->home() + QStringLiteral("/elsewhere"), folderOf(QStringLiteral("good"))));
        QVERIFY(user.waitUntil([&] { return !user.isSaying(QStringLiteral("not in this project any more")); }));
        QVERIFY(user.click(QStringLiteral("Send")));
        QVERIFY(user.waitUntil([&] { return user.countNamed(kAgain) == 2; }));
        QVERIFY(m_place->answers());
    }

    void inTheMiddleOfAnAnswerWhatWasSaidStaysAndTheOtherGoesOn_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("told");
        QTest::newRow("crash") << QStringLiteral("crashes") << QStringLiteral("The program that runs crashes crashed");
        QTest::newRow("exit") << QStringLiteral("exits") << QStringLiteral("memory ran out");
    }

    void inTheMiddleOfAnAnswerWhatWasSaidStaysAndTheOtherGoesOn()
    {
        QFETCH(const QString, model);
        QFETCH(const QString, told);
        QVERIFY(ask({QStringLiteral("good"), model}));
        auto &user = m_place->user();
        QVERIFY(user.waitFor(told));
        QVERIFY(user.isSaying(QStringLiteral("the conversation is still here")));
        QVERIFY(user.waitFor(QStringLiteral("Yebo gogo"))); // the other one, whole
        QVERIFY(user.button(QStringLiteral("Start it again")) != nullptr);
        QVERIFY(user.write(kQuestion, QStringLiteral("Futhi")));
        QVERIFY(user.click(QStringLiteral("Send"))); // both are asked again, this one anew
        QVERIFY(user.waitUntil([&] { return user.isSaying(QStringLiteral("Yebo gogo Futhi")); }));
        QVERIFY(m_place->answers());
    }

    void aFolderThatVanishesWhileItsModelSpeaksIsToldAndTheOtherGoesOn()
    {
        QVERIFY(ask({QStringLiteral("slow"), QStringLiteral("good")}));
        auto &user = m_place->user();
        QVERIFY(user.waitFor(QStringLiteral("la la la")));
        QVERIFY(QDir(folderOf(QStringLiteral("slow"))).removeRecursively());
        QVERIFY(user.waitFor(QStringLiteral("slow is not in this project any more")));
        QVERIFY(user.isSaying(QStringLiteral("Yebo gogo")));
        QVERIFY(user.click(QStringLiteral("Stop")));
        QVERIFY(user.waitUntil([&] { return user.countNamed(kAgain) == 2; }));
        QVERIFY(user.isSaying(QStringLiteral("la la la")));
        QVERIFY(m_place->answers());
    }

    void aModelThatCannotBeLoadedSaysWhy()
    {
        QVERIFY(ask({QStringLiteral("missing")}));
        QVERIFY(m_place->user().waitFor(QStringLiteral("No model 'missing'")));
        QVERIFY(m_place->user().isSaying(QStringLiteral("put it back")));
        QVERIFY(m_place->user().isSaying(QStringLiteral("Umfana ufunda")));
        QVERIFY(m_place->answers());
    }

    void aFloodOfTokensDoesNotStopTheWindow()
    {
        QVERIFY(ask({QStringLiteral("floods")}));
        QVERIFY(m_place->user().waitFor(QStringLiteral("tokens/s")));
        QVERIFY(m_place->answers());
    }

    void oneThatSaysNothingCanBeStopped()
    {
        QVERIFY(ask({QStringLiteral("quiet")}));
        auto &user = m_place->user();
        QVERIFY(user.click(QStringLiteral("Stop")));
        QVERIFY(user.write(kQuestion, QStringLiteral("Futhi"))); // at once, not after its ten seconds
        QVERIFY(m_place->answers());
    }
};

BAFO_FAULT_TEST(VanishedModelTest)

#include "vanished_model_test.moc"
