// SPDX-License-Identifier: GPL-3.0-or-later
// One model: what it is, how it was made, whether it is still what was written, and what can be done with it.
#pragma once

#include "ui/pages/models/model_tree.h"
#include "ui/widgets/labels.h"

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

class FactList;
class StateMark;

/// The window's thread. Does nothing itself: it says what is wanted.
class ModelDetails final : public QWidget {
    Q_OBJECT

public:
    explicit ModelDetails(QWidget *parent = nullptr);

    /// `check` is null where the model was never verified.
    void show(const FamilyMember &member, const ShelfContent &content, const CheckOutcome *check,
              const CheckProgress &progress);
    using QWidget::show;

Q_SIGNALS:
    void chatWanted(const QString &model);
    void trainWanted(const QString &model);
    void verifyWanted(const QString &model);
    void exportWanted(const QString &model);
    void mergeWanted(const QString &adapter);
    void certificateWanted(const QString &model);
    void removeWanted(const QString &model);
    void runWanted(const QString &run);

private:
    void addActions(QVBoxLayout &column);
    void addVerification(QVBoxLayout &column);
    void addCertificate(QVBoxLayout &column);
    void addRemoval(QVBoxLayout &column);
    void showFacts(const FamilyMember &member, const ShelfContent &content);
    void showVerification(const FamilyMember &member, const CheckOutcome *check, const CheckProgress &progress);
    void showCertificate(const FamilyMember &member, const runs::ParityCertificate *certificate);
    void showRemoval(const FamilyMember &member, const ShelfContent &content);

    QString m_model;
    QString m_run;
    QString m_hash;
    bool m_isHashWhole = false;
    Label *m_name;
    Label *m_how;
    Label *m_trouble;
    FactList *m_facts;
    Label *m_settingsTitle;
    FactList *m_settings;
    QWidget *m_uses;
    QPushButton *m_chat = nullptr;
    QPushButton *m_train = nullptr;
    QPushButton *m_merge = nullptr;
    QPushButton *m_lookAtRun;
    Label *m_hashText;
    QPushButton *m_showHash;
    QWidget *m_verification;
    StateMark *m_checked;
    Label *m_checkWords;
    QPushButton *m_verify;
    QWidget *m_certificate;
    StateMark *m_verdict;
    Label *m_verdictWords;
    QPushButton *m_remove;
    Label *m_removeWords;
};

} // namespace bafo::ui
