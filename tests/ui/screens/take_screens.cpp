// SPDX-License-Identifier: GPL-3.0-or-later
// bafo-screens PROJECT OUT BAFO [--short]: pictures of every page in every look, and what the checks find wrong with
// them.
//
// Every page x light and dark x English, isiZulu and the pseudo-language x text 100 % and 150 %, in a window of
// 1366x768 points, and each language in one of 1200x640; the scale is that of QT_SCALE_FACTOR. Exit code 1 where a
// check finds something. --short: each page in the looks that break first.
#include "tests/ui/screens/screen_checks.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/state_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTextStream>

#include <algorithm>

using namespace bafo;

namespace {

struct Look {
    ui::ThemeChoice theme = ui::ThemeChoice::light;
    QString language = QStringLiteral("en");
    double textScale = 1.0;
    QSize size = QSize(1366, 768);

    [[nodiscard]] QString name() const
    {
        return QStringLiteral("%1-%2-%3-%4")
            .arg(theme == ui::ThemeChoice::dark ? QStringLiteral("dark") : QStringLiteral("light"), language)
            .arg(textScale * 100)
            .arg(size.width());
    }
};

std::vector<Look> looks(bool isShort)
{
    if (isShort) {
        return {{ui::ThemeChoice::light, QStringLiteral("en"), 1.0},
                {ui::ThemeChoice::dark, QStringLiteral("qps"), 1.0},
                {ui::ThemeChoice::light, QStringLiteral("zu"), 1.5}};
    }
    std::vector<Look> all;
    for (const auto theme : {ui::ThemeChoice::light, ui::ThemeChoice::dark}) {
        for (const char *language : {"en", "zu", "qps"}) {
            for (const double scale : {1.0, 1.5}) {
                all.push_back({theme, QLatin1String(language), scale});
            }
        }
    }
    for (const char *language : {"en", "zu", "qps"}) {
        all.push_back({ui::ThemeChoice::light, QLatin1String(language), 1.0, QSize(1200, 640)});
    }
    return all;
}

/// Lets timers, threads and children do their work.
void settle(int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) {
        QApplication::processEvents(QEventLoop::AllEvents, 20);
    }
}

bool isLoading(const QWidget &window)
{
    const auto views = window.findChildren<const ui::StateView *>();
    return std::any_of(views.cbegin(), views.cend(),
                       [](const ui::StateView *view) { return view->isVisible() && view->isLoading(); });
}

/// Until nothing in sight is loading, and a while longer for what follows on it.
void settleWhole(const QWidget &window, int milliseconds)
{
    constexpr int kMostMs = 20000;
    settle(milliseconds / 2);
    QElapsedTimer timer;
    timer.start();
    while (isLoading(window) && timer.elapsed() < kMostMs) {
        settle(100);
    }
    settle(milliseconds / 2);
}

class Screens {
public:
    Screens(QString project, QString out, QString bafo, bool isShort)
        : m_project(std::move(project))
        , m_bafo(std::move(bafo))
        , m_out(std::move(out))
        , m_isShort(isShort)
    {
        QDir().mkpath(m_out);
    }

    int take()
    {
        report(QStringLiteral("palette"), screens::weakContrasts());
        ui::Settings settings;
        ui::Appearance appearance(settings);
        const ui::Places places{.bafoProgram = m_bafo,
                                .cacheFolder = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation),
                                .dataFolder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)};
        ui::MainWindow window(settings, appearance, places);
        window.resize(Look{}.size);
        window.show();
        window.open({});
        settle(600);
        picture(window, QStringLiteral("welcome"), Look{});
        window.open(m_project);
        settle(1500);
        for (const Look &look : looks(m_isShort)) {
            settings.setTheme(look.theme);
            settings.setLanguage(look.language);
            settings.setTextScale(look.textScale);
            window.resize(look.size);
            for (const ui::PageKind &kind : ui::pageKinds()) {
                window.showPage(kind.id, requestFor(kind.id));
                settleWhole(window, m_isShort ? 600 : 1200);
                picture(window, kind.id, look);
                if (kind.id == QLatin1String("test")) {
                    pictureTests(window, look);
                }
            }
        }
        QTextStream(stdout) << m_numPictures << " pictures in " << m_out << ", " << m_numProblems << " problems\n";
        return m_numProblems > 0 ? 1 : 0;
    }

private:
    /// The newest training, or the newest evaluation.
    [[nodiscard]] QJsonObject requestFor(const QString &page) const
    {
        const auto newestIn = [this](const char *folder, const QString &notIn) {
            QStringList names = QDir(m_project + QLatin1Char('/') + QLatin1String(folder))
                                    .entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
            names.removeIf([&](const QString &name) { return !notIn.isEmpty() && QDir(notIn + name).exists(); });
            return names.isEmpty() ? QString() : names.back();
        };
        if (page == QLatin1String("run")) {
            const QString run = newestIn("runs", m_project + QStringLiteral("/evals/"));
            return run.isEmpty() ? QJsonObject() : QJsonObject{{QStringLiteral("run"), run}};
        }
        const QString evaluation = newestIn("evals", {});
        return page != QLatin1String("test") || evaluation.isEmpty()
            ? QJsonObject()
            : QJsonObject{{QStringLiteral("evaluation"), evaluation},
                          {QStringLiteral("first"), QStringLiteral("tiny")},
                          {QStringLiteral("second"), QStringLiteral("grown-model")}};
    }

    /// The other sides of the page of tests: items, and the form.
    void pictureTests(ui::MainWindow &window, const Look &look)
    {
        QJsonObject items = requestFor(QStringLiteral("test"));
        if (items.isEmpty()) {
            return;
        }
        items.insert(QStringLiteral("items"), true);
        window.showPage(QStringLiteral("test"), items);
        settleWhole(window, m_isShort ? 600 : 1200);
        picture(window, QStringLiteral("test-items"), look);
        window.showPage(QStringLiteral("test"), {{QStringLiteral("model"), QStringLiteral("tiny")}});
        settleWhole(window, m_isShort ? 600 : 1200);
        picture(window, QStringLiteral("test-ask"), look);
    }

    void picture(ui::MainWindow &window, const QString &page, const Look &look)
    {
        const QString name = QStringLiteral("%1-%2").arg(page, look.name());
        window.grab().save(QStringLiteral("%1/%2.png").arg(m_out, name));
        ++m_numPictures;
        report(name, screens::clippedTexts(window));
        report(name, screens::namelessControls(window));
        report(name, screens::unreachableControls(window));
        report(name, wrongFocus(window, page));
        if (window.width() > look.size.width() || window.height() > look.size.height()) {
            report(name,
                   {QStringLiteral("the page forces the window to %1x%2").arg(window.width()).arg(window.height())});
            window.resize(look.size);
        }
    }

    /// A page that comes has the keyboard on what it is for, and no button under it that does something; only the very
    /// first one offers what to begin with.
    static QStringList wrongFocus(const ui::MainWindow &window, const QString &page)
    {
        const QWidget *focus = window.focusWidget();
        const bool isButton = qobject_cast<const QAbstractButton *>(focus) != nullptr;
        return isButton == (page == QLatin1String("welcome"))
            ? QStringList()
            : QStringList{QStringLiteral("the focus is on %1")
                              .arg(focus == nullptr ? QStringLiteral("nothing")
                                                    : QLatin1String(focus->metaObject()->className()) + QLatin1Char(' ')
                                           + focus->accessibleName())};
    }

    void report(const QString &where, const QStringList &problems)
    {
        for (const QString &problem : problems) {
            QTextStream(stdout) << where << ": " << problem << "\n";
        }
        m_numProblems += static_cast<int>(problems.size());
    }

    QString m_project;
    QString m_bafo;
    QString m_out;
    bool m_isShort;
    int m_numPictures = 0;
    int m_numProblems = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("screens"));
    const QStringList words = QApplication::arguments();
    if (words.size() < 4) {
        QTextStream(stderr) << "usage: bafo-screens PROJECT OUT BAFO [--short]\n";
        return 2;
    }
    return Screens(QDir(words.at(1)).absolutePath(), words.at(2), words.at(3), words.contains(QLatin1String("--short")))
        .take();
}
