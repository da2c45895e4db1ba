// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/models_page.h"

#include "ui/pages/models/certificate_view.h"
#include "ui/pages/models/export_panel.h"
#include "ui/pages/models/import_panel.h"
#include "ui/pages/models/merge_panel.h"
#include "ui/pages/models/merge_work.h"
#include "ui/pages/models/model_details.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

QString languageOf(const PageContext &context)
{
    const auto &languages = context.session->project().languages();
    return languages.empty() ? QString() : QString::fromStdString(languages.front());
}

} // namespace

ModelsPage::ModelsPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_language(languageOf(context))
    , m_shelf(new ModelShelf(*context.session, this))
    , m_work(new ModelWork(context, m_shelf->thread(), this))
    , m_merging(new MergeWork(context, m_shelf->thread(), this))
    , m_summary(mutedWords({}))
    , m_importButton(button(tr("Import a model…")))
    , m_tree(new ModelTree(m_language))
    , m_list(new StateView(m_tree))
    , m_jobs(new JobStrip)
    , m_details(new ModelDetails)
    , m_import(new ImportPanel(m_shelf->thread()))
    , m_export(new ExportPanel)
    , m_merge(new MergePanel)
    , m_certificate(new CertificateView)
    , m_side(new QStackedWidget)
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * u, u, 3 * u, 3 * u);
    column->setSpacing(2 * u);
    column->addWidget(makeHead());
    column->addWidget(makeBody(), 1);
    connectDetails();
    connectWork();
    connectMerge();
    makeActions();
    showSide(Side::details);
    refresh();
}

QWidget *ModelsPage::makeHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    auto *left = new QVBoxLayout;
    left->setSpacing(unitOf(*this) / 2);
    left->addWidget(heading(tr("Models")));
    left->addWidget(m_summary);
    row->addLayout(left, 1);
    row->addWidget(m_importButton, 0, Qt::AlignVCenter);
    connect(m_importButton, &QPushButton::clicked, this, [this] { beginImport({}); });
    return head;
}

QWidget *ModelsPage::makeBody()
{
    const int u = unitOf(*this);
    auto *body = new QWidget;
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u + u / 2);
    auto *left = new Card;
    left->body()->addWidget(m_jobs);
    left->body()->addWidget(m_list, 1);
    auto *right = new Card;
    right->layout()->setContentsMargins(0, 0, 0, 0);
    right->body()->addWidget(m_side);
    m_side->addWidget(scrolling(m_details, tr("The chosen model")));
    m_side->addWidget(scrolling(m_import, tr("Import a model")));
    m_side->addWidget(scrolling(m_export, tr("Export a model")));
    m_side->addWidget(scrolling(m_merge, tr("Merge an adapter")));
    m_side->addWidget(scrolling(m_certificate, tr("Certificate of the model")));
    m_sideCard = right;
    row->addWidget(left, 3);
    row->addWidget(right, 2);
    return body;
}

void ModelsPage::connectDetails()
{
    PageHost *host = context().host;
    connect(m_tree, &ModelTree::chosenChanged, this, [this] {
        if (m_tree->hasFocus()) { // chosen by the user: the list as it fills does not close a half filled form
            showSide(Side::details);
        }
        refreshDetails();
    });
    connect(m_tree, &QTreeWidget::itemActivated, this, [this] { showSide(Side::details); });
    connect(m_details, &ModelDetails::chatWanted, this, [host](const QString &model) {
        host->goTo(QStringLiteral("chat"), {{QStringLiteral("model"), model}});
    });
    connect(m_details, &ModelDetails::trainWanted, this, [host](const QString &model) {
        host->goTo(QStringLiteral("train"), {{QStringLiteral("model"), model}});
    });
    connect(m_details, &ModelDetails::runWanted, this, [host](const QString &run) {
        host->goTo(QStringLiteral("run"), {{QStringLiteral("run"), run}});
    });
    connect(m_details, &ModelDetails::verifyWanted, this, &ModelsPage::verify);
    connect(m_details, &ModelDetails::exportWanted, this, &ModelsPage::beginExport);
    connect(m_details, &ModelDetails::mergeWanted, this, &ModelsPage::beginMerge);
    connect(m_details, &ModelDetails::certificateWanted, this, &ModelsPage::readCertificate);
    connect(m_details, &ModelDetails::removeWanted, m_work, &ModelWork::remove);
}

void ModelsPage::connectWork()
{
    connect(m_shelf, &ModelShelf::changed, this, &ModelsPage::refresh);
    connect(m_work, &ModelWork::changed, this, [this] {
        m_jobs->show(m_work->lines());
        refreshDetails();
    });
    connect(m_work, &ModelWork::imported, this, [this](const QString &model) {
        m_import->restore({});
        m_tree->choose(model);
        showSide(Side::details);
        m_shelf->readAgain();
    });
    connect(m_work, &ModelWork::checked, this, [this] {
        m_shelf->readAgain(); // a certificate may have come
        refresh();
    });
    connect(m_work, &ModelWork::removed, m_shelf, &ModelShelf::readAgain);
    connect(m_jobs, &JobStrip::cancelWanted, m_work, &ModelWork::cancel);
    connect(m_jobs, &JobStrip::closeWanted, m_work, &ModelWork::close);
    connect(m_import, &ImportPanel::importWanted, this,
            [this](const ImportSource &source, const QString &name, const QString &base) {
                if (context().host->needsEngineFirst()) {
                    return; // the form stays as it is filled
                }
                m_work->import(source, name, base);
                showSide(Side::details);
            });
    connect(m_import, &ImportPanel::closed, this, [this] { showSide(Side::details); });
    connect(m_export, &ExportPanel::exportWanted, this, [this](const ExportWish &wish) {
        if (!context().host->needsEngineFirst()) {
            m_work->exportTo(wish);
            showSide(Side::details);
        }
    });
    connect(m_export, &ExportPanel::closed, this, [this] { showSide(Side::details); });
}

void ModelsPage::makeActions()
{
    const auto add = [this](const QString &text, auto act) {
        auto *action = new QAction(text, this);
        connect(action, &QAction::triggered, this, act);
        addAction(action);
        return action;
    };
    add(tr("Import a model…"), [this] { beginImport({}); })->setShortcut(QKeySequence(QStringLiteral("Ctrl+I")));
    add(tr("Talk with this model"), [this] { Q_EMIT m_details->chatWanted(m_tree->chosen()); });
    add(tr("Train this model"), [this] { Q_EMIT m_details->trainWanted(m_tree->chosen()); });
    add(tr("Verify this model"), [this] { verify(m_tree->chosen()); });
    add(tr("Export this model…"), [this] { beginExport(m_tree->chosen()); });
    add(tr("Merge this adapter…"), [this] { beginMerge(m_tree->chosen()); });
    add(tr("Read the certificate"), [this] { readCertificate(m_tree->chosen()); });
}

void ModelsPage::refresh()
{
    const auto content = m_shelf->content();
    if (!content) {
        m_list->showLoading(tr("Reading the models …"));
        return;
    }
    if (content->error) {
        m_list->showFailed(*content->error, {tr("Read again"), [this] { m_shelf->readAgain(); }});
    }
    QStringList taken;
    QStringList bases;
    for (const FamilyMember &member : content->members) {
        taken.append(member.name);
        if (member.kind != MemberKind::adapter && member.kind != MemberKind::unreadable && member.model.hasWeights) {
            bases.append(member.name);
        }
    }
    m_import->setTakenNames(taken);
    m_import->setBases(bases);
    m_merge->setTakenNames(taken);
    m_merge->setDatasets(content->datasets);
    m_import->setFreeBytes(content->freeBytes);
    const QString room = tr("%1 free on this disk").arg(sizeInWords(content->freeBytes));
    m_summary->setText(
        content->members.empty() ? room : tr("%1 in this project · %2").arg(sizeInWords(content->sizeBytes()), room));
    m_tree->show(*content, m_work->checks());
    showSide(static_cast<Side>(m_side->currentIndex()));
    m_jobs->show(m_work->lines());
    refreshDetails();
}

void ModelsPage::refreshDetails()
{
    const auto content = m_shelf->content();
    const FamilyMember *member = content ? content->member(m_tree->chosen()) : nullptr;
    if (member != nullptr) {
        const auto check = m_work->checks().constFind(member->name);
        m_details->show(*member, *content, check == m_work->checks().constEnd() ? nullptr : &*check,
                        m_work->checkProgress(member->name));
    }
    refreshCertificate();
    refreshMerge();
}

const FamilyMember *ModelsPage::member(const QString &model) const
{
    const FamilyMember *found = m_shelf->content() ? m_shelf->content()->member(model) : nullptr;
    return found != nullptr && found->kind != MemberKind::unreadable ? found : nullptr;
}

void ModelsPage::showSide(Side side)
{
    constexpr int kSideUnits = 50;
    constexpr int kWideUnits = 76; // three ways side by side, and checks with their figures
    const bool isWide = side == Side::merging || side == Side::certificate;
    m_sideCard->setMaximumWidth((isWide ? kWideUnits : kSideUnits) * unitOf(*this));
    if (auto *row = qobject_cast<QHBoxLayout *>(m_sideCard->parentWidget()->layout())) {
        row->setStretch(1, isWide ? 4 : 2);
    }
    const auto content = m_shelf->content();
    const bool isEmpty = content && content->members.empty() && !content->error;
    m_side->setCurrentIndex(static_cast<int>(side));
    m_importButton->setVisible(!isEmpty); // the list itself offers it then
    m_sideCard->setVisible(side != Side::details || (content && !content->members.empty()));
    if (isEmpty) {
        // While a panel is open its own button is the one to press.
        const Offer offer = side == Side::details
            ? Offer{.label = tr("Import a model"), .act = [this] { beginImport({}); }}
            : Offer{};
        m_list->showEmpty(tr("No models yet. Take in a GGUF file or a Hugging Face folder: everything else is made "
                             "from it."),
                          offer);
    } else if (content && !content->error) {
        m_list->showContent();
    }
}

void ModelsPage::beginImport(const QString &path)
{
    showSide(Side::import);
    m_import->begin(path);
}

void ModelsPage::beginExport(const QString &model)
{
    if (const FamilyMember *one = member(model)) {
        showSide(Side::exporting);
        m_export->begin(model, one->kind == MemberKind::adapter, one->model.numParameters, one->model.sizeBytes);
    }
}

void ModelsPage::verify(const QString &model)
{
    if (const FamilyMember *one = member(model)) {
        m_work->verify(model, QString::fromStdString(one->model.lineage.weightHash()));
    }
}

QJsonObject ModelsPage::state() const
{
    return {{QStringLiteral("model"), m_tree->chosen()},
            {QStringLiteral("collapsed"), QJsonArray::fromStringList(m_tree->collapsed())},
            {QStringLiteral("import"), m_import->state()},
            {QStringLiteral("is_importing"), m_side->currentIndex() == static_cast<int>(Side::import)},
            {QStringLiteral("merge"), m_merge->state()},
            {QStringLiteral("is_merging"), m_side->currentIndex() == static_cast<int>(Side::merging)},
            {QStringLiteral("is_reading"), m_side->currentIndex() == static_cast<int>(Side::certificate)},
            {QStringLiteral("merging"), m_merging->state()},
            {QStringLiteral("work"), m_work->state()}};
}

void ModelsPage::restore(const QJsonObject &state)
{
    m_tree->choose(state.value(QLatin1String("model")).toString());
    m_tree->setCollapsed(state.value(QLatin1String("collapsed")).toVariant().toStringList());
    m_import->restore(state.value(QLatin1String("import")).toObject());
    m_work->restore(state.value(QLatin1String("work")).toObject());
    m_work->begin();
    m_merging->restore(state.value(QLatin1String("merging")).toObject());
    m_merging->begin();
    m_merge->restore(state.value(QLatin1String("merge")).toObject());
    if (state.value(QLatin1String("is_importing")).toBool()) {
        showSide(Side::import);
    } else if (state.value(QLatin1String("is_merging")).toBool()) {
        showSide(Side::merging);
    } else if (state.value(QLatin1String("is_reading")).toBool()) {
        showSide(Side::certificate);
    }
}

void ModelsPage::handle(const QJsonObject &request)
{
    if (request.contains(QLatin1String("model"))) {
        m_tree->choose(request.value(QLatin1String("model")).toString());
        showSide(Side::details);
        refreshDetails();
    }
    if (request.contains(QLatin1String("import"))) {
        beginImport(request.value(QLatin1String("import")).toString());
    }
}

QWidget *ModelsPage::firstControl() const
{
    // A list that gets the focus before it is filled chooses its first row then, and a form that is open would go.
    switch (static_cast<Side>(m_side->currentIndex())) {
    case Side::import:
        return m_import->findChild<QLineEdit *>();
    case Side::merging:
        return m_merge->findChild<QLineEdit *>();
    case Side::certificate:
        return m_side->currentWidget();
    default:
        return m_tree;
    }
}

QString ModelsPage::help() const
{
    return tr(
        "Every model of the project under the one that it was made from: **base** (imported), **grown** (rows for "
        "new word pieces), **pretrained** (the end of a run), **adapter** (what a run learnt beside its base), "
        "**merged** (both in one).\n\n"
        "**Merge** first compares the ways on held-out text, then writes one of them and checks it: the "
        "**certificate** says whether the model still says what it was made from, with every figure and its limit.\n\n"
        "**Verify** reads all files of a model and compares them with the hashes that were noted when it was "
        "written. **Export** writes a folder or a file that other programs read. A model that others were made from, "
        "or "
        "that a run needs, is kept.\n\n"
        "Drop a GGUF file or a model folder on the window to take it in.");
}

bool ModelsPage::takeFiles(const QStringList &paths)
{
    if (paths.isEmpty() || !looksLikeModel(paths.front())) {
        return false;
    }
    beginImport(paths.front());
    return true;
}

void ModelsPage::setInSight(bool isInSight)
{
    m_shelf->setInSight(isInSight);
    m_work->setInSight(isInSight);
}

} // namespace bafo::ui
