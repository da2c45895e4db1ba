// SPDX-License-Identifier: GPL-3.0-or-later
// Curves over one x axis in panels above each other: zoom, pan, a crosshair through all of them, marks, export.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QCustomPlot;
class QMouseEvent;
class QWheelEvent;

namespace bafo::ui {

struct Colours;
struct ChartScene;

struct CurveLook {
    QString name; ///< for people
    int colour = 0; ///< of Colours::series, round and round; from the fifth on dashed
    bool isDashed = false;
    bool isPale = false; ///< raw values behind a smoothed line; without a name the crosshair passes over them
    bool isLabelled = false; ///< name and last value at its end
};

/// Something that happened at one place of the x axis.
struct ChartMark {
    enum class Kind { stage, savedPoint, trouble };
    Kind kind = Kind::stage;
    double x = 0;
    QString text;
    int curve = -1; ///< a trouble stands on this curve
};

/// What the x axis counts.
enum class AxisUnit { count, bytes, seconds };

/// Takes finished points; a y that is no number is a gap. The window's thread only; paints at most ten times a second,
/// and nothing while it is hidden. Keys: + and - zoom, 0 shows all, End follows, arrows move the crosshair from point
/// to point, with Shift they pan.
class Chart final : public QWidget {
    Q_OBJECT

public:
    explicit Chart(QWidget *parent = nullptr);
    ~Chart() override;

    /// Panels and curves are numbered from 0 in the order in which they were added. `share` of the height.
    void clear();
    int addPanel(const QString &title, int share);
    int addCurve(int panel, const CurveLook &look);

    /// x rises. Replaces all points of the curve, or goes on behind the last.
    void setPoints(int curve, const std::vector<double> &x, const std::vector<double> &y);
    void addPoints(int curve, const std::vector<double> &x, const std::vector<double> &y);

    /// An interval around the curve.
    void setBand(int curve, const std::vector<double> &x, const std::vector<double> &low,
                 const std::vector<double> &high);

    void setMarks(std::vector<ChartMark> marks);
    void setAxis(const QString &title, AxisUnit unit);

    void setLogarithmic(bool isLogarithmic);
    void setFollowing(bool isFollowing);
    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }

    /// The part of the x axis in sight; nothing while all is.
    [[nodiscard]] std::optional<std::pair<double, double>> window() const { return m_window; }
    void setWindow(std::optional<std::pair<double, double>> window);

    /// Below 1 is nearer. Around `x`, or the middle.
    void zoom(double factor, std::optional<double> x = std::nullopt);

    /// By a share of what is in sight; above 0 towards later.
    void pan(double share);

    /// To the next point, or back.
    void moveCrosshair(int direction);

    /// What the crosshair crosses, in words; empty without one.
    [[nodiscard]] QString wordsAtCrosshair() const;

    [[nodiscard]] int numCurves() const;

    /// As they are drawn: x and y.
    [[nodiscard]] std::vector<std::pair<double, double>> pointsOf(int curve) const;

    /// PNG, SVG or PDF by the name's ending, always on white. Fails (data) where the file cannot be written.
    [[nodiscard]] Result<void> exportTo(const QString &path);

    /// Where it is in sight and something has changed; else when somebody looks at it.
    void paintNow();

    /// At once, for measuring.
    void replotNow();

Q_SIGNALS:
    void followingChanged(bool isFollowing);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    [[nodiscard]] QSize sizeHint() const override;

private:
    void connectMouse();
    void press(QMouseEvent *event);
    void drag(QMouseEvent *event);
    void release(QMouseEvent *event);
    void wheel(QWheelEvent *event);
    void setCrosshair(std::optional<double> x);
    void drawCrosshair();
    void applyColours(const Colours &colours);
    void drawLater();
    [[nodiscard]] QByteArray drawnAs(const QString &suffix);
    void fitAxes();
    [[nodiscard]] std::pair<double, double> dataRange() const;
    [[nodiscard]] std::pair<double, double> shownRange() const;
    void fitPanel(std::size_t panel, double lower, double upper);
    [[nodiscard]] double xAt(double pixel) const;

    QCustomPlot *m_plot;
    std::unique_ptr<ChartScene> m_scene;
    QTimer m_rate;
    std::optional<std::pair<double, double>> m_window;
    std::optional<double> m_bandStart; ///< pixels
    std::optional<double> m_panStart;
    bool m_isFollowing = true;
    bool m_isLogarithmic = false;
    bool m_isDirty = true;
};

} // namespace bafo::ui
