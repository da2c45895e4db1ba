// SPDX-License-Identifier: GPL-3.0-or-later
// Above a page that computes, where this computer cannot yet: what is missing, what it costs, and the button.
#pragma once

#include "ui/models/engine_offer.h"
#include "ui/widgets/labels.h"

#include <QWidget>

class QProgressBar;
class QPushButton;

namespace bafo::ui {

/// Hides itself where there is nothing to offer. The window's thread.
class EngineStrip final : public QWidget {
    Q_OBJECT

public:
    /// The offer outlives it.
    explicit EngineStrip(EngineOffer &offer, QWidget *parent = nullptr);

    /// False on pages that need no engine.
    void setWanted(bool isWanted);

private:
    void refresh();
    void act();
    void chooseFolder();

    EngineOffer &m_offer;
    Label *m_text;
    Label *m_detail;
    QProgressBar *m_bar;
    QPushButton *m_button;
    QPushButton *m_folder; ///< for who has it on a stick
    bool m_isWanted = false;
};

/// What the strip says; empty where there is nothing to say.
struct EngineWords {
    QString text;
    QString detail;
    QString button;
};
[[nodiscard]] EngineWords engineInWords(const EngineOffer &offer);

/// The one sentence of it that is said elsewhere too.
[[nodiscard]] QString engineMissingInWords();

} // namespace bafo::ui
