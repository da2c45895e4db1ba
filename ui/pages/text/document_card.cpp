// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/document_card.h"

#include "ui/models/text_matches.h"
#include "ui/pages/text/excerpt_delegate.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_view.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>

namespace bafo::ui {
namespace {

QPlainTextEdit *reader(const QString &name)
{
    auto *edit = new QPlainTextEdit;
    edit->setReadOnly(true);
    edit->setFrameShape(QFrame::NoFrame);
    edit->setAccessibleName(name);
    edit->setMinimumHeight(2 * edit->fontMetrics().height()); // less than Qt's: what stands above is to be whole
    edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    edit->setTabChangesFocus(true);
    edit->document()->setDocumentMargin(0);
    edit->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    edit->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // A text that is laid out before it is in sight is wider than its place for a moment, and would stay moved aside.
    QObject::connect(edit->horizontalScrollBar(), &QScrollBar::valueChanged, edit,
                     [edit] { edit->horizontalScrollBar()->setValue(0); });
    return edit;
}

void markMatches(QPlainTextEdit &edit, const QString &search)
{
    QList<QTextEdit::ExtraSelection> marks;
    const QString text = edit.toPlainText();
    for (const TextRange &match : matchesIn(text, search)) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(edit.document());
        mark.cursor.setPosition(static_cast<int>(match.start));
        mark.cursor.setPosition(static_cast<int>(match.start + match.length), QTextCursor::KeepAnchor);
        mark.format.setBackground(matchColour(edit.palette()));
        marks.append(mark);
    }
    edit.setExtraSelections(marks);
    if (!marks.isEmpty()) {
        QTextCursor start = marks.front().cursor;
        start.setPosition(start.selectionStart());
        edit.setTextCursor(start);
        edit.ensureCursorVisible();
    }
}

} // namespace

DocumentCard::DocumentCard(QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(tr("Document"), nullptr))
    , m_view(nullptr)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    m_view = new StateView(buildContent());
    m_card->body()->addWidget(m_view, 1);
    clear();
}

QWidget *DocumentCard::buildContent()
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    m_about = mutedWords({});
    m_source = words({});
    m_licence = words({});
    m_context = mutedWords({});
    for (Label *label : {m_source, m_licence, m_about, m_context}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    }
    column->addSpacing(u);
    m_text = reader(tr("Text of the document"));
    column->addWidget(m_text, 3);
    m_slices = new QWidget;
    auto *row = new QHBoxLayout(m_slices);
    row->setContentsMargins(0, 0, 0, 0);
    m_previous = iconButton(QStringLiteral("go-previous"), tr("Part before"));
    m_next = iconButton(QStringLiteral("go-next"), tr("Next part"));
    m_slice = mutedWords({});
    row->addWidget(m_previous);
    row->addWidget(m_slice, 1);
    row->addWidget(m_next);
    m_slice->setAlignment(Qt::AlignCenter);
    column->addWidget(m_slices);
    m_translationTitle = new Label({}, TextSize::body, TextWeight::strong);
    m_translation = reader(tr("Translation of the document"));
    column->addSpacing(u);
    column->addWidget(m_translationTitle);
    column->addWidget(m_translation, 2);
    connect(m_previous, &QPushButton::clicked, this,
            [this] { Q_EMIT sliceWanted(m_document.id, m_document.slice - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] { Q_EMIT sliceWanted(m_document.id, m_document.slice + 1); });
    return content;
}

void DocumentCard::clear()
{
    m_document = {};
    m_card->setTitle(tr("Document"));
    m_view->showEmpty(tr("Choose a document to read all of it."));
}

void DocumentCard::focusText()
{
    m_text->setFocus();
}

void DocumentCard::show(const DocumentText &document, const data::Source &source, const QString &search)
{
    m_document = document;
    m_card->setTitle(tr("Document %1").arg(groupedNumber(document.id)));
    showFacts(source);
    m_text->setPlainText(document.text);
    markMatches(*m_text, search);
    m_slices->setVisible(document.numSlices > 1);
    m_slice->setText(tr("Part %1 of %2").arg(document.slice + 1).arg(document.numSlices));
    m_previous->setEnabled(document.slice > 0);
    m_next->setEnabled(document.slice + 1 < document.numSlices);
    showTranslations();
    m_view->showContent();
}

void DocumentCard::showFacts(const data::Source &source)
{
    const bool isUnclear = isLicenceUnclear(source);
    m_source->setText(QString::fromStdString(source.file));
    m_source->setToolTip(QString::fromStdString(source.provenance));
    m_licence->setTone(isUnclear ? Tone::warning : Tone::text);
    const QString licence = isUnclear ? tr("licence not known") : QString::fromStdString(source.licence);
    m_licence->setText(source.provenance.empty()
                           ? licence
                           : QStringLiteral("%1 · %2").arg(licence, QString::fromStdString(source.provenance)));
    QStringList about{languageName(m_document.language), splitInWords(m_document.split),
                      wordsInWords(m_document.numWords)};
    if (m_document.cluster > 0) {
        about.append(tr("group %1").arg(groupedNumber(m_document.cluster)));
        m_about->setToolTip(
            tr("Texts of one group are nearly the same or translate each other: the split keeps them on "
               "one side."));
    }
    m_about->setText(about.join(QStringLiteral(" · ")));
    const QString context = wrappingName(m_document.context);
    m_context->setText(context.isEmpty() ? QString() : tr("Used as: %1").arg(context));
    m_context->setVisible(!m_document.context.isEmpty());
}

void DocumentCard::showTranslations()
{
    const bool isPair = !m_document.translations.empty();
    m_translationTitle->setVisible(isPair);
    m_translation->setVisible(isPair);
    QStringList texts;
    QStringList languages;
    for (const TranslationText &translation : m_document.translations) {
        texts.append(translation.isCut ? translation.text + QStringLiteral("…") : translation.text);
        languages.append(languageName(translation.language));
    }
    // A short text leaves its room to the translation, so that both are read at one glance.
    constexpr qsizetype kShort = 600;
    const int width = m_text->viewport()->width();
    const int height = m_text->fontMetrics()
                           .boundingRect(QRect(0, 0, width, 0), Qt::TextWordWrap, m_document.text.left(kShort))
                           .height();
    const bool isShort = isPair && m_document.text.size() < kShort;
    m_text->setMaximumHeight(isShort ? height + 2 * m_text->fontMetrics().height() : QWIDGETSIZE_MAX);
    m_translation->setPlainText(texts.join(QStringLiteral("\n\n")));
    m_translationTitle->setText(languages.size() == 1 ? tr("The same in %1").arg(languages.front())
                                                      : tr("The same in other languages"));
}

} // namespace bafo::ui
