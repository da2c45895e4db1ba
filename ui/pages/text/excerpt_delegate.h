// SPDX-License-Identifier: GPL-3.0-or-later
// Draws one line of a text with the words that were searched for marked in it.
#pragma once

#include <QStyledItemDelegate>

namespace bafo::ui {

class ExcerptDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setSearch(const QString &search) { m_search = search; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QString m_search;
};

/// Behind a word that was searched for.
[[nodiscard]] QColor matchColour(const QPalette &palette);

} // namespace bafo::ui
