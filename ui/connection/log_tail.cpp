// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/log_tail.h"

#include "core/runs/event_log.h"

#include <QFileInfo>

#include <algorithm>
#include <optional>

namespace bafo::ui {
namespace {

constexpr int kShortestPauseMs = 100;
constexpr qint64 kStreamPauseMs = 800; // a stream that nobody reads line by line: a look has its cost
constexpr std::size_t kBatchSize = 20000;

} // namespace

/// Lives in the tail's thread.
class LogTail::Reader final : public QObject {
public:
    Reader(LogTail &tail, std::filesystem::path log)
        : m_tail(tail)
        , m_log(std::move(log))
        , m_reader(m_log)
    {
    }

    void poll()
    {
        while (!QThread::currentThread()->isInterruptionRequested()) {
            auto messages = m_reader.poll(kBatchSize);
            if (!messages) {
                fail(messages.error());
                return;
            }
            m_hasFailed = false;
            if (m_reader.numDamagedLines() != m_numDamaged) {
                m_numDamaged = m_reader.numDamagedLines();
                tell([numLines = m_numDamaged](LogTail &tail) { Q_EMIT tail.damaged(numLines); });
            }
            if (messages->empty()) {
                break;
            }
            const bool isLast = messages->size() < kBatchSize;
            const EventBatch batch = std::make_shared<const std::vector<protocol::Message>>(std::move(*messages));
            tell([batch](LogTail &tail) { Q_EMIT tail.received(batch); });
            if (isLast) {
                break;
            }
        }
        if (!m_isCaughtUp) {
            m_isCaughtUp = true;
            tell([](LogTail &tail) { Q_EMIT tail.caughtUp(); });
        }
    }

private:
    /// In the tail's own thread.
    template <class Say>
    void tell(Say say)
    {
        QMetaObject::invokeMethod(
            &m_tail, [&tail = m_tail, say] { say(tail); }, Qt::QueuedConnection);
    }

    void fail(const Error &error)
    {
        if (error.code == ErrorCode::data && m_reader.offset() > 0) {
            m_reader = runs::EventLogReader(m_log);
            m_numDamaged = 0;
            m_isCaughtUp = false;
            tell([](LogTail &tail) { Q_EMIT tail.restarted(); });
        } else if (!m_hasFailed) {
            m_hasFailed = true;
            tell([error](LogTail &tail) {
                Q_EMIT tail.failed(QString::fromStdString(error.message), QString::fromStdString(error.hint));
            });
        }
    }

    LogTail &m_tail;
    std::filesystem::path m_log;
    runs::EventLogReader m_reader;
    qulonglong m_numDamaged = 0;
    bool m_isCaughtUp = false;
    bool m_hasFailed = false;
};

LogTail::LogTail(std::filesystem::path log, QObject *parent)
    : QObject(parent)
    , m_log(std::move(log))
    , m_reader(new Reader(*this, m_log))
{
    qRegisterMetaType<EventBatch>();
    m_reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_reader, &QObject::deleteLater);
    m_rate.setSingleShot(true);
    connect(&m_rate, &QTimer::timeout, this, &LogTail::poll);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this](const QString &path) {
        // Until the next look the file is not watched: each line of a stream would wake the window's thread for
        // nothing.
        m_watcher.removePath(path);
        pollSoon();
    });
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &LogTail::pollSoon);
}

LogTail::~LogTail()
{
    m_thread.requestInterruption();
    m_thread.quit();
    m_thread.wait();
}

void LogTail::start()
{
    m_thread.start();
    m_second.start();
    poll();
}

void LogTail::pollSoon()
{
    if (m_rate.isActive()) {
        return;
    }
    const qint64 left = m_sinceLook.isValid() ? kStreamPauseMs - m_sinceLook.elapsed() : 0;
    m_rate.start(static_cast<int>(std::max<qint64>(kShortestPauseMs, left)));
}

void LogTail::poll()
{
    m_sinceLook.start();
    m_second.start(); // a second without news
    const QString path = QString::fromStdString(m_log.string());
    if (m_watcher.files().isEmpty() && QFileInfo::exists(path)) {
        m_watcher.addPath(path); // before the look: nothing falls in between
    }
    QMetaObject::invokeMethod(m_reader, [reader = m_reader] { reader->poll(); });
}

} // namespace bafo::ui
