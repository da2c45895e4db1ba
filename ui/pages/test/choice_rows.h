// SPDX-License-Identifier: GPL-3.0-or-later
// The choices of a question, a row each: cut into the model's tokens, how likely it found each, which one it chose and
// which one is right; beside it, where two models are compared, the other one's.
#pragma once

#include "core/scoring/item_index.h"
#include "core/scoring/item_record.h"
#include "ui/widgets/token_strip.h"

#include <QWidget>

#include <optional>
#include <string>
#include <vector>

class QGridLayout;

namespace bafo::ui {

/// What one model made of the choices.
struct ModelChoices {
    QString model = {};
    std::int64_t chosen = -1;
    std::vector<scoring::Answer> answers = {}; ///< in the order of the choices; the first so many are read
};

/// Shares that choices have of what the model holds likely among them: e to the log-probability, to a sum of 1.
[[nodiscard]] std::vector<double> sharesOf(const std::vector<scoring::Answer> &answers, std::size_t numChoices);

/// A continuation as its tokens cut it, each with its log-probability as a tip. Tokens may begin before the text, with
/// the space that parts it from its context.
[[nodiscard]] std::vector<StripPiece> piecesOf(const std::string &text,
                                               const std::vector<scoring::ScoredToken> &tokens);

/// A bar of one or two shares with their figures. For ChoiceRows.
class ShareBar final : public QWidget {
    Q_OBJECT

public:
    explicit ShareBar(QWidget *parent = nullptr);

    /// `other` below it, where there is one.
    void set(double share, double logProbability, std::optional<std::pair<double, double>> other);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_share = 0;
    double m_logProbability = 0;
    std::optional<std::pair<double, double>> m_other; ///< share and log-probability
};

/// The window's thread.
class ChoiceRows final : public QWidget {
    Q_OBJECT

public:
    static constexpr std::size_t kMostChoices = 24;

    explicit ChoiceRows(QWidget *parent = nullptr);
    void show(const scoring::Question &question, const ModelChoices &first, const std::optional<ModelChoices> &second);
    using QWidget::show;

private:
    void addRow(int row, const scoring::Question &question, std::size_t choice, const ModelChoices &first,
                const std::optional<ModelChoices> &second);

    QGridLayout *m_grid;
};

} // namespace bafo::ui
