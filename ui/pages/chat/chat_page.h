// SPDX-License-Identifier: GPL-3.0-or-later
// Chat: one model, or two side by side with one question to both.
#pragma once

#include "ui/pages/page.h"

#include <QTimer>

#include <vector>

class QAction;
class QHBoxLayout;
class QPushButton;

namespace bafo::ui {

class ChatColumn;
class Composer;
class CorrectionWork;
class SamplingDrawer;
class StateView;
struct CorrectionNote;
struct TranscriptColumn;
struct TranscriptHead;

/// Requests: {"model": name} or {"models": [name, name]}.
class ChatPage final : public Page {
    Q_OBJECT

public:
    ChatPage(const PageContext &context, QWidget *parent);

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;
    void handle(const QJsonObject &request) override;
    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;
    void setInSight(bool isInSight) override;

private:
    using TranscriptWriter = QByteArray (*)(const TranscriptHead &, const std::vector<TranscriptColumn> &);

    void build();
    QWidget *buildHead();
    void buildActions();
    QAction *addPageAction(const QString &text, const QString &keys, void (ChatPage::*act)());

    ChatColumn *addColumn();
    void removeSecondColumn();
    void addSecondModel();
    void showModels(const QStringList &models);
    [[nodiscard]] QStringList partners() const;
    void refreshModels();
    void refresh();

    void send(const QString &text);
    void edit(int turn, const QString &text);
    void stop();
    void again();
    void editLast();
    void enterAnswer();
    void correctLast();
    void connectCorrections(ChatColumn *column);
    void keepCorrection(ChatColumn *column, int answer, const QString &text, bool isWithEarlier);
    void tellKept(ChatColumn *column, int answer, const CorrectionNote &note);
    void withdrawCorrection(ChatColumn *column, int answer);
    void orderTabs();
    void startAnew();
    void putAway(const QString &what);
    void toggleDrawer();
    void setDrawerOpen(bool isOpen);
    void saveMarkdown();
    void saveJsonl();
    void save(const QString &suffix, TranscriptWriter write);
    [[nodiscard]] bool giveTerms();
    [[nodiscard]] bool isAnswering() const;
    [[nodiscard]] bool hasConversation() const;
    [[nodiscard]] QJsonObject conversations() const;
    void bringBack(const QJsonObject &conversations);

    StateView *m_view = nullptr;
    QHBoxLayout *m_row = nullptr;
    std::vector<ChatColumn *> m_columns; ///< one or two
    Composer *m_composer = nullptr;
    CorrectionWork *m_corrections = nullptr;
    SamplingDrawer *m_drawer = nullptr;
    QPushButton *m_drawerButton = nullptr;
    QPushButton *m_compareButton = nullptr;
    QPushButton *m_newButton = nullptr;
    QPushButton *m_saveButton = nullptr;
    QAction *m_stopAction = nullptr;
    QTimer m_tabs; ///< the order is made once, when all is there
    QTimer m_idle; ///< since the page went out of sight
    int m_lastTurn = 0;
};

} // namespace bafo::ui
