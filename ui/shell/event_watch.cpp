// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/event_watch.h"

#include <QAbstractEventDispatcher>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaEnum>
#include <QThread>
#include <QWidget>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <ctime>

namespace bafo::ui {
namespace {

std::int64_t wallNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::int64_t ownNs()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

double inMs(std::int64_t ns)
{
    return static_cast<double>(ns) * 1e-6;
}

QByteArray nameOf(const QObject *receiver, const char *className, QEvent::Type type)
{
    QByteArray name = className;
    if (receiver != nullptr) {
        if (!receiver->objectName().isEmpty()) {
            name += ' ' + receiver->objectName().toUtf8();
        }
        if (receiver->parent() != nullptr) {
            name += QByteArray(" of ") + receiver->parent()->metaObject()->className();
        }
    }
    const char *event = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    return name + ": " + (event != nullptr ? QByteArray(event) : QByteArray::number(type));
}

void say(QJsonObject line)
{
    line.insert(QStringLiteral("at_ms"), inMs(wallNs()));
    std::fputs((QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n').constData(), stderr);
}

QJsonObject lineOf(const QString &kind, const WatchedTime &time, int numCalls)
{
    return {{QStringLiteral("watch"), kind},
            {QStringLiteral("wall_ms"), time.wallMs},
            {QStringLiteral("own_ms"), time.ownMs},
            {QStringLiteral("what"), QString::fromUtf8(time.what)},
            {QStringLiteral("calls"), numCalls}};
}

} // namespace

void EventWatch::begin(const QObject &receiver, QEvent::Type type, int loopLevel)
{
    if (type == QEvent::Paint && !m_hasPainted && receiver.isWidgetType()
        && static_cast<const QWidget &>(receiver).isWindow()) {
        m_isPainting = true;
    }
    if (!m_open.empty() && loopLevel == m_open.back().loopLevel) {
        ++m_open.back().depth; // an event that is sent in the course of another one
        return;
    }
    if (!m_open.empty()) {
        m_open.back().hasWaited = true;
    }
    const std::int64_t now = wallNs();
    if (!m_turn && loopLevel > 0) { // what main() does before its loop is one thing and no turn
        m_turn = Turn{.beginNs = now, .endNs = now, .ownMs = 0, .numCalls = 0, .longest = {}};
    }
    m_open.push_back({.wallNs = now,
                      .ownNs = ownNs(),
                      .receiver = &receiver,
                      .className = receiver.metaObject()->className(),
                      .type = type,
                      .loopLevel = loopLevel,
                      .depth = 0,
                      .hasWaited = false});
}

void EventWatch::end()
{
    if (m_open.empty()) { // it began before the watch did
        return;
    }
    Open &call = m_open.back();
    if (call.depth > 0) {
        --call.depth;
        return;
    }
    const std::int64_t now = wallNs();
    if (call.hasWaited) {
        m_turn.reset();
    } else {
        WatchedTime time{inMs(now - call.wallNs), inMs(ownNs() - call.ownNs), {}};
        // A name is made for those alone that somebody may ask for.
        if (time.wallMs > m_longestCall.wallMs || time.ownMs > m_longestOwnCall.ownMs
            || (m_turn && time.wallMs > m_turn->longest.wallMs) || time.wallMs >= m_listener.fromMs) {
            time.what = nameOf(call.receiver, call.className, call.type);
        }
        if (m_turn) {
            m_turn->endNs = now;
            m_turn->ownMs += time.ownMs;
            ++m_turn->numCalls;
            if (time.wallMs > m_turn->longest.wallMs) {
                m_turn->longest = time;
            }
        }
        note(time);
    }
    m_open.pop_back();
    if (m_isPainting && m_open.empty()) {
        m_isPainting = false;
        m_hasPainted = true;
        if (m_listener.firstPaint) {
            m_listener.firstPaint();
        }
    }
}

void EventWatch::note(const WatchedTime &time)
{
    const auto *limit = std::upper_bound(kLimitsMs.begin(), kLimitsMs.end(), time.wallMs);
    ++m_histogram.at(static_cast<std::size_t>(limit - kLimitsMs.begin()));
    if (time.wallMs > m_longestCall.wallMs) {
        m_longestCall = time;
    }
    if (time.ownMs > m_longestOwnCall.ownMs) {
        m_longestOwnCall = time;
    }
    if (m_listener.call && time.wallMs >= m_listener.fromMs) {
        m_listener.call(time);
    }
}

void EventWatch::endTurn()
{
    if (!m_turn) {
        return;
    }
    const Turn turn = std::move(*m_turn);
    m_turn.reset();
    const WatchedTime time{inMs(turn.endNs - turn.beginNs), turn.ownMs, turn.longest.what};
    if (time.wallMs > m_longestTurn.wallMs) {
        m_longestTurn = time;
    }
    if (m_listener.turn && time.wallMs >= m_listener.fromMs) {
        m_listener.turn(time, turn.numCalls);
    }
}

void EventWatch::leave()
{
    m_open.clear();
    m_turn.reset();
}

void EventWatch::reset()
{
    m_turn.reset();
    m_longestCall = {};
    m_longestOwnCall = {};
    m_longestTurn = {};
    m_histogram = {};
}

void WatchedApplication::setWatch(EventWatch *watch)
{
    QAbstractEventDispatcher *dispatcher = eventDispatcher();
    dispatcher->disconnect(this);
    if (m_watch != nullptr) {
        m_watch->leave();
    }
    m_watch = watch;
    if (watch != nullptr) {
        // Which of the two is told before a look at the queue hangs on whether the loop may sleep.
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [watch] { watch->endTurn(); });
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, [watch] { watch->endTurn(); });
    }
}

bool WatchedApplication::notify(QObject *receiver, QEvent *event)
{
    // Every thread's events come this way.
    EventWatch *watch = m_watch;
    if (watch == nullptr || QThread::currentThread() != thread()) {
        return QApplication::notify(receiver, event);
    }
    watch->begin(*receiver, event->type(), thread()->loopLevel());
    const bool isTaken = QApplication::notify(receiver, event);
    if (watch == m_watch) { // the event may have changed it
        watch->end();
    }
    return isTaken;
}

EventWatch::Listener tellOnStandardError(double fromMs)
{
    return {.fromMs = fromMs,
            .call = [](const WatchedTime &time) { say(lineOf(QStringLiteral("call"), time, 1)); },
            .turn = [](const WatchedTime &time, int num) { say(lineOf(QStringLiteral("turn"), time, num)); },
            .firstPaint =
                [] {
                    say({{QStringLiteral("watch"), QStringLiteral("first_paint")}});
                }};
}

} // namespace bafo::ui
