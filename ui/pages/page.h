// SPDX-License-Identifier: GPL-3.0-or-later
// What a page of the window is, and what it may ask of the window around it.
#pragma once

#include "core/base/result.h"
#include "ui/models/job_list.h"
#include "ui/models/project_session.h"
#include "ui/widgets/message_bar.h"

#include <QJsonObject>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace bafo::ui {

/// The window, as pages see it.
class PageHost {
public:
    virtual ~PageHost() = default;

    /// Shows another page and hands it a request: {"run": id}, {"model": name}, {"dataset": name}, ...
    virtual void goTo(const QString &page, const QJsonObject &request) = 0;

    virtual void tell(const Message &message) = 0;
    virtual void tell(const Error &error) = 0;

    /// Opens another project, makes one, or closes this one: asks for a folder where `folder` is empty.
    virtual void openProject(const QString &folder) = 0;
    virtual void newProject() = 0;

    /// Copies the finished small project that comes with the program into the home folder, and opens it.
    virtual void openExample() { }

    /// This computer cannot compute (train, talk, convert models) yet.
    [[nodiscard]] virtual bool lacksEngine() const { return false; }

    /// Says so, with the button that fetches it.
    virtual void offerEngine() { }

    /// Before work that computes: true where there is no engine, and the user has been told. Nothing is to be started
    /// then.
    [[nodiscard]] bool needsEngineFirst()
    {
        const bool isMissing = lacksEngine();
        if (isMissing) {
            offerEngine();
        }
        return isMissing;
    }

    /// Folders of projects that were open, the last one first.
    [[nodiscard]] virtual QStringList recentProjects() const { return {}; }
};

/// Borrowed; all of it outlives the page.
struct PageContext {
    ProjectSession *session = nullptr; ///< null for pages that need no project, while none is open
    JobList *jobs = nullptr; ///< with the session
    PageHost *host = nullptr;
};

/// Made when it is shown for the first time, and made anew from its state when the language changes. Its QActions are
/// in the palette (Ctrl+K) while it is shown.
class Page : public QWidget {
    Q_OBJECT

public:
    explicit Page(const PageContext &context, QWidget *parent)
        : QWidget(parent)
        , m_context(context)
    {
    }

    /// Whatever a user would be sorry to lose: what is chosen, typed, filtered, zoomed. Called once a second: cheap.
    [[nodiscard]] virtual QJsonObject state() const { return {}; }
    virtual void restore(const QJsonObject & /*state*/) { }

    /// Another page sent the user here.
    virtual void handle(const QJsonObject & /*request*/) { }

    /// F1: what the page is for, as Markdown.
    [[nodiscard]] virtual QString help() const = 0;

    /// Files dropped on the window. False where the page has no use for them: then the window decides.
    virtual bool takeFiles(const QStringList & /*paths*/) { return false; }

    /// Where the keyboard goes when the page comes for the first time: to what one reads or fills in, never to a button
    /// that starts or removes something. Null: to the page itself, from where Tab goes to its first control.
    [[nodiscard]] virtual QWidget *firstControl() const { return nullptr; }

    /// Gives the focus to it; where it cannot be used yet (the page is still loading), as soon as it can, unless the
    /// focus has gone elsewhere by then.
    void takeFocus();

    bool eventFilter(QObject *watched, QEvent *event) override;

    /// A page in sight may cost; one that is hidden must not.
    virtual void setInSight(bool /*isInSight*/) { }

protected:
    /// Tab goes by place.
    bool focusNextPrevChild(bool isNext) override;

    [[nodiscard]] const PageContext &context() const { return m_context; }

private:
    PageContext m_context;
};

/// One line of the list of pages.
struct PageKind {
    QString id;
    int number = 0; ///< Ctrl+number; fixed for ever
    QString iconName;
    QString (*title)() = nullptr; ///< the one name that it has everywhere, in the language of the moment
    Page *(*make)(const PageContext &context, QWidget *parent) = nullptr;
    bool needsProject = true;
    bool isInRail = true; ///< false: reached from another page
    bool usesEngine = false; ///< where this computer lacks one, the window offers it above the page
    QString railId = {}; ///< of the page that is marked in the rail meanwhile; empty: its own
};

/// In the order of the recipe.
[[nodiscard]] const std::vector<PageKind> &pageKinds();

} // namespace bafo::ui
