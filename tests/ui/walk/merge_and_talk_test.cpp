// SPDX-License-Identifier: GPL-3.0-or-later
// From an adapter to a model that others can read, all of it in the window and with the real engine: talked with and
// put right, the ways to merge compared, one of them written, its certificate read, green and then red, and exported.
// BAFO_WALK_PICTURES=folder keeps pictures of the moments there.
#include "core/data/correction.h"
#include "core/runs/parity_certificate.h"
#include "tests/ui/walk/walk_scene.h"
#include "tests/ui/walk/window_driver.h"

#include <QApplication>
#include <QFile>
#include <QTest>
#include <QTreeWidget>

#include <filesystem>
#include <fstream>

using namespace bafo;
using namespace bafo::walk;

namespace {

const QString kProject = QStringLiteral("isengezo");
constexpr const char *kRight = "Umfana uthanda incwadi.";

Path inProject(const char *place)
{
    return Path(home().toStdString()) / kProject.toStdString() / place;
}

void keepPicture(WindowDriver &user, const char *name)
{
    const QString folder = qEnvironmentVariable("BAFO_WALK_PICTURES");
    if (!folder.isEmpty()) {
        QTest::qWait(1000);
        user.window().grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
}

bool choose(WindowDriver &user, const QString &model)
{
    user.goTo(8);
    MUST(user.waitUntil([&] {
        auto *tree = user.window().findChild<QTreeWidget *>();
        if (tree == nullptr) {
            return false;
        }
        const auto found = tree->findItems(model, Qt::MatchExactly | Qt::MatchRecursive);
        if (found.isEmpty()) {
            return false;
        }
        tree->setFocus();
        tree->setCurrentItem(found.front());
        return true;
    }));
    return true;
}

bool talkAndPutRight(WindowDriver &user)
{
    MUST(choose(user, QStringLiteral("isengezo")));
    MUST(user.waitFor(QStringLiteral("4, alpha 8")));
    keepPicture(user, "1-adapter");
    MUST(user.click(QStringLiteral("Talk with it")));
    MUST(user.waitFor(QStringLiteral("adapter on tiny-grown")));
    MUST(user.write(QStringLiteral("Your question"), QStringLiteral("Umfana uthanda")));
    MUST(user.click(QStringLiteral("Send")));
    MUST(user.waitUntil([&] { return user.countNamed(QStringLiteral("Answer this again")) == 1; }, kLongMs));
    MUST(user.click(QStringLiteral("Correct this answer")));
    MUST(user.write(QStringLiteral("The answer as it should have been"), QString::fromUtf8(kRight)));
    keepPicture(user, "2-correcting");
    MUST(user.click(QStringLiteral("Keep the correction")));
    MUST(user.waitFor(QStringLiteral("Kept in the dataset corrections")));
    keepPicture(user, "3-corrected");
    return true;
}

bool compareAndMerge(WindowDriver &user)
{
    MUST(choose(user, QStringLiteral("isengezo")));
    MUST(user.click(QStringLiteral("Merge…")));
    MUST(user.click(QStringLiteral("Compare the ways")));
    MUST(user.waitFor(QStringLiteral("Recommended: Into 16 bits"), kLongMs));
    keepPicture(user, "4-ways");
    MUST(user.write(QStringLiteral("Name of the merged model"), QStringLiteral("okuhlanganisiwe")));
    MUST(user.click(QStringLiteral("Merge")));
    MUST(user.waitFor(QStringLiteral("its certificate is green"), kLongMs));
    MUST(user.click(QStringLiteral("Read the certificate")));
    MUST(user.waitFor(QStringLiteral("on 50 isiZulu sentences")));
    keepPicture(user, "5-green");
    return true;
}

/// Somebody copies another chat template over the model's.
bool damageAndCheck(WindowDriver &user)
{
    const Path file = inProject("models/okuhlanganisiwe/tokenizer_config.json");
    std::ifstream before(file);
    std::string text((std::istreambuf_iterator<char>(before)), std::istreambuf_iterator<char>());
    before.close();
    text.insert(text.find('{') + 1, R"("chat_template": "{{ messages[0].content }}", )");
    std::ofstream(file) << text;
    MUST(user.click(QStringLiteral("Check again")));
    MUST(user.waitUntil(
        [] {
            PosixFileSystem files;
            const auto certificate = runs::readCertificate(files, inProject("models/okuhlanganisiwe"));
            return certificate && *certificate && !(*certificate)->isGreen();
        },
        kLongMs));
    MUST(user.waitFor(QStringLiteral("Red: ")));
    keepPicture(user, "6-red");
    return true;
}

bool exportIt(WindowDriver &user)
{
    MUST(choose(user, QStringLiteral("tiny-grown")));
    MUST(user.click(QStringLiteral("Export…")));
    MUST(user.write(QStringLiteral("Format of the exported model"), QStringLiteral("GGUF, 8 bits")));
    MUST(user.write(QStringLiteral("New file for the exported model"), home() + QStringLiteral("/out.gguf")));
    keepPicture(user, "7-export");
    MUST(user.click(QStringLiteral("Export")));
    MUST(user.waitFor(QStringLiteral("is written to"), kLongMs));
    return true;
}

} // namespace

class MergeAndTalkTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

private Q_SLOTS:
    void initTestCase()
    {
        m_home = makeHome();
        const QString folder = home() + QLatin1Char('/') + kProject;
        QVERIFY(makeByScript("walk/make_adapter.py", {folder}));
        ui::Settings().setLastProject(folder);
    }

    void anAdapterIsPutRightMergedCertifiedAndExported()
    {
        WindowDriver user(bafoProgram(), home());
        QVERIFY(talkAndPutRight(user));
        PosixFileSystem files;
        {
            auto dataset = data::Dataset::open(files, inProject("datasets/corrections"));
            QVERIFY(dataset);
            const auto rows = data::correctionsOf(*dataset);
            QVERIFY(rows && rows->size() == 1);
            QCOMPARE(rows->front().correction.conversation.back().content, std::string(kRight));
            // What spoke: the adapter's weights over its base's.
            QVERIFY(rows->front().correction.weightHash.find(" over ") == std::size_t{64});
        }
        QVERIFY(compareAndMerge(user));
        const auto green = runs::readCertificate(files, inProject("models/okuhlanganisiwe"));
        QVERIFY(green && *green && (*green)->isGreen());
        QVERIFY(damageAndCheck(user));
        QVERIFY(exportIt(user));
        std::ifstream written((home() + QStringLiteral("/out.gguf")).toStdString(), std::ios::binary);
        std::string magic(4, ' ');
        written.read(magic.data(), 4);
        QCOMPARE(magic, std::string("GGUF"));
        QCOMPARE(user.strayWindows(), QStringList());
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    MergeAndTalkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "merge_and_talk_test.moc"
