// SPDX-License-Identifier: GPL-3.0-or-later
// The page with models that a fake program speaks for (tests/fakes/fake_serve.cpp; their names say how they behave).
#include "ui/pages/chat/chat_page.h"

#include "ui/pages/chat/answer_text.h"
#include "ui/pages/chat/chat_column.h"
#include "ui/pages/chat/composer.h"
#include "ui/pages/chat/message_views.h"
#include "ui/pages/chat/token_popup.h"

#include <QDir>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace bafo;
using namespace bafo::ui;

namespace {

constexpr int kLimitMs = 20'000;

class Host final : public PageHost {
public:
    void goTo(const QString &page, const QJsonObject & /*request*/) override { wentTo = page; }
    void tell(const Message &message) override { told = message; }
    void tell(const Error &error) override { told.text = QString::fromStdString(error.message); }
    void openProject(const QString & /*folder*/) override { }
    void newProject() override { }

    QString wentTo;
    Message told;
};

QString inSight(const ChatColumn *column)
{
    QStringList texts;
    for (const int node : column->conversation().path()) {
        texts.append(column->conversation().node(node).text());
    }
    return texts.join(QLatin1Char('|'));
}

} // namespace

class ChatPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_host = {};
        PosixFileSystem files;
        const std::string root = m_folder->path().toStdString() + "/project";
        QVERIFY(runs::Project::init(files, root, "test", {"zul"}));
    }

    void cleanup()
    {
        m_page.reset();
        m_session.reset();
    }

    void withoutAModelThePageLeadsToModels()
    {
        open({});
        QPushButton *button = buttonNamed(QStringLiteral("Go to Models"));
        QVERIFY(button != nullptr);
        button->click();
        QCOMPARE(m_host.wentTo, QStringLiteral("models"));
    }

    void enterSendsAndTheAnswerComesWithItsTokens()
    {
        open({"good"});
        type(QStringLiteral("unjani"));
        QTest::keyClick(field(), Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(columns()[0]->conversation().isEmpty());
        QTest::keyClick(field(), Qt::Key_Return);
        QVERIFY(field()->toPlainText().isEmpty());
        waitForAnswers();
        QCOMPARE(inSight(columns()[0]), QStringLiteral("unjani|Yebo gogo unjani"));
        auto *text = m_page->findChild<AnswerText *>();
        QCOMPARE(text->toPlainText(), QStringLiteral("Yebo gogo unjani"));
        QCOMPARE(text->shown().size(), 3U);
    }

    void theArrowsStepThroughTokensAndWithCtrlThroughUnlikelyOnes()
    {
        open({"good"});
        ask(QStringLiteral("unjani"));
        auto *text = m_page->findChild<AnswerText *>();
        text->setFocus(Qt::TabFocusReason);
        QCOMPARE(text->currentToken(), 0);
        QTest::keyClick(text, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(text->currentToken(), 1);
        auto *popup = m_page->findChild<TokenPopup *>();
        QVERIFY(popup->isVisible());
        QVERIFY(text->accessibleDescription().contains(QStringLiteral("gogo, 3rd choice")));
        QTest::keyClick(text, Qt::Key_Escape);
        QVERIFY(!popup->isVisible());
    }

    void oneQuestionGoesToBothAndAnEditAsWell()
    {
        open({"good", "splits"});
        m_page->handle({{QStringLiteral("models"), QJsonArray{QStringLiteral("good"), QStringLiteral("splits")}}});
        QCOMPARE(columns().size(), 2);
        ask(QStringLiteral("one"));
        ask(QStringLiteral("two"));
        for (const ChatColumn *column : columns()) {
            QCOMPARE(inSight(column), QStringLiteral("one|Yebo gogo one|two|Yebo gogo two"));
        }
        Q_EMIT columns()[1]->editWanted(1, QStringLiteral("uno"));
        waitForAnswers();
        for (const ChatColumn *column : columns()) {
            QCOMPARE(inSight(column), QStringLiteral("uno|Yebo gogo uno"));
        }
        // Back to the first variant in one column brings the other along.
        Q_EMIT columns()[0]->turnChosen(1);
        QCOMPARE(inSight(columns()[1]), QStringLiteral("one|Yebo gogo one|two|Yebo gogo two"));
    }

    void escStopsAndTheFieldKeepsWhatWasTypedMeanwhile()
    {
        open({"slow"});
        type(QStringLiteral("sing"));
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(inSight(columns()[0]).contains(QStringLiteral("la la")), kLimitMs);
        type(QStringLiteral("next"));
        QTest::keyClick(field(), Qt::Key_Return);
        QCOMPARE(field()->toPlainText(), QStringLiteral("next"));
        m_page->activateWindow();
        QTest::keyClick(field(), Qt::Key_Escape);
        waitForAnswers();
        const ChatNode &answer = columns()[0]->conversation().node(columns()[0]->conversation().path().back());
        QCOMPARE(answer.reason, QStringLiteral("cancelled"));
        QCOMPARE(field()->toPlainText(), QStringLiteral("next"));
    }

    void aCrashIsToldAndTheConversationStaysAndGoesOn()
    {
        open({"crashes"});
        ask(QStringLiteral("unjani"));
        QVERIFY(inSight(columns()[0]).startsWith(QStringLiteral("unjani|Yebo")));
        QPushButton *again = buttonNamed(QStringLiteral("Start it again"));
        QVERIFY(again != nullptr && again->isVisible());
        again->click();
        QTRY_VERIFY_WITH_TIMEOUT(!again->isVisible(), kLimitMs);
    }

    void whatWasSaidAndTypedSurvivesACrashOfTheWindow()
    {
        open({"good", "splits"});
        m_page->handle({{QStringLiteral("models"), QJsonArray{QStringLiteral("good"), QStringLiteral("splits")}}});
        ask(QStringLiteral("one"));
        type(QStringLiteral("half a quest"));
        fieldNamed(QStringLiteral("Temperature"))->setText(QStringLiteral("0,2"));
        const QJsonObject kept = m_page->state();
        m_page.reset();
        m_page = std::make_unique<ChatPage>(PageContext{m_session.get(), nullptr, &m_host}, nullptr);
        m_page->restore(kept);
        QCOMPARE(columns().size(), 2);
        QCOMPARE(inSight(columns()[1]), QStringLiteral("one|Yebo gogo one"));
        QCOMPARE(field()->toPlainText(), QStringLiteral("half a quest"));
        QCOMPARE(fieldNamed(QStringLiteral("Temperature"))->text(), QStringLiteral("0,2"));
        QCOMPARE(m_page->state(), kept);
    }

    void tabGoesThroughTheAnswersBeforeTheField()
    {
        open({"good"});
        ask(QStringLiteral("one"));
        QTest::qWait(50); // the order is made when the page is at rest
        const auto *answer = m_page->findChild<AnswerText *>();
        bool isBefore = false;
        for (QWidget *at = m_page->findChild<ChatColumn *>()->nextInFocusChain(); at != field();
             at = at->nextInFocusChain()) {
            isBefore = isBefore || at == answer;
        }
        QVERIFY(isBefore);
    }

    void aNewConversationCanBeUndone()
    {
        open({"good"});
        ask(QStringLiteral("one"));
        buttonNamed(QStringLiteral("New conversation"))->click();
        QVERIFY(columns()[0]->conversation().isEmpty());
        m_host.told.act();
        QCOMPARE(inSight(columns()[0]), QStringLiteral("one|Yebo gogo one"));
    }

    void aWrongSettingIsShownAndNothingIsSent()
    {
        open({"good"});
        fieldNamed(QStringLiteral("Top-p"))->setText(QStringLiteral("7"));
        type(QStringLiteral("unjani"));
        QTest::keyClick(field(), Qt::Key_Return);
        QVERIFY(columns()[0]->conversation().isEmpty());
        QCOMPARE(field()->toPlainText(), QStringLiteral("unjani"));
        QVERIFY(fieldNamed(QStringLiteral("Top-p"))->isVisible());
    }

    void aModelThatVanishesIsToldAndTheConversationStays()
    {
        open({"good", "splits"});
        ask(QStringLiteral("one"));
        QVERIFY(QDir(m_folder->filePath(QStringLiteral("project/models/good"))).removeRecursively());
        QTRY_VERIFY_WITH_TIMEOUT(saysSomewhere(QStringLiteral("not in this project any more")), kLimitMs);
        QCOMPARE(inSight(columns()[0]), QStringLiteral("one|Yebo gogo one"));
    }

private:
    void open(const QStringList &models)
    {
        const QString project = m_folder->filePath(QStringLiteral("project"));
        for (const QString &model : models) {
            QVERIFY(QDir().mkpath(project + QStringLiteral("/models/") + model));
        }
        auto session = ProjectSession::open(project, QStringLiteral(BAFO_FAKE_SERVE),
                                            m_folder->filePath(QStringLiteral("cache")));
        QVERIFY(session);
        m_session = std::move(*session);
        m_page = std::make_unique<ChatPage>(PageContext{m_session.get(), nullptr, &m_host}, nullptr);
        m_page->resize(1200, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }

    void open(std::initializer_list<const char *> models)
    {
        QStringList names;
        for (const char *model : models) {
            names.append(QString::fromLatin1(model));
        }
        open(names);
    }

    QList<ChatColumn *> columns() const
    {
        QList<ChatColumn *> all;
        for (ChatColumn *column : m_page->findChildren<ChatColumn *>()) {
            if (!column->isHidden()) {
                all.append(column);
            }
        }
        return all;
    }

    QPlainTextEdit *field() const { return m_page->findChild<Composer *>()->findChild<QPlainTextEdit *>(); }

    QLineEdit *fieldNamed(const QString &name) const
    {
        for (QLineEdit *edit : m_page->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == name) {
                return edit;
            }
        }
        return nullptr;
    }

    QPushButton *buttonNamed(const QString &text) const
    {
        for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
            if (button->text() == text) {
                return button;
            }
        }
        return nullptr;
    }

    bool saysSomewhere(const QString &words) const
    {
        const auto labels = m_page->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&words](const QLabel *label) {
            return label->isVisible() && label->text().contains(words);
        });
    }

    void type(const QString &text) const
    {
        field()->setFocus();
        QTest::keyClicks(field(), text);
    }

    void ask(const QString &text) const
    {
        type(text);
        QTest::keyClick(field(), Qt::Key_Return);
        waitForAnswers();
    }

    void waitForAnswers() const
    {
        const auto isBusy = [this] {
            const QList<ChatColumn *> all = columns();
            return std::any_of(all.begin(), all.end(), [](const ChatColumn *one) { return one->isAnswering(); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(!isBusy(), kLimitMs);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Host m_host;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<ChatPage> m_page;
};

QTEST_MAIN(ChatPageTest)
#include "chat_page_test.moc"
