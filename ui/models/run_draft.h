// SPDX-License-Identifier: GPL-3.0-or-later
// A configuration while somebody writes it, as form and as YAML: one state, whatever half-typed thing stands in either.
#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"
#include "ui/models/knob_sheet.h"

#include <QJsonObject>
#include <QMap>
#include <QObject>
#include <QString>

#include <optional>

namespace bafo::ui {

/// The last sound configuration, what is typed and is no value yet, and the YAML as it was typed. While the YAML cannot
/// be read the configuration stays as it was, and setValue() waits: one of the two would be lost. The window's thread.
class RunDraft final : public QObject {
    Q_OBJECT

public:
    explicit RunDraft(QObject *parent = nullptr);

    [[nodiscard]] const config::RunConfig &config() const { return m_config; }

    /// From the form. The YAML is written anew. A number is typed digit by digit: the one before them is kept until
    /// commit().
    void setValue(const QString &key, const KnobValue &value);

    /// From the form: a text that is no value. setValue() takes it back. The configuration has what it had before
    /// somebody began to type: what stands before the mistake was not meant.
    void setTyped(const QString &key, const QString &text);

    /// From the form: the field was left, or Enter pressed; its value is meant.
    void commit(const QString &key);
    [[nodiscard]] const QMap<QString, QString> &typed() const { return m_typed; }

    /// From the YAML editor.
    void setYaml(const QString &yaml);
    [[nodiscard]] QString yaml() const { return m_yaml; }

    /// What is wrong with the YAML; nothing where it can be read.
    [[nodiscard]] const std::optional<Error> &yamlError() const { return m_yamlError; }

    /// The line, from 1, that the error names; 0 where it names none.
    [[nodiscard]] int yamlErrorLine() const;

    /// A whole other configuration; everything half-typed goes.
    void replace(const config::RunConfig &config);

    /// Nothing keeps it from being started but what the configuration itself says.
    [[nodiscard]] bool isSound() const { return !m_yamlError && m_typed.isEmpty(); }

    [[nodiscard]] QJsonObject toJson() const;
    void restore(const QJsonObject &json);

Q_SIGNALS:
    void changed();

private:
    config::RunConfig m_config;
    QMap<QString, QString> m_typed;
    QMap<QString, KnobValue> m_before; ///< numbers that are being typed: what they were
    QString m_yaml;
    std::optional<Error> m_yamlError;
};

} // namespace bafo::ui
