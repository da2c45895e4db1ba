// SPDX-License-Identifier: GPL-3.0-or-later
// One run, live or past: what it does, how well it learns, what it says, what is saved of it.
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/run/chart_card.h"
#include "ui/pages/run/run_head.h"
#include "ui/pages/run/side_cards.h"
#include "ui/widgets/pace.h"
#include "ui/widgets/state_view.h"

#include <QTimer>

#include <memory>

class QSplitter;

namespace bafo::ui {

/// Requests: {"run": id}. Without one it shows the run that it showed last, else the newest.
class RunPage final : public Page {
    Q_OBJECT

public:
    RunPage(const PageContext &context, QWidget *parent);
    ~RunPage() override;

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    void handle(const QJsonObject &request) override;
    [[nodiscard]] QString help() const override;
    void setInSight(bool isInSight) override;

private:
    QWidget *buildContent();
    void open(const QString &id);
    void openSomething();
    void openNewest(const std::vector<RunRow> &rows);
    [[nodiscard]] bool hasScoresElsewhere(const QString &run) const;
    void update();
    void lookForFolder();
    [[nodiscard]] QString silence();
    [[nodiscard]] QString silentEnd();

    StateView *m_view = nullptr;
    RunHead *m_head = nullptr;
    Label *m_trouble = nullptr;
    QSplitter *m_splitter = nullptr;
    ChartCard *m_chart = nullptr;
    OpeningsCard *m_openings = nullptr;
    SavedPointsCard *m_saved = nullptr;
    EventsCard *m_events = nullptr;
    std::unique_ptr<RunRecord> m_record;
    QString m_wanted; ///< run to show; empty: whichever is the newest
    QString m_readProblem;
    Pace m_news;
    QString m_lastOutput; ///< of a run that ended without a word: the last line of its log.txt
    QTimer m_second;
    bool m_isInSight = false;
    bool m_hasNews = false;
};

} // namespace bafo::ui
