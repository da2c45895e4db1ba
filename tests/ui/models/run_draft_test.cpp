// SPDX-License-Identifier: GPL-3.0-or-later
// Form and YAML are one state; nothing half-typed is lost.
#include "ui/models/run_draft.h"

#include <QTest>

using namespace bafo;
using namespace bafo::ui;

class RunDraftTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void yamlToFormToYamlIsTheSame()
    {
        config::RunConfig wanted;
        wanted.model = "smol";
        wanted.maxFlops = 1.5e12;
        wanted.curriculum = {{.name = "a \"quoted\" one", .dataset = "texts", .language = "zul", .epochs = 3}};
        wanted.samples.prompts = {"Sawubona\nmhlaba", "ngi"};
        const std::string yaml = config::toYaml(wanted);
        RunDraft typed;
        typed.setYaml(QString::fromStdString(yaml));
        RunDraft filled;
        for (const KnobSpec &spec : knobSpecsOf<config::RunConfig>()) {
            filled.setValue(spec.key, knobValue(typed.config(), spec.key));
        }
        QCOMPARE(filled.yaml().toStdString(), yaml);
        QVERIFY(filled.config() == wanted);
        filled.setValue(QStringLiteral("steps"), std::int64_t{7});
        QVERIFY(filled.yaml().toStdString() != yaml);
    }

    void aMistakeIsNamedWithItsLineAndTheRestStays()
    {
        RunDraft draft;
        draft.setValue(QStringLiteral("model"), std::string("smol"));
        draft.setYaml(QStringLiteral("model: smol\nstepps: 3\n"));
        QVERIFY(draft.yamlError());
        QCOMPARE(draft.yamlErrorLine(), 2);
        QVERIFY(!draft.isSound());
        QCOMPARE(draft.config().model, std::string("smol"));
        draft.setValue(QStringLiteral("model"), std::string("other")); // it would cost the text
        QCOMPARE(draft.yaml(), QStringLiteral("model: smol\nstepps: 3\n"));
        draft.setYaml(QStringLiteral("# a word\nmodel: smol\nsteps: 3\n"));
        QVERIFY(draft.isSound());
        QCOMPARE(draft.config().steps, 3);
        QVERIFY(draft.yaml().startsWith(QStringLiteral("# a word")));
    }

    void whatStandsBeforeAMistakeWasNotMeant()
    {
        RunDraft draft;
        const QString key = QStringLiteral("steps");
        draft.setValue(key, std::int64_t{30});
        draft.commit(key);
        draft.setValue(key, std::int64_t{9});
        draft.setValue(key, std::int64_t{99});
        QCOMPARE(draft.config().steps, 99); // it may be whole
        draft.setTyped(key, QStringLiteral("99x"));
        QCOMPARE(draft.config().steps, 30);
        QVERIFY(draft.yaml().contains(QStringLiteral("steps: 30")));
        draft.commit(key); // the field is left with its mistake
        draft.setTyped(key, QStringLiteral("99xx"));
        QCOMPARE(draft.config().steps, 30);
        draft.setValue(key, std::int64_t{99});
        draft.commit(key);
        draft.setTyped(key, QStringLiteral("x"));
        QCOMPARE(draft.config().steps, 99);
    }

    void aDraftComesBackWithEverythingHalfTyped()
    {
        RunDraft draft;
        draft.setValue(QStringLiteral("steps"), std::int64_t{30});
        draft.setTyped(QStringLiteral("optimizer.learning_rate"), QStringLiteral("2e-"));
        RunDraft again;
        again.restore(draft.toJson());
        QCOMPARE(again.config().steps, 30);
        QCOMPARE(again.typed().value(QStringLiteral("optimizer.learning_rate")), QStringLiteral("2e-"));
        QVERIFY(!again.isSound());
        draft.setYaml(QStringLiteral("steps: [1\n"));
        again.restore(draft.toJson());
        QCOMPARE(again.yaml(), QStringLiteral("steps: [1\n"));
        QVERIFY(again.yamlError());
        QCOMPARE(again.config().steps, 30);
    }
};

QTEST_GUILESS_MAIN(RunDraftTest)
#include "run_draft_test.moc"
