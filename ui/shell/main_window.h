// SPDX-License-Identifier: GPL-3.0-or-later
// The window: rail, top bar, pages, message bar, and what belongs to all pages.
#pragma once

#include "ui/models/engine_offer.h"
#include "ui/pages/page.h"
#include "ui/shell/appearance.h"
#include "ui/shell/second_click.h"
#include "ui/shell/settings.h"
#include "ui/shell/state_store.h"

#include <QHash>
#include <QMainWindow>
#include <QTimer>

#include <memory>
#include <optional>

class QStackedWidget;

namespace bafo::ui {

class EngineStrip;
class MessageBar;
class Rail;
class TopBar;

/// Where the programs and the user's folders are; decided in main().
struct Places {
    QString bafoProgram;
    QString cacheFolder; ///< ~/.cache
    QString dataFolder; ///< ~/.local/share/<application>: page states, jobs
};

/// The window's thread only. The frame is built anew when the language or the size of the text changes.
class MainWindow final : public QMainWindow, private PageHost {
    Q_OBJECT

public:
    MainWindow(Settings &settings, Appearance &appearance, Places places);
    ~MainWindow() override;

    /// Tells in the message bar where it cannot be opened. Empty closes the project.
    void open(const QString &folder);

    void showPage(const QString &page, const QJsonObject &request = {});
    [[nodiscard]] QString currentPage() const { return m_current; }
    [[nodiscard]] Page *page(const QString &id) const { return m_pages.value(id); }

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

    /// Enter presses the button that has the focus, as Space does.
    void keyPressEvent(QKeyEvent *event) override;

    /// Tab goes by place, page and all.
    bool focusNextPrevChild(bool isNext) override;

private:
    void goTo(const QString &page, const QJsonObject &request) override;
    void tell(const Message &message) override;
    void tell(const Error &error) override;
    void openProject(const QString &folder) override;
    void newProject() override;
    void openExample() override;
    void bringKeptPages(const QString &place) const;
    [[nodiscard]] bool lacksEngine() const override;
    void offerEngine() override;
    [[nodiscard]] QStringList recentProjects() const override { return m_settings.recentProjects(); }

    void buildFrame();
    void rebuild();
    void tellEngineReady();
    void withdrawEngineOffer(); ///< once it says what is true no more
    void buildActions();
    void connectSession();
    void showRail();
    void enableActions(); ///< those that can be done now
    void keepState();
    void dropPages();
    void showPalette();
    void focusNextPart();
    void showHelp();
    void showShortcuts();
    void tellNotOpened(const QString &folder, const Error &error);
    void withdrawLoss(); ///< that the project is gone: it is back, or another one is open
    void resumeNewProject();
    void newProjectIn(const QString &folder); ///< empty: where the form proposes
    void tellRunEnded(const QString &id);
    void withdrawOutdatedEnds(); ///< what was told of runs that were removed or taken up again since
    [[nodiscard]] std::vector<PageKind> kindsNow() const;
    [[nodiscard]] Page *makePage(const PageKind &kind);

    Settings &m_settings;
    Places m_places;
    EngineOffer m_engine;
    QString m_engineOffer; ///< the message that is in the bar about it
    EngineOffer::State m_offeredState = EngineOffer::State::unknown; ///< when that was told
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<JobList> m_jobs;
    std::optional<StateStore> m_states;
    QHash<QString, Page *> m_pages;
    QString m_current;
    TopBar *m_topBar = nullptr;
    Rail *m_rail = nullptr;
    EngineStrip *m_engineStrip = nullptr;
    QStackedWidget *m_stack = nullptr;
    MessageBar *m_messages = nullptr;
    std::vector<QWidget *> m_parts; ///< in the order of F6
    QList<QAction *> m_actions;
    QList<QAction *> m_projectActions; ///< of them: where a project is open
    QTimer m_keeping;
    SecondClick m_secondClick;
    QHash<QString, QString> m_toldEnds; ///< of runs by their id
    bool m_couldKeep = true;
    bool m_hasResumed = false;
};

} // namespace bafo::ui
