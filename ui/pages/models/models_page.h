// SPDX-License-Identifier: GPL-3.0-or-later
// Models: the family tree of what was taken in, grown and trained, and what can be done with each.
#pragma once

#include "ui/pages/models/model_work.h"
#include "ui/pages/page.h"

class QPushButton;
class QStackedWidget;

namespace bafo::ui {

class Card;
class CertificateView;
class ExportPanel;
class ImportPanel;
class MergePanel;
class MergeWork;
class ModelDetails;
class StateView;

class ModelsPage final : public Page {
    Q_OBJECT

public:
    ModelsPage(const PageContext &context, QWidget *parent);

    [[nodiscard]] QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    /// {"model": name} chooses one; {"import": path} begins to take one in, empty: the user chooses.
    void handle(const QJsonObject &request) override;
    [[nodiscard]] QString help() const override;
    [[nodiscard]] QWidget *firstControl() const override;
    bool takeFiles(const QStringList &paths) override;
    void setInSight(bool isInSight) override;

private:
    enum class Side { details, import, exporting, merging, certificate };

    [[nodiscard]] QWidget *makeHead();
    [[nodiscard]] QWidget *makeBody();
    void connectDetails();
    void connectWork();
    void makeActions();
    void refresh();
    void refreshDetails();
    void beginImport(const QString &path);
    void beginExport(const QString &model);
    void beginMerge(const QString &adapter);
    void readCertificate(const QString &model);
    void connectMerge();
    void refreshMerge();
    void refreshCertificate();
    [[nodiscard]] const FamilyMember *member(const QString &model) const;
    void verify(const QString &model);
    void showSide(Side side);

    QString m_language;
    ModelShelf *m_shelf;
    ModelWork *m_work;
    MergeWork *m_merging;
    Label *m_summary;
    QPushButton *m_importButton;
    ModelTree *m_tree;
    StateView *m_list;
    JobStrip *m_jobs;
    ModelDetails *m_details;
    ImportPanel *m_import;
    ExportPanel *m_export;
    MergePanel *m_merge;
    CertificateView *m_certificate;
    QStackedWidget *m_side;
    Card *m_sideCard = nullptr;
};

} // namespace bafo::ui
