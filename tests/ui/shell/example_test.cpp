// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: the example is opened by its button, and every page of it has something to show. The real bafo.
#include "ui/shell/main_window.h"
#include "ui/widgets/message_bar.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using ui::MainWindow;

namespace {

QPushButton *buttonOf(const QWidget &inside, const QString &text)
{
    for (auto *button : inside.findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisibleTo(&inside)) {
            return button;
        }
    }
    return nullptr;
}

bool shows(const QWidget &inside, const QString &text)
{
    const auto labels = inside.findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
        return label->isVisibleTo(&inside) && label->text().contains(text);
    });
}

int numRowsOf(const QWidget &page)
{
    int most = 0;
    for (const auto *view : page.findChildren<QAbstractItemView *>()) {
        most = std::max(most, view->model() == nullptr ? 0 : view->model()->rowCount());
    }
    return most;
}

} // namespace

class ExampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("HOME", m_home->path().toUtf8());
        for (const char *name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) {
            qunsetenv(name);
        }
        m_settings = std::make_unique<ui::Settings>();
        m_settings->setLanguage(QStringLiteral("en"));
        m_appearance = std::make_unique<ui::Appearance>(*m_settings);
        m_window = std::make_unique<MainWindow>(*m_settings, *m_appearance,
                                                ui::Places{.bafoProgram = QStringLiteral(BAFO_BIN_DIR "/bafo"),
                                                           .cacheFolder = m_home->filePath(QStringLiteral("cache")),
                                                           .dataFolder = m_home->filePath(QStringLiteral("data"))});
        m_window->show();
        m_window->open({});
    }

    void cleanup() { m_window.reset(); }

    void theButtonOfTheFirstStartOpensTheExample()
    {
        openExample();
        QVERIFY(QFile::exists(exampleFolder() + QStringLiteral("/ABOUT.txt")));
        QWidget *home = m_window->page(QStringLiteral("home"));
        QTRY_VERIFY_WITH_TIMEOUT(shows(*home, QStringLiteral("fewer bits for isiZulu")), 30'000);
        QTRY_VERIFY(shows(*home, QStringLiteral("3 known here without their weights")));
    }

    void everyPageHasSomethingToShowAndNoneComplains()
    {
        openExample();
        m_window->showPage(QStringLiteral("runs"));
        QTRY_COMPARE_WITH_TIMEOUT(numRowsOf(*m_window->page(QStringLiteral("runs"))), 2, 30'000);
        m_window->showPage(QStringLiteral("models"));
        QTRY_VERIFY_WITH_TIMEOUT(numRowsOf(*m_window->page(QStringLiteral("models"))) > 0, 30'000);
        m_window->showPage(QStringLiteral("words"));
        QTRY_VERIFY_WITH_TIMEOUT(numRowsOf(*m_window->page(QStringLiteral("words"))) > 100, 30'000);
        m_window->showPage(QStringLiteral("text"));
        QTRY_VERIFY_WITH_TIMEOUT(numRowsOf(*m_window->page(QStringLiteral("text"))) > 100, 30'000);
        m_window->showPage(QStringLiteral("train"));
        m_window->showPage(QStringLiteral("run"), {{QStringLiteral("run"), QStringLiteral("20261125-232155-grown")}});
        QWidget *run = m_window->page(QStringLiteral("run"));
        QTRY_VERIFY_WITH_TIMEOUT(shows(*run, QStringLiteral("grown")), 30'000);
        QCOMPARE(m_window->findChild<ui::MessageBar *>()->currentText(), QString());
    }

    void theRecordedChatIsThere()
    {
        openExample();
        m_window->showPage(QStringLiteral("chat"));
        const QJsonObject state = m_window->page(QStringLiteral("chat"))->state();
        const QJsonArray columns = state.value(QLatin1String("columns")).toArray();
        QCOMPARE(columns.size(), 2);
        QTRY_VERIFY(
            shows(*m_window->page(QStringLiteral("chat")), QStringLiteral("weights of smol-grown-zulu are not here")));
        QVERIFY(QJsonDocument(columns.at(1).toObject()).toJson().contains("Londa umbhalo"));
    }

    void openingItAgainChangesNothingOfIt()
    {
        openExample();
        QFile mine(exampleFolder() + QStringLiteral("/mine.txt"));
        QVERIFY(mine.open(QIODevice::WriteOnly));
        mine.close();
        m_window->open({});
        QTRY_VERIFY(buttonOf(*m_window, QStringLiteral("Open the example")) != nullptr);
        openExample();
        QVERIFY(mine.exists());
    }

private:
    [[nodiscard]] QString exampleFolder() const { return m_home->path() + QStringLiteral("/BafoGPT/example"); }

    void openExample()
    {
        QPushButton *button = buttonOf(*m_window, QStringLiteral("Open the example"));
        QVERIFY(button != nullptr);
        button->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->windowTitle().contains(QStringLiteral("Example")), 30'000);
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<ui::Settings> m_settings;
    std::unique_ptr<ui::Appearance> m_appearance;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(ExampleTest)
#include "example_test.moc"
