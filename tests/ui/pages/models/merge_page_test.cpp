// SPDX-License-Identifier: GPL-3.0-or-later
// Adapters on the page of models: their facts, the merge lab, certificates and exports. What the engine would say is
// recorded; everything else is the built bafo's.
#include "ui/pages/models/models_page.h"

#include "core/data/importer.h"
#include "core/data/splitter.h"
#include "plugins/sources/sources.h"
#include "tests/ui/pages/page_project.h"
#include "ui/pages/models/merge_comparison.h"
#include "ui/pages/models/merge_work.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace bafo;
using namespace bafo::fakes;
using namespace bafo::ui;

namespace {

constexpr int kLimitMs = 30'000;

constexpr const char *kComparison = R"json({"merge_comparison": {"adapter": "lora", "base": "smol", "num_tokens": 4096,
 "ways": [
  {"way": "base_16bit", "available": true, "kl_nats_per_token": 0.0123, "top1_agreement": 0.972, "bits_per_byte": 1.4, "size_bytes": 538000000},
  {"way": "base_dequantised", "available": false, "why_not": "the base was never packed in 4 bits", "size_bytes": 538000000},
  {"way": "keep_adapter", "available": true, "kl_nats_per_token": 0, "top1_agreement": 1, "bits_per_byte": 1.39, "size_bytes": 90000000}],
 "recommended": "base_16bit"}})json";

std::string certificate(bool isGreen, const std::string &hash)
{
    return R"({"schema": 1, "made_at": "2026-11-26T15:04:05Z", "verdict": ")" + std::string(isGreen ? "green" : "red")
        + R"(", "model": {"name": "lora-merged", "weight_hash": ")" + hash
        + R"(", "dtype": "f32"}, "reference": {"name": "smol", "weight_hash": "a", "adapter": {"name": "lora", "weight_hash": "b"}},)"
          R"("num_prompts": 50, "checks": [{"check": "token_ids", "passed": true, "measured": 0, "limit": 0, "unit": "prompts with other ids"},)"
          R"({"check": "logits", "passed": )"
        + (isGreen
               ? R"(true, "measured": 2e-6, "limit": 0.001})"
               : R"(false, "measured": 3.5, "limit": 0.001, "cause": "layer 3 says something else", "hint": "merge it again"})")
        + R"(, {"check": "of a later version", "passed": true}]})";
}

class NoClock final : public Clock {
public:
    [[nodiscard]] std::int64_t wallMs() const override { return 1'700'000'000'000; }
    [[nodiscard]] std::int64_t steadyNs() const override { return 0; }
};

} // namespace

class MergePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_page.reset();
        m_project = std::make_unique<PageProject>();
        m_project->makeModel("smol", "import", 1, "x.gguf");
        m_project->makeAdapter("lora", "smol");
    }

    void cleanup() { m_page.reset(); }

    void anAdapterTellsItsFactsAndWhatCanBeDoneWithIt()
    {
        show("lora");
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Merge…")) != nullptr, kLimitMs);
        QTRY_VERIFY(says(QStringLiteral("16, alpha 32, rank-stabilised")));
        QTRY_VERIFY(says(QStringLiteral("q, v")));
        QVERIFY(buttonOf(*m_page, QStringLiteral("Talk with it")) != nullptr);
        QVERIFY(buttonOf(*m_page, QStringLiteral("Train it")) == nullptr);
        m_page->handle({{QStringLiteral("model"), QStringLiteral("smol")}});
        QVERIFY(buttonOf(*m_page, QStringLiteral("Merge…")) == nullptr);
        QVERIFY(buttonOf(*m_page, QStringLiteral("Train it")) != nullptr);
    }

    void anAdapterWithoutItsBaseSaysSoAndCanDoNothing()
    {
        std::filesystem::remove_all(m_project->model("smol"));
        show("lora");
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("smol, which is not here")), kLimitMs);
        QVERIFY(buttonOf(*m_page, QStringLiteral("Merge…")) == nullptr);
        QVERIFY(buttonOf(*m_page, QStringLiteral("Talk with it")) == nullptr);
    }

    void anAdapterThatIsTakenInAsksForItsBase()
    {
        const QString asked = QString::fromStdString(m_project->path("asked").string());
        m_project->answerModelVerbsBy("echo \"$@\" > '" + asked.toStdString() + "'; exit 0");
        const Path outside = m_project->path("outside");
        std::filesystem::copy(m_project->model("lora"), outside);
        m_project->makeModel("other", "import", 7, "y.gguf");
        show("smol");
        QVERIFY(m_page->takeFiles({QString::fromStdString(outside.string())}));
        QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>() != nullptr, kLimitMs);
        QCOMPARE(visible<QComboBox>()->count(), 2); // whole models only
        visible<QComboBox>()->setCurrentText(QStringLiteral("smol"));
        buttonOf(*m_page, QStringLiteral("Import"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_project->files.readFile(asked.toStdString(), 1 << 10).has_value(), kLimitMs);
        const std::string words = m_project->files.readFile(asked.toStdString(), 1 << 10).value();
        QVERIFY2(words.find("--base smol") != std::string::npos, words.c_str());
    }

    void withoutTextThereIsNothingToCompareOn()
    {
        openMerge();
        QVERIFY(buttonOf(*m_page, QStringLiteral("Compare the ways")) == nullptr);
        buttonOf(*m_page, QStringLiteral("Go to Text"))->click();
        QCOMPARE(m_project->host.shownPage, QStringLiteral("text"));
    }

    void theWaysStandSideBySideAndTheBestIsChosen()
    {
        makeText(true);
        m_project->answerModelVerbsBy("echo '" + oneLine(kComparison) + "'; exit 0");
        openMerge();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Compare the ways")) != nullptr, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Compare the ways"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(ways().size(), 3, kLimitMs);
        QVERIFY(ways()[0]->isChecked() && ways()[0]->isEnabled());
        QVERIFY(!ways()[1]->isEnabled());
        QTRY_VERIFY(says(QStringLiteral("the base was never packed in 4 bits")));
        QTRY_VERIFY(says(QStringLiteral("97.2 %")) && says(QStringLiteral("0.0123")));
        QVERIFY(buttonOf(*m_page, QStringLiteral("Merge"))->isEnabled());
        ways()[2]->click(); // keep the adapter: nothing to write
        QVERIFY(!buttonOf(*m_page, QStringLiteral("Merge"))->isEnabled());
        // What was found is found again by the next page.
        const QJsonObject state = m_page->state();
        m_page.reset();
        show("lora");
        m_page->restore(state);
        QTRY_COMPARE_WITH_TIMEOUT(ways().size(), 3, kLimitMs);
        QVERIFY(ways()[2]->isChecked());
    }

    void aComparisonOfOtherWeightsIsForgotten()
    {
        makeText(true);
        m_project->answerModelVerbsBy("echo '" + oneLine(kComparison) + "'; exit 0");
        openMerge();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Compare the ways")) != nullptr, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Compare the ways"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(ways().size(), 3, kLimitMs);
        auto lineage = runs::readLineage(m_project->files, m_project->model("lora")).value();
        lineage.files.front().sha256 = std::string(64, 'e');
        QVERIFY(
            writeFileAtomically(m_project->files, m_project->model("lora") / "lineage.json", runs::toJson(lineage)));
        QVERIFY(writeFileAtomically(m_project->files, m_project->model("lora") / "certificate.json", "{}"));
        QTRY_COMPARE_WITH_TIMEOUT(ways().size(), 0, kLimitMs);
    }

    void textOfWhichNothingIsHeldOutIsRefusedWithTheWayOut()
    {
        makeText(false);
        openMerge();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Compare the ways")) != nullptr, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Compare the ways"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_project->host.told.isEmpty(), kLimitMs);
        QVERIFY(m_project->host.told.back().contains(QStringLiteral("is held out")));
    }

    void heldOutTextIsADocumentALine()
    {
        makeText(true);
        const Path file = m_project->path("held.txt");
        QCOMPARE(
            writeHeldOutText(m_project->files, m_project->session->project().datasetsFolder() / "news", file, 1 << 20)
                .value_or(0),
            std::int64_t{2});
        const std::string text = m_project->files.readFile(file, 1 << 20).value();
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), std::ptrdiff_t{2});
    }

    void aMergedModelIsChosenAndItsCertificateIsRead()
    {
        // The engine's part: a model with its certificate.
        m_project->makeModel("lora-merged", "merge", 5, "lora");
        const Path made = m_project->path("made");
        QVERIFY(m_project->files.rename(m_project->model("lora-merged"), made));
        const std::string hash = runs::readLineage(m_project->files, made)->weightHash();
        QVERIFY(writeFileAtomically(m_project->files, made / "certificate.json", certificate(true, hash)));
        m_project->answerModelVerbsBy("[ \"$2\" = merge ] && echo \"$@\" > '" + m_project->path("asked").string()
                                      + "' && mv '" + made.string() + "' '" + m_project->model("lora-merged").string()
                                      + "'; echo '{\"certificate\": {}}'; exit 0");
        openMerge();
        buttonOf(*m_page, QStringLiteral("Merge"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->state().value(QLatin1String("model")).toString(),
                                  QStringLiteral("lora-merged"), kLimitMs);
        const std::string asked = m_project->files.readFile(m_project->path("asked"), 1 << 10).value();
        QVERIFY2(asked.starts_with("model merge lora --to lora-merged --json"), asked.c_str());
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Read it")) != nullptr, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Read it"))->click();
        QTRY_VERIFY(says(QStringLiteral("Compared with smol with the adapter lora on 50")));
        QTRY_VERIFY(says(QStringLiteral("measured 2e-06, at most 0.001 (largest difference)")));
        QVERIFY(buttonOf(*m_page, QStringLiteral("Check again")) != nullptr);
        QVERIFY(!says(QStringLiteral("made for other weights")));
    }

    void aRedCertificateSaysWhyAndComesFirst()
    {
        m_project->makeModel("lora-merged", "merge", 5, "lora");
        QVERIFY(writeFileAtomically(m_project->files, m_project->model("lora-merged") / "certificate.json",
                                    certificate(false, "of others")));
        show("lora-merged");
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Read it")) != nullptr, kLimitMs);
        QTRY_VERIFY(says(QStringLiteral("layer 3 says something else")));
        buttonOf(*m_page, QStringLiteral("Read it"))->click();
        QTRY_VERIFY(says(QStringLiteral("merge it again")));
        QTRY_VERIFY(says(QStringLiteral("made for other weights")));
    }

    void aDamagedCertificateIsNone()
    {
        m_project->makeModel("lora-merged", "merge", 5, "lora");
        QVERIFY(writeFileAtomically(m_project->files, m_project->model("lora-merged") / "certificate.json", "{"));
        show("lora-merged");
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("Merged from")), kLimitMs);
        QVERIFY(buttonOf(*m_page, QStringLiteral("Read it")) == nullptr);
    }

    void everyFormatAsksForItsOwnPlace()
    {
        const QString asked = QString::fromStdString(m_project->path("asked").string());
        m_project->answerModelVerbsBy("echo \"$@\" > '" + asked.toStdString() + "'; exit 0");
        show("smol");
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Export…")) != nullptr, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Export…"))->click();
        auto *format = visible<QComboBox>();
        QCOMPARE(format->count(), 5);
        QVERIFY(visible<QLineEdit>()->text().endsWith(QStringLiteral("/smol")));
        format->setCurrentIndex(format->findText(QStringLiteral("GGUF, 8 bits (Q8_0)")));
        QVERIFY(visible<QLineEdit>()->text().endsWith(QStringLiteral("/smol-q8_0.gguf")));
        visible<QLineEdit>()->setText(QStringLiteral("/tmp/no-such-folder/x"));
        QVERIFY(!buttonOf(*m_page, QStringLiteral("Export"))->isEnabled()); // no .gguf
        visible<QLineEdit>()->setText(QString::fromStdString(m_project->path("out.gguf").string()));
        buttonOf(*m_page, QStringLiteral("Export"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_project->files.readFile(asked.toStdString(), 1 << 10).has_value(), kLimitMs);
        const std::string words = m_project->files.readFile(asked.toStdString(), 1 << 10).value();
        QVERIFY2(words.find("--format gguf-q8_0") != std::string::npos, words.c_str());
        m_page->handle({{QStringLiteral("model"), QStringLiteral("lora")}});
        buttonOf(*m_page, QStringLiteral("Export…"))->click();
        QCOMPARE(visible<QComboBox>()->count(), 1); // as PEFT has it
    }

private:
    static std::string oneLine(std::string text)
    {
        std::replace(text.begin(), text.end(), '\n', ' ');
        return text;
    }

    void show(const char *model)
    {
        m_page = std::make_unique<ModelsPage>(m_project->context(), nullptr);
        m_page->resize(1230, 700);
        m_page->show();
        m_page->setInSight(true);
        m_page->handle({{QStringLiteral("model"), QString::fromLatin1(model)}});
    }

    void openMerge()
    {
        show("lora");
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Merge…")) != nullptr, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Merge…"))->click();
        QVERIFY(visible<QLineEdit>() != nullptr);
        QCOMPARE(visible<QLineEdit>()->text(), QStringLiteral("lora-merged"));
    }

    /// Four texts of two lines, two of them held out.
    void makeText(bool isSplit)
    {
        const Path folder = m_project->session->project().datasetsFolder() / "news";
        const Path file = m_project->path("news.txt");
        QVERIFY(
            writeFileAtomically(m_project->files, file,
                                "ngiyabonga\nkakhulu\n\nsiyahamba\nnamhlanje\n\nbayabonga\nbonke\n\nsawubona\nnawe\n"));
        auto dataset = data::Dataset::openForWriting(m_project->files, folder);
        const auto sources = sources::makeSources();
        data::ImportOptions options;
        options.source.language = "zul";
        QVERIFY(data::importFiles(*dataset, *sources.find("plain_text"), {file}, options, NoClock()));
        if (isSplit) {
            QCOMPARE(data::assignSplits(*dataset, 0.5, 1)->numHeldOut, std::int64_t{2});
        }
    }

    template <class T>
    T *visible() const
    {
        for (T *one : m_page->findChildren<T *>()) {
            if (one->isVisible()) {
                return one;
            }
        }
        return nullptr;
    }

    QList<QRadioButton *> ways() const
    {
        QList<QRadioButton *> all;
        for (QRadioButton *one : m_page->findChildren<QRadioButton *>()) {
            if (one->isVisible()) {
                all.append(one);
            }
        }
        return all;
    }

    bool says(const QString &words) const
    {
        const auto labels = m_page->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&words](const QLabel *label) {
            return label->isVisible() && label->text().remove(QChar(0x200B)).contains(words);
        });
    }

    std::unique_ptr<PageProject> m_project;
    std::unique_ptr<ModelsPage> m_page;
};

QTEST_MAIN(MergePageTest)
#include "merge_page_test.moc"
