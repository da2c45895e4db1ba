// SPDX-License-Identifier: GPL-3.0-or-later
// A model's certificate as a page to read: what was compared, how far apart it is, and what to do where it differs.
#pragma once

#include "core/runs/parity_certificate.h"
#include "ui/pages/models/model_tree.h"
#include "ui/widgets/labels.h"

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace bafo::ui {

class StateMark;

/// The window's thread.
class CertificateView final : public QWidget {
    Q_OBJECT

public:
    explicit CertificateView(QWidget *parent = nullptr);

    /// `model` is the name that it has in the project, `weightHash` that of what lies there now.
    void show(const runs::ParityCertificate &certificate, const QString &model, const QString &weightHash,
              const CheckProgress &progress);
    using QWidget::show;

    [[nodiscard]] const QString &model() const { return m_model; }

Q_SIGNALS:
    void checkWanted(const QString &model);
    void closed();

private:
    void showChecks();
    void addCheck(const runs::ParityCheck &check);

    QString m_model;
    runs::ParityCertificate m_certificate;
    Label *m_title;
    StateMark *m_verdict;
    Label *m_about;
    Label *m_outdated;
    QVBoxLayout *m_checks;
    QPushButton *m_again;
    Label *m_progress;
};

} // namespace bafo::ui
