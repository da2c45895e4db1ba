// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a model for other programs: in which format, and where to.
#pragma once

#include "ui/pages/models/export_format.h"
#include "ui/widgets/labels.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace bafo::ui {

struct ExportWish {
    QString model;
    QString format; ///< as `bafo model export --format` has it
    QString place; ///< a folder or file that is not there yet
    quint64 sizeBytes = 0; ///< about
};

/// The window's thread.
class ExportPanel final : public QWidget {
    Q_OBJECT

public:
    explicit ExportPanel(QWidget *parent = nullptr);

    /// `numParameters` are those of a whole model; of an adapter the size that it has is the size that it gets.
    void begin(const QString &model, bool isAdapter, quint64 numParameters, quint64 sizeBytes);
    [[nodiscard]] const QString &model() const { return m_model; }

Q_SIGNALS:
    void exportWanted(const bafo::ui::ExportWish &wish);
    void closed();

private:
    void chooseFormat();
    void choosePlace();
    void judge();
    [[nodiscard]] const ExportFormat &format() const;
    [[nodiscard]] quint64 sizeBytes() const;
    [[nodiscard]] QString nameFor(const ExportFormat &format) const;

    QString m_model;
    quint64 m_numParameters = 0;
    quint64 m_sizeBytes = 0;
    std::vector<ExportFormat> m_formats; ///< that are offered
    QString m_suggested; ///< the place that was filled in for the user
    Label *m_title;
    QComboBox *m_format;
    Label *m_about;
    Label *m_placeName;
    QLineEdit *m_place;
    Label *m_trouble;
    QPushButton *m_export;
};

} // namespace bafo::ui
