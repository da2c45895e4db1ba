// SPDX-License-Identifier: GPL-3.0-or-later
// The form that makes conversations in two languages: of translated texts, and of questions with their answers.
#pragma once

#include "ui/connection/background.h"
#include "ui/models/project_session.h"
#include "ui/widgets/card.h"

#include <QJsonObject>
#include <QStringList>

#include <array>
#include <memory>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace bafo::ui {

class NumberField;

/// The window's thread only. Datasets are looked into in a thread beside.
class BuildCard final : public QWidget {
    Q_OBJECT

public:
    explicit BuildCard(ProjectSession &session, QWidget *parent = nullptr);
    ~BuildCard() override;

    void setDatasets(const QStringList &names);

    /// The call, without the program's name.
    [[nodiscard]] QStringList command() const;

    /// What is still missing, in words; empty where it can start.
    [[nodiscard]] QString missing() const;

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void wished(const QStringList &command);
    void cancelled();

private:
    struct Share {
        const char *name;
        NumberField *field = nullptr;
    };

    QVBoxLayout *addList(QVBoxLayout *column, const QString &title, const QString &sentence);
    void addShare(QVBoxLayout *column, Share &share, const QString &name, const QString &sentence);
    QWidget *buildShares();
    QWidget *buildButtons();
    void showDatasets(const QStringList &texts, const QStringList &conversations);
    void fill(QVBoxLayout *list, std::vector<QCheckBox *> &boxes, const QStringList &names, const QString &nothing);
    void check();

    ProjectSession &m_session;
    QStringList m_names;
    QStringList m_chosen; ///< of a state, until the datasets have been looked into
    QLineEdit *m_name;
    QVBoxLayout *m_textList = nullptr;
    QVBoxLayout *m_questionList = nullptr;
    std::vector<QCheckBox *> m_texts;
    std::vector<QCheckBox *> m_questions;
    std::array<Share, 3> m_shares{{{.name = "translate"}, {.name = "ask"}, {.name = "cross"}}};
    Label *m_missing = nullptr;
    QPushButton *m_make = nullptr;
    std::unique_ptr<Background> m_background;
};

} // namespace bafo::ui
