// SPDX-License-Identifier: GPL-3.0-or-later
// The page Text with the real bafo: from dropped files to documents, and what a user may do with them.
#include "core/data/dataset.h"
#include "ui/pages/text/document_card.h"
#include "ui/pages/text/import_card.h"
#include "ui/pages/text/masked_card.h"
#include "ui/pages/text/notice_strip.h"
#include "ui/pages/text/sources_card.h"
#include "ui/pages/text/text_page.h"
#include "ui/pages/text/text_work.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/token_strip.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::ui;

namespace {

class QuietHost final : public PageHost {
public:
    void goTo(const QString & /*page*/, const QJsonObject & /*request*/) override { }
    void tell(const Message &message) override { messages.push_back(message); }
    void tell(const Error &error) override { errors.push_back(error); }
    void openProject(const QString & /*folder*/) override { }
    void newProject() override { }

    std::vector<Message> messages;
    std::vector<Error> errors;
};

template <class Condition>
bool comes(Condition condition)
{
    return QTest::qWaitFor(condition, 20'000);
}

} // namespace

class TextPageTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<JobList> m_jobs;
    std::unique_ptr<QuietHost> m_host;
    std::unique_ptr<TextPage> m_page;

    QString write(const QString &name, const QByteArray &content)
    {
        QFile file(m_folder->filePath(name));
        file.open(QIODevice::WriteOnly);
        file.write(content);
        return file.fileName();
    }

    void openWindow(const QJsonObject &state = {})
    {
        m_page.reset();
        m_jobs = std::make_unique<JobList>(QStringLiteral(BAFO_BIN_DIR "/bafo"), m_session->folder(),
                                           m_folder->filePath(QStringLiteral("jobs")));
        m_page = std::make_unique<TextPage>(
            PageContext{.session = m_session.get(), .jobs = m_jobs.get(), .host = m_host.get()}, nullptr);
        m_page->restore(state);
        m_page->resize(1200, 700);
        m_page->show();
        m_page->setInSight(true);
    }

    template <class Widget>
    Widget *named(const QString &name)
    {
        for (Widget *widget : m_page->findChildren<Widget *>()) {
            if (widget->accessibleName() == name && widget->isVisible()) {
                return widget;
            }
        }
        return nullptr;
    }

    /// In sight, by the start of its words.
    QPushButton *button(const QString &text)
    {
        for (QPushButton *one : m_page->findChildren<QPushButton *>()) {
            if (one->text().startsWith(text) && one->isVisible()) {
                return one;
            }
        }
        return nullptr;
    }

    bool click(const QString &text)
    {
        QPushButton *found = button(text);
        if (found != nullptr && found->isEnabled()) {
            found->click();
            return true;
        }
        return false;
    }

    /// All that strips in sight say.
    QString news()
    {
        QString all;
        for (const NoticeStrip *strip : m_page->findChildren<NoticeStrip *>()) {
            all += strip->isVisible() ? strip->text() + QLatin1Char('\n') : QString();
        }
        return all;
    }

    /// Word pieces alone: that is all that is needed.
    void makeModel()
    {
        const Path tiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";
        const Path model = m_session->project().modelsFolder() / "tiny";
        QVERIFY(QDir().mkpath(QString::fromStdString(model.string())));
        for (const char *name : {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
            QVERIFY(QFile::copy(QString::fromStdString((tiny / name).string()),
                                QString::fromStdString((model / name).string())));
        }
    }

    /// A conversation by the command line, in a context of 190.
    QJsonObject masked190(int document)
    {
        QProcess bafo;
        bafo.start(QStringLiteral(BAFO_BIN_DIR "/bafo"),
                   {QStringLiteral("data"), QStringLiteral("show"), QStringLiteral("talk"), QStringLiteral("--masked"),
                    QStringLiteral("--tokenizer"), QStringLiteral("tiny"), QStringLiteral("--style"),
                    QStringLiteral("alpaca"), QStringLiteral("--length"), QStringLiteral("190"),
                    QStringLiteral("--after"), QString::number(document - 1), QStringLiteral("--limit"),
                    QStringLiteral("1"), QStringLiteral("--json"), QStringLiteral("--project"), m_session->folder()});
        bafo.waitForFinished();
        return QJsonDocument::fromJson(bafo.readAllStandardOutput())
            .object()
            .value(QLatin1String("examples"))
            .toArray()
            .first()
            .toObject();
    }

    /// Empty where the strip shows these tokens and marks.
    static QString differenceFrom(const QJsonObject &example, const TokenStrip &strip)
    {
        const QJsonArray tokens = example.value(QLatin1String("tokens")).toArray();
        if (static_cast<std::size_t>(tokens.size()) != strip.pieces().size() || tokens.isEmpty()) {
            return QStringLiteral("%1 tokens, %2 pieces").arg(tokens.size()).arg(strip.pieces().size());
        }
        for (qsizetype i = 0; i < tokens.size(); ++i) {
            const QJsonObject token = tokens.at(i).toObject();
            const StripPiece &piece = strip.pieces()[static_cast<std::size_t>(i)];
            const QString id = QString::number(token.value(QLatin1String("id")).toInteger());
            if (!piece.tip.startsWith(QStringLiteral("piece %1:").arg(id))
                || piece.isUnderlined != token.value(QLatin1String("is_target")).toBool()
                || piece.isStruck != token.value(QLatin1String("is_cut_off")).toBool()) {
                return piece.tip;
            }
        }
        return {};
    }

    QCheckBox *checkBox(const QString &text)
    {
        for (QCheckBox *one : m_page->findChildren<QCheckBox *>()) {
            if (one->text() == text && one->isVisible()) {
                return one;
            }
        }
        return nullptr;
    }

    ImportCard *form() { return m_page->findChild<ImportCard *>(); }
    bool says(const char *words) { return news().contains(QLatin1String(words)); }

    void importText(const QByteArray &content, const char *dataset)
    {
        QVERIFY(m_page->takeFiles({write(QString::fromLatin1(dataset) + QStringLiteral(".txt"), content)}));
        named<QComboBox>(QStringLiteral("Language of the text"))->setEditText(QStringLiteral("zul"));
        auto *name = named<QComboBox>(QStringLiteral("Dataset"));
        name->lineEdit()->clear();
        QTest::keyClicks(name->lineEdit(), QString::fromLatin1(dataset));
        QVERIFY(comes([this] { return form()->missing().isEmpty(); }));
        QVERIFY(click(QStringLiteral("Take in")));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_host = std::make_unique<QuietHost>();
        PosixFileSystem files;
        QVERIFY(runs::Project::init(files, m_folder->filePath(QStringLiteral("project")).toStdString(), "p",
                                    {"zul", "eng"}));
        auto session
            = ProjectSession::open(m_folder->filePath(QStringLiteral("project")), QStringLiteral(BAFO_BIN_DIR "/bafo"),
                                   m_folder->filePath(QStringLiteral("cache")));
        QVERIFY(session);
        m_session = std::move(*session);
        openWindow();
    }

    void cleanup()
    {
        m_page.reset();
        m_jobs.reset();
        m_session.reset();
    }

    /// What stands in the strip is id by id what the command line tells, which is what training reads.
    void conversationsAreSeenAsTheTrainerSeesThem()
    {
        makeModel();
        QByteArray lines;
        for (int i = 0; i < 12; ++i) {
            lines += "{\"prompt\": \"Ubani " + QByteArray(i + 1, 'b') + "?\", \"completion\": \"UThandi"
                + QByteArray(i == 3 ? 60 : 1, 'i') + "\"}\n";
        }
        QVERIFY(m_page->takeFiles({write(QStringLiteral("talk.jsonl"), lines)}));
        QVERIFY(comes([this] { return !form()->files().empty() && !form()->files().back().what.isEmpty(); }));
        QCOMPARE(form()->files().front().kind, TextKind::conversations);
        named<QComboBox>(QStringLiteral("Language of the text"))->setEditText(QStringLiteral("zul"));
        QVERIFY(click(QStringLiteral("Take in")));
        QVERIFY2(comes([this] { return m_page->documents().rowCount() == 12; }), qPrintable(news()));
        auto *views = named<QTabBar>(QStringLiteral("Ways to see the conversations"));
        QVERIFY(views != nullptr);
        views->setCurrentIndex(1);
        auto *masked = m_page->findChild<MaskedCard *>();
        QVERIFY(masked->isVisible() && !m_page->findChild<SourcesCard *>()->isVisible());
        auto *strip = named<TokenStrip>(QStringLiteral("Word pieces of the conversation"));
        QVERIFY(comes([&] { return button(QStringLiteral("Use alpaca")) != nullptr; })); // the model has no template
        QVERIFY(click(QStringLiteral("Use alpaca")));
        QCOMPARE(named<QComboBox>(QStringLiteral("Form of a conversation"))->currentText(), QStringLiteral("alpaca"));
        auto *length = named<QLineEdit>(QStringLiteral("Context (sequence length)"));
        length->selectAll();
        QTest::keyClicks(length, QStringLiteral("190"));
        const auto isShown = [&] {
            strip = named<TokenStrip>(QStringLiteral("Word pieces of the conversation"));
            return strip != nullptr && !strip->pieces().empty();
        };
        QVERIFY(comes(isShown));
        auto *table = named<QTableView>(QStringLiteral("Documents"));
        for (const int row : {0, 1, 3}) {
            table->selectRow(row);
            const QJsonObject told = masked190(row + 1);
            QVERIFY(comes([&] { return isShown() && differenceFrom(told, *strip).isEmpty(); }));
            auto *written = named<QPlainTextEdit>(QStringLiteral("As it is written"));
            QCOMPARE(written->toPlainText(), told.value(QLatin1String("rendered")).toString());
        }
        const auto isStruck = [](const StripPiece &piece) { return piece.isStruck; };
        QVERIFY(std::any_of(strip->pieces().begin(), strip->pieces().end(), isStruck)); // the fourth is too long
        const QJsonObject first = masked190(1);
        QVERIFY(!differenceFrom(first, *strip).isEmpty());
        openWindow(m_page->state());
        QVERIFY(comes([&] { return isShown() && differenceFrom(masked190(4), *strip).isEmpty(); }));
    }

    void conversationsAreMadeOfTranslatedPairs()
    {
        QByteArray pairs;
        for (int i = 0; i < 30; ++i) {
            const QByteArray word(1 + i / 20, static_cast<char>('a' + i % 20));
            pairs += "The sentence " + word + " here\tUmusho " + word + " lapha\n";
        }
        QVERIFY(m_page->takeFiles({write(QStringLiteral("pairs.tsv"), pairs)}));
        QVERIFY(comes([this] { return !form()->files().empty() && !form()->files().back().what.isEmpty(); }));
        QCOMPARE(form()->files().front().kind, TextKind::pairs);
        named<QComboBox>(QStringLiteral("Language of the text"))->setEditText(QStringLiteral("zul"));
        QVERIFY(click(QStringLiteral("Take in")));
        QVERIFY2(comes([this] { return m_page->documents().rowCount() == 60; }), qPrintable(news()));
        QVERIFY(comes([this] { return says("hold some text out"); }));
        QVERIFY(click(QStringLiteral("Hold out")));
        QVERIFY(comes([this] { return !m_page->documents().contents()->splitRule.empty(); }));
        QVERIFY(click(QStringLiteral("Make conversations")));
        QVERIFY(comes([this] { return checkBox(QStringLiteral("pairs")) != nullptr; }));
        QVERIFY(!button(QStringLiteral("Make them"))->isEnabled()); // of nothing
        checkBox(QStringLiteral("pairs"))->click();
        QVERIFY(click(QStringLiteral("Make them")));
        QVERIFY2(comes([this] { return m_page->dataset() == QLatin1String("conversations"); }), qPrintable(news()));
        QVERIFY(says("conversations of 2"));
        QVERIFY(comes(
            [this] { return m_page->documents().contents() && m_page->documents().contents()->holdsConversations; }));
        QVERIFY(named<QTabBar>(QStringLiteral("Ways to see the conversations")) != nullptr);
    }

    void anEmptyProjectOffersToAddText()
    {
        QVERIFY(button(QStringLiteral("Add text")) != nullptr);
        QVERIFY(m_page->findChild<StateView *>()->isVisible());
        QVERIFY(!m_page->takeFiles({QStringLiteral("/models/smol.gguf")}));
    }

    void droppedFilesOfTwoKindsBecomeDocumentsAndAreSplit()
    {
        QByteArray text;
        for (int i = 0; i < 40; ++i) {
            const QByteArray word(1 + i / 20, static_cast<char>('a' + i % 20)); // digits would make them all alike
            text += "Umusho " + word + " wesiZulu.\n\n";
        }
        const QStringList paths{write(QStringLiteral("news.txt"), text + "Umusho a wesiZulu.\n"),
                                write(QStringLiteral("chat.jsonl"), "{\"id\": 7, \"body\": \"Sawubona wena\"}\n"),
                                write(QStringLiteral("paper.txt"), "%PDF-1.7")};
        QVERIFY(m_page->takeFiles(paths));
        QVERIFY(comes([this] { return !form()->files().back().what.isEmpty(); }));
        QCOMPARE(form()->files()[1].kind, TextKind::jsonLines);
        QCOMPARE(form()->files()[2].kind, TextKind::none);
        QVERIFY(form()->missing().contains(QLatin1String("language")));
        named<QComboBox>(QStringLiteral("Language of the text"))->setEditText(QStringLiteral("isiZulu"));
        named<QComboBox>(QStringLiteral("Licence"))->setEditText(QStringLiteral("CC-BY-4.0"));
        QCOMPARE(form()->missing(), QString());
        QVERIFY(click(QStringLiteral("Take in 2 files")));
        QVERIFY2(comes([this] { return says("Took 41 documents"); }), qPrintable(news()));
        QVERIFY(comes([this] { return m_page->documents().rowCount() == 41; }));
        QCOMPARE(m_page->dataset(), QStringLiteral("news"));
        QCOMPARE(m_page->documents().contents()->sources.size(), std::size_t{2});
        QCOMPARE(numUnclearLicences(m_page->documents().contents()->sources), 0);
        const auto &totals = m_page->findChild<TextWork *>()->import().totals();
        QCOMPARE(totals.skipped.value(QStringLiteral("exact duplicate")), 1);
        QVERIFY(skippedInWords(totals).contains(QLatin1Char('1')));
        QVERIFY(comes([this] { return says("hold some text out"); }));
        QVERIFY(click(QStringLiteral("Hold out")));
        QVERIFY(comes([this] { return !m_page->documents().contents()->splitRule.empty(); }));
        QVERIFY(comes([this] { return !says("hold some text out"); }));
        QVERIFY(m_host->messages.back().text.startsWith(QLatin1String("Held out 4 of 41")));
    }

    void aHalfFilledFormIsThereAgainInTheNextWindow()
    {
        QVERIFY(m_page->takeFiles({write(QStringLiteral("a.txt"), "Yebo\n")}));
        QVERIFY(comes([this] { return named<QComboBox>(QStringLiteral("One document is")) != nullptr; }));
        named<QComboBox>(QStringLiteral("Licence"))->setEditText(QStringLiteral("own text"));
        named<QLineEdit>(QStringLiteral("Where it came from"))->setText(QStringLiteral("my grandmother"));
        named<QComboBox>(QStringLiteral("One document is"))->setCurrentIndex(1);
        openWindow(m_page->state());
        QVERIFY(comes([this] { return form()->isVisible() && form()->files().front().kind == TextKind::plainText; }));
        QCOMPARE(form()->wish().licence, QStringLiteral("own text"));
        QCOMPARE(form()->wish().provenance, QStringLiteral("my grandmother"));
        QCOMPARE(form()->wish().unit, QStringLiteral("line"));
    }

    void aFormThatWasPutAwayComesBack()
    {
        QVERIFY(m_page->takeFiles({write(QStringLiteral("a.txt"), "Yebo\n")}));
        named<QLineEdit>(QStringLiteral("Where it came from"))->setText(QStringLiteral("a book"));
        QVERIFY(click(QStringLiteral("Cancel")));
        QVERIFY(!form()->isVisible() && form()->isEmpty());
        m_host->messages.back().act();
        QVERIFY(form()->isVisible());
        QCOMPARE(form()->wish().provenance, QStringLiteral("a book"));
    }

    void anImportGoesOnWithoutTheWindowAndIsFoundAgain()
    {
        QByteArray text;
        for (int i = 0; i < 20'000; ++i) {
            text += "Umusho wesi-" + QByteArray::number(i) + ".\n\n";
        }
        importText(text, "long");
        const QJsonObject state = m_page->state();
        m_page.reset();
        m_jobs.reset();
        openWindow(state);
        QVERIFY(comes([this] { return says("Took 20,000 documents"); }));
        QVERIFY(comes([this] { return m_page->documents().rowCount() == 20'000; }));
        openWindow(m_page->state());
        QVERIFY(says("Took 20,000 documents")); // until the user has closed it
        QVERIFY(click(QStringLiteral("Close")));
        QVERIFY(!says("Took"));
    }

    void whatAFailedImportAskedForIsKeptToBeMended()
    {
        importText(QByteArray(100'000, 'a') + "\n\xFF\n", "bad");
        QVERIFY(comes([this] { return says("no UTF-8"); }));
        QVERIFY(says("line 2"));
        QVERIFY(click(QStringLiteral("Back to the form")));
        QVERIFY(form()->isVisible() && form()->files().size() == 1);
        QCOMPARE(m_session->datasetNames(), QStringList());
    }

    void aLicenceIsNotedAndTakenBack()
    {
        importText("Yebo\n\nCha\n", "small");
        QVERIFY(comes([this] { return m_page->documents().rowCount() == 2; }));
        QVERIFY(click(QStringLiteral("Note the unclear licence")));
        named<QComboBox>(QStringLiteral("Licence"))->setEditText(QStringLiteral("MIT"));
        QVERIFY(click(QStringLiteral("Note it")));
        const auto licence = [this] { return m_page->documents().contents()->sources.front().licence; };
        QVERIFY(comes([&] { return licence() == "MIT"; }));
        QCOMPARE(m_host->messages.back().actionLabel, QStringLiteral("Undo"));
        m_host->messages.back().act();
        QVERIFY(comes([&] { return licence() == "unknown"; }));
    }

    void aChosenDocumentIsReadAndFoundAgain()
    {
        importText("Okokuqala\n\nOkwesibili\n\nOkwesithathu\n", "three");
        const auto *document = m_page->findChild<DocumentCard *>();
        QVERIFY(comes([&] { return document->shown() == 1; })); // the first, where none was chosen
        auto *search = named<QLineEdit>(QStringLiteral("Search in the documents"));
        QTest::keyClicks(search, QStringLiteral("okwesi"));
        QVERIFY(comes([&] { return m_page->documents().rowCount() == 2 && document->shown() == 2; }));
        openWindow(m_page->state());
        document = m_page->findChild<DocumentCard *>();
        QVERIFY(comes([&] { return document->shown() == 2 && m_page->documents().rowCount() == 2; }));
        QCOMPARE(named<QLineEdit>(QStringLiteral("Search in the documents"))->text(), QStringLiteral("okwesi"));
        QCOMPARE(named<QPlainTextEdit>(QStringLiteral("Text of the document"))->toPlainText(),
                 QStringLiteral("Okwesibili"));
    }

    void aRemovedDatasetSaysWhatItFreesAndIsGone()
    {
        importText("Yebo\n", "first");
        QVERIFY(comes([this] { return m_page->documents().rowCount() == 1; }));
        importText("Cha\n", "second");
        QVERIFY2(comes([this] { return m_page->dataset() == QLatin1String("second"); }), qPrintable(news()));
        QVERIFY(click(QStringLiteral("Remove dataset")));
        QVERIFY(comes([this] { return button(QStringLiteral("Remove it: frees")) != nullptr; }));
        QVERIFY(click(QStringLiteral("Keep it")));
        QVERIFY(button(QStringLiteral("Remove it")) == nullptr);
        QVERIFY(click(QStringLiteral("Remove dataset")));
        QVERIFY(comes([this] { return button(QStringLiteral("Remove it: frees")) != nullptr; }));
        QVERIFY(click(QStringLiteral("Remove it")));
        QVERIFY(comes([this] { return m_page->dataset() == QLatin1String("first"); }));
        QCOMPARE(m_session->datasetNames(), QStringList(QStringLiteral("first")));
        QVERIFY(m_host->errors.empty());
        QVERIFY(comes([this] { return m_host->messages.back().text.startsWith(QLatin1String("Removed")); }));
        for (const Message &message : m_host->messages) {
            QVERIFY2(!message.text.contains(QLatin1String("gone")), qPrintable(message.text));
        }
    }

    void aRemovalThatIsRefusedSaysWhy()
    {
        importText("Yebo\n", "held");
        QVERIFY(comes([this] { return m_page->documents().rowCount() == 1; }));
        const auto lock = data::DatasetLock::take(m_session->project().datasetsFolder() / "held");
        QVERIFY(lock);
        QVERIFY(click(QStringLiteral("Remove dataset")));
        QVERIFY(comes([this] { return button(QStringLiteral("Remove it: frees")) != nullptr; }));
        QVERIFY(click(QStringLiteral("Remove it")));
        QVERIFY(comes([this] { return !m_host->errors.empty(); }));
        QVERIFY(!m_host->errors.back().hint.empty());
        QCOMPARE(m_page->dataset(), QStringLiteral("held"));
        QCOMPARE(m_page->documents().rowCount(), 1);
    }

    void aDatasetThatVanishesUnderThePageLeavesItStanding()
    {
        importText("Yebo\n", "gone");
        QVERIFY(comes([this] { return m_page->documents().rowCount() == 1; }));
        QVERIFY(QDir(m_session->folder() + QStringLiteral("/datasets/gone")).removeRecursively());
        QVERIFY(comes([this] { return m_page->dataset().isEmpty(); }));
        QVERIFY(m_host->messages.back().text.contains(QLatin1String("gone")));
        QVERIFY(button(QStringLiteral("Add text")) != nullptr);
    }
};

QTEST_MAIN(TextPageTest)
#include "text_page_test.moc"
