// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_tree.h"

#include "ui/widgets/labels.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QEvent>
#include <QHeaderView>
#include <QLocale>

namespace bafo::ui {
namespace {

enum Column { nameColumn, kindColumn, scoreColumn, parametersColumn, vocabularyColumn, sizeColumn, numColumns };

constexpr int kToneRole = Qt::UserRole + 1;

void setTone(QTreeWidgetItem &item, int column, Tone tone, const QPalette &palette)
{
    item.setData(column, kToneRole, static_cast<int>(tone));
    item.setForeground(column, colourOf(tone, palette));
}

/// An adapter has its base's.
QString vocabularyOf(const FamilyMember &member)
{
    return member.kind == MemberKind::adapter ? QString() : groupedNumber(member.model.vocabularySize);
}

QString figure(double value)
{
    return QLocale().toString(value, 'f', 2);
}

template <class Visit>
void visitAll(QTreeWidgetItem *item, const Visit &visit)
{
    for (int i = 0; i < item->childCount(); ++i) {
        visit(*item->child(i));
        visitAll(item->child(i), visit);
    }
}

} // namespace

QString kindInWords(const FamilyMember &member)
{
    switch (member.kind) {
    case MemberKind::base:
        return member.model.lineage.how.empty() ? ModelTree::tr("origin unknown") : ModelTree::tr("base");
    case MemberKind::random:
        return ModelTree::tr("random weights");
    case MemberKind::grown:
        return ModelTree::tr("grown");
    case MemberKind::trained:
        return ModelTree::tr("pretrained");
    case MemberKind::adapter:
        return ModelTree::tr("adapter");
    case MemberKind::merged:
        return ModelTree::tr("merged");
    case MemberKind::exported:
        return ModelTree::tr("exported");
    case MemberKind::unreadable:
        return ModelTree::tr("unreadable");
    }
    return {};
}

QString countInWords(quint64 count)
{
    const auto value = static_cast<double>(count);
    if (value >= 1e9) {
        return ModelTree::tr("%1 B").arg(QLocale().toString(value / 1e9, 'f', 1));
    }
    if (value >= 1e6) {
        return ModelTree::tr("%1 M").arg(QLocale().toString(value / 1e6, 'f', value < 1e7 ? 1 : 0));
    }
    return groupedNumber(static_cast<qint64>(count));
}

QString scoreInWords(const RunScores *scores, const QString &language)
{
    const LanguageScore *score = scores == nullptr ? nullptr : scores->of(language);
    if (score == nullptr) {
        return {};
    }
    return score->hasChange() ? ModelTree::tr("%1 → %2").arg(figure(score->first), figure(score->last))
                              : figure(score->last);
}

ModelTree::ModelTree(QString language, QWidget *parent)
    : QTreeWidget(parent)
    , m_language(std::move(language))
{
    setColumnCount(numColumns);
    setHeaderLabels({tr("Model"), tr("How it was made"), tr("%1, bits a byte").arg(languageName(m_language)),
                     tr("Parameters"), tr("Vocabulary"), tr("On disk")});
    headerItem()->setToolTip(scoreColumn,
                             tr("How many bits the model needs for a byte of held-out text: at the start of the run "
                                "that made it → at its end. Fewer is better."));
    for (int column = scoreColumn; column < numColumns; ++column) {
        headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    setAccessibleName(tr("Family tree of the models"));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(true);
    setUniformRowHeights(true);
    setIndentation(2 * unitOf(*this));
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideMiddle);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(nameColumn, QHeaderView::Fixed);
    connect(this, &QTreeWidget::currentItemChanged, this, [this] {
        if (!signalsBlocked() && currentItem() != nullptr) {
            m_wanted = chosen();
            Q_EMIT chosenChanged(chosen());
        }
    });
}

void ModelTree::show(const ShelfContent &content, const CheckOutcomes &checks)
{
    const QString before = m_wanted.isEmpty() ? chosen() : m_wanted;
    m_collapsed = collapsed();
    {
        const QSignalBlocker blocker(this);
        clear();
        std::vector<QTreeWidgetItem *> path;
        for (const FamilyMember &member : content.members) {
            path.resize(static_cast<std::size_t>(member.depth));
            auto *item = path.empty() ? new QTreeWidgetItem(this) : new QTreeWidgetItem(path.back());
            fill(*item, member, content, checks);
            path.push_back(item);
        }
        expandAll();
        visitAll(invisibleRootItem(),
                 [this](QTreeWidgetItem &item) { item.setExpanded(!m_collapsed.contains(item.text(nameColumn))); });
    }
    arrangeColumns();
    choose(before);
    if (currentItem() == nullptr && topLevelItemCount() > 0) {
        setCurrentItem(topLevelItem(0));
    }
}

void ModelTree::fill(QTreeWidgetItem &item, const FamilyMember &member, const ShelfContent &content,
                     const CheckOutcomes &checks) const
{
    item.setText(nameColumn, member.name);
    item.setText(kindColumn, kindInWords(member));
    setTone(item, nameColumn, Tone::text, palette());
    for (int column = kindColumn; column < numColumns; ++column) {
        setTone(item, column, column == scoreColumn ? Tone::text : Tone::muted, palette());
        if (column >= scoreColumn) {
            item.setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
    }
    if (member.kind == MemberKind::unreadable) {
        setTone(item, kindColumn, Tone::error, palette());
        item.setToolTip(nameColumn, QString::fromStdString(member.error.message));
        return;
    }
    if (member.missesItsOrigin() || member.isInCircle) {
        item.setText(kindColumn,
                     member.isInCircle ? tr("%1, in a circle").arg(kindInWords(member))
                                       : tr("%1, origin gone").arg(kindInWords(member)));
        setTone(item, kindColumn, Tone::warning, palette());
    }
    const auto check = checks.constFind(member.name);
    if (check != checks.constEnd() && !check->isSound) {
        item.setText(kindColumn, tr("differs from what was written"));
        setTone(item, kindColumn, Tone::error, palette());
    }
    const runs::ParityCertificate *certificate = content.certificateOf(member.name);
    if (certificate != nullptr && !certificate->isGreen()) {
        item.setText(kindColumn, tr("%1, certificate red").arg(kindInWords(member)));
        setTone(item, kindColumn, Tone::error, palette());
    }
    item.setText(scoreColumn, scoreInWords(content.scoresOf(member), m_language));
    if (!member.model.hasWeights) {
        item.setText(vocabularyColumn, vocabularyOf(member));
        item.setText(sizeColumn, tr("weights not here"));
        setTone(item, sizeColumn, Tone::muted, palette());
        return;
    }
    item.setText(parametersColumn, countInWords(member.model.numParameters));
    item.setText(vocabularyColumn, vocabularyOf(member));
    item.setText(sizeColumn, sizeInWords(member.model.sizeBytes));
}

void ModelTree::arrangeColumns()
{
    const auto widthOf
        = [this](int column) { return std::max(sizeHintForColumn(column), header()->sectionSizeHint(column)); };
    int needed = 0;
    for (int column = 0; column < numColumns; ++column) {
        setColumnHidden(column, false);
        needed += widthOf(column);
    }
    for (const int column : {vocabularyColumn, parametersColumn, sizeColumn}) {
        if (needed > viewport()->width()) {
            needed -= widthOf(column);
            setColumnHidden(column, true);
        }
    }
    const int nameWidth = widthOf(nameColumn);
    setColumnWidth(nameColumn, nameWidth + std::max(0, viewport()->width() - needed));
}

void ModelTree::resizeEvent(QResizeEvent *event)
{
    QTreeWidget::resizeEvent(event);
    arrangeColumns();
}

QString ModelTree::chosen() const
{
    return currentItem() == nullptr ? m_wanted : currentItem()->text(nameColumn);
}

void ModelTree::choose(const QString &name)
{
    m_wanted = name;
    visitAll(invisibleRootItem(), [this, &name](QTreeWidgetItem &item) {
        if (item.text(nameColumn) == name && currentItem() != &item) {
            setCurrentItem(&item);
        }
    });
}

QStringList ModelTree::collapsed() const
{
    if (topLevelItemCount() == 0) {
        return m_collapsed;
    }
    QStringList names;
    visitAll(invisibleRootItem(), [&names](QTreeWidgetItem &item) {
        if (item.childCount() > 0 && !item.isExpanded()) {
            names.append(item.text(nameColumn));
        }
    });
    return names;
}

void ModelTree::setCollapsed(const QStringList &names)
{
    m_collapsed = names;
}

void ModelTree::changeEvent(QEvent *event)
{
    QTreeWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        visitAll(invisibleRootItem(), [this](QTreeWidgetItem &item) {
            for (int column = 0; column < numColumns; ++column) {
                item.setForeground(column,
                                   colourOf(static_cast<Tone>(item.data(column, kToneRole).toInt()), palette()));
            }
        });
    }
}

} // namespace bafo::ui
