// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/layers_editor.h"

#include "core/config/adapter_layers.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/measures.h"

#include <QCheckBox>

#include <algorithm>

namespace bafo::ui {
namespace {

QString nameOf(std::string_view target)
{
    return QString::fromUtf8(target.data(), static_cast<qsizetype>(target.size()));
}

} // namespace

LayersEditor::LayersEditor()
{
    auto *row = new FlowLayout(this);
    row->setSpacing(2 * unitOf(*this));
    for (const config::AdaptableLayer &layer : config::kAdaptableLayers) {
        auto *box = new QCheckBox(nameOf(layer.target));
        box->setAccessibleName(tr("Adapter beside %1").arg(nameOf(layer.target)));
        row->addWidget(box);
        m_boxes.push_back(box);
        connect(box, &QCheckBox::clicked, this, [this] {
            std::vector<std::string> targets;
            for (std::size_t i = 0; i < m_boxes.size(); ++i) {
                if (m_boxes[i]->isChecked()) {
                    targets.emplace_back(config::kAdaptableLayers[i].target);
                }
            }
            Q_EMIT edited(targets);
        });
    }
    setFocusProxy(m_boxes.front());
}

void LayersEditor::showValue(const KnobValue &value)
{
    const auto *targets = std::get_if<std::vector<std::string>>(&value);
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        m_boxes[i]->setChecked(targets != nullptr
                               && std::find(targets->begin(), targets->end(), config::kAdaptableLayers[i].target)
                                   != targets->end());
    }
}

} // namespace bafo::ui
