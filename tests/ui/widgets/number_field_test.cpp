// SPDX-License-Identifier: GPL-3.0-or-later
// One number, whatever the language of whoever types it.
#include "core/config/run_config.h"
#include "ui/models/run_draft.h"
#include "ui/widgets/number_field.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace bafo::ui;

class NumberFieldTest : public QObject {
    Q_OBJECT

    static constexpr double kNoEnd = std::numeric_limits<double>::infinity();

    static void type(NumberField &field, const QString &text)
    {
        field.edit()->selectAll();
        QTest::keyClicks(field.edit(), text);
    }

private Q_SLOTS:
    void cleanup() { QLocale::setDefault(QLocale::c()); }

    void everyLanguageWritesTheSameYaml_data()
    {
        QTest::addColumn<QString>("locale");
        for (const char *locale : {"en_ZA", "af_ZA", "zu_ZA", "en_US", "de_DE"}) {
            QTest::newRow(locale) << QString::fromLatin1(locale);
        }
    }

    void everyLanguageWritesTheSameYaml()
    {
        QFETCH(const QString, locale);
        QLocale::setDefault(QLocale(locale));
        bafo::config::RunConfig wanted;
        wanted.optimizer.learningRate = 0.0002;
        for (const QString &text : {QStringLiteral("0.0002"), QStringLiteral("0,0002"), QStringLiteral("2e-4"),
                                    QStringLiteral("2E-04"), QStringLiteral(" .0002 ")}) {
            NumberField field(NumberField::Kind::real, 0, 10, {});
            type(field, text);
            QVERIFY2(field.number().has_value(), qPrintable(text));
            RunDraft draft;
            draft.setValue(QStringLiteral("optimizer.learning_rate"), *field.number());
            QCOMPARE(draft.yaml().toStdString(), bafo::config::toYaml(wanted));
        }
    }

    void wholeNumbersMayHaveTheirThousandsParted_data() { everyLanguageWritesTheSameYaml_data(); }

    void wholeNumbersMayHaveTheirThousandsParted()
    {
        QFETCH(const QString, locale);
        QLocale::setDefault(QLocale(locale));
        NumberField field(NumberField::Kind::whole, 0, 1e9, {});
        for (const QString &text : {QStringLiteral("12000"), QStringLiteral("12 000"), QStringLiteral("12,000"),
                                    QStringLiteral("12.000"), QLocale().toString(12000)}) {
            type(field, text);
            QCOMPARE(field.number(), std::optional(12000.0));
        }
        field.setNumber(1234567);
        QCOMPARE(field.number(), std::optional(1234567.0)); // what it writes it reads again
    }

    void whatIsNoNumberStaysAsItWasTyped()
    {
        NumberField field(NumberField::Kind::real, 0, 10, {});
        type(field, QStringLiteral("2e-"));
        QVERIFY(!field.number());
        QVERIFY(!field.problem().isEmpty());
        QTest::keyClick(field.edit(), Qt::Key_Return);
        QCOMPARE(field.typed(), QStringLiteral("2e-"));
        QTest::keyClicks(field.edit(), QStringLiteral("4"));
        QCOMPARE(field.number(), std::optional(0.0002));
        QVERIFY(field.problem().isEmpty());
    }

    void aNumberOutsideTheRangeIsToldUnderTheField()
    {
        NumberField field(NumberField::Kind::whole, 2, 131072, {});
        type(field, QStringLiteral("1"));
        QVERIFY(!field.number());
        QVERIFY(field.problem().contains(field.rangeInWords()));
        QCOMPARE(field.edit()->accessibleDescription(), field.problem());
        NumberField open(NumberField::Kind::real, -kNoEnd, kNoEnd, {});
        QVERIFY(open.rangeInWords().isEmpty());
    }

    void bytesMayHaveAUnit()
    {
        NumberField field(NumberField::Kind::bytes, 0, 9e15, {});
        type(field, QStringLiteral("10 MB"));
        QCOMPARE(field.number(), std::optional(10e6));
        type(field, QStringLiteral("1,5 MiB"));
        QCOMPARE(field.number(), std::optional(1572864.0));
        type(field, QStringLiteral("0.3 B"));
        QVERIFY(!field.number());
    }

    void showingANumberThatStandsThereLeavesTheTextAlone()
    {
        NumberField field(NumberField::Kind::real, 0, 10, {});
        type(field, QStringLiteral("0,10"));
        field.setNumber(0.1);
        QCOMPARE(field.typed(), QStringLiteral("0,10"));
        field.setNumber(0.2);
        QCOMPARE(field.typed(), QStringLiteral("0.2"));
    }
};

QTEST_MAIN(NumberFieldTest)
#include "number_field_test.moc"
