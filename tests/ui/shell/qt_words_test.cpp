// SPDX-License-Identifier: GPL-3.0-or-later
// What Qt itself says in the window speaks the window's language too.
#include "ui/shell/appearance.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileIconProvider>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace bafo;

namespace {

void add(QSet<QString> &words, QString text)
{
    text.remove(QLatin1Char('&'));
    if (text.size() > 1 && text.at(0).isLetter() && !text.contains(QLatin1Char('/'))) {
        words.insert(text.section(QLatin1Char('\t'), 0, 0)); // without the keys
    }
}

/// All that a file dialog, a field's menu and a row of buttons show.
QSet<QString> wordsOfQt()
{
    QSet<QString> words;
    for (const auto mode : {QFileDialog::AcceptOpen, QFileDialog::AcceptSave}) {
        QFileDialog dialog(nullptr, QStringLiteral("-"), QDir::rootPath());
        dialog.setOption(QFileDialog::DontUseNativeDialog);
        dialog.setAcceptMode(mode);
        dialog.setViewMode(QFileDialog::Detail);
        for (const auto *button : dialog.findChildren<QAbstractButton *>()) {
            add(words, button->text());
            add(words, button->toolTip());
        }
        for (const auto *label : dialog.findChildren<QLabel *>()) {
            add(words, label->text());
        }
        for (const auto *action : dialog.findChildren<QAction *>()) {
            add(words, action->text());
        }
        const auto *model = dialog.findChild<QTreeView *>()->model();
        for (int column = 0; column < model->columnCount(); ++column) {
            add(words, model->headerData(column, Qt::Horizontal).toString());
        }
    }
    const QFileIconProvider icons; // tells the column of kinds
    for (const QString &place : {QDir::rootPath(), QDir::tempPath()}) {
        add(words, icons.type(QFileInfo(place)));
    }
    QLineEdit field;
    const std::unique_ptr<QMenu> menu(field.createStandardContextMenu());
    for (const auto *action : menu->actions()) {
        add(words, action->text());
    }
    const QDialogButtonBox buttons(QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::Close
                                   | QDialogButtonBox::Yes | QDialogButtonBox::No | QDialogButtonBox::Save);
    for (const auto *button : buttons.buttons()) {
        add(words, button->text());
    }
    return words;
}

} // namespace

class QtWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.path().toUtf8());
    }

    static void noDialogOfQtSpeaksEnglishInAnotherLanguage()
    {
        ui::Settings settings;
        settings.setLanguage(QStringLiteral("en"));
        const ui::Appearance appearance(settings);
        const QSet<QString> english = wordsOfQt();
        QVERIFY(english.contains(QStringLiteral("Cancel")));
        QVERIFY(english.contains(QStringLiteral("Look in:")));
        for (const char *language : {"zu", "qps"}) {
            settings.setLanguage(QLatin1String(language));
            const QSet<QString> left = wordsOfQt() & english;
            QVERIFY2(left.isEmpty(), qPrintable(QStringList(left.values()).join(QStringLiteral(" | "))));
        }
        settings.setLanguage(QStringLiteral("en"));
        QCOMPARE(wordsOfQt(), english);
    }

private:
    QTemporaryDir m_home;
};

QTEST_MAIN(QtWordsTest)
#include "qt_words_test.moc"
