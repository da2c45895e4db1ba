// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/commands.h"
#include "core/protocol/line_codec.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace bafo;
using namespace bafo::protocol;

namespace {

const Envelope kEnvelope{.v = 1, .seq = 41, .t = 1'700'000'000'123, .run = "r-1", .rank = 2};

/// The event of a line that was just encoded.
template <class Kind>
Kind roundTrip(const Kind &event)
{
    return std::get<Kind>(decodeLine(encodeLine(kEnvelope, event)).value().event);
}

/// Sets every field to something that is not its default, and counts them.
struct Filler {
    int count = 0;
    void operator()(const char *name, std::string &value) { value = std::string(name) + std::to_string(++count); }
    void operator()(const char *, std::int64_t &value) { value = ++count; }
    void operator()(const char *, bool &value) { value = ++count > 0; }
    void operator()(const char *, double &value) { value = ++count + 0.1; }
};

template <std::size_t index = 0>
bool allKindsRoundTrip()
{
    using Kind = std::variant_alternative_t<index, Event>;
    if constexpr (std::is_same_v<Kind, UnknownEvent>) {
        return true;
    } else {
        Kind event;
        Filler filler;
        Kind::visitFields(filler, event);
        const std::string line = encodeLine(kEnvelope, event);
        const bool isEqual = encodeLine(kEnvelope, roundTrip(event)) == line && encodeLine(kEnvelope, Kind{}) != line;
        return isEqual && filler.count > 0 && allKindsRoundTrip<index + 1>();
    }
}

} // namespace

class LineCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFieldOfEveryKindSurvivesTheRoundTrip() { QVERIFY(allKindsRoundTrip()); }

    void theEnvelopeSurvivesTheRoundTrip()
    {
        const std::string line = encodeLine(kEnvelope, Paused{.step = 3});
        QVERIFY(line.ends_with("}\n"));
        QCOMPARE(line.find('\n'), line.size() - 1);
        const Message message = decodeLine(line).value();
        QCOMPARE(message.envelope.seq, 41);
        QCOMPARE(message.envelope.t, 1'700'000'000'123);
        QCOMPARE(message.envelope.run, std::string("r-1"));
        QCOMPARE(message.envelope.rank, 2);
    }

    void doublesKeepEveryBit()
    {
        for (const double value :
             {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -0.0, 2.5000000000000004, 1e15, 123456789.0}) {
            const StepFinished event = roundTrip(StepFinished{.loss = value});
            QCOMPARE(std::bit_cast<std::uint64_t>(event.loss), std::bit_cast<std::uint64_t>(value));
        }
        QVERIFY(std::isnan(roundTrip(StepFinished{.loss = std::numeric_limits<double>::quiet_NaN()}).loss));
        const double infinity = std::numeric_limits<double>::infinity();
        QCOMPARE(roundTrip(StepFinished{.loss = -infinity}).loss, -infinity);
    }

    void unknownKindsAndFieldsAreTolerated()
    {
        const Message known = decodeLine("{\"v\":1,\"seq\":0,\"kind\":\"paused\",\"step\":7,\"mood\":[1]}").value();
        QCOMPARE(std::get<Paused>(known.event).step, 7);
        const Message unknown
            = decodeLine("{\"v\":9,\"seq\":5,\"kind\":\"comet_seen\",\"tail\":{\"length\":2}}").value();
        QCOMPARE(std::get<UnknownEvent>(unknown.event).kind, std::string("comet_seen"));
        QCOMPARE(kindOf(unknown.event), std::string_view("comet_seen"));
        const std::string again = encodeLine(unknown.envelope, unknown.event);
        QVERIFY(again.find("\"tail\":{\"length\":2}") != std::string::npos);
    }

    void brokenLinesAreErrors()
    {
        for (const char *line : {"", "{", "[1]", "{\"v\":1,\"seq\":0}", "{\"kind\":\"paused\"}",
                                 "{\"v\":1,\"seq\":0,\"kind\":\"paused\",\"step\":\"x\"}",
                                 "{\"v\":\"1\",\"seq\":0,\"kind\":\"paused\"}"}) {
            QVERIFY2(!decodeLine(line), line);
        }
    }

    void countsBeyondAllMeasureAreErrors()
    {
        const auto line = [](std::int64_t step, std::int64_t seq) {
            return encodeLine({.seq = seq, .run = "r-1"}, StepFinished{.step = step, .loss = 1e308});
        };
        QVERIFY(decodeLine(line(kMaxStep, kMaxSeq)));
        QVERIFY(!decodeLine(line(kMaxStep + 1, 0)));
        QVERIFY(!decodeLine(line(std::numeric_limits<std::int64_t>::max(), 0)));
        QVERIFY(!decodeLine(line(-1, 0)));
        QVERIFY(!decodeLine(line(1, kMaxSeq + 1)));
    }

    void textThatIsNoUtf8IsMendedNotThrown()
    {
        const Message message = decodeLine(encodeLine(kEnvelope,
                                                      Warning{.message = "a\xff"
                                                                         "b"}))
                                    .value();
        QCOMPARE(std::get<Warning>(message.event).message,
                 std::string("a\xEF\xBF\xBD"
                             "b"));
    }

    void commandsSurviveTheRoundTrip()
    {
        for (const CommandKind kind : {CommandKind::pause, CommandKind::resume, CommandKind::checkpointNow,
                                       CommandKind::cancel, CommandKind::ping}) {
            const Command command = decodeCommand(encodeCommand({.kind = kind, .id = "c-7", .t = 5})).value();
            QCOMPARE(command.kind, kind);
            QCOMPARE(command.id, std::string("c-7"));
            QCOMPARE(command.t, 5);
        }
        QVERIFY(!decodeCommand("{\"id\":\"a\",\"kind\":\"explode\"}"));
        QVERIFY(!decodeCommand("{\"kind\":\"pause\"}"));
        QVERIFY(!decodeCommand("7"));
    }
};

QTEST_APPLESS_MAIN(LineCodecTest)
#include "line_codec_test.moc"
