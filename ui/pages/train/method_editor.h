// SPDX-License-Identifier: GPL-3.0-or-later
// What is trained: the whole model or an adapter, side by side with what each would hold in memory.
#pragma once

#include "ui/models/run_plan.h"
#include "ui/pages/train/knob_editor.h"

#include <QStringList>

#include <vector>

class QButtonGroup;
class QGridLayout;
class QRadioButton;

namespace bafo::ui {

class Label;

/// Of the knob "method". One click takes a method; the figures are the page's to give.
class MethodEditor final : public KnobEditor {
    Q_OBJECT

public:
    explicit MethodEditor(const QStringList &methods);

    void showValue(const KnobValue &value) override;
    void showFigures(const std::vector<MethodFigure> &figures);

    [[nodiscard]] QWidget *field() override { return this; }
    [[nodiscard]] bool isWide() const override { return true; }
    [[nodiscard]] bool isExplained() const override { return true; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Option {
        QString method;
        QWidget *cell = nullptr;
        QRadioButton *button = nullptr;
        Label *figure = nullptr;
    };

    void addOption(const QString &method);
    void arrange(int numColumns);

    QGridLayout *m_grid;
    QButtonGroup *m_group;
    std::vector<Option> m_options;
    int m_numColumns = 0;
};

} // namespace bafo::ui
