// SPDX-License-Identifier: Apache-2.0
// A log of version 1, written once and never changed: every later reader must read all of it.
#include "core/protocol/line_codec.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <fstream>
#include <set>
#include <string>
#include <vector>

using namespace bafo;
using namespace bafo::protocol;

namespace {

/// Does everything that the line says come back out of the decoded event? New fields beside it are no harm.
bool keepsEveryField(const std::string &line)
{
    const auto message = decodeLine(line);
    if (!message || std::holds_alternative<UnknownEvent>(message->event)) {
        return false;
    }
    const auto said = nlohmann::json::parse(line);
    const auto kept = nlohmann::json::parse(encodeLine(message->envelope, message->event));
    for (const auto &[key, value] : said.items()) {
        if (!kept.contains(key) || kept[key] != value) {
            return false;
        }
    }
    return true;
}

} // namespace

class GoldenLogTest : public QObject {
    Q_OBJECT

    std::vector<std::string> m_lines;

private Q_SLOTS:
    void initTestCase()
    {
        std::ifstream file(BAFO_SOURCE_DIR "/tests/golden/protocol/version_1.jsonl");
        for (std::string line; std::getline(file, line);) {
            m_lines.push_back(line);
        }
        QCOMPARE(m_lines.size(), std::size_t{20});
    }

    void everyLineOfVersionOneIsReadWithEveryField()
    {
        std::set<std::string> kinds;
        for (const std::string &line : m_lines) {
            QVERIFY2(keepsEveryField(line), line.c_str());
            kinds.emplace(kindOf(decodeLine(line)->event));
        }
        QCOMPARE(kinds.size(), std::size_t{19});
    }

    void aRenamedOrMissingFieldWouldBeSeen()
    {
        for (std::string line : m_lines) {
            const std::size_t name = line.rfind("\":");
            QVERIFY(keepsEveryField(line));
            line.insert(name, "_renamed");
            QVERIFY2(!keepsEveryField(line), line.c_str());
        }
    }

    void aRenamedKindWouldBeSeen()
    {
        for (std::string line : m_lines) {
            const std::string field = "\"kind\":\"";
            line.insert(line.find(field) + field.size(), "renamed_");
            QVERIFY2(!keepsEveryField(line), line.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(GoldenLogTest)
#include "golden_log_test.moc"
