// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/job_list.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using ui::Job;
using ui::JobList;

namespace {

std::unique_ptr<JobList> listIn(const QTemporaryDir &folder, const QString &program = QStringLiteral(BAFO_FAKE))
{
    return std::make_unique<JobList>(program, folder.path(), folder.path() + QStringLiteral("/jobs"));
}

} // namespace

class JobListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void aJobTellsItsProgressAndItsEnd()
    {
        QTemporaryDir folder;
        const auto jobs = listIn(folder);
        QSignalSpy ended(jobs.get(), &JobList::jobEnded);
        Job *job = jobs->start(QStringLiteral("grow"), QStringLiteral("Growing"), {QStringLiteral("slow")});
        QVERIFY(job != nullptr);
        QTRY_VERIFY(job->lastWord().value(QLatin1String("n")).toInt() >= 3);
        QVERIFY(job->state() == Job::State::running);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 10000);
        QVERIFY(!job->error());
        QCOMPARE(job->lastWord().value(QLatin1String("n")).toInt(), 19);
        QCOMPARE(jobs->find(QStringLiteral("grow")), job);
        jobs->dismiss(job);
        QVERIFY(jobs->find(QStringLiteral("grow")) == nullptr);
    }

    static void aJobOutlivesItsListAndIsFoundAgain()
    {
        QTemporaryDir folder;
        listIn(folder)->start(QStringLiteral("grow"), QStringLiteral("Growing"), {QStringLiteral("slow")});
        const auto again = listIn(folder);
        Job *job = again->find(QStringLiteral("grow"));
        QVERIFY(job != nullptr);
        QCOMPARE(job->title(), QStringLiteral("Growing"));
        QTRY_VERIFY_WITH_TIMEOUT(job->state() == Job::State::ended, 10000);
        QVERIFY(!job->error());
        QCOMPARE(job->lastWord().value(QLatin1String("n")).toInt(), 19);
    }

    static void anEndThatNobodySawIsToldLater()
    {
        QTemporaryDir folder;
        {
            const auto jobs = listIn(folder);
            Job *job = jobs->start(QStringLiteral("x"), QStringLiteral("Failing"), {QStringLiteral("error")});
            QTRY_VERIFY(job->state() == Job::State::ended);
        }
        const auto again = listIn(folder);
        QSignalSpy ended(again.get(), &JobList::jobEnded);
        QTRY_COMPARE(ended.size(), 1);
        QVERIFY(again->find(QStringLiteral("x"))->error()->code == ErrorCode::diskFull);
    }

    static void oneJobAKeyRunsAtATime()
    {
        QTemporaryDir folder;
        const auto jobs = listIn(folder);
        Job *first = jobs->start(QStringLiteral("x"), QStringLiteral("One"), {QStringLiteral("slow")});
        QCOMPARE(jobs->start(QStringLiteral("x"), QStringLiteral("Two"), {QStringLiteral("slow")}), first);
        QCOMPARE(jobs->jobs().size(), 1U);
        first->stop();
        QTRY_VERIFY(first->state() == Job::State::ended);
    }

    static void whatIgnoresSigtermIsKilled()
    {
        QTemporaryDir folder;
        const auto jobs = listIn(folder);
        Job *job = jobs->start(QStringLiteral("x"), QStringLiteral("Deaf"), {QStringLiteral("quiet")});
        QTRY_VERIFY(!job->lastWord().isEmpty());
        job->stop();
        QTRY_VERIFY_WITH_TIMEOUT(job->state() == Job::State::ended, 10000);
        QVERIFY(job->error()->code == ErrorCode::cancelled);
    }

    static void aCrashIsAnErrorWithTheLastWords()
    {
        QTemporaryDir folder;
        const auto jobs = listIn(folder);
        Job *job = jobs->start(QStringLiteral("x"), QStringLiteral("Working"), {QStringLiteral("mute")});
        QTRY_VERIFY(job->state() == Job::State::ended);
        QVERIFY(job->error().has_value());
        QVERIFY(job->error()->message.find("why it failed") != std::string::npos);
    }

    static void aProgramThatIsMissingIsTold()
    {
        QTemporaryDir folder;
        const auto jobs = listIn(folder, QStringLiteral("/nowhere/bafo"));
        QSignalSpy failed(jobs.get(), &JobList::failed);
        QVERIFY(jobs->start(QStringLiteral("x"), QStringLiteral("Working"), {QStringLiteral("slow")}) == nullptr);
        QCOMPARE(failed.size(), 1);
    }
};

QTEST_GUILESS_MAIN(JobListTest)
#include "job_list_test.moc"
