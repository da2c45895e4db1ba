// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/state_store.h"

#include "ui/widgets/whole_file.h"

#include <QFile>
#include <QJsonDocument>

namespace bafo::ui {

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

QJsonObject StateStore::stateOf(const QString &page) const
{
    return m_states.value(page).toObject();
}

bool StateStore::keep(const QString &page, const QJsonObject &state)
{
    if (m_states.value(page).toObject() == state) {
        return true;
    }
    QJsonObject states = m_states;
    states.insert(page, state);
    if (!writeOwnFile(m_file, QJsonDocument(states).toJson(QJsonDocument::Compact))) {
        return false;
    }
    m_states = states;
    return true;
}

} // namespace bafo::ui
