// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/screens/screen_checks.h"

#include "ui/widgets/colours.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QSet>
#include <QStyleOptionComboBox>
#include <QTableView>
#include <QTreeView>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <utility>

namespace bafo::screens {
namespace {

constexpr int kSlackPixels = 1; // sizes are rounded up at fractions of the scale

QString placeOf(const QWidget &widget)
{
    QString name = QString::fromLatin1(widget.metaObject()->className()).section(QLatin1Char(':'), -1);
    if (!widget.objectName().isEmpty()) {
        name += QLatin1Char('#') + widget.objectName();
    }
    return name;
}

QString wordsOf(const QWidget &widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        return label->text();
    }
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    return button != nullptr ? button->text() : widget.accessibleName();
}

/// Whether any of it can be seen: not hidden, not scrolled away, not of another page.
bool isInSight(const QWidget &widget)
{
    return widget.isVisible() && !widget.visibleRegion().isEmpty();
}

QString clippingOf(const QLabel &label)
{
    if (label.text().isEmpty() || label.property("bafoElides").toBool()) {
        return {};
    }
    if (label.wordWrap()) {
        const int needed = label.heightForWidth(label.width());
        return needed > label.height() + kSlackPixels
            ? QStringLiteral("needs %1 px of height, has %2").arg(needed).arg(label.height())
            : QString();
    }
    const int needed = label.sizeHint().width();
    return needed > label.width() + kSlackPixels
        ? QStringLiteral("needs %1 px of width, has %2").arg(needed).arg(label.width())
        : QString();
}

template <class Widget>
QString narrownessOf(const Widget &widget)
{
    const int needed = widget.sizeHint().width();
    return needed > widget.width() + kSlackPixels
        ? QStringLiteral("needs %1 px of width, has %2").arg(needed).arg(widget.width())
        : QString();
}

template <class Widget>
void collectClipped(const QWidget &window, QStringList &found)
{
    for (const Widget *widget : window.findChildren<const Widget *>()) {
        if (!isInSight(*widget) || widget->property("bafoElides").toBool()) {
            continue;
        }
        QString problem;
        QString text;
        if constexpr (std::is_same_v<Widget, QLabel>) {
            problem = clippingOf(*widget);
            text = widget->text();
        } else {
            problem = widget->text().isEmpty() ? QString() : narrownessOf(*widget);
            text = widget->text();
        }
        if (!problem.isEmpty()) {
            found.append(QStringLiteral("%1 '%2' %3").arg(placeOf(*widget), text.left(60), problem));
        }
    }
}

/// The chosen word of a box that cannot be typed into.
void collectNarrowBoxes(const QWidget &window, QStringList &found)
{
    for (const QComboBox *box : window.findChildren<const QComboBox *>()) {
        if (!isInSight(*box) || box->isEditable() || box->property("bafoElides").toBool()) {
            continue;
        }
        QStyleOptionComboBox option;
        option.initFrom(box);
        option.editable = false;
        const QRect room
            = box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box);
        const int needed = box->fontMetrics().horizontalAdvance(box->currentText());
        if (needed > room.width() + kSlackPixels) {
            found.append(QStringLiteral("%1 '%2' needs %3 px for its word, has %4")
                             .arg(placeOf(*box), box->currentText().left(60))
                             .arg(needed)
                             .arg(room.width()));
        }
    }
}

int columnWidthOf(const QAbstractItemView &view, int column)
{
    if (const auto *table = qobject_cast<const QTableView *>(&view)) {
        return table->columnWidth(column);
    }
    const auto *tree = qobject_cast<const QTreeView *>(&view);
    return tree != nullptr ? tree->columnWidth(column) : view.width();
}

/// Cells of columns with few words that everybody must be able to read: those of the property "bafoWholeColumns".
void collectCutCells(const QAbstractItemView &view, QStringList &found)
{
    constexpr int kMostRows = 100;
    for (const QVariant &one : view.property("bafoWholeColumns").toList()) {
        const int column = one.toInt();
        QSet<QString> told;
        const int width = columnWidthOf(view, column); // 0 where it is hidden
        for (int row = 0; width > 0 && row < std::min(kMostRows, view.model()->rowCount(view.rootIndex())); ++row) {
            const QModelIndex cell = view.model()->index(row, column, view.rootIndex());
            const QString word = cell.data().toString();
            const int needed = view.sizeHintForIndex(cell).width();
            if (needed > width + kSlackPixels && !told.contains(word)) {
                told.insert(word);
                found.append(QStringLiteral("cell '%1' of %2 needs %3 px of width, has %4")
                                 .arg(word.left(60), placeOf(view))
                                 .arg(needed)
                                 .arg(width));
            }
        }
    }
}

/// Words and controls whose side lies beyond the edge of what holds them. (Their foot may: one scrolls down to it.)
void collectCutAtTheSide(const QWidget &window, QStringList &found)
{
    for (const QWidget *widget : window.findChildren<const QWidget *>()) {
        const bool isArea = qobject_cast<const QAbstractScrollArea *>(widget) != nullptr; // seen through its children
        const bool isWord = qobject_cast<const QLabel *>(widget) != nullptr || widget->focusPolicy() != Qt::NoFocus;
        if (isArea || !isWord || !isInSight(*widget)) {
            continue;
        }
        const QRect seen = widget->visibleRegion().boundingRect();
        if (seen.width() + kSlackPixels < widget->width()) {
            found.append(QStringLiteral("%1 '%2' is cut at the side: %3 of %4 px are seen")
                             .arg(placeOf(*widget), wordsOf(*widget).left(60))
                             .arg(seen.width())
                             .arg(widget->width()));
        }
    }
}

void collectNarrowHeads(const QHeaderView &header, QStringList &found)
{
    for (int section = 0; section < header.count(); ++section) {
        const int needed = header.sectionSizeHint(section);
        if (!header.isSectionHidden(section) && needed > header.sectionSize(section) + kSlackPixels) {
            found.append(QStringLiteral("head of column '%1' needs %2 px of width, has %3")
                             .arg(header.model()->headerData(section, Qt::Horizontal).toString())
                             .arg(needed)
                             .arg(header.sectionSize(section)));
        }
    }
}

bool takesFocus(const QWidget &widget)
{
    return isInSight(widget) && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) != 0
        && widget.focusProxy() == nullptr;
}

double luminanceOf(const QColor &colour)
{
    const auto linear
        = [](double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrastOf(const QColor &one, const QColor &other)
{
    const double a = luminanceOf(one);
    const double b = luminanceOf(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

QStringList clippedTexts(const QWidget &window)
{
    QStringList found;
    collectClipped<QLabel>(window, found);
    collectClipped<QAbstractButton>(window, found);
    collectCutAtTheSide(window, found);
    collectNarrowBoxes(window, found);
    for (const QAbstractItemView *view : window.findChildren<const QAbstractItemView *>()) {
        if (isInSight(*view->viewport()) && view->model() != nullptr) {
            collectCutCells(*view, found);
        }
    }
    for (const QHeaderView *header : window.findChildren<const QHeaderView *>()) {
        // Its viewport covers it: of the header itself nothing is ever seen.
        if (isInSight(*header->viewport()) && header->orientation() == Qt::Horizontal) {
            collectNarrowHeads(*header, found);
        }
    }
    return found;
}

QStringList namelessControls(const QWidget &window)
{
    QStringList found;
    for (const QWidget *widget : window.findChildren<const QWidget *>()) {
        if (!takesFocus(*widget) || !widget->accessibleName().isEmpty()) {
            continue;
        }
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const auto labels = widget->window()->findChildren<QLabel *>();
        const bool isBuddy = std::any_of(labels.cbegin(), labels.cend(),
                                         [widget](const QLabel *label) { return label->buddy() == widget; });
        if ((button == nullptr || button->text().isEmpty()) && !isBuddy) {
            found.append(QStringLiteral("%1 below %2 has no name for screen readers")
                             .arg(placeOf(*widget), placeOf(*widget->parentWidget())));
        }
    }
    return found;
}

QStringList unreachableControls(QWidget &window)
{
    QSet<const QWidget *> reached;
    QWidget *at = &window;
    do {
        at = at->nextInFocusChain();
        reached.insert(at);
    } while (at != &window && at != nullptr);
    QStringList found;
    for (const QWidget *widget : window.findChildren<const QWidget *>()) {
        if (takesFocus(*widget) && !reached.contains(widget)) {
            found.append(
                QStringLiteral("%1 '%2' is not reached by Tab").arg(placeOf(*widget), widget->accessibleName()));
        }
    }
    return found;
}

QStringList weakContrasts()
{
    QStringList found;
    for (const ui::Colours *colours : {&ui::lightColours(), &ui::darkColours()}) {
        const std::pair<const char *, QColor> grounds[] = {{"ground", colours->ground},
                                                           {"surface", colours->surface},
                                                           {"raised", colours->raised},
                                                           {"chosen", colours->chosen}};
        const std::pair<const char *, QColor> words[] = {{"text", colours->text}, {"muted", colours->muted}};
        const std::pair<const char *, QColor> tones[]
            = {{"good", colours->good}, {"warning", colours->warning}, {"error", colours->error}};
        const auto check = [&](const auto &word, const auto &ground) {
            const double contrast = contrastOf(word.second, ground.second);
            if (contrast < 4.5) {
                found.append(QStringLiteral("%1 on %2 (%3): %4 : 1")
                                 .arg(QLatin1String(word.first), QLatin1String(ground.first),
                                      colours == &ui::lightColours() ? QStringLiteral("light") : QStringLiteral("dark"))
                                 .arg(contrast, 0, 'f', 2));
            }
        };
        for (const auto &ground : grounds) {
            for (const auto &word : words) {
                check(word, ground);
            }
            for (const auto &tone : tones) {
                check(tone, ground);
            }
        }
        for (const QColor &curve : colours->seriesText) { // at a curve's end, and in the box at the crosshair
            check(std::pair{"name of a curve", curve}, grounds[1]);
            check(std::pair{"name of a curve", curve}, grounds[2]);
        }
        check(std::pair{"text on accent", colours->textOnAccent}, std::pair{"accent", colours->accent});
        for (const QColor &piece : colours->pieces) {
            check(std::pair{"text", colours->text}, std::pair{"a piece", piece});
        }
    }
    return found;
}

} // namespace bafo::screens
