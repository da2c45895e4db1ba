// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/merge_panel.h"

#include "core/runs/project.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/number_text.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QRadioButton>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

enum WayRow { choiceRow, aboutRow, distanceRow, agreementRow, bitsRow, sizeRow, numRows };

QString rowName(int row)
{
    switch (row) {
    case distanceRow:
        return MergePanel::tr("Distance from the adapter (KL)");
    case agreementRow:
        return MergePanel::tr("Same likeliest piece");
    case bitsRow:
        return MergePanel::tr("Bits a byte");
    case sizeRow:
        return MergePanel::tr("On disk");
    default:
        return {};
    }
}

QString percent(double share)
{
    return MergePanel::tr("%1 %").arg(QLocale().toString(100 * share, 'f', share < 1 && share > 0.999 ? 2 : 1));
}

QString distance(double nats)
{
    constexpr double kSmall = 1e-3;
    constexpr double kNoise = 1e-9; // of rounding
    return nats < kNoise ? QStringLiteral("0")
                         : QLocale().toString(nats, nats < kSmall ? 'e' : 'f', nats < kSmall ? 1 : 4);
}

} // namespace

MergePanel::MergePanel(QWidget *parent)
    : QWidget(parent)
    , m_title(title({}))
    , m_about(
          mutedWords(tr("A merged model is whole: every program reads it. Before anything is written, the ways are "
                        "compared on text that was held out: how far is each from the adapter on the very base that "
                        "it was trained on? Less is better.")))
    , m_dataset(new QComboBox)
    , m_compare(button(tr("Compare the ways")))
    , m_goToText(button(tr("Go to Text")))
    , m_textWords(mutedWords(tr("There is no text in this project to compare them on.")))
    , m_progress(mutedWords({}))
    , m_ways(new QWidget)
    , m_grid(new QGridLayout(m_ways))
    , m_choices(new QButtonGroup(this))
    , m_compared(mutedWords({}))
    , m_name(new QLineEdit)
    , m_trouble(new Label({}, TextSize::body, TextWeight::normal, Tone::error))
    , m_merge(primaryButton(tr("Merge")))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    m_title->setWordWrap(true);
    m_trouble->setWordWrap(true);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * u);
    m_grid->setVerticalSpacing(u / 2);
    auto *name = words(tr("Name of the merged model"));
    name->setBuddy(m_name);
    m_name->setAccessibleName(tr("Name of the merged model"));
    QPushButton *close = button(tr("Cancel"));
    auto *row = new FlowLayout;
    row->setSpacing(u);
    row->addWidget(m_merge);
    row->addWidget(close);
    for (QWidget *one : std::initializer_list<QWidget *>{m_title, m_about, makeTextRow(), m_progress, m_ways,
                                                         m_compared, name, m_name, m_trouble}) {
        column->addWidget(one);
    }
    column->addLayout(row);
    column->addStretch(1);
    connect(m_name, &QLineEdit::textChanged, this, &MergePanel::judge);
    connect(m_name, &QLineEdit::returnPressed, m_merge, &QPushButton::click);
    connect(m_merge, &QPushButton::clicked, this,
            [this] { Q_EMIT mergeWanted(m_adapter, m_name->text().trimmed(), chosenWay()); });
    connect(close, &QPushButton::clicked, this, &MergePanel::closed);
    setDatasets({});
    showWays();
    setProgress({});
}

QWidget *MergePanel::makeTextRow()
{
    const int u = unitOf(*this);
    auto *made = new QWidget;
    auto *column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    auto *label = words(tr("Held-out text of"));
    label->setBuddy(m_dataset);
    m_dataset->setAccessibleName(tr("Dataset whose held-out text is read"));
    auto *row = new FlowLayout;
    row->setSpacing(u);
    for (QWidget *one : std::initializer_list<QWidget *>{label, m_dataset, m_compare, m_textWords, m_goToText}) {
        row->addWidget(one);
    }
    column->addLayout(row);
    connect(m_compare, &QPushButton::clicked, this,
            [this] { Q_EMIT compareWanted(m_adapter, m_dataset->currentText()); });
    connect(m_goToText, &QPushButton::clicked, this, &MergePanel::textWanted);
    m_textWords->setWordWrap(false);
    return made;
}

void MergePanel::begin(const QString &adapter, const QString &base)
{
    m_title->setText(tr("Merge %1 into %2").arg(wrappingName(adapter), wrappingName(base)));
    if (adapter != m_adapter) {
        m_adapter = adapter;
        m_base = base;
        m_way.clear();
        QString name = adapter + QStringLiteral("-merged");
        for (int number = 2; m_taken.contains(name); ++number) {
            name = adapter + QStringLiteral("-merged-%1").arg(number);
        }
        m_name->setText(name);
    }
    judge();
}

void MergePanel::setTakenNames(const QStringList &names)
{
    m_taken = names;
    judge();
}

void MergePanel::setDatasets(const QStringList &names)
{
    if (names != m_datasets) { // one that is open stays open
        const QString before = m_wantedDataset.isEmpty() ? m_dataset->currentText() : m_wantedDataset;
        m_datasets = names;
        m_dataset->clear();
        m_dataset->addItems(names);
        m_dataset->setCurrentIndex(std::max(0, static_cast<int>(names.indexOf(before))));
    }
    for (QWidget *one : std::initializer_list<QWidget *>{m_dataset, m_compare}) {
        one->setVisible(!names.isEmpty());
    }
    for (QWidget *one : std::initializer_list<QWidget *>{m_textWords, m_goToText}) {
        one->setVisible(names.isEmpty());
    }
}

void MergePanel::setComparison(const std::optional<MergeComparison> &comparison)
{
    if (comparison != m_comparison) { // what is shown keeps its focus
        m_comparison = comparison;
        showWays();
        judge();
    }
}

void MergePanel::setProgress(const QString &words)
{
    m_progress->setText(words);
    m_progress->setVisible(!words.isEmpty());
    m_compare->setEnabled(words.isEmpty());
}

void MergePanel::showWays()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_ways->setVisible(m_comparison.has_value());
    m_compared->setVisible(m_comparison.has_value());
    if (!m_comparison) {
        return;
    }
    for (int row = distanceRow; row < numRows; ++row) {
        auto *name = mutedWords(rowName(row));
        m_grid->addWidget(name, row, 0, Qt::AlignTop);
    }
    m_grid->setColumnStretch(0, 3);
    for (std::size_t i = 0; i < m_comparison->ways.size(); ++i) {
        addWay(static_cast<int>(i) + 1, m_comparison->ways[i]);
        m_grid->setColumnStretch(static_cast<int>(i) + 1, 4);
    }
    m_compared->setText(tr("Compared on %1 pieces of text. Recommended: %2.")
                            .arg(groupedNumber(m_comparison->numTokens), wayName(m_comparison->recommended)));
}

void MergePanel::addWay(int column, const MergeWay &way)
{
    auto *choice = new QRadioButton(wayName(way.way));
    choice->setAccessibleDescription(wayInWords(way.way));
    choice->setEnabled(way.isAvailable);
    choice->setChecked(way.way == chosenWay());
    m_choices->addButton(choice);
    connect(choice, &QRadioButton::toggled, this, [this, name = way.way](bool isChosen) {
        if (isChosen) {
            m_way = name;
            judge();
        }
    });
    m_grid->addWidget(choice, choiceRow, column, Qt::AlignTop);
    m_grid->addWidget(mutedWords(way.isAvailable ? wayInWords(way.way) : way.whyNot), aboutRow, column, Qt::AlignTop);
    if (way.isAvailable) {
        addFigure(distanceRow, column, distance(way.klNatsPerToken), wayName(way.way));
        addFigure(agreementRow, column, percent(way.topAgreement), wayName(way.way));
        addFigure(bitsRow, column, QLocale().toString(way.bitsPerByte, 'f', 4), wayName(way.way));
        addFigure(sizeRow, column, sizeInWords(way.sizeBytes), wayName(way.way));
    }
}

void MergePanel::addFigure(int row, int column, const QString &figure, const QString &name)
{
    auto *label = new Label(figure);
    label->setAccessibleName(QStringLiteral("%1, %2: %3").arg(name, rowName(row), figure));
    m_grid->addWidget(label, row, column, Qt::AlignTop);
}

QString MergePanel::chosenWay() const
{
    if (!m_comparison) {
        return {};
    }
    const MergeWay *chosen = m_comparison->way(m_way);
    return chosen != nullptr && chosen->isAvailable ? m_way : m_comparison->recommended;
}

void MergePanel::judge()
{
    const QString name = m_name->text().trimmed();
    QString trouble;
    bool isError = true;
    if (chosenWay() == keepAdapterWay()) {
        trouble = tr("For this way nothing is written: talk with the adapter as it is, or choose another way.");
        isError = false;
    } else if (!name.isEmpty() && !runs::isName(name.toStdString())) {
        trouble = tr("A name holds letters, digits, - _ and . and does not begin with a point.");
    } else if (m_taken.contains(name)) {
        trouble = tr("There is a model of that name already.");
    } else if (!m_comparison) {
        trouble = tr("Not compared yet: it would be merged into what it was trained beside.");
        isError = false;
    }
    m_trouble->setTone(isError ? Tone::error : Tone::muted);
    m_trouble->setText(trouble);
    m_trouble->setVisible(!trouble.isEmpty());
    m_merge->setEnabled(!name.isEmpty() && chosenWay() != keepAdapterWay() && (trouble.isEmpty() || !isError));
}

QJsonObject MergePanel::state() const
{
    return {{QStringLiteral("adapter"), m_adapter},
            {QStringLiteral("base"), m_base},
            {QStringLiteral("name"), m_name->text()},
            {QStringLiteral("way"), m_way},
            {QStringLiteral("dataset"), m_dataset->currentText()}};
}

void MergePanel::restore(const QJsonObject &state)
{
    const auto text = [&state](const char *key) { return state.value(QLatin1String(key)).toString(); };
    if (text("adapter").isEmpty()) {
        return;
    }
    begin(text("adapter"), text("base"));
    m_name->setText(text("name"));
    m_way = text("way");
    m_wantedDataset = text("dataset"); // it may not be read yet
    m_dataset->setCurrentText(m_wantedDataset);
    showWays();
    judge();
}

} // namespace bafo::ui
