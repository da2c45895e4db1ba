// SPDX-License-Identifier: GPL-3.0-or-later
// What a list or page shows instead of content: loading, empty, no match, missing, failed. Never just nothing.
#pragma once

#include "core/base/result.h"
#include "ui/widgets/labels.h"

#include <QPointer>
#include <QStackedWidget>
#include <QTimer>

#include <functional>

class QPushButton;

namespace bafo::ui {

/// A button that a state offers.
struct Offer {
    QString label = {}; ///< empty: no button
    std::function<void()> act = {};
};

/// Holds the content and, over it, what stands in for it. One thread: the window's.
class StateView final : public QStackedWidget {
    Q_OBJECT

public:
    /// Takes the content over.
    explicit StateView(QWidget *content, QWidget *parent = nullptr);

    void showContent();

    /// Appears after 300 ms, so that quick work does not blink.
    void showLoading(const QString &what);

    /// A sentence, and the button that fills what is empty.
    void showEmpty(const QString &sentence, const Offer &offer = {});

    /// Nothing of what is there fits the filters: the button takes them away.
    void showNoMatch(const QString &sentence, const Offer &clear);

    /// What happened, why, and how to mend it.
    void showFailed(const Error &error, const Offer &mend = {});

    [[nodiscard]] bool isShowingContent() const { return currentIndex() == 0; }
    [[nodiscard]] bool isLoading() const { return m_isLoading; }

private:
    void show(const QString &title, const QString &sentence, const Offer &offer, Tone tone, bool isPrimary);

    Label *m_title;
    Label *m_sentence;
    QPushButton *m_button;
    std::function<void()> m_act;
    QTimer m_patience;
    bool m_isLoading = false;
};

} // namespace bafo::ui
