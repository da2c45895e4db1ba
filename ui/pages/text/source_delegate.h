// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a source in two lines: the file, and below it licence, words and share. An unclear licence stands out.
#pragma once

#include <QStyledItemDelegate>

namespace bafo::ui {

/// For a view over a SourceList.
class SourceDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace bafo::ui
