// SPDX-License-Identifier: GPL-3.0-or-later
// Which layers have an adapter: a box for each that can.
#pragma once

#include "ui/pages/train/knob_editor.h"

#include <vector>

class QCheckBox;

namespace bafo::ui {

/// Of the knob "adapter.targets". A name that is none of them (out of the YAML) stays until the boxes are used.
class LayersEditor final : public KnobEditor {
    Q_OBJECT

public:
    LayersEditor();

    void showValue(const KnobValue &value) override;

    [[nodiscard]] QWidget *field() override { return this; }
    [[nodiscard]] bool isWide() const override { return true; }

private:
    std::vector<QCheckBox *> m_boxes; ///< in the order of config::kAdaptableLayers
};

} // namespace bafo::ui
