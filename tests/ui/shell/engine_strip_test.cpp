// SPDX-License-Identifier: GPL-3.0-or-later
// The offer of the engine, from "not here" to "ready", with a bafo that is a script.
#include "ui/shell/engine_strip.h"

#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace bafo;
using ui::EngineOffer;

namespace {

constexpr auto kScript = R"(#!/bin/sh
here=$(dirname "$0")
case "$2" in
status) cat "$here/status" ;;
install)
    echo "$*" > "$here/called"
    echo '{"progress":{"file":"a","phase":"fetch","done_bytes":40000000,"total_bytes":100000000,"bytes_per_second":1e6,"left_s":60}}'
    while [ ! -e "$here/go" ]; do sleep 0.02; done
    cat "$here/end"
    [ ! -e "$here/ready" ] || cp "$here/ready" "$here/status"
    ;;
esac
)";

QByteArray statusOf(const char *state, int keptBytes = 0)
{
    return QStringLiteral(
               R"({"engine":{"state":"%1","download_bytes":100000000,"kept_bytes":%2,"disk_bytes":400000000}})")
               .arg(QLatin1String(state))
               .arg(keptBytes)
               .toUtf8()
        + '\n';
}

/// A folder with that script, and what it answers.
class Computer {
public:
    Computer()
    {
        write("bafo", kScript);
        QFile::setPermissions(path("bafo"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        write("status", statusOf("absent"));
        write("end", statusOf("ready"));
    }

    void write(const char *name, const QByteArray &content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    [[nodiscard]] QByteArray read(const char *name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    [[nodiscard]] std::unique_ptr<EngineOffer> offer() const
    {
        return std::make_unique<EngineOffer>(path("bafo"), path("jobs"));
    }

private:
    [[nodiscard]] QString path(const char *name) const
    {
        return m_folder.path() + QLatin1Char('/') + QLatin1String(name);
    }

    QTemporaryDir m_folder;
};

} // namespace

class EngineStripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void whatIsMissingIsOfferedWithItsSize()
    {
        const Computer computer;
        const auto offer = computer.offer();
        ui::EngineStrip strip(*offer);
        QVERIFY(!strip.isVisibleTo(nullptr));
        QTRY_COMPARE(offer->state(), EngineOffer::State::absent);
        strip.setWanted(true);
        QVERIFY(!strip.isHidden());
        auto *button = strip.findChild<QPushButton *>(QStringLiteral("engineButton"));
        QCOMPARE(button->text(), QStringLiteral("Also train on this computer (100 MB)"));
        strip.setWanted(false); // a page that needs none
        QVERIFY(strip.isHidden());
    }

    static void aFetchTellsHowFarItIsAndThenTheComputerCanTrain()
    {
        const Computer computer;
        computer.write("ready", statusOf("ready"));
        const auto offer = computer.offer();
        QSignalSpy ready(offer.get(), &EngineOffer::becameReady);
        ui::EngineStrip strip(*offer);
        strip.setWanted(true);
        QTRY_COMPARE(offer->state(), EngineOffer::State::absent);
        strip.findChild<QPushButton *>(QStringLiteral("engineButton"))->click();
        QTRY_COMPARE(offer->keptBytes(), quint64(40000000));
        QCOMPARE(ui::engineInWords(*offer).detail, QStringLiteral("40 MB of 100 MB · 1.0 MB a second · 1 min left"));
        QCOMPARE(ready.size(), 0);
        computer.write("go", {});
        QTRY_COMPARE(ready.size(), 1);
        QVERIFY(strip.isHidden());
    }

    static void aComputerThatCouldAlreadyIsNoNews()
    {
        const Computer computer;
        computer.write("status", statusOf("ready"));
        const auto offer = computer.offer();
        QSignalSpy ready(offer.get(), &EngineOffer::becameReady);
        QTRY_COMPARE(offer->state(), EngineOffer::State::ready);
        QCOMPARE(ready.size(), 0);
    }

    static void aFetchGoesOnWithoutTheWindowAndTheNextOneFindsIt()
    {
        const Computer computer;
        computer.write("ready", statusOf("ready"));
        {
            const auto offer = computer.offer();
            QTRY_COMPARE(offer->state(), EngineOffer::State::absent);
            offer->fetch();
            QTRY_COMPARE(offer->keptBytes(), quint64(40000000));
        }
        const auto again = computer.offer();
        QSignalSpy ready(again.get(), &EngineOffer::becameReady);
        QCOMPARE(again->state(), EngineOffer::State::fetching);
        computer.write("go", {});
        QTRY_COMPARE(ready.size(), 1);
    }

    static void aCancelledFetchOffersToGoOn()
    {
        const Computer computer;
        const auto offer = computer.offer();
        QTRY_COMPARE(offer->state(), EngineOffer::State::absent);
        offer->fetch();
        QTRY_COMPARE(offer->keptBytes(), quint64(40000000));
        computer.write("status", statusOf("partial", 40000000));
        offer->cancel();
        QTRY_COMPARE(offer->state(), EngineOffer::State::absent);
        QVERIFY(!offer->error());
        QCOMPARE(ui::engineInWords(*offer).button, QStringLiteral("Go on (60 MB)"));
    }

    static void aFetchThatFailsTellsWhyAndOffersToTryAgain()
    {
        const Computer computer;
        computer.write("end",
                       R"({"error":{"code":"data","message":"the server answers 503","hint":"check the network"}})"
                       "\n");
        computer.write("go", {});
        const auto offer = computer.offer();
        QTRY_COMPARE(offer->state(), EngineOffer::State::absent);
        offer->fetch();
        QTRY_COMPARE(offer->state(), EngineOffer::State::failed);
        QCOMPARE(ui::engineInWords(*offer).text, QStringLiteral("The server answers 503"));
        QCOMPARE(ui::engineInWords(*offer).detail, QStringLiteral("check the network"));
        QVERIFY(ui::engineInWords(*offer).button.startsWith(QStringLiteral("Try again")));
    }

    static void aFolderIsFetchedFromWithoutTheNetwork()
    {
        const Computer computer;
        computer.write("go", {});
        const auto offer = computer.offer();
        QTRY_COMPARE(offer->state(), EngineOffer::State::absent);
        offer->fetch(QStringLiteral("/media/stick"));
        QTRY_COMPARE(computer.read("called"), QByteArray("engine install --from /media/stick --json\n"));
    }

    static void aBuildWithoutAnEngineOffersNothing()
    {
        const Computer computer;
        computer.write("status", statusOf("unavailable"));
        const auto offer = computer.offer();
        QTRY_COMPARE(offer->state(), EngineOffer::State::unavailable);
        QVERIFY(ui::engineInWords(*offer).text.isEmpty());
    }
};

QTEST_MAIN(EngineStripTest)
#include "engine_strip_test.moc"
