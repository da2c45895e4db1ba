// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rank_message.h"

#include "core/distributed/status_lines.h"

#include <QTest>

using namespace bafo;
using namespace bafo::distributed;

namespace {

RankReport someReport()
{
    return {.outcome = "failed",
            .step = 37,
            .outputModel = "zulu",
            .error = {ErrorCode::diskFull, "the disk is full: \"x\"", "free some"},
            .hasLostPeer = true};
}

std::string lineWith(const std::string &field, const std::string &value)
{
    std::string line = R"({"kind":"beat","step":1,"collectives":2,"phase":"p","collective":"c"})";
    const std::size_t key = line.find("\"" + field + "\":") + field.size() + 3;
    const std::size_t end = line.find_first_of(",}", key);
    return line.replace(key, end - key, value);
}

} // namespace

class RankMessageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsToldComesBack()
    {
        const auto beat = std::get<RankBeat>(
            decodeRankLine(
                encodeRankLine(RankBeat{.step = 5, .numCollectives = 9, .phase = "saving", .collective = "gather"}))
                .value());
        QCOMPARE(beat.step, 5);
        QCOMPARE(beat.numCollectives, 9);
        QCOMPARE(beat.phase, std::string("saving"));
        QCOMPARE(beat.collective, std::string("gather"));
        const auto report = std::get<RankReport>(decodeRankLine(encodeRankLine(someReport())).value());
        QVERIFY(report.isFailed() && report.hasLostPeer);
        QCOMPARE(report.step, 37);
        QCOMPARE(report.outputModel, std::string("zulu"));
        QCOMPARE(report.error.code, ErrorCode::diskFull);
        QCOMPARE(report.error.message, someReport().error.message);
        QCOMPARE(report.error.hint, std::string("free some"));
        const auto warning = std::get<protocol::Warning>(
            decodeRankLine(encodeRankLine(protocol::Warning{.code = "c", .message = "m", .hint = "h"})).value());
        QCOMPARE(warning.code + warning.message + warning.hint, std::string("cmh"));
    }

    void everyCodeOfAnErrorComesBack()
    {
        for (const ErrorCode code : {ErrorCode::config, ErrorCode::cancelled, ErrorCode::outOfMemory, ErrorCode::data,
                                     ErrorCode::diskFull, ErrorCode::inUse, ErrorCode::internal}) {
            RankReport report = someReport();
            report.error.code = code;
            QCOMPARE(std::get<RankReport>(decodeRankLine(encodeRankLine(report)).value()).error.code, code);
        }
    }

    void whatIsNoMessageIsRefused_data()
    {
        QTest::addColumn<QByteArray>("line");
        const auto row
            = [](const char *name, const std::string &line) { QTest::newRow(name) << QByteArray::fromStdString(line); };
        row("nothing", "");
        row("no JSON", "x");
        row("no object", "[1]");
        row("no kind", "{}");
        row("an unknown kind", lineWith("kind", R"("song")"));
        row("a step of text", lineWith("step", R"("1")"));
        row("a step below zero", lineWith("step", "-1"));
        row("a step beyond what can be", lineWith("step", "9000000000000000000"));
        row("a phase of numbers", lineWith("phase", "1"));
        row("too deep", lineWith("phase", "[[[[[[1]]]]]]"));
        row("fields are missing", R"({"kind":"report","outcome":"finished"})");
        RankReport report = someReport();
        report.outcome = "dreamt";
        row("an unknown outcome", encodeRankLine(report));
    }

    void whatIsNoMessageIsRefused()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!decodeRankLine(line.toStdString()));
        QVERIFY(decodeRankLine(lineWith("step", "1"))); // the line that the others were made of
    }

    void textsOfAnyKindAndLengthFitIntoALine()
    {
        for (const std::string &text : {std::string(1U << 20U, 'x'), std::string(1U << 20U, '\x01'),
                                        std::string(1U << 20U, '\xFF'), std::string(100, '\n')}) {
            RankReport report = someReport();
            report.outputModel = report.error.message = report.error.hint = text;
            const std::string line = encodeRankLine(report);
            QVERIFY(line.size() < kMaxRankLineBytes);
            QCOMPARE(line.find('\n'), line.size() - 1);
            QVERIFY(decodeRankLine(line));
        }
    }

    void piecesBecomeLinesAgain()
    {
        const std::string all
            = encodeRankLine(RankBeat{.step = 1}) + encodeRankLine(RankBeat{.step = 2}) + encodeRankLine(someReport());
        for (std::size_t size = 1; size < all.size(); size += 7) {
            StatusLines lines;
            std::vector<RankMessage> taken;
            for (std::size_t begin = 0; begin < all.size(); begin += size) {
                lines.add(std::string_view(all).substr(begin, size),
                          [&](RankMessage message) { taken.push_back(std::move(message)); });
            }
            QCOMPARE(taken.size(), std::size_t{3});
            QCOMPARE(std::get<RankBeat>(taken[1]).step, 2);
            QCOMPARE(lines.numUnreadable(), std::uint64_t{0});
        }
    }

    void strayBytesCostTheirOwnLinesOnly()
    {
        StatusLines lines;
        int numTaken = 0;
        const auto take = [&](const RankMessage &) { ++numTaken; };
        lines.add("a stray print\n\n{}\n", take);
        lines.add(encodeRankLine(RankBeat{}), take);
        lines.add(std::string(3 * kMaxRankLineBytes, '{'), take);
        lines.add(std::string(3 * kMaxRankLineBytes, '{'), take);
        lines.add("\n" + encodeRankLine(RankBeat{}), take);
        lines.add("the end of a print " + encodeRankLine(RankBeat{}), take);
        QCOMPARE(numTaken, 2);
        QCOMPARE(lines.numUnreadable(), std::uint64_t{5});
    }
};

QTEST_GUILESS_MAIN(RankMessageTest)
#include "rank_message_test.moc"
