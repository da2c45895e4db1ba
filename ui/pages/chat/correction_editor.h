// SPDX-License-Identifier: GPL-3.0-or-later
// Below an answer: the field in which it is put right, and the correction once it is kept.
#pragma once

#include "ui/pages/chat/conversation.h"
#include "ui/widgets/labels.h"

#include <QWidget>

class QCheckBox;
class QPushButton;

namespace bafo::ui {

class TextArea;

/// Ctrl+Enter keeps, Esc leaves. Hidden until begin().
class CorrectionEditor final : public QWidget {
    Q_OBJECT

public:
    explicit CorrectionEditor(QWidget *parent = nullptr);

    /// `numEarlier` answers stand before this one, `numUncorrected` of them as the model gave them.
    void setEarlier(int numEarlier, int numUncorrected);

    /// `takesFocus`: a draft that is found again does not pull the keyboard to itself.
    void begin(const QString &text, bool takesFocus);

    /// While it is being kept nothing can be changed.
    void setBusy(bool isBusy);

    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void changed(const QString &text);
    void keepWanted(const QString &text, bool isWithEarlier);
    void left(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void keep();
    void leave();

    TextArea *m_field;
    QCheckBox *m_withEarlier;
    Label *m_earlierWords;
    QPushButton *m_keep;
    QPushButton *m_leave;
};

/// What was kept: the text on a ground of its own, where it lies, and the way back.
class CorrectionView final : public QWidget {
    Q_OBJECT

public:
    explicit CorrectionView(QWidget *parent = nullptr);

    /// Hidden where there is none.
    void show(const CorrectionNote &note);
    using QWidget::show;

Q_SIGNALS:
    void withdrawWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Label *m_text;
    Label *m_where;
};

} // namespace bafo::ui
