// SPDX-License-Identifier: GPL-3.0-or-later
// How the next token is chosen, and what the model is told beforehand: a drawer at the right of the page Chat.
#pragma once

#include "ui/pages/chat/chat_column.h"
#include "ui/widgets/card.h"

#include <QJsonObject>

#include <vector>

class QLineEdit;
class QVBoxLayout;

namespace bafo::ui {

class TextArea;

class SamplingDrawer final : public QWidget {
    Q_OBJECT

public:
    explicit SamplingDrawer(QWidget *parent = nullptr);

    /// Nothing where a field holds no number of its range; it says so below itself.
    [[nodiscard]] std::optional<AskingTerms> terms() const;

    /// Puts the cursor into the first field that is wrong.
    void goToWrongField();

    /// The texts of the fields, right or wrong.
    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void changed();
    void closeWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Field {
        QString key;
        QLineEdit *edit;
        Label *sentence;
        QString explanation;
        QString range; ///< said where the text is wrong
        double lowest;
        double highest;
        bool isWhole;
        bool mayBeEmpty;
    };

    void addFields(QVBoxLayout &column);
    void addField(QVBoxLayout &column, const QString &label, Field field, const QString &value);
    [[nodiscard]] static std::optional<double> valueOf(const Field &field);
    void check();

    std::vector<Field> m_fields;
    TextArea *m_system = nullptr;
};

} // namespace bafo::ui
