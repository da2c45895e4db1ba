// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/word_figures.h"

#include "core/text/byte_level_bpe.h"
#include "ui/pages/words/pieces_model.h"
#include "ui/pages/words/tokenizer_shelf.h"

#include <QSortFilterProxyModel>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <limits>

using namespace bafo;
using namespace bafo::ui;

namespace {

const Path kTiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";

TextSample sample(std::vector<std::string> heldOut = {})
{
    TextSample sample;
    sample.groups.push_back({.dataset = "d",
                             .source = "news.txt",
                             .language = "zul",
                             .numWords = 9,
                             .heldOut = std::move(heldOut),
                             .others = {"Ngiyabonga kakhulu, ngiyabonga mfowethu wami othandekayo kakhulu.",
                                        "Siyabonga kakhulu bafowethu."}});
    sample.groups.push_back({.dataset = "d",
                             .source = "english.txt",
                             .language = "eng",
                             .numWords = 4,
                             .heldOut = {},
                             .others = {"We went home today."}});
    return sample;
}

/// A grown tokenizer as `bafo tokenizer grow` leaves it.
class Grown {
public:
    Grown()
    {
        const text::TokenizerFiles base{.tokenizerJson = files.readFile(kTiny / "tokenizer.json", 1 << 20).value(),
                                        .tokenizerConfigJson
                                        = files.readFile(kTiny / "tokenizer_config.json", 1 << 20).value()};
        const auto made = text::growTokenizer(base, {"Ngiyabonga kakhulu. Siyabonga kakhulu ngiyabonga bafowethu."}, {},
                                              {.numPieces = 20});
        const auto json = writeFileAtomically(files, folder() / "tokenizer.json", made->files.tokenizerJson);
        const auto config
            = writeFileAtomically(files, folder() / "tokenizer_config.json", made->files.tokenizerConfigJson);
        const auto report = writeFileAtomically(files, folder() / "growth.json", toJson(made->growth));
        isWritten = json && config && report;
    }

    [[nodiscard]] Path folder() const { return m_folder.path().toStdString(); }

    PosixFileSystem files;
    bool isWritten = false;

private:
    QTemporaryDir m_folder;
};

} // namespace

class WordFiguresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_grown.isWritten);
        m_before = m_shelf.take(kTiny).value();
        m_after = m_shelf.take(m_grown.folder()).value();
        QVERIFY(m_after.growth != nullptr);
    }

    void theLanguageThatGotShorterComesFirstAndTheOtherKeepsItsFigure()
    {
        const auto figures
            = figuresOf(sample(), *m_before.tokenizer, m_after.tokenizer.get(), m_after.growth.get(), {});
        QCOMPARE(figures.newLanguage, std::string("zul"));
        QCOMPARE(figures.rows.size(), 2U);
        QCOMPARE(figures.rows[0].language, std::string("zul"));
        QVERIFY(figures.rows[0].after() < figures.rows[0].before());
        QCOMPARE(figures.rows[0].numWords, 10);
        QVERIFY(!figures.isHeldOut);
    }

    void heldOutTextIsMeasuredWhereThereIsSome()
    {
        const auto figures
            = figuresOf(sample({"Bayabonga kakhulu."}), *m_before.tokenizer, nullptr, nullptr, {"zul", "eng"});
        QCOMPARE(figures.rows[0].numWords, 2);
        QVERIFY(!figures.hasAfter && figures.pieces.empty());
        QVERIFY(!figures.isHeldOut); // English has none
    }

    void theCurveRunsFromTheBaseToTheWholeGrowth()
    {
        const auto figures
            = figuresOf(sample(), *m_before.tokenizer, m_after.tokenizer.get(), m_after.growth.get(), {});
        QVERIFY(!figures.curve.empty());
        QCOMPARE(figures.curve.front().piecesPerWord, figures.rows[0].before());
        QCOMPARE(figures.curve.back().piecesPerWord, figures.rows[0].after());
        QCOMPARE(figures.curve.back().numPieces, static_cast<qint64>(m_after.growth->pieces.size()));
    }

    void theTableSortsByNumberAndFindsWords()
    {
        PiecesModel model;
        model.setPieces(
            figuresOf(sample(), *m_before.tokenizer, m_after.tokenizer.get(), m_after.growth.get(), {}).pieces);
        QCOMPARE(model.rowCount(), static_cast<int>(m_after.growth->pieces.size()));
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&model);
        sorted.setSortRole(PiecesModel::kSortRole);
        sorted.setFilterKeyColumn(-1);
        sorted.sort(PiecesModel::numSaved, Qt::DescendingOrder);
        qint64 last = std::numeric_limits<qint64>::max();
        for (int row = 0; row < sorted.rowCount(); ++row) {
            const qint64 saved = sorted.index(row, PiecesModel::numSaved).data(PiecesModel::kSortRole).toLongLong();
            QVERIFY(saved <= last);
            last = saved;
        }
        const QString wanted = model.pieces().back().piece;
        sorted.setFilterFixedString(wanted);
        const auto holdsIt = [&wanted](const NewPieceRow &row) {
            return row.piece.contains(wanted) || row.madeOf.contains(wanted) || row.examples.contains(wanted);
        };
        QCOMPARE(sorted.rowCount(),
                 static_cast<int>(std::count_if(model.pieces().begin(), model.pieces().end(), holdsIt)));
        sorted.setFilterFixedString(QStringLiteral("no such word"));
        QCOMPARE(sorted.rowCount(), 0);
    }

    void aReportOfAnotherTokenizerIsNotBelieved()
    {
        const Path growth = m_grown.folder() / "growth.json";
        const std::string text = m_grown.files.readFile(growth, 1 << 20).value();
        std::string other = text;
        other.replace(other.find("\"grown_hash\":\"") + 14, 8, "00000000");
        QVERIFY(writeFileAtomically(m_grown.files, growth, other));
        TokenizerShelf fresh;
        QVERIFY(fresh.take(m_grown.folder()).value().growth == nullptr);
        QVERIFY(writeFileAtomically(m_grown.files, growth, text));
        QVERIFY(TokenizerShelf().take(m_grown.folder()).value().growth != nullptr);
        QVERIFY(!fresh.take(m_grown.folder() / "nowhere"));
    }

    void piecesAreReadableWhateverBytesTheyHold()
    {
        QCOMPARE(pieceWords(" ngoku"), QStringLiteral("ngoku"));
        QCOMPARE(pieceWords("ka\xE2\x82"), QStringLiteral("ka‹E2 82›"));
        QCOMPARE(pieceWords(" "), QStringLiteral("·"));
    }

private:
    Grown m_grown;
    TokenizerShelf m_shelf;
    ShelvedTokenizer m_before;
    ShelvedTokenizer m_after;
};

QTEST_GUILESS_MAIN(WordFiguresTest)
#include "word_figures_test.moc"
