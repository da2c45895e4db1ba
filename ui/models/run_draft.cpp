// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_draft.h"

#include <QRegularExpression>

namespace bafo::ui {
namespace {

QString yamlOf(const config::RunConfig &config)
{
    return QString::fromStdString(config::toYaml(config));
}

} // namespace

RunDraft::RunDraft(QObject *parent)
    : QObject(parent)
    , m_yaml(yamlOf(m_config))
{
}

void RunDraft::setValue(const QString &key, const KnobValue &value)
{
    const bool wasTyped = m_typed.remove(key) > 0;
    if (m_yamlError || (!wasTyped && knobValue(m_config, key) == value)) {
        return;
    }
    const KnobValue old = knobValue(m_config, key);
    const bool isNumber = std::holds_alternative<std::int64_t>(old) || std::holds_alternative<double>(old);
    if (isNumber && !m_before.contains(key)) {
        m_before.insert(key, old);
    }
    setKnobValue(m_config, key, value);
    m_yaml = yamlOf(m_config);
    Q_EMIT changed();
}

void RunDraft::commit(const QString &key)
{
    if (!m_typed.contains(key)) {
        m_before.remove(key);
    }
}

void RunDraft::setTyped(const QString &key, const QString &text)
{
    m_typed.insert(key, text);
    if (const auto before = m_before.constFind(key); before != m_before.constEnd() && !m_yamlError) {
        setKnobValue(m_config, key, *before);
        m_yaml = yamlOf(m_config);
    }
    Q_EMIT changed();
}

void RunDraft::setYaml(const QString &yaml)
{
    if (yaml == m_yaml) {
        return;
    }
    m_yaml = yaml;
    auto parsed = config::parseRunConfig(yaml.toStdString());
    m_yamlError.reset();
    if (parsed) {
        m_config = std::move(*parsed);
        m_typed.clear();
        m_before.clear();
    } else {
        m_yamlError = parsed.error();
    }
    Q_EMIT changed();
}

int RunDraft::yamlErrorLine() const
{
    static const QRegularExpression kLine(QStringLiteral("line (\\d+)"));
    return m_yamlError ? kLine.match(QString::fromStdString(m_yamlError->message)).captured(1).toInt() : 0;
}

void RunDraft::replace(const config::RunConfig &config)
{
    m_config = config;
    m_typed.clear();
    m_before.clear();
    m_yamlError.reset();
    m_yaml = yamlOf(m_config);
    Q_EMIT changed();
}

QJsonObject RunDraft::toJson() const
{
    QJsonObject typed;
    for (auto entry = m_typed.cbegin(); entry != m_typed.cend(); ++entry) {
        typed.insert(entry.key(), entry.value());
    }
    // The configuration beside the text: where the text cannot be read, it is what the form shows.
    return {{QStringLiteral("yaml"), m_yaml},
            {QStringLiteral("sound"), yamlOf(m_config)},
            {QStringLiteral("typed"), typed}};
}

void RunDraft::restore(const QJsonObject &json)
{
    if (const auto sound = config::parseRunConfig(json.value(QLatin1String("sound")).toString().toStdString())) {
        m_config = *sound;
    }
    m_yaml.clear();
    setYaml(json.value(QLatin1String("yaml")).toString());
    const QJsonObject typed = json.value(QLatin1String("typed")).toObject();
    for (auto entry = typed.constBegin(); entry != typed.constEnd(); ++entry) {
        m_typed.insert(entry.key(), entry.value().toString());
    }
    Q_EMIT changed();
}

} // namespace bafo::ui
