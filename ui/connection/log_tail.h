// SPDX-License-Identifier: GPL-3.0-or-later
// Follows one run's events.jsonl from a thread of its own: the window's thread never waits for a disk.
#pragma once

#include "core/base/result.h"
#include "core/protocol/events.h"

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <filesystem>
#include <memory>
#include <vector>

namespace bafo::ui {

using EventBatch = std::shared_ptr<const std::vector<protocol::Message>>;

/// Reads on when the file changes and once a second all the same (a watch can miss what a network disk does). Batches
/// come soon after the first line of a stream and twice a second while it lasts, in order, none twice; a file that got
/// shorter is read again from its start after restarted(). Lives in the window's thread.
class LogTail final : public QObject {
    Q_OBJECT

public:
    explicit LogTail(std::filesystem::path log, QObject *parent = nullptr);
    ~LogTail() override;

    /// Begins to read; the first batches are what is there already.
    void start();

Q_SIGNALS:
    void received(const bafo::ui::EventBatch &batch);

    /// All that was there has been handed on; from now on batches are news. Once after start() and each restarted().
    void caughtUp();

    /// What was received is void: the file was replaced.
    void restarted();

    /// Lines that are no events, in all; told when the number changes.
    void damaged(qulonglong numLines);

    /// The log cannot be read; tried again every second.
    void failed(const QString &message, const QString &hint);

private:
    class Reader;

    void pollSoon();
    void poll();

    std::filesystem::path m_log;
    QThread m_thread;
    Reader *m_reader;
    QFileSystemWatcher m_watcher;
    QTimer m_rate;
    QTimer m_second;
    QElapsedTimer m_sinceLook;
};

} // namespace bafo::ui

Q_DECLARE_METATYPE(bafo::ui::EventBatch)
