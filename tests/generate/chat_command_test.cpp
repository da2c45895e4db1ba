// SPDX-License-Identifier: Apache-2.0
#include "core/generate/chat_command.h"

#include <QTest>

using namespace bafo::generate;

class ChatCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainTextIsSaid()
    {
        QVERIFY(parseChatLine("  Sawubona!  ").action == ChatAction::say);
        QCOMPARE(parseChatLine("  Sawubona!  ").argument, std::string("Sawubona!"));
        QVERIFY(parseChatLine(" \t\r\n").action == ChatAction::nothing);
    }

    void commandsAreFoundWithTheirArguments()
    {
        QVERIFY(parseChatLine("/quit").action == ChatAction::quit);
        QVERIFY(parseChatLine("/regenerate ").action == ChatAction::regenerate);
        const auto system = parseChatLine("/system  You are terse. ");
        QVERIFY(system.action == ChatAction::setSystem);
        QCOMPARE(system.argument, std::string("You are terse."));
        QCOMPARE(parseChatLine("/set temperature 0.5").argument, std::string("temperature 0.5"));
    }

    void anUnknownCommandIsNotSaid()
    {
        const auto unknown = parseChatLine("/quti now");
        QVERIFY(unknown.action == ChatAction::unknown);
        QCOMPARE(unknown.argument, std::string("/quti"));
        QVERIFY(parseChatLine("/").action == ChatAction::unknown);
    }

    void twoSlashesSayOne()
    {
        QCOMPARE(parseChatLine("//quit is a command").argument, std::string("/quit is a command"));
    }
};

QTEST_APPLESS_MAIN(ChatCommandTest)
#include "chat_command_test.moc"
