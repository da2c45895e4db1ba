// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/job_strip.h"

#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QSet>
#include <QVBoxLayout>

namespace bafo::ui {

JobStrip::JobStrip(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(unitOf(*this));
    setVisible(false);
}

void JobStrip::show(const std::vector<JobLine> &lines)
{
    QSet<QString> kept;
    for (const JobLine &line : lines) {
        kept.insert(line.key);
        if (!m_rows.contains(line.key)) {
            m_rows.insert(line.key, makeRow(line.key));
        }
        Row &row = m_rows[line.key];
        row.isRunning = line.isRunning;
        row.text->setText(line.text);
        row.text->setTone(line.isRunning ? Tone::text : Tone::error);
        row.hint->setText(line.hint);
        row.hint->setVisible(!line.hint.isEmpty());
        row.button->setText(line.isRunning ? tr("Cancel") : tr("Close"));
        row.button->setAccessibleName(row.button->text() + QStringLiteral(": ") + line.text);
    }
    for (const QString &key : m_rows.keys()) {
        if (!kept.contains(key)) {
            m_rows.take(key).widget->deleteLater();
        }
    }
    setVisible(!lines.empty());
}

JobStrip::Row JobStrip::makeRow(const QString &key)
{
    Row made;
    made.widget = new QWidget;
    made.text = words({});
    made.hint = mutedWords({});
    made.button = button({});
    auto *row = new QHBoxLayout(made.widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * unitOf(*this));
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(made.text);
    column->addWidget(made.hint);
    row->addLayout(column, 1);
    row->addWidget(made.button, 0, Qt::AlignVCenter);
    m_column->addWidget(made.widget);
    connect(made.button, &QPushButton::clicked, this, [this, key] {
        if (m_rows.value(key).isRunning) {
            Q_EMIT cancelWanted(key);
        } else {
            Q_EMIT closeWanted(key);
        }
    });
    return made;
}

} // namespace bafo::ui
