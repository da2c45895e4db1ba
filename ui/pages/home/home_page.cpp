// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/home_page.h"

#include "ui/pages/home/home_cards.h"
#include "ui/pages/home/overview_reader.h"
#include "ui/pages/home/place_card.h"
#include "ui/pages/home/step_card.h"
#include "ui/pages/home/welcome_view.h"
#include "ui/widgets/scrolling.h"

#include <QDateTime>
#include <QGridLayout>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

constexpr int kMostCardsInARow = 4;
constexpr int kFewestCardsInARow = 2;

} // namespace

HomePage::HomePage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(3 * u, u, 3 * u, 3 * u);
    column->setSpacing(u + u / 2);
    if (context.session == nullptr) {
        m_welcome = new WelcomeView(*context.host);
        column->addWidget(m_welcome, 1);
    } else {
        buildProject(*column);
    }
    auto *around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    around->addWidget(scrolling(content));
}

void HomePage::buildProject(QVBoxLayout &column)
{
    const int u = unitOf(*this);
    m_reader = new OverviewReader(*context().session, this);
    m_next = mutedWords({});
    m_place = new PlaceCard;
    auto *head = new QVBoxLayout;
    head->setSpacing(u / 2);
    head->addWidget(new NameLabel(context().session->name(), TextSize::heading, TextWeight::strong));
    head->addWidget(m_next);
    column.addLayout(head);
    m_grid = new QGridLayout;
    m_grid->setSpacing(u + u / 2);
    buildCards();
    column.addLayout(m_grid);
    column.addWidget(m_place);
    column.addStretch(1);
    connect(m_reader, &OverviewReader::changed, this, &HomePage::refresh);
    refresh();
}

void HomePage::buildCards()
{
    for (const HomeCard &card : homeCards(m_reader->overview())) {
        for (const PageKind &kind : pageKinds()) {
            if (kind.id != card.page) {
                continue;
            }
            auto *made = new StepCard(kind.title());
            m_cards.insert(card.page, made);
            m_inOrder.push_back(made);
            connect(made, &StepCard::wanted, this,
                    [this](const QString &page, const QJsonObject &request) { context().host->goTo(page, request); });
        }
    }
}

void HomePage::arrangeCards()
{
    if (m_grid == nullptr) {
        return;
    }
    const int u = unitOf(*this);
    int widest = 0;
    for (const StepCard *card : m_inOrder) {
        widest = std::max(widest, card->minimumSizeHint().width());
    }
    const int room = width() - 8 * u; // less the page's margins and its scroll bar
    const auto isRoomFor = [&](int num) { return num * (widest + m_grid->spacing()) - m_grid->spacing() <= room; };
    int numColumns = kMostCardsInARow;
    while (numColumns > kFewestCardsInARow && !isRoomFor(numColumns)) {
        --numColumns;
    }
    if (numColumns == m_numColumns) {
        return;
    }
    m_numColumns = numColumns;
    for (int i = 0; i < static_cast<int>(m_inOrder.size()); ++i) {
        m_grid->removeWidget(m_inOrder[static_cast<std::size_t>(i)]);
        m_grid->addWidget(m_inOrder[static_cast<std::size_t>(i)], i / numColumns, i % numColumns);
    }
    for (int i = 0; i < kMostCardsInARow; ++i) {
        m_grid->setColumnStretch(i, i < numColumns ? 1 : 0);
    }
}

void HomePage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrangeCards();
}

void HomePage::refresh()
{
    const ProjectOverview &overview = m_reader->overview();
    const NextStep next = nextStepOf(factsOf(overview));
    const QString nextPage = overview.isComplete() ? pageOf(next) : QString();
    m_next->setText(overview.isComplete() ? nextInWords(next, overview) : tr("Reading the project …"));
    HomeCard train;
    for (const HomeCard &card : homeCards(overview)) {
        if (card.page == QLatin1String("train")) {
            train = card;
        }
        if (StepCard *shown = m_cards.value(card.page)) {
            shown->show(card, card.page == nextPage);
        }
    }
    arrangeCards();
    m_place->show(placeInWords(overview, QDateTime::currentMSecsSinceEpoch()), train);
}

QWidget *HomePage::firstControl() const
{
    return m_welcome != nullptr ? m_welcome->firstButton() : nullptr;
}

QString HomePage::help() const
{
    return tr("Home shows where your project stands: a card for each step, with its state, its key figure and what "
              "blocks it. The coloured button is the next thing to do.\n\n"
              "**Bits a byte** tell how well a model knows a language: how many bits it needs for a byte of text that "
              "it has never seen. Fewer is better, whatever the vocabulary.\n\n"
              "The wide card says what lies on this computer and whether you may switch it off.");
}

void HomePage::setInSight(bool isInSight)
{
    if (m_reader != nullptr) {
        m_reader->setInSight(isInSight);
    }
}

} // namespace bafo::ui
