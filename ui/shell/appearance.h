// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the settings into style, palette, font and translation of the application.
#pragma once

#include "ui/shell/settings.h"

#include <QObject>
#include <QTranslator>

namespace bafo::ui {

/// lupdate writes the names of classes without their nested namespace; at run time they come with it.
class Catalogue final : public QTranslator {
public:
    [[nodiscard]] QString translate(const char *context, const char *source, const char *comment,
                                    int number) const override;
};

/// Follows the settings from its making on. The window rebuilds itself on languageApplied().
class Appearance final : public QObject {
    Q_OBJECT

public:
    explicit Appearance(Settings &settings, QObject *parent = nullptr);

    /// Codes of the languages that a user can choose, English first. "qps", the pseudo-language of the tests, is not
    /// one.
    [[nodiscard]] static QStringList languages();

    /// The language's name for itself.
    [[nodiscard]] static QString nameOf(const QString &language);

Q_SIGNALS:
    void languageApplied();
    void textScaleApplied();

private:
    void applyTheme();
    void applyTextScale();
    void applyLanguage();

    Settings &m_settings;
    Catalogue m_translator;
    Catalogue m_qtTranslator; ///< of the dialogs and fields that are Qt's own
    double m_systemPointSize;
    bool m_isSystemDark;
};

} // namespace bafo::ui
