// SPDX-License-Identifier: GPL-3.0-or-later
// The page's merge lab, and the certificates of its models.
#include "ui/pages/models/certificate_view.h"
#include "ui/pages/models/merge_panel.h"
#include "ui/pages/models/merge_work.h"
#include "ui/pages/models/models_page.h"

namespace bafo::ui {

void ModelsPage::connectMerge()
{
    connect(m_merging, &MergeWork::changed, this, &ModelsPage::refreshMerge);
    connect(m_merge, &MergePanel::compareWanted, this, [this](const QString &adapter, const QString &dataset) {
        const FamilyMember *one = member(adapter);
        if (one != nullptr && !context().host->needsEngineFirst()) {
            m_merging->compare(adapter, QString::fromStdString(one->model.lineage.weightHash()), dataset);
        }
    });
    connect(m_merge, &MergePanel::mergeWanted, this,
            [this](const QString &adapter, const QString &name, const QString &way) {
                const FamilyMember *one = member(adapter);
                if (one == nullptr || context().host->needsEngineFirst()) {
                    return;
                }
                const FamilyMember *base = member(QString::fromStdString(one->model.baseName));
                m_work->merge(adapter, name, way, base == nullptr ? 0 : base->model.sizeBytes);
                showSide(Side::details);
            });
    connect(m_merge, &MergePanel::textWanted, this, [this] { context().host->goTo(QStringLiteral("text"), {}); });
    connect(m_merge, &MergePanel::closed, this, [this] { showSide(Side::details); });
    connect(m_certificate, &CertificateView::checkWanted, this, &ModelsPage::verify);
    connect(m_certificate, &CertificateView::closed, this, [this] { showSide(Side::details); });
}

void ModelsPage::refreshMerge()
{
    const FamilyMember *adapter = member(m_merge->adapter());
    if (adapter != nullptr) {
        m_merge->setProgress(m_merging->progressOf(adapter->name));
        m_merge->setComparison(
            m_merging->comparisonOf(adapter->name, QString::fromStdString(adapter->model.lineage.weightHash())));
    }
}

void ModelsPage::refreshCertificate()
{
    const auto content = m_shelf->content();
    const FamilyMember *one = member(m_tree->chosen());
    const runs::ParityCertificate *certificate = one != nullptr ? content->certificateOf(one->name) : nullptr;
    if (certificate != nullptr) {
        m_certificate->show(*certificate, one->name, QString::fromStdString(one->model.lineage.weightHash()),
                            m_work->checkProgress(one->name));
    } else if (content && m_side->currentIndex() == static_cast<int>(Side::certificate)) {
        showSide(Side::details); // it is gone
    }
}

void ModelsPage::beginMerge(const QString &adapter)
{
    const FamilyMember *one = member(adapter);
    if (one != nullptr && one->kind == MemberKind::adapter && one->isOriginHere) {
        showSide(Side::merging);
        m_merge->begin(adapter, QString::fromStdString(one->model.baseName));
        refreshMerge();
    }
}

void ModelsPage::readCertificate(const QString &model)
{
    if (m_shelf->content() && m_shelf->content()->certificateOf(model) != nullptr) {
        refreshCertificate();
        showSide(Side::certificate);
    }
}

} // namespace bafo::ui
