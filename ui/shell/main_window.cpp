// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/shell/command_palette.h"
#include "ui/shell/engine_strip.h"
#include "ui/shell/help_window.h"
#include "ui/shell/rail.h"
#include "ui/shell/top_bar.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/tab_order.h"

#include <QAction>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

QAction *makeAction(QObject *parent, const QString &text, const QString &keys)
{
    auto *action = new QAction(text, parent);
    action->setShortcut(QKeySequence(keys));
    return action;
}

} // namespace

MainWindow::MainWindow(Settings &settings, Appearance &appearance, Places places)
    : m_settings(settings)
    , m_places(std::move(places))
    , m_engine(m_places.bafoProgram, m_places.dataFolder + QStringLiteral("/jobs"))
{
    setWindowTitle(QStringLiteral("BafoGPT Workbench"));
    setAcceptDrops(true);
    setMinimumSize(1000, 600);
    buildFrame();
    connect(&appearance, &Appearance::languageApplied, this, &MainWindow::rebuild);
    connect(&appearance, &Appearance::textScaleApplied, this, &MainWindow::rebuild);
    connect(&m_engine, &EngineOffer::becameReady, this, &MainWindow::tellEngineReady);
    connect(&m_engine, &EngineOffer::changed, this, &MainWindow::withdrawEngineOffer);
    m_keeping.setInterval(1000);
    connect(&m_keeping, &QTimer::timeout, this, &MainWindow::keepState);
    m_keeping.start();
    if (!restoreGeometry(settings.geometry())) {
        resize(1366, 768);
    }
}

MainWindow::~MainWindow()
{
    dropPages(); // before the session that they borrow
}

void MainWindow::showPage(const QString &page, const QJsonObject &request)
{
    const auto kinds = kindsNow();
    auto kind = std::find_if(kinds.begin(), kinds.end(), [&page](const PageKind &one) { return one.id == page; });
    if (kind == kinds.end()) {
        kind = kinds.begin();
    }
    Page *old = m_pages.value(m_current);
    Page *next = m_pages.contains(kind->id) ? m_pages.value(kind->id) : makePage(*kind);
    if (old != nullptr && old != next) {
        old->setInSight(false);
    }
    m_current = kind->id;
    const bool isFocusElsewhere = std::any_of(m_parts.begin(), m_parts.end(), [this](const QWidget *part) {
        return part != m_stack && part->isAncestorOf(focusWidget());
    });
    const QWidget *last = next->focusWidget(); // before the stack gives it to the first button that it finds
    const bool isKnown = last != nullptr && last != next;
    m_stack->setCurrentWidget(next);
    if (old != next) {
        m_secondClick.noteNewPage(next);
    }
    if (old != next && !isFocusElsewhere && isKnown) {
        focusArea(*next, Qt::OtherFocusReason);
    } else if (old != next && !isFocusElsewhere) {
        next->takeFocus();
    }
    m_engineStrip->setWanted(m_session && kind->usesEngine);
    m_rail->setCurrent(kind->railId.isEmpty() ? kind->id : kind->railId);
    next->setInSight(true);
    setWindowTitle(m_session ? QStringLiteral("%1 – %2 – BafoGPT Workbench").arg(kind->title(), m_session->name())
                             : QStringLiteral("BafoGPT Workbench"));
    if (!request.isEmpty()) {
        next->handle(request); // last: it may send the user on to another page
    }
}

void MainWindow::goTo(const QString &page, const QJsonObject &request)
{
    showPage(page, request);
}

void MainWindow::tell(const Message &message)
{
    m_messages->tell(message);
}

void MainWindow::tell(const Error &error)
{
    m_messages->tell(error);
}

void MainWindow::buildFrame()
{
    dropPages();
    auto *frame = new QWidget;
    auto *row = new QHBoxLayout(frame);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_rail = new Rail;
    m_topBar = new TopBar(m_settings);
    m_stack = new QStackedWidget;
    m_messages = new MessageBar;
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    m_engineStrip = new EngineStrip(m_engine);
    column->addWidget(m_topBar);
    column->addWidget(m_engineStrip);
    column->addWidget(m_stack, 1);
    column->addWidget(m_messages);
    row->addWidget(m_rail);
    row->addLayout(column, 1);
    m_parts = {m_rail, m_topBar, m_engineStrip, m_stack, m_messages};
    setCentralWidget(frame);
    connect(m_messages, &MessageBar::focusLeft, this,
            [this] { focusArea(*m_stack->currentWidget(), Qt::OtherFocusReason); });
    connect(m_rail, &Rail::chosen, this, [this](const QString &page) { showPage(page); });
    connect(m_topBar, &TopBar::projectChosen, this, &MainWindow::openProject);
    connect(m_topBar, &TopBar::newProjectWanted, this, &MainWindow::newProject);
    connect(m_topBar, &TopBar::projectClosed, this, [this] { open({}); });
    connect(m_topBar, &TopBar::paletteWanted, this, &MainWindow::showPalette);
    connect(m_topBar, &TopBar::shortcutsWanted, this, &MainWindow::showShortcuts);
    connect(m_topBar->pill(), &RunPill::clicked, this, [this] {
        showPage(QStringLiteral("run"), {{QStringLiteral("run"), m_topBar->pill()->run()}});
    });
    buildActions();
    showRail();
}

void MainWindow::rebuild()
{
    keepState();
    const QString page = m_current;
    buildFrame();
    connectSession();
    showPage(page);
}

void MainWindow::buildActions()
{
    qDeleteAll(m_actions);
    m_actions.clear();
    m_projectActions.clear();
    for (const PageKind &kind : pageKinds()) {
        if (kind.number > 0) {
            QAction *action
                = makeAction(this, tr("Go to %1").arg(kind.title()), QStringLiteral("Ctrl+%1").arg(kind.number));
            connect(action, &QAction::triggered, this, [this, id = kind.id] { showPage(id); });
            m_actions.append(action);
            if (kind.needsProject) {
                m_projectActions.append(action);
            }
        }
    }
    const auto add = [this](const QString &text, const QString &keys, auto act) {
        QAction *action = makeAction(this, text, keys);
        connect(action, &QAction::triggered, this, act);
        m_actions.append(action);
    };
    add(tr("New project…"), QStringLiteral("Ctrl+N"), [this] { newProject(); });
    add(tr("Open a project…"), QStringLiteral("Ctrl+O"), [this] { openProject({}); });
    add(tr("Close this project"), {}, [this] { open({}); });
    m_projectActions.append(m_actions.back());
    add(tr("Light"), {}, [this] { m_settings.setTheme(ThemeChoice::light); });
    add(tr("Dark"), {}, [this] { m_settings.setTheme(ThemeChoice::dark); });
    for (const QString &language : Appearance::languages()) {
        add(tr("Language: %1").arg(Appearance::nameOf(language)), {},
            [this, language] { m_settings.setLanguage(language); });
    }
    add(tr("All actions…"), QStringLiteral("Ctrl+K"), [this] { showPalette(); });
    add(tr("Next part of the window"), QStringLiteral("F6"), [this] { focusNextPart(); });
    add(tr("Help for this page"), QStringLiteral("F1"), [this] { showHelp(); });
    add(tr("Keyboard shortcuts"), QStringLiteral("Ctrl+?"), [this] { showShortcuts(); });
    add(tr("Quit"), QStringLiteral("Ctrl+Q"), [this] { close(); });
    addActions(m_actions);
    enableActions();
}

void MainWindow::enableActions()
{
    for (QAction *action : m_projectActions) {
        action->setEnabled(m_session != nullptr);
    }
}

void MainWindow::showRail()
{
    std::vector<PageKind> inRail;
    for (const PageKind &kind : kindsNow()) {
        if (kind.isInRail) {
            inRail.push_back(kind);
        }
    }
    m_rail->setPages(inRail);
    m_rail->setCurrent(m_current);
}

std::vector<PageKind> MainWindow::kindsNow() const
{
    std::vector<PageKind> kinds;
    for (const PageKind &kind : pageKinds()) {
        if (m_session || !kind.needsProject) {
            kinds.push_back(kind);
        }
    }
    return kinds;
}

Page *MainWindow::makePage(const PageKind &kind)
{
    Page *page = kind.make({.session = m_session.get(), .jobs = m_jobs.get(), .host = this}, m_stack);
    page->setObjectName(kind.id);
    page->setAccessibleName(kind.title());
    m_stack->addWidget(page);
    m_pages.insert(kind.id, page);
    if (m_states) {
        page->restore(m_states->stateOf(kind.id));
    }
    return page;
}

void MainWindow::keepState()
{
    if (!m_states) {
        return;
    }
    bool isKept = m_states->keep(QStringLiteral("window"), {{QStringLiteral("page"), m_current}});
    for (auto page = m_pages.cbegin(); page != m_pages.cend(); ++page) {
        isKept = m_states->keep(page.key(), page.value()->state()) && isKept;
    }
    const QString problem = tr("What you type cannot be kept: %1 cannot be written.").arg(m_places.dataFolder);
    if (!isKept && m_couldKeep) {
        tell(Message{.tone = Tone::error,
                     .text = problem,
                     .hint = tr("Make room on the disk. Nothing is lost while the window stays open.")});
    } else if (isKept && !m_couldKeep) {
        m_messages->withdraw(problem);
        tell(Message{.tone = Tone::good, .text = tr("What you type is kept again.")});
    }
    m_couldKeep = isKept;
}

void MainWindow::dropPages()
{
    qDeleteAll(m_pages);
    m_pages.clear();
}

void MainWindow::showPalette()
{
    QList<QAction *> actions = m_actions;
    if (const Page *page = m_pages.value(m_current)) {
        actions = page->actions() + actions;
    }
    auto *palette = new CommandPalette(actions, this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
}

void MainWindow::showHelp()
{
    if (const Page *page = m_pages.value(m_current)) {
        showHelpWindow(page->accessibleName(), page->help(), this);
    }
}

void MainWindow::showShortcuts()
{
    QString table = QStringLiteral("| | |\n|---|---|\n");
    QList<QAction *> actions = m_actions;
    if (const Page *page = m_pages.value(m_current)) {
        actions += page->actions();
    }
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty()) {
            table += QStringLiteral("| %1 | %2 |\n")
                         .arg(action->shortcut().toString(QKeySequence::NativeText), action->text());
        }
    }
    showHelpWindow(tr("Keyboard shortcuts"), table, this);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    keepState();
    m_settings.setGeometry(saveGeometry());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    event->acceptProposedAction();
    Page *page = m_pages.value(m_current);
    if (paths.isEmpty() || (page != nullptr && page->takeFiles(paths))) {
        return;
    }
    if (!m_session) {
        openProject(paths.front());
        return;
    }
    for (const PageKind &kind : kindsNow()) { // the first page that has a use for them
        Page *other = m_pages.contains(kind.id) ? m_pages.value(kind.id) : makePage(kind);
        if (other->takeFiles(paths)) {
            showPage(kind.id);
            return;
        }
    }
    tell(Message{.tone = Tone::warning,
                 .text = tr("No page has a use for %1.").arg(paths.front()),
                 .hint = tr("Drop texts (TXT, JSONL, MO), a model folder or a GGUF file.")});
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange || event->type() == QEvent::ActivationChange) {
        if (Page *page = m_pages.value(m_current)) {
            page->setInSight(!isMinimized());
        }
    }
}

} // namespace bafo::ui
