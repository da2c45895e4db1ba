// SPDX-License-Identifier: Apache-2.0
// The arithmetic of scores against lm-evaluation-harness, sacrebleu, scikit-learn and SciPy (tests/golden/scoring).
#include "core/scoring/answer_match.h"
#include "core/scoring/choice_question.h"
#include "core/scoring/item_template.h"
#include "core/scoring/label_counts.h"
#include "core/scoring/statistics.h"
#include "core/scoring/translation_scores.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <numbers>

using namespace bafo::scoring;
using nlohmann::json;

namespace {

constexpr double kTolerance = 1e-9;

bool isNear(double value, double expected)
{
    return std::abs(value - expected) <= kTolerance * std::max(1.0, std::abs(expected));
}

#define VERIFY_NEAR(value, expected)                                                                                   \
    QVERIFY2(                                                                                                          \
        isNear(value, expected),                                                                                       \
        qPrintable(QString::number(value, 'g', 17) + QLatin1String(" is not ") + QString::number(expected, 'g', 17)))

std::vector<double> addedCounts(const json &pairs, std::vector<double> (*countsOf)(const std::string &, const json &))
{
    std::vector<double> sums;
    for (const json &pair : pairs) {
        const std::vector<double> counts = countsOf(pair[0].get<std::string>(), pair[1]);
        sums.resize(counts.size());
        for (std::size_t i = 0; i < counts.size(); ++i) {
            sums[i] += counts[i];
        }
    }
    return sums;
}

std::vector<std::string> referencesIn(const json &value)
{
    return value.is_array() ? value.get<std::vector<std::string>>() : std::vector{value.get<std::string>()};
}

std::vector<double> chrf(const std::string &hypothesis, const json &references)
{
    return chrfCounts(hypothesis, referencesIn(references), 0);
}

std::vector<double> chrfPlus(const std::string &hypothesis, const json &references)
{
    return chrfCounts(hypothesis, referencesIn(references), 2);
}

std::vector<double> bleu(const std::string &hypothesis, const json &references)
{
    return bleuCounts(hypothesis, referencesIn(references));
}

} // namespace

class GoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        std::ifstream stream(BAFO_SOURCE_DIR "/tests/golden/scoring/scores.json");
        m_golden = json::parse(stream);
    }

    void exactMatchIsThatOfNqOpen()
    {
        for (const json &row : m_golden["exact"]) {
            const auto answer = row[0].get<std::string>();
            QVERIFY2((isExactMatch(answer, row[1].get<std::string>()) ? 1.0 : 0.0) == row[2], answer.c_str());
        }
    }

    void sharedWordsAreThoseOfSquad()
    {
        for (const json &row : m_golden["f1"]) {
            VERIFY_NEAR(wordF1(row[0].get<std::string>(), row[1].get<std::string>()), row[2].get<double>());
        }
    }

    void choicesAreMadeAsByTheHarness()
    {
        const std::vector<std::string> names = {"acc", "acc_norm", "acc_bytes", "acc_mutual_info"};
        std::vector<std::vector<double>> values(names.size());
        for (const json &item : m_golden["choices"]["items"]) {
            const auto choices = item["choices"].get<std::vector<std::string>>();
            const auto conditional = item["conditional"].get<std::vector<double>>();
            const auto unconditional = item["unconditional"].get<std::vector<double>>();
            const ChoicePreferences preferred = preferencesOf(choices, conditional, unconditional);
            const std::vector<std::size_t> rules
                = {preferred.plain, preferred.perCharacter, preferred.perByte, preferred.mutualInformation};
            for (std::size_t i = 0; i < names.size(); ++i) {
                values[i].push_back(rules[i] == item["gold"].get<std::size_t>() ? 1 : 0);
                QCOMPARE(values[i].back(), item[names[i]].get<double>());
            }
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            const json &expected = m_golden["choices"][names[i]];
            VERIFY_NEAR(meanOf(values[i]), expected["mean"].get<double>());
            VERIFY_NEAR(standardErrorOf(values[i]), expected["standard_error"].get<double>());
        }
    }

    void classesAreWeightedAsByScikitLearn()
    {
        const json &labels = m_golden["labels"];
        std::vector<double> sums(15, 0);
        for (std::size_t i = 0; i < labels["gold"].size(); ++i) {
            const auto counts
                = labelCounts(5, labels["gold"][i].get<std::size_t>(), labels["given"][i].get<std::size_t>());
            for (std::size_t k = 0; k < counts.size(); ++k) {
                sums[k] += counts[k];
            }
        }
        VERIFY_NEAR(weightedF1(sums), labels["weighted"].get<double>());
        VERIFY_NEAR(macroF1(sums), labels["macro"].get<double>());
    }

    void bitsPerByteAddsBeforeItDivides()
    {
        double nats = 0;
        double bytes = 0;
        for (const json &item : m_golden["bits_per_byte"]["items"]) {
            nats -= item[0].get<double>();
            bytes += item[1].get<double>();
        }
        VERIFY_NEAR(nats / std::numbers::ln2 / bytes, m_golden["bits_per_byte"]["value"].get<double>());
    }

    void groupsArePooled()
    {
        const json &pooled = m_golden["pooled"];
        const auto sizes = pooled["sizes"].get<std::vector<std::int64_t>>();
        VERIFY_NEAR(pooledStandardError(pooled["errors"].get<std::vector<double>>(), sizes),
                    pooled["value"].get<double>());
        VERIFY_NEAR(pooledMean(pooled["scores"].get<std::vector<double>>(), sizes), pooled["mean"].get<double>());
    }

    void intervalsOfProportionsAreWilsons()
    {
        for (const json &row : m_golden["wilson"]) {
            const auto count = row[1].get<std::int64_t>();
            const Interval interval = wilsonInterval(row[0].get<double>() / static_cast<double>(count), count);
            VERIFY_NEAR(interval.low, row[2].get<double>());
            VERIFY_NEAR(interval.high, row[3].get<double>());
        }
    }

    void mcNemarsTestIsExact()
    {
        for (const json &row : m_golden["mcnemar"]) {
            VERIFY_NEAR(mcNemarExact(row[0].get<std::int64_t>(), row[1].get<std::int64_t>()), row[2].get<double>());
        }
        QCOMPARE(mcNemarExact(0, 0), 1.0);
    }

    void translationsScoreAsBySacrebleu()
    {
        const json &golden = m_golden["translation"];
        for (std::size_t i = 0; i < golden["pairs"].size(); ++i) {
            const auto hypothesis = golden["pairs"][i][0].get<std::string>();
            QCOMPARE(QString::fromStdString(tokenized13a(hypothesis)),
                     QString::fromStdString(golden["tokenized"][i].get<std::string>()));
            VERIFY_NEAR(chrfOf(chrf(hypothesis, golden["pairs"][i][1])), golden["sentence_chrf"][i].get<double>());
            VERIFY_NEAR(chrfOf(chrfPlus(hypothesis, golden["pairs"][i][1])),
                        golden["sentence_chrf++"][i].get<double>());
        }
        VERIFY_NEAR(chrfOf(addedCounts(golden["pairs"], chrf)), golden["chrf"].get<double>());
        VERIFY_NEAR(chrfOf(addedCounts(golden["pairs"], chrf)), golden["lm_eval_chrf"].get<double>());
        VERIFY_NEAR(chrfOf(addedCounts(golden["pairs"], chrfPlus)), golden["chrf++"].get<double>());
        VERIFY_NEAR(bleuOf(addedCounts(golden["pairs"], bleu)), golden["bleu"].get<double>());
        VERIFY_NEAR(bleuOf(addedCounts(golden["pairs"], bleu)), golden["lm_eval_bleu"].get<double>());
        const json two = json::array({golden["pairs"][0], golden["pairs"][1]});
        VERIFY_NEAR(bleuOf(addedCounts(two, bleu)), golden["bleu_of_two"].get<double>());
        VERIFY_NEAR(bleuOf(bleu("a", "b")), golden["bleu_of_none"].get<double>());
        VERIFY_NEAR(bleuOf(bleu("inja", "inja")), golden["bleu_of_short"].get<double>());
        VERIFY_NEAR(chrfOf(addedCounts(golden["several"], chrf)), golden["several_chrf"].get<double>());
        VERIFY_NEAR(bleuOf(addedCounts(golden["several"], bleu)), golden["several_bleu"].get<double>());
        QCOMPARE(chrfSignature(0, 1), golden["signatures"][0].get<std::string>());
        QCOMPARE(chrfSignature(2, 1), golden["signatures"][1].get<std::string>());
        QCOMPARE(bleuSignature(1), golden["signatures"][2].get<std::string>());
        QVERIFY(!isNear(bleuOf(addedCounts(two, bleu)), golden["bleu"].get<double>())); // the comparison can fail
    }

    void hellaswagIsCleanedAsByTheHarness()
    {
        const std::vector<std::string> clean = {"hellaswag"};
        for (const json &row : m_golden["hellaswag"]) {
            QCOMPARE(filteredText(row[0].get<std::string>(), clean), row[1].get<std::string>());
        }
        const std::vector<std::string> capital = {"python-capital"};
        for (const json &row : m_golden["capitalize"]) {
            QCOMPARE(filteredText(row[0].get<std::string>(), capital), row[1].get<std::string>());
        }
    }

private:
    json m_golden;
};

QTEST_APPLESS_MAIN(GoldenTest)
#include "golden_test.moc"
