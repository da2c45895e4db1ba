// SPDX-License-Identifier: Apache-2.0
// Answers that somebody put right, as rows of a dataset: what is kept, replaced, taken back and refused.
#include "core/data/correction.h"

#include "core/data/source_ledger.h"
#include "tests/data/dataset_folder.h"

#include <QTest>

using namespace bafo;
using namespace bafo::data;

namespace {

constexpr const char *kFile = R"({"messages": [{"role": "system", "content": "Phendula kafushane."},
    {"role": "user", "content": "Ngubani?"}, {"role": "assistant", "content": "NguThandi."}],
    "answer": "I am Thandi.", "model": "zulu-it", "weight_hash": "abc over def", "language": "zul",
    "sampling": {"temperature": 0.7, "seed": 3}})";

Correction correction(const std::string &answer = "NguThandi.")
{
    Correction made = parseCorrection(kFile).value();
    made.conversation.back().content = answer;
    return made;
}

} // namespace

class CorrectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<DatasetFolder>(); }

    void aFileSaysWhatWasAskedAndWhatItShouldHaveBeen()
    {
        const auto read = parseCorrection(kFile);
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(read->conversation.size(), std::size_t{3});
        QCOMPARE(read->answer, std::string("I am Thandi."));
        QCOMPARE(read->sampling, std::string(R"({"seed":3,"temperature":0.7})"));
    }

    void whatNobodyCanLearnFromIsRefused_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("words");
        QTest::newRow("no model") << R"("model": "zulu-it")"
                                  << R"("other": 1)"
                                  << "names no model";
        QTest::newRow("no answer") << R"("answer": "I am Thandi.")"
                                   << R"("other": 1)"
                                   << "lacks the answer";
        QTest::newRow("nothing changed") << "I am Thandi."
                                         << "NguThandi. "
                                         << "the one that was there";
        QTest::newRow("empty") << R"("NguThandi.")"
                               << R"(" ")"
                               << "answer is empty";
        QTest::newRow("another layout") << "messages"
                                        << "talk"
                                        << "no messages";
        QTest::newRow("no JSON") << R"("seed": 3)"
                                 << R"("seed": )"
                                 << "no correction";
    }

    void whatNobodyCanLearnFromIsRefused()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, words);
        const QString changed = QString::fromUtf8(kFile).replace(from, to);
        QVERIFY(changed != QString::fromUtf8(kFile));
        const auto read = parseCorrection(changed.toStdString());
        QVERIFY(!read);
        QVERIFY2(QString::fromStdString(read.error().message).contains(words), read.error().message.c_str());
    }

    void aRowIsAConversationWithItsOrigin()
    {
        const auto kept = add(correction());
        QVERIFY2(kept, kept ? "" : kept.error().message.c_str());
        auto dataset = m_folder->open();
        QVERIFY(dataset.holdsConversations().value());
        const auto documents = dataset.page({}, 0, 10).value();
        QCOMPARE(documents.size(), std::size_t{1});
        QCOMPARE(documents.front().text, std::string("Phendula kafushane.\n\nNgubani?\n\nNguThandi."));
        QCOMPARE(documents.front().split, std::string(kUnassigned));
        QCOMPARE(documents.front().context, "corrected " + timeText(ManualTime().wallMs()));
        const auto all = correctionsOf(dataset).value();
        QCOMPARE(all.size(), std::size_t{1});
        QCOMPARE(all.front().id, kept->id);
        QCOMPARE(all.front().madeMs, ManualTime().wallMs());
        QCOMPARE(all.front().correction.answer, std::string("I am Thandi."));
        QCOMPARE(all.front().correction.weightHash, std::string("abc over def"));
        QVERIFY(all.front().correction.conversation == correction().conversation);
        const auto sources = dataset.sources().value();
        QCOMPARE(sources.size(), std::size_t{1});
        QCOMPARE(sources.front().kind, std::string("corrections"));
        QVERIFY(sources.front().provenance.find("abc over def") != std::string::npos);
    }

    void rowsOfTheSameWeightsShareAnOriginAndOthersDoNot()
    {
        QVERIFY(add(correction()));
        QVERIFY(add(correction("Igama lami nguThandi.")));
        QCOMPARE(m_folder->open().sources().value().size(), std::size_t{1});
        Correction other = correction("NginguThandi.");
        other.weightHash = "fff";
        QVERIFY(add(other));
        QCOMPARE(m_folder->open().sources().value().size(), std::size_t{2});
    }

    void theSameRowTwiceIsRefusedAndChangesNothing()
    {
        QVERIFY(add(correction()));
        const std::string before = m_folder->open().revision().value();
        const auto again = add(correction());
        QVERIFY(!again && again.error().message.find("there already") != std::string::npos);
        auto dataset = m_folder->open();
        QCOMPARE(dataset.revision().value(), before);
        QCOMPARE(dataset.count({}).value(), std::int64_t{1});
    }

    void oneThatReplacesAnotherTakesItsPlace()
    {
        const auto first = add(correction());
        const auto second = add(correction("Igama lami nguThandi."), first->id);
        QVERIFY(second && second->id != first->id);
        auto dataset = m_folder->open();
        QCOMPARE(dataset.count({}).value(), std::int64_t{1});
        QCOMPARE(correctionsOf(dataset).value().front().id, second->id);
        // The search finds the new one and not the old one.
        DocumentQuery query;
        query.search = "Igama";
        QCOMPARE(dataset.count(query).value(), std::int64_t{1});
        query.search = "kafushane";
        QCOMPARE(dataset.count(query).value(), std::int64_t{1});
        const auto nobody = add(correction("Hhayi."), first->id);
        QVERIFY(!nobody && nobody.error().code == ErrorCode::data);
        QCOMPARE(m_folder->open().count({}).value(), std::int64_t{1});
    }

    void oneThatIsTakenBackLeavesNothing()
    {
        const auto first = add(correction());
        const auto second = add(correction("Igama lami nguThandi."));
        QVERIFY(withdraw(first->id));
        auto dataset = m_folder->open();
        QCOMPARE(dataset.count({}).value(), std::int64_t{1});
        QCOMPARE(dataset.sources().value().size(), std::size_t{1});
        QVERIFY(!withdraw(first->id));
        QVERIFY(withdraw(second->id));
        QCOMPARE(m_folder->open().sources().value().size(), std::size_t{0});
        QVERIFY(add(correction())); // and can come again
    }

    void aDatasetOfTextsIsRefusedAndStaysAsItIs()
    {
        QVERIFY(m_folder->importLines("zul.txt", "ngiyabonga\n"));
        const auto refused = add(correction());
        QVERIFY(!refused && refused.error().code == ErrorCode::config);
        auto dataset = m_folder->open();
        QCOMPARE(dataset.count({}).value(), std::int64_t{1});
        QCOMPARE(correctionsOf(dataset).value().size(), std::size_t{0});
    }

private:
    Result<KeptCorrection> add(const Correction &correction, const std::string &replaces = {})
    {
        auto dataset = BAFO_TRY(Dataset::openForWriting(m_folder->files, m_folder->path()));
        return addCorrection(dataset, correction, replaces, ManualTime());
    }

    Result<void> withdraw(const std::string &id)
    {
        auto dataset = BAFO_TRY(Dataset::openForWriting(m_folder->files, m_folder->path()));
        return withdrawCorrection(dataset, id);
    }

    std::unique_ptr<DatasetFolder> m_folder;
};

QTEST_APPLESS_MAIN(CorrectionTest)
#include "correction_test.moc"
