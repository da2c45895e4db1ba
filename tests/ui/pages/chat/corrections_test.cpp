// SPDX-License-Identifier: GPL-3.0-or-later
// Answers put right on the page Chat: a fake model speaks (tests/fakes/fake_serve.cpp), the built bafo keeps the rows.
#include "ui/pages/chat/chat_page.h"

#include "core/data/correction.h"
#include "tests/ui/pages/page_project.h"
#include "ui/pages/chat/answer_text.h"
#include "ui/pages/chat/answer_view.h"
#include "ui/pages/chat/chat_column.h"
#include "ui/pages/chat/composer.h"
#include "ui/pages/chat/correction_editor.h"
#include "ui/pages/chat/language_words.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTest>

#include <algorithm>

using namespace bafo;
using namespace bafo::fakes;
using namespace bafo::ui;

namespace {

constexpr int kLimitMs = 20'000;

/// Keeps what can be undone.
class Host final : public PageHost {
public:
    void goTo(const QString & /*page*/, const QJsonObject & /*request*/) override { }
    void tell(const Message &message) override { told = message; }
    void tell(const Error &error) override { told = {.text = QString::fromStdString(error.message)}; }
    void openProject(const QString & /*folder*/) override { }
    void newProject() override { }

    Message told;
};

} // namespace

class CorrectionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_host = {};
        const QString project = m_folder->filePath(QStringLiteral("project"));
        QVERIFY(runs::Project::init(m_files, project.toStdString(), "test", {"zul"}));
        QVERIFY(QDir().mkpath(project + QStringLiteral("/models/good")));
        // One program, as the window knows it: it speaks as the fake one does, and keeps as the built one does.
        const QString program = m_folder->filePath(QStringLiteral("bafo"));
        QFile script(program);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\n[ \"$1\" = serve ] && exec '" BAFO_FAKE_SERVE "' \"$@\"\nexec '" BAFO_BIN_DIR
                     "/bafo' \"$@\"\n");
        script.close();
        QVERIFY(script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        auto session = ProjectSession::open(project, program, m_folder->filePath(QStringLiteral("cache")));
        QVERIFY(session);
        m_session = std::move(*session);
        makePage();
    }

    void cleanup()
    {
        m_page.reset();
        m_session.reset();
    }

    void anAnswerIsPutRightByKeysAndBecomesARow()
    {
        ask(QStringLiteral("unjani"));
        QTest::keyClick(m_page.get(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QPlainTextEdit *field = editorField();
        QTRY_VERIFY(field->isVisible() && field->hasFocus());
        QCOMPARE(field->toPlainText(), QStringLiteral("Yebo gogo unjani"));
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("Ngiyaphila, wena unjani?"));
        QTest::keyClick(field, Qt::Key_Return);
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_host.told.tone, Tone::good, kLimitMs);
        const auto rows = kept();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows.front().correction.model, std::string("good"));
        QCOMPARE(rows.front().correction.answer, std::string("Yebo gogo unjani"));
        QCOMPARE(rows.front().correction.language, std::string("zul"));
        QVERIFY(rows.front().correction.sampling.find("temperature") != std::string::npos);
        QCOMPARE(rows.front().correction.conversation.back().content, std::string("Ngiyaphila, wena unjani?"));
        QVERIFY(editors().back()->isHidden());
        QTRY_VERIFY(saysSomewhere(QStringLiteral("Ngiyaphila, wena unjani?")));
    }

    void whatWasKeptIsTakenBackAndBroughtBack()
    {
        ask(QStringLiteral("unjani"));
        correct(QStringLiteral("Ngiyaphila."));
        QTRY_COMPARE_WITH_TIMEOUT(kept().size(), std::size_t{1}, kLimitMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_host.told.tone, Tone::good, kLimitMs);
        m_host.told.act(); // "Take it back"
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->datasetNames().contains(QStringLiteral("corrections")), kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_host.told.tone == Tone::text, kLimitMs);
        QVERIFY(!answer().correction.isThere());
        m_host.told.act(); // "Bring it back": as something typed, to be kept again
        QVERIFY(!editors().back()->isHidden());
        QCOMPARE(editorField()->toPlainText(), QStringLiteral("Ngiyaphila."));
    }

    void aSecondCorrectionTakesThePlaceOfTheFirst()
    {
        ask(QStringLiteral("unjani"));
        correct(QStringLiteral("Ngiyaphila."));
        QTRY_VERIFY_WITH_TIMEOUT(answer().correction.isThere(), kLimitMs);
        const QString first = answer().correction.id;
        correct(QStringLiteral("Ngiyaphila kakhulu."));
        QTRY_VERIFY_WITH_TIMEOUT(answer().correction.id != first, kLimitMs);
        QCOMPARE(kept().size(), std::size_t{1});
        QCOMPARE(kept().front().correction.conversation.back().content, std::string("Ngiyaphila kakhulu."));
    }

    void whatIsTypedSurvivesACrashAndARefusal()
    {
        ask(QStringLiteral("unjani"));
        beginCorrection();
        QTest::keyClicks(editorField(), QStringLiteral(" nje"));
        const QJsonObject state = m_page->state();
        makePage();
        m_page->restore(state);
        QVERIFY(!editors().back()->isHidden());
        QCOMPARE(editorField()->toPlainText(), QStringLiteral("Yebo gogo unjani nje"));
        editorField()->setPlainText(QStringLiteral("Yebo gogo unjani"));
        QTest::keyClick(editorField(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_host.told.text.contains(QStringLiteral("the one that was there")), kLimitMs);
        QVERIFY(!editors().back()->isHidden());
        QVERIFY(!editorField()->isReadOnly());
    }

    void whatIsLeftCanBeBroughtBackAndNothingIsSaidOfNothing()
    {
        ask(QStringLiteral("unjani"));
        beginCorrection();
        QTest::keyClick(editorField(), Qt::Key_Escape);
        QTest::qWait(50);
        QVERIFY(m_host.told.text.isEmpty());
        beginCorrection();
        QTest::keyClicks(editorField(), QStringLiteral(" nje"));
        QTest::keyClick(editorField(), Qt::Key_Escape);
        QTRY_VERIFY(m_host.told.act != nullptr);
        QVERIFY(!answer().draft);
        m_host.told.act();
        QCOMPARE(editorField()->toPlainText(), QStringLiteral("Yebo gogo unjani nje"));
    }

    void whatWasSaidBeforeGoesAlongOrStaysOut()
    {
        ask(QStringLiteral("unjani"));
        ask(QStringLiteral("ubani igama lakho"));
        beginCorrection();
        auto *along = editors().back()->findChild<QCheckBox *>();
        QVERIFY(along->isVisible() && along->isChecked());
        correct(QStringLiteral("NginguThandi."));
        QTRY_COMPARE_WITH_TIMEOUT(kept().size(), std::size_t{1}, kLimitMs);
        QCOMPARE(kept().front().correction.conversation.size(), std::size_t{4});
        QTRY_VERIFY_WITH_TIMEOUT(answer().correction.isThere(), kLimitMs);
        beginCorrection();
        editors().back()->findChild<QCheckBox *>()->setChecked(false);
        correct(QStringLiteral("Igama lami nguThandi."));
        QTRY_VERIFY_WITH_TIMEOUT(kept().size() == 1 && kept().front().correction.conversation.size() == 2, kLimitMs);
    }

    void anAnswerSaysHowMuchOfItIsInWhichLanguage()
    {
        ask(QStringLiteral("Abantwana bayafunda esikoleni namuhla."));
        QTRY_VERIFY(saysSomewhere(QStringLiteral("isiZulu 100 %")));
        ask(QStringLiteral("."));
        QTRY_VERIFY(saysSomewhere(QStringLiteral("too short to tell the language")));
    }

    void sharesAreWholeAndAddUpToAHundred()
    {
        const QStringList taught{QStringLiteral("zul")};
        const QString zulu = QStringLiteral("Abantwana bayafunda esikoleni namuhla. ");
        const QString english = QStringLiteral("The children are learning at school today. ");
        QCOMPARE(languagesInWords(zulu, taught).text, QStringLiteral("isiZulu 100 %"));
        QCOMPARE(languagesInWords(zulu + zulu + english, taught).text, QStringLiteral("isiZulu 66 % · English 34 %"));
        const LanguageShareWords other
            = languagesInWords(zulu + QStringLiteral("Die kinders leer vandag by die skool."), taught);
        QVERIFY2(other.text.contains(QStringLiteral("other")), qPrintable(other.text));
        QVERIFY2(other.tip.contains(QStringLiteral("Afrikaans")), qPrintable(other.tip));
        QVERIFY(languagesInWords(QStringLiteral("Yebo."), taught).text.startsWith(QStringLiteral("too short")));
        QVERIFY(languagesInWords(QStringLiteral("12 + 3 = 15"), taught).text.isEmpty());
    }

private:
    void makePage()
    {
        m_page = std::make_unique<ChatPage>(PageContext{m_session.get(), nullptr, &m_host}, nullptr);
        m_page->resize(1200, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->activateWindow();
    }

    ChatColumn *column() const { return m_page->findChild<ChatColumn *>(); }
    const ChatNode &answer() const { return column()->conversation().node(column()->conversation().path().back()); }

    /// In the order of the answers.
    QList<CorrectionEditor *> editors() const
    {
        QList<CorrectionEditor *> all;
        for (const AnswerView *view : m_page->findChildren<AnswerView *>()) {
            if (view->isVisible()) {
                all.append(view->editor());
            }
        }
        return all;
    }

    QPlainTextEdit *editorField() const { return editors().back()->findChild<QPlainTextEdit *>(); }

    void beginCorrection()
    {
        for (const AnswerView *view : m_page->findChildren<AnswerView *>()) {
            if (view->isVisible() && view->editor() == editors().back()) {
                const_cast<AnswerView *>(view)->beginCorrection();
            }
        }
        QVERIFY(!editors().back()->isHidden());
    }

    void correct(const QString &text)
    {
        beginCorrection();
        editorField()->setPlainText(text);
        QTest::keyClick(editorField(), Qt::Key_Return, Qt::ControlModifier);
    }

    std::vector<data::KeptCorrection> kept()
    {
        auto dataset = data::Dataset::open(m_files, m_session->project().datasetsFolder() / "corrections");
        return dataset ? data::correctionsOf(*dataset).value_or(std::vector<data::KeptCorrection>())
                       : std::vector<data::KeptCorrection>();
    }

    bool saysSomewhere(const QString &words) const
    {
        const auto labels = m_page->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&words](const QLabel *label) {
            return label->isVisible() && label->text().contains(words);
        });
    }

    void ask(const QString &text) const
    {
        auto *field = m_page->findChild<Composer *>()->findChild<QPlainTextEdit *>();
        field->setFocus();
        field->setPlainText(text);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!column()->isAnswering(), kLimitMs);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    Host m_host;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<ChatPage> m_page;
};

QTEST_MAIN(CorrectionsTest)
#include "corrections_test.moc"
