// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/state_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace bafo::ui {
namespace {

bool writeWhole(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

} // namespace

StateStore::StateStore(QString file)
    : m_file(std::move(file))
{
    QFile stored(m_file);
    if (!stored.open(QIODevice::ReadOnly)) {
        return;
    }
    QJsonParseError problem;
    m_states = QJsonDocument::fromJson(stored.readAll(), &problem).object();
    if (problem.error != QJsonParseError::NoError) {
        QFile::remove(m_file + QStringLiteral(".damaged"));
        QFile::rename(m_file, m_file + QStringLiteral(".damaged"));
    }
}

StateStore::~StateStore()
{
    // A writing in work ends with its thread, after this: so it is waited for here, and its successor written here.
    m_thread.finish();
    if (m_hasNews || m_isWriting) {
        (void)writeWhole(m_file, bytes());
    }
}

QJsonObject StateStore::stateOf(const QString &page) const
{
    return m_states.value(page).toObject();
}

bool StateStore::keep(const QString &page, const QJsonObject &state)
{
    if (m_states.value(page).toObject() != state) {
        m_states.insert(page, state);
        m_hasNews = true;
    }
    if (m_hasNews && !m_isWriting) {
        write();
    }
    return m_couldWrite;
}

void StateStore::write()
{
    m_hasNews = false;
    m_isWriting = true;
    m_thread.run([file = m_file, bytes = bytes()] { return writeWhole(file, bytes); },
                 [this](bool isWritten) {
                     m_isWriting = false;
                     m_couldWrite = isWritten;
                     m_hasNews = m_hasNews || !isWritten;
                     if (m_hasNews && isWritten) {
                         write();
                     }
                 });
}

QByteArray StateStore::bytes() const
{
    return QJsonDocument(m_states).toJson(QJsonDocument::Compact);
}

} // namespace bafo::ui
