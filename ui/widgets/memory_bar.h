// SPDX-License-Identifier: GPL-3.0-or-later
// What fills a machine's memory, as one bar from nothing to all of it, and under it what each colour stands for.
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace bafo::ui {

struct MemoryPart {
    QString label;
    qint64 bytes = 0;
};

struct MemoryPicture {
    std::vector<MemoryPart> parts; ///< of one process; at most six, in the order of the bar
    int numProcesses = 1; ///< each takes the same: its parts are drawn as often
    qint64 otherBytes = 0; ///< held by other programs
    qint64 totalBytes = 0; ///< of the machine
};

/// The sizes stand in the rows below the bar, so nobody has to measure; screen readers get them as the description.
/// Where it is more than there is, the bar goes on beyond a mark at the machine's end.
class MemoryBar final : public QWidget {
    Q_OBJECT

public:
    explicit MemoryBar(const QString &name, QWidget *parent = nullptr);

    void set(MemoryPicture picture);
    [[nodiscard]] const MemoryPicture &picture() const { return m_picture; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Row {
        QString label;
        QString size;
        QColor colour;
    };

    [[nodiscard]] QColor colourOf(std::size_t part) const;
    [[nodiscard]] std::vector<Row> rows() const;
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int barHeight() const;
    void paintBar(QPainter &painter, const QRectF &place) const;
    void describe();

    MemoryPicture m_picture;
};

} // namespace bafo::ui
