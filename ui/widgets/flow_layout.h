// SPDX-License-Identifier: GPL-3.0-or-later
// Things in a row, on one middle line, that goes on in the next line where it is full.
#pragma once

#include <QLayout>

#include <vector>

namespace bafo::ui {

/// Owns its items, as every layout does.
class FlowLayout final : public QLayout {
    Q_OBJECT

public:
    explicit FlowLayout(QWidget *parent = nullptr);
    ~FlowLayout() override;

    /// Between two lines, in pixels; without it as between two things in a line.
    void setLineSpacing(int pixels) { m_lineSpacing = pixels; }

    void addItem(QLayoutItem *item) override;
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    void setGeometry(const QRect &rect) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;

private:
    int arrange(const QRect &rect, bool isReal) const;

    std::vector<QLayoutItem *> m_items;
    int m_lineSpacing = -1;
};

} // namespace bafo::ui
