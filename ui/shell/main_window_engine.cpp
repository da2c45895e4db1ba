// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says of the engine: that it is missing where work needs it, and that it has come.
#include "ui/shell/engine_strip.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notification.h"
#include "ui/widgets/message_bar.h"

#include <utility>

namespace bafo::ui {

bool MainWindow::lacksEngine() const
{
    using State = EngineOffer::State;
    const State state = m_engine.state();
    return state == State::absent || state == State::fetching || state == State::failed || state == State::unavailable;
}

void MainWindow::offerEngine()
{
    using State = EngineOffer::State;
    const State state = m_engine.state();
    Message message{.tone = Tone::warning, .text = engineMissingInWords()};
    if (state == State::unavailable) {
        message.text = tr("This installation of BafoGPT Workbench came without the engine: it cannot train or talk.");
        message.hint = tr("Install the package that has it. What is here can be read meanwhile.");
    } else if (state == State::fetching) {
        message.text = tr("The engine is being fetched: until it is here, this computer cannot train or talk.");
        message.hint = tr("Do it again then. What you typed stays.");
    } else {
        const EngineWords words = engineInWords(m_engine);
        message.hint = words.detail;
        message.actionLabel = words.button;
        message.act = [this] { m_engine.fetch(); };
        m_engine.look(); // somebody may have brought it meanwhile
    }
    m_engineOffer = message.text;
    m_offeredState = state;
    tell(message);
}

void MainWindow::withdrawEngineOffer()
{
    if (!m_engineOffer.isEmpty() && m_engine.state() != m_offeredState) {
        m_messages->withdraw(std::exchange(m_engineOffer, {}));
    }
}

void MainWindow::tellEngineReady()
{
    rebuild(); // pages that could not compute begin anew, with what they held
    const QString text = tr("The engine is here: this computer can train and talk now.");
    tell(Message{.tone = Tone::good, .text = text});
    if (!isActiveWindow()) {
        notifyDesktop(text, {});
    }
}

} // namespace bafo::ui
