// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/language_name.h"

#include <QHash>
#include <QLocale>

namespace bafo::ui {

QString languageName(const QString &tag)
{
    // QLocale knows these only in English, or not at all.
    static const QHash<QString, QString> known{{QStringLiteral("eng"), QStringLiteral("English")},
                                               {QStringLiteral("en"), QStringLiteral("English")},
                                               {QStringLiteral("zul"), QStringLiteral("isiZulu")},
                                               {QStringLiteral("zu"), QStringLiteral("isiZulu")},
                                               {QStringLiteral("xho"), QStringLiteral("isiXhosa")},
                                               {QStringLiteral("ssw"), QStringLiteral("siSwati")},
                                               {QStringLiteral("nbl"), QStringLiteral("isiNdebele")},
                                               {QStringLiteral("sot"), QStringLiteral("Sesotho")},
                                               {QStringLiteral("nso"), QStringLiteral("Sesotho sa Leboa")},
                                               {QStringLiteral("tsn"), QStringLiteral("Setswana")},
                                               {QStringLiteral("tso"), QStringLiteral("Xitsonga")},
                                               {QStringLiteral("ven"), QStringLiteral("Tshivenḓa")},
                                               {QStringLiteral("afr"), QStringLiteral("Afrikaans")}};
    const auto found = known.constFind(tag);
    if (found != known.constEnd()) {
        return *found;
    }
    const QLocale locale(tag);
    return locale.language() == QLocale::C || locale.nativeLanguageName().isEmpty() ? tag : locale.nativeLanguageName();
}

} // namespace bafo::ui
