// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/appearance.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/house_style.h"

#include <QApplication>
#include <QFont>
#include <QLocale>

#include <string_view>

namespace bafo::ui {

QString Catalogue::translate(const char *context, const char *source, const char *comment, int number) const
{
    const std::string_view name(context);
    const auto colon = name.rfind(':');
    return QTranslator::translate(colon == std::string_view::npos ? context : context + colon + 1, source, comment,
                                  number);
}

Appearance::Appearance(Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_systemPointSize(QApplication::font().pointSizeF())
    , m_isSystemDark(isDark(QApplication::palette()))
{
    QApplication::setStyle(new HouseStyle);
    applyTheme();
    applyTextScale();
    applyLanguage();
    connect(&settings, &Settings::themeChanged, this, &Appearance::applyTheme);
    connect(&settings, &Settings::textScaleChanged, this, [this] {
        applyTextScale();
        Q_EMIT textScaleApplied();
    });
    connect(&settings, &Settings::languageChanged, this, [this] {
        applyLanguage();
        Q_EMIT languageApplied();
    });
}

QStringList Appearance::languages()
{
    return {QStringLiteral("en"), QStringLiteral("zu")};
}

QString Appearance::nameOf(const QString &language)
{
    return language == QLatin1String("zu") ? QStringLiteral("isiZulu") : QStringLiteral("English");
}

void Appearance::applyTheme()
{
    const ThemeChoice choice = m_settings.theme();
    const bool wantsDark = choice == ThemeChoice::dark || (choice == ThemeChoice::system && m_isSystemDark);
    QApplication::setPalette(paletteOf(wantsDark ? darkColours() : lightColours()));
}

void Appearance::applyTextScale()
{
    QFont font = QApplication::font();
    font.setPointSizeF(m_systemPointSize * m_settings.textScale());
    QApplication::setFont(font);
}

void Appearance::applyLanguage()
{
    QApplication::removeTranslator(&m_translator);
    QApplication::removeTranslator(&m_qtTranslator);
    const QString language = m_settings.language();
    QLocale::setDefault(language == QLatin1String("zu") ? QLocale(QLocale::Zulu, QLocale::SouthAfrica)
                                                        : QLocale(QLocale::English, QLocale::UnitedKingdom));
    if (m_translator.load(QStringLiteral(":/translations/bafo_%1.qm").arg(language))) {
        QApplication::installTranslator(&m_translator);
    }
    if (m_qtTranslator.load(QStringLiteral(":/translations/qt_%1.qm").arg(language))) {
        QApplication::installTranslator(&m_qtTranslator);
    }
}

} // namespace bafo::ui
