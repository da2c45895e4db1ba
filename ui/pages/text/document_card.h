// SPDX-License-Identifier: GPL-3.0-or-later
// One document: its whole text in slices, where it came from, and its translation.
#pragma once

#include "ui/models/document_list.h"
#include "ui/widgets/card.h"

class QPlainTextEdit;
class QPushButton;

namespace bafo::ui {

class StateView;

/// The window's thread only.
class DocumentCard final : public QWidget {
    Q_OBJECT

public:
    explicit DocumentCard(QWidget *parent = nullptr);

    void show(const DocumentText &document, const data::Source &source, const QString &search);
    void clear();

    [[nodiscard]] qint64 shown() const { return m_document.id; }
    void focusText();

Q_SIGNALS:
    void sliceWanted(qint64 id, int slice);

private:
    QWidget *buildContent();
    void showFacts(const data::Source &source);
    void showTranslations();

    DocumentText m_document;
    Card *m_card;
    StateView *m_view;
    Label *m_source = nullptr;
    Label *m_licence = nullptr;
    Label *m_about = nullptr;
    Label *m_context = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QWidget *m_slices = nullptr;
    Label *m_slice = nullptr;
    QPushButton *m_previous = nullptr;
    QPushButton *m_next = nullptr;
    Label *m_translationTitle = nullptr;
    QPlainTextEdit *m_translation = nullptr;
};

} // namespace bafo::ui
