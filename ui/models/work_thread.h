// SPDX-License-Identifier: GPL-3.0-or-later
// A thread for reading that takes longer than a frame: folders, databases, tokenizers.
#pragma once

#include <QObject>
#include <QThread>

#include <memory>
#include <utility>

namespace bafo::ui {

/// Pieces of work are done one after another in a thread of its own; what each gave is handed on in the owner's thread.
/// Destroying it waits for the piece that is being done and forgets the rest. Lives in the window's thread.
class WorkThread final : public QObject {
    Q_OBJECT

public:
    explicit WorkThread(QObject *parent = nullptr)
        : QObject(parent)
        , m_place(new QObject)
    {
        m_place->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, m_place, &QObject::deleteLater);
        m_thread.start();
    }

    ~WorkThread() override
    {
        m_thread.requestInterruption();
        m_thread.quit();
        m_thread.wait();
    }

    /// `work` is called in the thread and must touch nothing of the window; `then` gets what it gave, in the window's.
    template <class Work, class Then>
    void run(Work work, Then then)
    {
        QMetaObject::invokeMethod(
            m_place,
            [this, work = std::move(work), then = std::move(then)] {
                if (QThread::currentThread()->isInterruptionRequested()) {
                    return;
                }
                // Shared because a queued call has to be copyable; only one side holds it at a time.
                const auto result = std::make_shared<decltype(work())>(work());
                QMetaObject::invokeMethod(
                    this, [result, then] { then(std::move(*result)); }, Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
    }

private:
    QThread m_thread;
    QObject *m_place;
};

} // namespace bafo::ui
