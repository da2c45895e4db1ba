// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/background.h"

namespace bafo::ui {

Background::Background()
    : m_worker(new QObject)
{
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

Background::~Background()
{
    finish();
}

void Background::finish()
{
    m_isEnding = true;
    m_thread.quit();
    m_thread.wait();
}

void Background::post(std::function<void()> work, std::function<void()> done)
{
    QMetaObject::invokeMethod(m_worker, [this, work = std::move(work), done = std::move(done)] {
        if (m_isEnding) {
            return;
        }
        work();
        QMetaObject::invokeMethod(&m_home, done, Qt::QueuedConnection);
    });
}

} // namespace bafo::ui
