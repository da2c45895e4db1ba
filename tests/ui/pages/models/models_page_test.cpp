// SPDX-License-Identifier: GPL-3.0-or-later
// The page of models with the built bafo behind it.
#include "ui/pages/models/models_page.h"

#include "tests/ui/pages/page_project.h"

#include <QTest>

#include <filesystem>
#include <fstream>

using namespace bafo;
using namespace bafo::fakes;
using namespace bafo::ui;

namespace {

constexpr int kLimitMs = 30'000;

} // namespace

class ModelsPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_page.reset();
        m_project = std::make_unique<PageProject>();
    }

    void cleanup() { m_page.reset(); }

    void withoutAModelTheOneThingToDoIsToImportOne()
    {
        show();
        QTRY_COMPARE_WITH_TIMEOUT(primaryButtonsOf(*m_page), QStringList{QStringLiteral("Import a model")}, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Import a model"))->click();
        QCOMPARE(primaryButtonsOf(*m_page), QStringList{QStringLiteral("Import")});
        QVERIFY(!buttonOf(*m_page, QStringLiteral("Import"))->isEnabled());
    }

    void aModelIsTalkedWithAndTrainedUnderItsName()
    {
        m_project->makeModel("smol", "import", 1, "x.gguf");
        show();
        QTRY_COMPARE_WITH_TIMEOUT(primaryButtonsOf(*m_page), QStringList{QStringLiteral("Talk with it")}, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Talk with it"))->click();
        QCOMPARE(m_project->host.shownPage, QStringLiteral("chat"));
        QCOMPARE(m_project->host.shownRequest.value(QLatin1String("model")).toString(), QStringLiteral("smol"));
        buttonOf(*m_page, QStringLiteral("Train it"))->click();
        QCOMPARE(m_project->host.shownPage, QStringLiteral("train"));
    }

    void aCheckTellsAFlippedByteAMissingAndAnExtraFile()
    {
        m_project->makeModel("smol", "import", 1, "x.gguf");
        show();
        QCOMPARE(check(), QString());
        const Path weights = m_project->model("smol") / "model.safetensors";
        flipLastByte(weights);
        QVERIFY(check().contains(QStringLiteral("model.safetensors holds other bytes")));
        flipLastByte(weights);
        QCOMPARE(check(), QString());
        (void)writeFileAtomically(m_project->files, m_project->model("smol") / "notes.txt", "n");
        QVERIFY(check().contains(QStringLiteral("notes.txt was not written with the model")));
        std::filesystem::remove(m_project->model("smol") / "notes.txt");
        std::filesystem::remove(m_project->model("smol") / "config.json");
        (void)writeFileAtomically(m_project->files, m_project->model("smol") / "config.json", "{}");
        QVERIFY(check().contains(QStringLiteral("config.json holds 2 bytes")));
    }

    void anAncestorIsKeptAndItsChildCanGo()
    {
        m_project->makeModel("smol", "import", 1, "x.gguf");
        const auto parent = runs::readLineage(m_project->files, m_project->model("smol"))->weightHash();
        m_project->makeModel("zulu", "train", 2, "smol", parent);
        show();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Verify")) != nullptr, kLimitMs);
        m_page->handle({{QStringLiteral("model"), QStringLiteral("smol")}});
        QVERIFY(buttonOf(*m_page, QStringLiteral("Delete")) == nullptr);
        m_page->handle({{QStringLiteral("model"), QStringLiteral("zulu")}});
        QVERIFY(buttonOf(*m_page, QStringLiteral("Delete")) != nullptr);
        buttonOf(*m_page, QStringLiteral("Delete"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!std::filesystem::exists(m_project->model("zulu")), kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->state().value(QLatin1String("model")) == QLatin1String("smol"), kLimitMs);
        QVERIFY(buttonOf(*m_page, QStringLiteral("Delete")) != nullptr); // nobody is made from it any more
    }

    void aDroppedModelOpensThePanelAndAnythingElseIsLeftToOthers()
    {
        show();
        const QString text = QString::fromStdString(m_project->path("text.txt").string());
        QVERIFY(!m_page->takeFiles({text}));
        QVERIFY(m_page->takeFiles({QStringLiteral("/somewhere/SmolLM.gguf")}));
        QCOMPARE(primaryButtonsOf(*m_page), QStringList{QStringLiteral("Import")});
        const QJsonObject import = m_page->state().value(QLatin1String("import")).toObject();
        QCOMPARE(import.value(QLatin1String("name")).toString(), QStringLiteral("smollm"));
        const QJsonObject state = m_page->state();
        m_page.reset();
        show();
        m_page->restore(state);
        QCOMPARE(m_page->state().value(QLatin1String("import")).toObject(), import);
        QCOMPARE(primaryButtonsOf(*m_page), QStringList{QStringLiteral("Import")});
    }

private:
    void show()
    {
        m_page = std::make_unique<ModelsPage>(m_project->context(), nullptr);
        m_page->resize(1230, 700);
        m_page->show();
        m_page->setInSight(true);
    }

    /// Presses Verify and waits for its end. What differs; empty where nothing does.
    QString check()
    {
        const auto outcome = [this] {
            const QJsonObject work = m_page->state().value(QLatin1String("work")).toObject();
            return work.value(QLatin1String("checks")).toObject().value(QLatin1String("smol")).toObject();
        };
        const auto before = outcome();
        if (!QTest::qWaitFor([this] { return buttonOf(*m_page, QStringLiteral("Verify")) != nullptr; }, kLimitMs)) {
            return QStringLiteral("there is no button to verify");
        }
        buttonOf(*m_page, QStringLiteral("Verify"))->click();
        if (!QTest::qWaitFor([&] { return outcome() != before; }, kLimitMs)) {
            return QStringLiteral("it never ended");
        }
        return outcome().value(QLatin1String("text")).toString();
    }

    static void flipLastByte(const Path &path)
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(-1, std::ios::end);
        const auto byte = static_cast<char>(file.get() ^ 1);
        file.seekp(-1, std::ios::end);
        file.put(byte);
    }

    std::unique_ptr<PageProject> m_project;
    std::unique_ptr<ModelsPage> m_page;
};

QTEST_MAIN(ModelsPageTest)
#include "models_page_test.moc"
