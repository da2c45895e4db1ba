// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/text_page.h"

#include "ui/pages/text/build_card.h"
#include "ui/pages/text/document_card.h"
#include "ui/pages/text/documents_card.h"
#include "ui/pages/text/import_card.h"
#include "ui/pages/text/masked_card.h"
#include "ui/pages/text/sources_card.h"
#include "ui/pages/text/text_work.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/house_style.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QJsonArray>
#include <QPointer>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {

TextPage::TextPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_list(new DocumentList(this))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * u, u, 3 * u, 2 * u);
    column->setSpacing(u + u / 2);
    column->addWidget(buildHead());
    m_work = new TextWork(context, nullptr);
    column->addWidget(m_work);
    m_body = new QStackedWidget;
    m_view = new StateView(buildBrowser());
    QStringList languages;
    for (const std::string &tag : context.session->project().languages()) {
        languages.append(QString::fromStdString(tag));
    }
    m_form = new ImportCard(languages, nullptr);
    m_body->addWidget(m_view);
    m_body->addWidget(m_form);
    m_build = new BuildCard(*context.session);
    m_body->addWidget(m_build);
    column->addWidget(m_body, 1);
    buildActions();
    connectParts();
    showDataset({});
    lookAtDatasets();
}

TextPage::~TextPage()
{
    disconnect(m_list, nullptr, nullptr, nullptr); // the parts that it tells go before it
}

QWidget *TextPage::buildHead()
{
    const int u = unitOf(*this);
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 3);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    auto *top = new QHBoxLayout;
    top->setSpacing(2 * u);
    top->addWidget(heading(tr("Text")));
    m_choice = new QComboBox;
    m_choice->setAccessibleName(tr("Dataset to look at"));
    m_choice->hide(); // until there are several
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    top->addWidget(m_choice);
    top->addStretch(1);
    row->addLayout(top, 1);
    auto *line = new QHBoxLayout;
    line->setSpacing(0);
    m_about = new Label({}, TextSize::body, TextWeight::normal, Tone::muted);
    m_unclear = new Label({}, TextSize::body, TextWeight::normal, Tone::warning);
    line->addWidget(m_about);
    line->addWidget(m_unclear);
    line->addStretch(1);
    m_remove = quietButton(tr("Remove dataset…"));
    m_makeConversations = quietButton(tr("Make conversations…"));
    m_add = button(tr("Add text…"));
    row->addWidget(m_remove, 0, Qt::AlignTop);
    row->addWidget(m_makeConversations, 0, Qt::AlignTop);
    row->addWidget(m_add, 0, Qt::AlignTop);
    column->addLayout(row);
    column->addLayout(line);
    column->addWidget(buildViews(), 0, Qt::AlignLeft);
    return head;
}

QWidget *TextPage::buildBrowser()
{
    const int u = unitOf(*this);
    m_sources = new SourcesCard;
    m_documents = new DocumentsCard(*m_list);
    m_document = new DocumentCard;
    m_masked = new MaskedCard(*context().session);
    m_masked->hide();
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setHandleWidth(u + u / 3);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_sources);
    m_splitter->addWidget(m_documents);
    m_splitter->addWidget(m_document);
    m_splitter->addWidget(m_masked);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    m_splitter->setStretchFactor(3, 1);
    m_splitter->setSizes({30 * u, 76 * u, 42 * u, 0});
    return m_splitter;
}

void TextPage::buildActions()
{
    const auto add = [this](const QString &text, const QString &keys, auto act) {
        auto *action = new QAction(text, this);
        action->setShortcut(QKeySequence(keys));
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    add(tr("Add text…"), QStringLiteral("Ctrl+I"), [this] { chooseFiles(); });
    add(tr("Search in the documents"), QStringLiteral("Ctrl+F"), [this] {
        showBrowser();
        m_documents->focusSearch();
    });
    add(tr("Clear the filters"), {}, [this] { m_documents->clearFilters(); });
    add(tr("Note a licence…"), QStringLiteral("Ctrl+L"), [this] {
        showBrowser();
        m_sources->editLicence();
    });
    add(tr("Read the chosen document"), QStringLiteral("Ctrl+Return"), [this] { m_document->focusText(); });
    add(tr("See conversations as the trainer does, or as they were taken in"), QStringLiteral("Ctrl+M"), [this] {
        if (holdsConversations()) {
            m_views->setCurrentIndex(1 - m_views->currentIndex());
        }
    });
    add(tr("Make conversations in two languages…"), {}, [this] { showBuild(); });
    add(tr("Remove this dataset…"), {}, [this] { m_work->offerRemoval(); });
}

void TextPage::connectParts()
{
    ProjectSession *session = context().session;
    connect(session, &ProjectSession::datasetsChanged, this, [this] {
        m_isDirty = true;
        setInSight(m_isInSight);
    });
    connect(m_choice, &QComboBox::textActivated, this, &TextPage::showDataset);
    connect(m_add, &QPushButton::clicked, this, [this] { m_form->isEmpty() ? chooseFiles() : showForm(); });
    connect(m_remove, &QPushButton::clicked, m_work, &TextWork::offerRemoval);
    connect(m_sources, &SourcesCard::sourceChosen, m_documents, &DocumentsCard::setSource);
    connect(m_sources, &SourcesCard::noteWanted, this, &TextPage::note);
    connect(m_documents, &DocumentsCard::sourceCleared, this, [this] { m_sources->choose(0); });
    connect(m_documents, &DocumentsCard::documentChosen, this, [this](qint64 id) { m_list->readDocument(id); });
    connect(m_document, &DocumentCard::sliceWanted, m_list, &DocumentList::readDocument);
    connect(m_list, &DocumentList::rowsChanged, this, [this] {
        if (m_list->rowCount() == 0) {
            m_document->clear();
        }
    });
    connect(m_list, &DocumentList::documentRead, this, &TextPage::showDocument);
    connect(m_list, &DocumentList::contentsChanged, this, [this] {
        m_sources->setContents(m_list->contents());
        m_sources->choose(m_list->query().source);
        m_sources->restore(std::exchange(m_editorState, {}));
        if (std::exchange(m_isNotingLicences, false)) {
            m_sources->editLicence();
        }
        if (m_document->shown() > 0) {
            m_list->readDocument(m_document->shown());
        }
        m_work->setDataset(m_dataset, m_list->contents());
        m_masked->refresh();
        showHead();
    });
    connectMasked();
    connectBuild();
    connect(m_form, &ImportCard::moreFilesWanted, this, &TextPage::chooseFiles);
    connect(m_form, &ImportCard::cancelled, this, &TextPage::putFormAway);
    connect(m_form, &ImportCard::wished, this, [this](const ImportWish &wish) {
        m_askedFor = m_form->state();
        m_form->clear();
        showBrowser();
        m_work->startImport(wish);
    });
    connect(m_work, &TextWork::formWanted, this, [this] {
        m_form->clear();
        m_form->restore(m_askedFor);
        showForm();
    });
    connect(m_work, &TextWork::changed, this, [this] {
        m_form->setBusy(m_work->import().state() == TextImport::State::running);
        showHead();
    });
    connect(m_work, &TextWork::imported, this, [this](const QString &dataset) {
        if (m_work->import().state() == TextImport::State::done) {
            m_askedFor = {};
        }
        lookAtDatasets();
        if (m_names.contains(dataset) && dataset != m_dataset) {
            showDataset(dataset);
        } else {
            m_list->refresh();
        }
    });
    connect(m_work, &TextWork::split, m_list, &DocumentList::refresh);
    connect(m_work, &TextWork::removed, this, [this](const QString &dataset) {
        if (dataset == m_dataset) {
            m_dataset.clear();
        }
        lookAtDatasets();
    });
}

void TextPage::lookAtDatasets()
{
    m_isDirty = false;
    const QStringList names = context().session->datasetNames();
    if (names != m_names) { // else an open list would close under the mouse each time that an import writes
        m_names = names;
        m_choice->clear();
        m_choice->addItems(names);
        m_choice->setCurrentText(m_dataset);
        m_choice->setVisible(names.size() > 1);
        m_form->setDatasets(names, m_dataset);
        m_build->setDatasets(names);
    }
    if (!m_dataset.isEmpty() && names.contains(m_dataset)) {
        m_list->refresh();
        return;
    }
    if (!m_dataset.isEmpty() && !m_work->isRemoving(m_dataset)) {
        context().host->tell(Message{.tone = Tone::warning,
                                     .text = tr("The dataset “%1” is gone.").arg(m_dataset),
                                     .hint = tr("It was removed or moved outside this window.")});
    }
    if (!m_dataset.isEmpty() || !names.isEmpty() || m_list->state() != DocumentList::State::closed) {
        showDataset(names.isEmpty() ? QString() : names.front());
    }
}

void TextPage::showDataset(const QString &name)
{
    m_dataset = name;
    m_choice->setCurrentText(name);
    m_document->clear();
    m_masked->setDataset(name);
    m_sources->setContents(nullptr);
    m_work->setDataset(name, nullptr);
    m_form->setDatasets(m_names, name);
    if (name.isEmpty()) {
        m_list->close();
        m_view->showEmpty(
            tr("There is no text yet. Drop files here, plain text (TXT), JSON lines, conversations (JSONL, JSON), "
               "translated pairs (TSV) or messages (MO), or choose them."),
            {tr("Add text…"), [this] { chooseFiles(); }});
    } else {
        m_view->showContent();
        m_documents->restore({});
        const Path folder = context().session->project().datasetsFolder() / name.toStdString();
        m_list->open(QString::fromStdString(folder.string()), m_documents->query());
    }
    showHead();
}

void TextPage::showHead()
{
    const bool isForm = m_body->currentWidget() != m_view;
    const bool isEmpty = m_dataset.isEmpty();
    const DatasetContentsPtr &contents = m_list->contents();
    QStringList parts;
    int numUnclear = 0;
    if (contents && !isEmpty) {
        if (m_names.size() == 1) {
            parts.append(m_dataset);
        }
        parts.append(wordsInWords(totalsOf(contents->groups).numWords));
        parts.append(sourcesInWords(static_cast<qint64>(contents->sources.size())));
        numUnclear = numUnclearLicences(contents->sources);
    }
    m_about->setText(isEmpty ? tr("What the model will learn from, and where it came from.")
                             : parts.join(QStringLiteral(" · ")));
    m_unclear->setText(QStringLiteral(" · ") + tr("%1 with unclear licence").arg(numUnclear));
    m_unclear->setVisible(numUnclear > 0);
    m_add->setText(m_form->isEmpty() ? tr("Add text…") : tr("Back to the form"));
    m_add->setVisible(!isForm && (!isEmpty || !m_form->isEmpty()));
    m_remove->setVisible(!isForm && !isEmpty);
    m_makeConversations->setVisible(!isForm && !isEmpty);
    showViews();
    m_add->setProperty(kPrimaryProperty, !m_work->isSplitOffered());
    m_add->update();
}

void TextPage::showDocument(const DocumentText &document)
{
    const DatasetContentsPtr &contents = m_list->contents();
    if (!contents) {
        return;
    }
    const auto source = std::find_if(contents->sources.begin(), contents->sources.end(),
                                     [&document](const data::Source &one) { return one.id == document.source; });
    if (source != contents->sources.end()) {
        m_document->show(document, *source, QString::fromStdString(m_list->query().search));
    }
}

void TextPage::chooseFiles()
{
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, tr("Add text"), {},
        tr("Text (%1)").arg(QStringLiteral("*.txt *.text *.md *.jsonl *.ndjson *.json *.tsv *.mo"))
            + QStringLiteral(";;") + tr("All files (%1)").arg(QStringLiteral("*")));
    if (!paths.isEmpty()) {
        m_form->addFiles(paths);
        showForm();
    }
}

bool TextPage::takeFiles(const QStringList &paths)
{
    if (std::none_of(paths.begin(), paths.end(), hasTextName)) {
        return false;
    }
    m_form->addFiles(paths);
    showForm();
    return true;
}

void TextPage::putFormAway()
{
    const QJsonObject form = m_form->state();
    m_form->clear();
    showBrowser();
    context().host->tell(Message{.tone = Tone::text,
                                 .text = tr("Nothing was taken in."),
                                 .actionLabel = tr("Undo"),
                                 .act = [page = QPointer<TextPage>(this), form] { // the bar may outlive the page
                                     if (page) {
                                         page->m_form->restore(form);
                                         page->showForm();
                                     }
                                 }});
}

void TextPage::showForm()
{
    m_body->setCurrentWidget(m_form);
    m_form->setFocus();
    showHead();
}

void TextPage::showBrowser()
{
    const bool wasForm = m_body->currentWidget() != m_view;
    m_body->setCurrentWidget(m_view);
    if (wasForm && m_isInSight) {
        m_documents->setFocus(); // what had it is out of sight
    }
    showHead();
}

void TextPage::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    if (isInSight && m_isDirty) {
        lookAtDatasets();
    }
}

void TextPage::handle(const QJsonObject &request)
{
    const QString name = request.value(QLatin1String("dataset")).toString();
    if (m_names.contains(name) && name != m_dataset) {
        showDataset(name);
    }
    if (request.contains(QLatin1String("masked"))) {
        m_views->setCurrentIndex(request.value(QLatin1String("masked")).toBool() ? 1 : 0);
    }
    if (request.value(QLatin1String("add")).toBool()) {
        chooseFiles();
    }
    if (request.value(QLatin1String("build")).toBool()) {
        showBuild();
    }
    if (request.value(QLatin1String("licences")).toBool()) {
        showBrowser();
        m_sources->choose(0);
        m_isNotingLicences = !m_list->contents();
        if (m_list->contents()) {
            m_sources->editLicence();
        }
    }
}

QWidget *TextPage::firstControl() const
{
    const QWidget *part = m_body->currentWidget() == m_view ? m_documents : m_body->currentWidget();
    return part->focusProxy();
}

QString TextPage::help() const
{
    return tr("# Text\n\n"
              "A **dataset** is a collection of texts that a model can learn from. Each file that you take in is a "
              "**source**, with its licence and where it came from; each source is cut into **documents**.\n\n"
              "1. **Add text**: drop files on the window, or press Ctrl+I. Plain text (UTF-8), JSON lines and gettext "
              "catalogues can be read.\n"
              "2. **Hold out** a part. The model never trains on it, so it tells whether the model has learned the "
              "language. Near-duplicates and translations of one text stay on one side.\n"
              "3. **Look** at what came in: search with Ctrl+F, filter by source, language and split, and read a "
              "document as a whole at the right.\n\n"
              "A dataset of **conversations** can also be seen as the trainer sees it (Ctrl+M): written in the model's "
              "form, cut into word pieces, with what is learnt and what is cut off.\n\n"
              "A licence that is not known is a warning: a model made of such text cannot be published. Note it when "
              "you find it out (Ctrl+L).");
}

QJsonObject TextPage::state() const
{
    QJsonArray sizes;
    for (const int size : m_masked->isHidden() ? m_splitter->sizes() : m_plainSizes) {
        sizes.append(size);
    }
    return {{QStringLiteral("dataset"), m_dataset},
            {QStringLiteral("documents"), m_documents->state()},
            {QStringLiteral("note"), m_list->contents() ? m_sources->state() : m_editorState},
            {QStringLiteral("form"), m_form->state()},
            {QStringLiteral("asked_for"), m_askedFor},
            {QStringLiteral("is_form"), m_body->currentWidget() == m_form},
            {QStringLiteral("work"), m_work->state()},
            {QStringLiteral("build"), m_build->state()},
            {QStringLiteral("is_build"), m_body->currentWidget() == m_build},
            {QStringLiteral("view"), m_views->currentIndex()},
            {QStringLiteral("masked"), m_masked->state()},
            {QStringLiteral("sizes"), sizes}};
}

void TextPage::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    const QString name = state.value(QLatin1String("dataset")).toString();
    if (m_names.contains(name)) {
        m_dataset = name;
        m_choice->setCurrentText(name);
        m_masked->setDataset(name);
        m_editorState = state.value(QLatin1String("note")).toObject();
        m_documents->restore(state.value(QLatin1String("documents")).toObject());
        const Path folder = context().session->project().datasetsFolder() / name.toStdString();
        m_list->open(QString::fromStdString(folder.string()), m_documents->query());
    }
    QList<int> sizes;
    for (const QJsonValue &size : state.value(QLatin1String("sizes")).toArray()) {
        sizes.append(size.toInt());
    }
    if (sizes.size() == m_splitter->count() && *std::max_element(sizes.begin(), sizes.end()) > 0) {
        m_splitter->setSizes(sizes);
    }
    m_masked->restore(state.value(QLatin1String("masked")).toObject());
    m_views->setCurrentIndex(state.value(QLatin1String("view")).toInt());
    m_form->setDatasets(m_names, m_dataset);
    m_form->restore(state.value(QLatin1String("form")).toObject());
    m_askedFor = state.value(QLatin1String("asked_for")).toObject();
    m_work->restore(state.value(QLatin1String("work")).toObject());
    m_build->restore(state.value(QLatin1String("build")).toObject());
    if (state.value(QLatin1String("is_build")).toBool()) {
        showBuild();
    }
    if (state.value(QLatin1String("is_form")).toBool() && !m_form->isEmpty()) {
        showForm();
    }
}

} // namespace bafo::ui
