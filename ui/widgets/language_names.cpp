// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/language_names.h"

#include <QCoreApplication>

#include <array>

namespace bafo::ui {
namespace {

struct LanguageWords {
    Q_DECLARE_TR_FUNCTIONS(LanguageWords)
};

struct Language {
    const char *tag;
    const char *name; ///< in the language itself, so it is the same in every window
};

constexpr std::array kLanguages{
    Language{"zul", "isiZulu"},    Language{"xho", "isiXhosa"},  Language{"ssw", "siSwati"},
    Language{"nbl", "isiNdebele"}, Language{"sot", "Sesotho"},   Language{"tsn", "Setswana"},
    Language{"nso", "Sepedi"},     Language{"tso", "Xitsonga"},  Language{"ven", "Tshivenḓa"},
    Language{"afr", "Afrikaans"},  Language{"eng", "English"},   Language{"sna", "chiShona"},
    Language{"swa", "Kiswahili"},  Language{"por", "Português"}, Language{"fra", "Français"},
};

} // namespace

QString languageName(const QString &tag)
{
    for (const Language &language : kLanguages) {
        if (tag == QLatin1String(language.tag)) {
            return QString::fromUtf8(language.name);
        }
    }
    return tag == QLatin1String("und") ? LanguageWords::tr("language not known") : tag;
}

QString languageTag(const QString &nameOrTag)
{
    const QString wanted = nameOrTag.trimmed();
    for (const Language &language : kLanguages) {
        if (wanted.compare(QString::fromUtf8(language.name), Qt::CaseInsensitive) == 0) {
            return QString::fromLatin1(language.tag);
        }
    }
    return wanted;
}

QStringList knownLanguageTags()
{
    QStringList tags;
    for (const Language &language : kLanguages) {
        tags.append(QString::fromLatin1(language.tag));
    }
    return tags;
}

} // namespace bafo::ui
