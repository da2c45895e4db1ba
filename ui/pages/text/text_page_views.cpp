// SPDX-License-Identifier: GPL-3.0-or-later
// The two ways to look at a dataset of conversations, as they were taken in and as a trainer sees them, and the form
// that makes some.
#include "ui/pages/text/build_card.h"
#include "ui/pages/text/document_card.h"
#include "ui/pages/text/documents_card.h"
#include "ui/pages/text/masked_card.h"
#include "ui/pages/text/sources_card.h"
#include "ui/pages/text/text_page.h"
#include "ui/pages/text/text_work.h"

#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>

namespace bafo::ui {

QTabBar *TextPage::buildViews()
{
    m_views = new QTabBar;
    m_views->addTab(tr("As taken in"));
    m_views->addTab(tr("As the trainer sees it"));
    m_views->setDrawBase(false);
    m_views->setExpanding(false);
    m_views->setAccessibleName(tr("Ways to see the conversations"));
    m_views->hide(); // until there are conversations
    connect(m_views, &QTabBar::currentChanged, this, &TextPage::showViews);
    return m_views;
}

void TextPage::connectMasked()
{
    ProjectSession *session = context().session;
    connect(session, &ProjectSession::modelsChanged, m_masked, &MaskedCard::lookAtTokenizers);
    connect(session, &ProjectSession::tokenizersChanged, m_masked, &MaskedCard::lookAtTokenizers);
    connect(m_masked, &MaskedCard::modelWanted, this, [this] { context().host->goTo(QStringLiteral("models"), {}); });
    connect(m_documents, &DocumentsCard::documentChosen, this,
            [this](qint64 id) { m_masked->show(id, m_list->query()); });
    connect(m_list, &DocumentList::rowsChanged, this, [this] {
        if (m_list->rowCount() == 0) {
            m_masked->show(0, {});
        }
    });
    m_masked->lookAtTokenizers();
}

void TextPage::connectBuild()
{
    connect(m_makeConversations, &QPushButton::clicked, this, &TextPage::showBuild);
    connect(m_build, &BuildCard::cancelled, this, &TextPage::showBrowser);
    connect(m_build, &BuildCard::wished, this, [this](const QStringList &command) {
        showBrowser();
        m_work->startBuild(command);
    });
}

void TextPage::showBuild()
{
    m_body->setCurrentWidget(m_build);
    m_build->setFocus();
    showHead();
}

bool TextPage::holdsConversations() const
{
    return !m_dataset.isEmpty() && m_list->contents() && m_list->contents()->holdsConversations;
}

void TextPage::showViews()
{
    const bool areConversations = holdsConversations();
    m_views->setVisible(areConversations && m_body->currentIndex() == 0);
    const bool isMasked = areConversations && m_views->currentIndex() == 1;
    const bool wasMasked = !m_masked->isHidden();
    if (isMasked == wasMasked) {
        return;
    }
    if (isMasked) {
        m_plainSizes = m_splitter->sizes();
    }
    m_sources->setVisible(!isMasked);
    m_document->setVisible(!isMasked);
    m_masked->setVisible(isMasked);
    const int width = m_splitter->width();
    m_splitter->setSizes(isMasked ? QList<int>{0, width * 2 / 5, 0, width * 3 / 5} : m_plainSizes);
}

} // namespace bafo::ui
