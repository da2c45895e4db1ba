// SPDX-License-Identifier: GPL-3.0-or-later
// The page on a project with a tiny byte-level model, and the real bafo behind it: look, grow, give a model the rows.
#include "ui/pages/words/words_page.h"

#include "ui/widgets/card.h"
#include "ui/widgets/pair_bars.h"
#include "ui/widgets/token_strip.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <filesystem>

using namespace bafo;
using namespace bafo::ui;

namespace {

constexpr int kPatienceMs = 30'000;

class Host final : public PageHost {
public:
    void goTo(const QString &page, const QJsonObject & /*request*/) override { lastPage = page; }
    void tell(const Message &message) override { said.append(message.text); }
    void tell(const Error &error) override { said.append(QString::fromStdString(error.message)); }
    void openProject(const QString & /*folder*/) override { }
    void newProject() override { }

    QString lastPage;
    QStringList said;
};

/// Sentences enough to learn from, each unlike the others.
QByteArray sentences(const QList<QByteArray> &starts, const QList<QByteArray> &ends)
{
    QByteArray text;
    for (const QByteArray &start : starts) {
        for (const QByteArray &end : ends) {
            text += start + ' ' + end + '\n';
        }
    }
    return text;
}

} // namespace

class WordsPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(bafo({QStringLiteral("init"), project()}));
        std::filesystem::copy(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded",
                              (project() + QStringLiteral("/models/tiny")).toStdString(),
                              std::filesystem::copy_options::recursive);
    }

    void cleanup()
    {
        m_page.reset();
        m_jobs.reset();
        m_session.reset();
    }

    void aProjectWithoutAModelOffersToGetOne()
    {
        std::filesystem::remove_all((project() + QStringLiteral("/models/tiny")).toStdString());
        makePage();
        auto *offer = buttonCalled(QStringLiteral("Get a model"));
        QVERIFY(offer != nullptr && offer->isVisibleTo(m_page.get()));
        offer->click();
        QCOMPARE(m_host.lastPage, QStringLiteral("models"));
    }

    void aSentenceIsCutEvenWithoutAnyText()
    {
        makePage();
        auto *strip = m_page->findChildren<TokenStrip *>().front();
        QTRY_VERIFY_WITH_TIMEOUT(!strip->pieces().empty(), kPatienceMs);
        const auto before = strip->pieces().size();
        sentence()->setText(QStringLiteral("Yebo €"));
        QTRY_VERIFY_WITH_TIMEOUT(strip->pieces().size() != before, kPatienceMs);
        QVERIFY2(strip->accessibleDescription().contains(QStringLiteral("E2 | 82 | AC")),
                 qPrintable(strip->accessibleDescription()));
        QTRY_VERIFY_WITH_TIMEOUT(buttonCalled(QStringLiteral("Add text"))->isVisibleTo(m_page.get()), kPatienceMs);
        for (const QPushButton *button : m_page->findChildren<QPushButton *>()) { // one next thing, not two
            QVERIFY(!button->text().startsWith(QStringLiteral("Grow by")) || !button->isVisible());
        }
    }

    void growingGoesFromTheQuestionsToAModel()
    {
        importText();
        makePage();
        auto *bars = m_page->findChild<PairBars *>();
        QTRY_VERIFY_WITH_TIMEOUT(bars->bars().size() >= 2, kPatienceMs);
        QVERIFY(!bars->bars().front().after);
        buttonCalled(QStringLiteral("Grow by 1,000 pieces"))->click();
        field<QComboBox>(QStringLiteral("How many new pieces"))->setCurrentIndex(0);
        auto *learned = field<QComboBox>(QStringLiteral("New language: pieces are learned from its text"));
        QVERIFY2(learned->currentText().startsWith(QStringLiteral("isiZulu")), qPrintable(learned->currentText()));
        auto *name = field<QLineEdit>(QStringLiteral("Name of the new pieces"));
        QCOMPARE(name->text(), QStringLiteral("zul-250"));
        name->clear();
        QTest::keyClicks(name, QStringLiteral("mine"));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(project() + QStringLiteral("/tokenizers/mine/growth.json")),
                                 kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(QStringLiteral("New pieces: mine")), kPatienceMs);
        QVERIFY(isSaid(QStringLiteral("English sentences that had no say are cut differently")));
        QTRY_VERIFY_WITH_TIMEOUT(!bars->bars().empty() && bars->bars().front().after, kPatienceMs);
        QVERIFY(*bars->bars().front().after < bars->bars().front().before);
        auto *table = m_page->findChild<QTreeView *>();
        QVERIFY(table->model()->rowCount() > 0);
        const QJsonObject state = m_page->state();
        QCOMPARE(state.value(QLatin1String("after")).toString(), QStringLiteral("tokenizers/mine"));

        auto *give = buttonCalled(QStringLiteral("Give tiny these pieces"));
        QVERIFY(give->isEnabled());
        give->click();
        if (QFile::exists(QStringLiteral(BAFO_BIN_DIR "/bafo-engine"))) {
            const QString made = project() + QStringLiteral("/models/tiny-250/config.json");
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(made), kPatienceMs);
            QTRY_VERIFY_WITH_TIMEOUT(isSaid(QStringLiteral("tiny-250 is tiny with rows")), kPatienceMs);
        } else {
            QTRY_VERIFY_WITH_TIMEOUT(isSaid(QStringLiteral("The model was not made")), kPatienceMs);
        }
    }

    void aGrowthGoesOnWithoutThePageAndIsFoundAgain()
    {
        importText();
        makePage();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<PairBars *>()->bars().size() >= 2, kPatienceMs);
        buttonCalled(QStringLiteral("Grow by 1,000 pieces"))->click();
        QTest::keyClick(field<QLineEdit>(QStringLiteral("Name of the new pieces")), Qt::Key_Return);
        const QJsonObject state = m_page->state();
        m_page.reset();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(project() + QStringLiteral("/tokenizers/zul-1k/growth.json")),
                                 kPatienceMs);
        newPage();
        m_page->restore(state);
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(QStringLiteral("New pieces: zul-1k")), kPatienceMs);
        QVERIFY(isSaid(QStringLiteral("The text gives only")));
        QCOMPARE(m_page->state().value(QLatin1String("after")).toString(), QStringLiteral("tokenizers/zul-1k"));
    }

    void aFailedGrowthSaysWhyAndChangesNothing()
    {
        importText();
        makePage();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<PairBars *>()->bars().size() >= 2, kPatienceMs);
        buttonCalled(QStringLiteral("Grow by 1,000 pieces"))->click();
        std::filesystem::remove_all((project() + QStringLiteral("/datasets/d")).toStdString());
        QTest::keyClick(field<QLineEdit>(QStringLiteral("Name of the new pieces")), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(QStringLiteral("No pieces were grown")), kPatienceMs);
        QVERIFY(isSaid(QStringLiteral("Nothing has changed.")));
        QVERIFY(!QDir(project() + QStringLiteral("/tokenizers/zul-1k")).exists());
    }

    void whatAUserTypedComesBackWithTheState()
    {
        importText();
        makePage();
        sentence()->setText(QStringLiteral("Sawubona mhlaba"));
        buttonCalled(QStringLiteral("Grow by 1,000 pieces"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<PairBars *>()->bars().size() >= 2, kPatienceMs);
        field<QComboBox>(QStringLiteral("How many new pieces"))->setCurrentIndex(4);
        const QJsonObject state = m_page->state();
        newPage();
        m_page->restore(state);
        QCOMPARE(sentence()->text(), QStringLiteral("Sawubona mhlaba"));
        QCOMPARE(field<QComboBox>(QStringLiteral("How many new pieces"))->currentIndex(), 4);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<PairBars *>()->bars().size() >= 2, kPatienceMs);
        QCOMPARE(m_page->state().value(QLatin1String("is_growing")).toBool(), true);
        QCOMPARE(field<QComboBox>(QStringLiteral("How many new pieces"))->currentIndex(), 4);
    }

    void everyControlHasANameAndIsReachedByKeyboard()
    {
        importText();
        makePage();
        for (QWidget *widget : m_page->findChildren<QWidget *>()) {
            const bool isControl = qobject_cast<QComboBox *>(widget) != nullptr
                || qobject_cast<QLineEdit *>(widget) != nullptr || qobject_cast<TokenStrip *>(widget) != nullptr
                || qobject_cast<QTreeView *>(widget) != nullptr;
            if (isControl && qobject_cast<QComboBox *>(widget->parentWidget()) == nullptr) {
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
            }
        }
    }

private:
    [[nodiscard]] QString project() const { return m_folder->filePath(QStringLiteral("project")); }

    bool bafo(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral(BAFO_BIN_DIR "/bafo"), arguments);
        return process.waitForFinished(60'000) && process.exitCode() == 0;
    }

    void importText()
    {
        const QList<QByteArray> ends{"kakhulu", "bafowethu", "namhlanje", "ekhaya", "esikoleni", "kusasa"};
        QFile zulu(m_folder->filePath(QStringLiteral("zul.txt")));
        QVERIFY(zulu.open(QIODevice::WriteOnly));
        zulu.write(sentences({"Ngiyabonga", "Siyabonga", "Bayabonga", "Ngiyahamba", "Siyahamba", "Bayahamba"}, ends));
        zulu.close();
        QFile english(m_folder->filePath(QStringLiteral("eng.txt")));
        QVERIFY(english.open(QIODevice::WriteOnly));
        english.write(
            sentences({"We went", "They ran", "She walked", "I drove"}, {"home", "to school", "today", "away"}));
        english.close();
        for (const QString &language : {QStringLiteral("zul"), QStringLiteral("eng")}) {
            QVERIFY(bafo({QStringLiteral("data"), QStringLiteral("import"), QStringLiteral("d"),
                          QStringLiteral("--text"), m_folder->filePath(language + QStringLiteral(".txt")),
                          QStringLiteral("--documents"), QStringLiteral("line"), QStringLiteral("--language"), language,
                          QStringLiteral("--project"), project()}));
        }
        QVERIFY(bafo({QStringLiteral("data"), QStringLiteral("split"), QStringLiteral("d"),
                      QStringLiteral("--held-out"), QStringLiteral("0.2"), QStringLiteral("--project"), project()}));
    }

    void makePage()
    {
        auto opened = ProjectSession::open(project(), QStringLiteral(BAFO_BIN_DIR "/bafo"),
                                           m_folder->filePath(QStringLiteral("cache")));
        QVERIFY(opened);
        m_session = std::move(*opened);
        m_jobs = std::make_unique<JobList>(QStringLiteral(BAFO_BIN_DIR "/bafo"), project(),
                                           m_folder->filePath(QStringLiteral("jobs")));
        newPage();
    }

    void newPage()
    {
        m_page = std::make_unique<WordsPage>(
            PageContext{.session = m_session.get(), .jobs = m_jobs.get(), .host = &m_host}, nullptr);
        m_page->resize(1230, 720);
        m_page->show();
        m_page->setInSight(true);
    }

    QLineEdit *sentence() const { return field<QLineEdit>(QStringLiteral("A sentence of yours")); }

    template <class Kind>
    Kind *field(const QString &name) const
    {
        for (Kind *widget : m_page->findChildren<Kind *>()) {
            if (widget->accessibleName() == name) {
                return widget;
            }
        }
        return nullptr;
    }

    QPushButton *buttonCalled(const QString &text) const
    {
        for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
            if (button->text() == text) {
                return button;
            }
        }
        return nullptr;
    }

    bool isSaid(const QString &text) const
    {
        const auto labels = m_page->findChildren<Label *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const Label *label) { return label->isVisible() && label->text().contains(text); });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Host m_host;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<JobList> m_jobs;
    std::unique_ptr<WordsPage> m_page;
};

QTEST_MAIN(WordsPageTest)
#include "words_page_test.moc"
