// SPDX-License-Identifier: GPL-3.0-or-later
// The page Train over a real project and the built bafo, beside an engine that is a few lines of sh.
#include "tests/bafo/bafo_program.h"
#include "tests/plan/sparse_model.h"
#include "ui/pages/train/entry_table.h"
#include "ui/pages/train/knob_form.h"
#include "ui/pages/train/plan_panel.h"
#include "ui/pages/train/train_page.h"
#include "ui/pages/train/yaml_pane.h"
#include "ui/widgets/memory_bar.h"
#include "ui/widgets/number_field.h"

#include <QAction>
#include <QCheckBox>
#include <QJsonDocument>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

#include <algorithm>

/// A configuration of its own: what a knob needs to come into the form is its visitor and nothing else.
namespace fake {

struct Config {
    std::int64_t cups = 3;
    double sugar = 0.5;
    bool isHot = true;
    std::string kind = "rooibos";
    std::vector<std::string> guests;
};

template <class Visitor, class AnyConfig>
void visitKnobs(Visitor &&visit, AnyConfig &config)
{
    using bafo::config::Knob;
    using bafo::config::KnobLevel;
    visit(Knob{"tea.cups", "how many cups", KnobLevel::simple, 1, 12, "cups"}, config.cups);
    visit(Knob{"tea.sugar", "how sweet", KnobLevel::more, 0, 1}, config.sugar);
    visit(Knob{"tea.is_hot", "whether it is hot", KnobLevel::more}, config.isHot);
    visit(Knob{"tea.kind", "which tea", KnobLevel::more, 0, 0, "", "rooibos|black"}, config.kind);
    visit(Knob{"tea.guests", "for whom", KnobLevel::simple}, config.guests);
}

} // namespace fake

using namespace bafo;
using namespace bafo::ui;

namespace {

constexpr int kLimitMs = 20'000;

/// Four steps with a save, then it waits for "go", but a rehearsal does not wait.
constexpr const char *kWorker = R"(
folder="$2"
seq=$(wc -l < "$folder/events.jsonl" 2>/dev/null || echo 0)
say() { echo '{"v":1,"seq":'$seq',"t":'$(date +%s000)',"run":"'$(basename "$folder")'","rank":0,"kind":"'$1'"'$2'}' >> "$folder/events.jsonl"; seq=$((seq+1)); }
say hello
for step in 1 2 3 4; do
  say step_finished ',"step":'$step',"loss":2,"step_ms":'$((1000/step))',"tokens_per_second":500,"train_tokens":'$((step*256))',"train_bytes":'$((step*512))',"peak_resident_mb":321'
done
say checkpoint_committed ',"step":4,"folder":"checkpoints/step-4","size_bytes":1234567'
case "$folder" in *rehearsal*) ;; *) while [ ! -e "$folder/go" ]; do sleep 0.05; done ;; esac
say run_finished ',"outcome":"finished","step":4'
)";

class FakeHost final : public PageHost {
public:
    void goTo(const QString &page, const QJsonObject &request) override
    {
        m_page = page;
        m_request = request;
    }
    void tell(const Message &message) override { m_told = message; }
    void tell(const Error &error) override { m_errors << QString::fromStdString(error.message); }
    void openProject(const QString & /*folder*/) override { }
    void newProject() override { }

    QString m_page;
    QJsonObject m_request;
    Message m_told;
    QStringList m_errors;
};

} // namespace

class TrainPageTest : public QObject {
    Q_OBJECT

    std::unique_ptr<fakes::BafoProgram> m_bafo;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<JobList> m_jobs;
    FakeHost m_host;
    std::unique_ptr<TrainPage> m_page;

    void makeProject()
    {
        std::string lines;
        for (int i = 0; i < 60; ++i) {
            const std::string letters{static_cast<char>('a' + i % 20), static_cast<char>('a' + i / 20)};
            for (const std::string &part : {std::string("izwe"), letters, std::string(" kwaye "), letters,
                                            std::string("a abantu bayahlangana\n")}) {
                lines += part;
            }
        }
        m_bafo->write(m_bafo->root() / "izwe.txt", lines);
        QCOMPARE(m_bafo
                     ->run({"data", "import", "news", "--text", "izwe.txt", "--language", "zul", "--documents", "line",
                            "--licence", "CC0-1.0"})
                     .exitCode,
                 0);
        QCOMPARE(m_bafo->run({"data", "split", "news", "--held-out", "0.2"}).exitCode, 0);
        const Path smol = m_bafo->project().modelsFolder() / "smol";
        m_bafo->write(smol / "config.json", "{\"model_type\": \"llama\"}");
        m_bafo->write(smol / "model.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10)); // no tensors, but there
    }

    void makePage()
    {
        m_page = std::make_unique<TrainPage>(
            PageContext{.session = m_session.get(), .jobs = m_jobs.get(), .host = &m_host}, nullptr);
        m_page->resize(1200, 700);
        m_page->show();
        m_page->setInSight(true);
    }

    /// By its words, whether in sight or not.
    QRadioButton *choice(const QString &text)
    {
        for (QRadioButton *one : m_page->findChildren<QRadioButton *>()) {
            if (one->text() == text) {
                return one;
            }
        }
        return nullptr;
    }

    void importConversations()
    {
        std::string lines;
        for (int i = 0; i < 20; ++i) {
            lines += "{\"prompt\": \"Umbuzo " + std::string(static_cast<std::size_t>(i + 1), 'u')
                + "\", \"completion\": \"Impendulo\"}\n";
        }
        m_bafo->write(m_bafo->root() / "c.jsonl", lines);
        QCOMPARE(m_bafo->run({"data", "import", "talk", "--conversations", "c.jsonl", "--language", "zul"}).exitCode,
                 0);
        QCOMPARE(m_bafo->run({"data", "split", "talk", "--held-out", "0.2"}).exitCode, 0);
        makePage();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->draft().config().model, std::string("smol"), kLimitMs);
    }

    QPushButton *buttonNamed(const QString &text)
    {
        for (QPushButton *one : m_page->findChildren<QPushButton *>()) {
            if (one->text() == text && one->isVisible()) {
                return one;
            }
        }
        return nullptr;
    }

    runs::RunFolder runOf(const QString &id)
    {
        return *runs::RunFolder::find(m_bafo->files, m_bafo->project(), id.toStdString());
    }

    std::string stateOf(const runs::RunFolder &run)
    {
        const auto status = *runs::statusOf(m_bafo->files, run, m_bafo->clock);
        return status.state == runs::RunState::ended ? status.summary.outcome : std::string(nameOf(status.state));
    }

    /// Presses it and gives the run that the page then goes to.
    QString startBy(const QString &text)
    {
        m_host.m_page.clear();
        QPushButton *one = buttonNamed(text);
        if (one == nullptr) {
            return {};
        }
        QTest::mouseClick(one, Qt::LeftButton);
        (void)QTest::qWaitFor([this] { return !m_host.m_page.isEmpty() || !m_host.m_errors.isEmpty(); }, kLimitMs);
        return m_host.m_request.value(QLatin1String("run")).toString();
    }

private Q_SLOTS:
    void init()
    {
        m_host = {};
        m_bafo = std::make_unique<fakes::BafoProgram>();
        makeProject();
        m_bafo->standBeside(kWorker);
        auto session = ProjectSession::open(QString::fromStdString(m_bafo->root().string()),
                                            QString::fromStdString(m_bafo->outside("bin/bafo").string()),
                                            QString::fromStdString(m_bafo->outside("cache").string()));
        QVERIFY(session);
        m_session = std::move(*session);
        m_jobs = std::make_unique<JobList>(m_session->bafoProgram(), m_session->folder(),
                                           QString::fromStdString(m_bafo->outside("jobs").string()));
        makePage();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->draft().config().model, std::string("smol"), kLimitMs);
    }

    void cleanup()
    {
        m_page.reset();
        m_jobs.reset();
        m_session.reset();
        const auto all = runs::RunFolder::list(m_bafo->files, m_bafo->project());
        for (const auto &run : *all) {
            m_bafo->write(run.path() / "go", "");
            QTRY_VERIFY_WITH_TIMEOUT(!*runs::hasLivingProcess(m_bafo->files, run), kLimitMs);
        }
    }

    void everyKnobOfTheVisitorIsInTheForm()
    {
        const auto *form = m_page->findChild<KnobForm *>();
        int numKnobs = 0;
        config::RunConfig config;
        config::visitKnobs(
            [&](const config::Knob &knob, const auto &) {
                ++numKnobs;
                KnobEditor *editor
                    = form->editor(QString::fromUtf8(knob.key.data(), static_cast<qsizetype>(knob.key.size())));
                QVERIFY2(editor != nullptr, std::string(knob.key).c_str());
                QVERIFY(!editor->field()->accessibleName().isEmpty());
                QVERIFY(!editor->field()->accessibleDescription().isEmpty());
            },
            config);
        QCOMPARE(form->specs().size(), static_cast<std::size_t>(numKnobs));
    }

    void aKnobThatNobodyHasHeardOfIsInTheFormToo()
    {
        KnobForm form(knobSpecsOf<fake::Config>());
        QCOMPARE(form.specs().size(), std::size_t{5});
        fake::Config config;
        connect(&form, &KnobForm::edited, &form,
                [&](const QString &key, const KnobValue &value) { setKnobValue(config, key, value); });
        auto *field = qobject_cast<QLineEdit *>(form.editor(QStringLiteral("tea.cups"))->field());
        QCOMPARE(field->accessibleName(), QStringLiteral("tea.cups"));
        QVERIFY(field->accessibleDescription().contains(QStringLiteral("how many cups")));
        QTest::keyClicks(field, QStringLiteral("7"));
        QCOMPARE(config.cups, 7);
        QTest::keyClicks(field, QStringLiteral("0")); // 70: out of range
        QCOMPARE(config.cups, 7);
        qobject_cast<QComboBox *>(form.editor(QStringLiteral("tea.kind"))->field())
            ->setCurrentText(QStringLiteral("black"));
        QCOMPARE(config.kind, std::string("black"));
    }

    void formAndYamlAreOneState()
    {
        auto *form = m_page->findChild<KnobForm *>();
        auto *yaml = m_page->findChild<YamlPane *>()->edit();
        auto *steps = qobject_cast<QLineEdit *>(form->editor(QStringLiteral("steps"))->field());
        steps->selectAll();
        QTest::keyClicks(steps, QStringLiteral("45"));
        QVERIFY(yaml->toPlainText().contains(QStringLiteral("steps: 45")));
        yaml->setPlainText(yaml->toPlainText().replace(QStringLiteral("steps: 45"), QStringLiteral("steps: 46")));
        QCOMPARE(steps->text(), QStringLiteral("46"));
        yaml->setPlainText(QStringLiteral("steps: x"));
        QVERIFY(!form->isEnabled());
        QVERIFY(!buttonNamed(QStringLiteral("Start 46 steps"))->isEnabled());
        m_page->actions().front()->trigger(); // by its keys
        QVERIFY(m_host.m_page.isEmpty());
        QVERIFY(m_host.m_told.hint.contains(QStringLiteral("line 1")));
    }

    void nothingStartsWhileAFieldIsWrongAndItsLastValueStays()
    {
        auto *form = m_page->findChild<KnobForm *>();
        auto *steps = qobject_cast<QLineEdit *>(form->editor(QStringLiteral("steps"))->field());
        steps->selectAll();
        QTest::keyClicks(steps, QStringLiteral("99999999999999999999"));
        QCOMPARE(steps->text(), QStringLiteral("99999999999999999999"));
        QCOMPARE(m_page->draft().config().steps, 30);
        QVERIFY(!buttonNamed(QStringLiteral("Start 30 steps"))->isEnabled());
        const auto labels = m_page->findChildren<Label *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const Label *label) {
            return label->isVisible() && label->text().contains(QStringLiteral(": type a number"));
        }));
        steps->selectAll();
        QTest::keyClicks(steps, QStringLiteral("45"));
        QVERIFY(buttonNamed(QStringLiteral("Start 45 steps"))->isEnabled());
    }

    void eachPurposeHasAFormOfItsOwn()
    {
        importConversations();
        auto *form = m_page->findChild<KnobForm *>();
        const auto isShown = [form](const char *key) { return form->editor(QLatin1String(key))->isVisibleTo(form); };
        QVERIFY(choice(QStringLiteral("Go on reading"))->isChecked());
        QVERIFY(isShown("steps") && !isShown("instructions.style") && !isShown("adapter.rank"));
        m_page->draft().setValue(QStringLiteral("steps"), std::int64_t{77});
        choice(QStringLiteral("Teach to answer"))->click();
        QCOMPARE(m_page->draft().config().curriculum.front().dataset, std::string("talk"));
        QVERIFY(isShown("steps") && isShown("instructions.style") && isShown("adapter.rank"));
        QVERIFY(!isShown("dropout")); // one of those that are shown on request
        form->setMoreShown(true);
        QVERIFY(isShown("dropout"));
        choice(QStringLiteral("The whole model"))->click();
        QCOMPARE(m_page->draft().config().method, std::string("full"));
        QVERIFY(!isShown("adapter.rank"));
        choice(QStringLiteral("An adapter on 4 bits (QLoRA)"))->click();
        QCOMPARE(m_page->draft().config().method, std::string("qlora"));
        QVERIFY(isShown("adapter.rank"));
        for (QCheckBox *box : form->editor(QStringLiteral("adapter.targets"))->findChildren<QCheckBox *>()) {
            if (box->text() == QLatin1String("gate") || box->text() == QLatin1String("k")) {
                box->click();
            }
        }
        QCOMPARE(m_page->draft().config().adapter.targets, (std::vector<std::string>{"q", "v", "o", "gate"}));
        const QJsonObject state = m_page->state();
        choice(QStringLiteral("Go on reading"))->click(); // what was typed there is still there
        QCOMPARE(m_page->draft().config().steps, 77);
        QCOMPARE(m_page->draft().config().method, std::string("full"));
        makePage();
        m_page->restore(state);
        QTRY_VERIFY_WITH_TIMEOUT(choice(QStringLiteral("Teach to answer"))->isChecked(), kLimitMs);
        QCOMPARE(m_page->draft().config().method, std::string("qlora"));
        QTRY_VERIFY_WITH_TIMEOUT(choice(QStringLiteral("Go on reading"))->isEnabled(), kLimitMs);
        choice(QStringLiteral("Go on reading"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->draft().config().steps, 77, kLimitMs);
    }

    void eachMethodStandsBesideItsMemory()
    {
        fakes::writeSparseModel(m_bafo->files, m_bafo->project().modelsFolder() / "smol", {});
        importConversations();
        QTRY_VERIFY_WITH_TIMEOUT(
            choice(QStringLiteral("An adapter (LoRA)"))->accessibleDescription().contains(QStringLiteral(", fits")),
            kLimitMs);
        QVERIFY(
            choice(QStringLiteral("The whole model"))->accessibleDescription().startsWith(QStringLiteral("about ")));
    }

    void aConfigurationSaysItselfWhatItIsFor()
    {
        importConversations();
        m_page->handle({{QStringLiteral("purpose"), QStringLiteral("answering")}});
        QVERIFY(choice(QStringLiteral("Teach to answer"))->isChecked());
        config::RunConfig config = m_page->draft().config();
        config.curriculum.front().dataset = "news";
        m_page->draft().replace(config);
        QVERIFY(choice(QStringLiteral("Go on reading"))->isChecked());
    }

    void whoHasNoConversationsIsShownTheWay()
    {
        choice(QStringLiteral("Teach to answer"))->click();
        QVERIFY(buttonNamed(QStringLiteral("Add conversations")) != nullptr);
        QTest::mouseClick(buttonNamed(QStringLiteral("Make them of translations")), Qt::LeftButton);
        QCOMPARE(m_host.m_page, QStringLiteral("text"));
        QVERIFY(m_host.m_request.value(QLatin1String("build")).toBool());
    }

    void theReadingOrderIsChangedByItsButtons()
    {
        auto *table = qobject_cast<EntryTable *>(
            m_page->findChild<KnobForm *>()->editor(QStringLiteral("curriculum"))->field());
        const auto press = [table](const QString &name) {
            for (QPushButton *one : table->findChildren<QPushButton *>()) {
                if ((one->accessibleName() == name || one->text() == name) && one->isVisible()) {
                    one->click();
                    return;
                }
            }
            QFAIL(qPrintable(name));
        };
        const auto &stages = m_page->draft().config().curriculum;
        QCOMPARE(stages.size(), std::size_t{1});
        press(QStringLiteral("Add text"));
        QCOMPARE(stages.size(), std::size_t{2});
        config::RunConfig config = m_page->draft().config();
        config.curriculum[1].name = "second";
        m_page->draft().replace(config);
        press(QStringLiteral("Move row 2 up"));
        QCOMPARE(stages.front().name, std::string("second"));
        press(QStringLiteral("Remove row 1"));
        QCOMPARE(stages.front().name, std::string("news"));
        auto *count = table->findChildren<NumberField *>().last();
        count->edit()->selectAll();
        QTest::keyClicks(count->edit(), QStringLiteral("x"));
        QVERIFY(!m_page->draft().isSound());
        const QJsonObject state = m_page->state();
        makePage();
        m_page->restore(state);
        QVERIFY(m_page->draft().typed().value(QStringLiteral("curriculum")).contains(QLatin1Char('x')));
    }

    void aDraftSurvivesTheWindow()
    {
        auto *steps
            = qobject_cast<QLineEdit *>(m_page->findChild<KnobForm *>()->editor(QStringLiteral("steps"))->field());
        steps->selectAll();
        QTest::keyClicks(steps, QStringLiteral("30 000 000 000"));
        const QJsonObject state = m_page->state();
        makePage();
        m_page->restore(state);
        steps = qobject_cast<QLineEdit *>(m_page->findChild<KnobForm *>()->editor(QStringLiteral("steps"))->field());
        QCOMPARE(steps->text(), QStringLiteral("30 000 000 000"));
        QCOMPARE(m_page->state().value(QLatin1String("draft")), state.value(QLatin1String("draft")));
    }

    void aSecondRunWaitsInTheQueueAndTheWindowMayClose()
    {
        const QString first = startBy(QStringLiteral("Start 30 steps"));
        QVERIFY2(!first.isEmpty(), qPrintable(m_host.m_errors.join(QLatin1Char(' '))));
        QVERIFY(m_bafo->files.status(m_bafo->root() / "configs" / "first-zul.yaml")->exists);
        QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(QStringLiteral("Run beside it")) != nullptr, kLimitMs);
        m_page->draft().setValue(QStringLiteral("output_model"), std::string("another"));
        const QString second = startBy(QStringLiteral("Wait until it has ended"));
        QVERIFY2(!second.isEmpty() && second != first, qPrintable(m_host.m_errors.join(QLatin1Char(' '))));
        QCOMPARE(stateOf(runOf(second)), std::string("waiting"));
        m_page.reset();
        m_session.reset();
        m_bafo->write(runOf(first).path() / "go", "");
        m_bafo->write(runOf(second).path() / "go", "");
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(runOf(second)), std::string("finished"), kLimitMs);
    }

    /// Sequences so long and so many at once that no machine holds what they leave.
    void whatDoesNotFitTheMemoryIsAskedForAgain()
    {
        fakes::writeSparseModel(m_bafo->files, m_bafo->project().modelsFolder() / "smol", {});
        makePage();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->draft().config().model, std::string("smol"), kLimitMs);
        auto *bar = m_page->findChild<MemoryBar *>();
        QVERIFY(bar->isVisible() && !bar->accessibleName().isEmpty());
        const QString before = bar->accessibleDescription();
        QVERIFY(before.contains(QStringLiteral("Model: ")) && before.contains(QStringLiteral("Other programs: ")));
        config::RunConfig config = m_page->draft().config();
        config.sequenceLength = 65536;
        config.sequencesPerStep = 4096;
        config.microBatch = 4096;
        m_page->draft().replace(config);
        QVERIFY(bar->accessibleDescription() != before);
        QCOMPARE(startBy(QStringLiteral("Start 30 steps")), QString());
        QVERIFY(m_host.m_page.isEmpty());
        QCOMPARE(m_host.m_told.actionLabel, QStringLiteral("Start it all the same"));
        m_host.m_told.act();
        QTRY_COMPARE_WITH_TIMEOUT(m_host.m_page, QStringLiteral("run"), kLimitMs);
        QVERIFY2(m_host.m_errors.isEmpty(), qPrintable(m_host.m_errors.join(QLatin1Char(' '))));
    }

    void aWarningsButtonMakesItFit()
    {
        fakes::writeSparseModel(m_bafo->files, m_bafo->project().modelsFolder() / "smol", {});
        makePage();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->draft().config().model, std::string("smol"), kLimitMs);
        config::RunConfig config = m_page->draft().config();
        config.sequencesPerStep = 4096;
        config.microBatch = 4096;
        config.sequenceLength = 65536;
        m_page->draft().replace(config);
        const auto mend = [this]() -> QPushButton * {
            for (QPushButton *one : m_page->findChildren<QPushButton *>()) {
                if (one->isVisible() && one->accessibleDescription().contains(QStringLiteral("memory is too small"))) {
                    return one;
                }
            }
            return nullptr;
        };
        QTRY_VERIFY(mend() != nullptr);
        mend()->click();
        QVERIFY(m_page->draft().config().microBatch < 4096);
        QTRY_VERIFY(mend() == nullptr);
    }

    void aRehearsalMeasuresAndLeavesNothingBehind()
    {
        QTest::mouseClick(buttonNamed(QStringLiteral("Rehearse")), Qt::LeftButton);
        const auto rehearsal = [this] { return m_page->state().value(QLatin1String("rehearsal")).toObject(); };
        const auto measurement
            = [&] { return Measured::fromJson(rehearsal().value(QLatin1String("measured")).toObject()); };
        (void)QTest::qWaitFor([&] { return measurement().has_value() || !m_host.m_errors.isEmpty(); }, kLimitMs);
        QVERIFY2(m_host.m_errors.isEmpty(), qPrintable(m_host.m_errors.join(QLatin1Char(' '))));
        const auto measured = measurement();
        QVERIFY2(measured, qPrintable(m_host.m_told.text + QString::fromUtf8(QJsonDocument(rehearsal()).toJson())));
        QCOMPARE(measured->stepMs, 333.0); // of 500, 333 and 250: the first step does not count
        QCOMPARE(measured->savedBytes, 1234567);
        QCOMPARE(measured->peakMb, 321.0);
        QCOMPARE(measured->tokensPerByte, 0.5);
        QTRY_VERIFY_WITH_TIMEOUT(runs::RunFolder::list(m_bafo->files, m_bafo->project())->empty(), kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(QStringLiteral("Rehearse")) != nullptr, kLimitMs);
        QVERIFY2(m_host.m_errors.isEmpty(), qPrintable(m_host.m_errors.join(QLatin1Char(' '))));
    }

    void aRunIsClonedUnderFreeNames()
    {
        const QString first = startBy(QStringLiteral("Start 30 steps"));
        m_page->draft().setValue(QStringLiteral("steps"), std::int64_t{99});
        m_page->handle({{QStringLiteral("clone"), first}});
        QCOMPARE(m_page->draft().config().steps, 30);
        QCOMPARE(m_page->draft().config().name, std::string("first-zul-2"));
        QVERIFY(m_host.m_told.act != nullptr);
        m_host.m_told.act(); // undo
        QCOMPARE(m_page->draft().config().steps, 99);
    }

    void aDroppedYamlIsLoadedIntoTheForm()
    {
        const Path file = m_bafo->outside("mine.yaml");
        m_bafo->write(file, "# mine\nmodel: smol\nsteps: 12\n");
        QVERIFY(m_page->takeFiles({QString::fromStdString(file.string())}));
        QCOMPARE(m_page->draft().config().steps, 12);
        QVERIFY(m_page->draft().yaml().startsWith(QStringLiteral("# mine")));
        QVERIFY(!m_page->takeFiles({QStringLiteral("/tmp/text.txt")}));
    }
};

QTEST_MAIN(TrainPageTest)
#include "train_page_test.moc"
