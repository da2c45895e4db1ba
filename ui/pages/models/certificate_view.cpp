// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/certificate_view.h"

#include "ui/pages/models/certificate_words.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_mark.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QLocale>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

QString aboutInWords(const runs::ParityCertificate &certificate)
{
    const QDateTime made = QDateTime::fromString(QString::fromStdString(certificate.madeAt), Qt::ISODate).toLocalTime();
    QString reference = QString::fromStdString(certificate.reference.name);
    if (certificate.adapter) {
        reference = CertificateView::tr("%1 with the adapter %2")
                        .arg(reference, QString::fromStdString(certificate.adapter->name));
    }
    QString text = CertificateView::tr("Compared with %1 on %2 isiZulu sentences, %3.")
                       .arg(wrappingName(reference))
                       .arg(certificate.numPrompts)
                       .arg(QLocale().toString(made, QLocale::ShortFormat));
    if (!certificate.model.dtype.empty()) {
        text += QLatin1Char(' ')
            + CertificateView::tr("Its weights are stored as %1.").arg(QString::fromStdString(certificate.model.dtype));
    }
    return text;
}

} // namespace

CertificateView::CertificateView(QWidget *parent)
    : QWidget(parent)
    , m_title(title({}))
    , m_verdict(new StateMark)
    , m_about(mutedWords({}))
    , m_outdated(new Label({}, TextSize::body, TextWeight::normal, Tone::warning))
    , m_checks(new QVBoxLayout)
    , m_again(button(tr("Check again")))
    , m_progress(mutedWords({}))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    m_title->setWordWrap(true);
    m_outdated->setWordWrap(true);
    m_outdated->setText(tr("It was made for other weights than lie there now. Check again."));
    m_checks->setSpacing(u);
    column->addWidget(m_title);
    column->addWidget(m_verdict, 0, Qt::AlignLeft);
    column->addWidget(m_about);
    column->addWidget(m_outdated);
    column->addSpacing(u);
    column->addLayout(m_checks);
    column->addSpacing(u);
    QPushButton *copy = button(tr("Copy as text"));
    QPushButton *close = button(tr("Close"));
    auto *row = new FlowLayout;
    row->setSpacing(u);
    for (QPushButton *one : {m_again, copy, close}) {
        row->addWidget(one);
    }
    column->addLayout(row);
    column->addWidget(m_progress);
    column->addStretch(1);
    connect(m_again, &QPushButton::clicked, this, [this] { Q_EMIT checkWanted(m_model); });
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(certificateAsText(m_certificate)); });
    connect(close, &QPushButton::clicked, this, &CertificateView::closed);
}

void CertificateView::show(const runs::ParityCertificate &certificate, const QString &model, const QString &weightHash,
                           const CheckProgress &progress)
{
    const bool isSame = m_certificate.madeAt == certificate.madeAt && m_model == model;
    m_certificate = certificate;
    m_model = model;
    m_again->setVisible(!progress.isRunning);
    m_progress->setVisible(progress.isRunning);
    m_progress->setText(progress.share > 0
                            ? tr("Checking again: %1 % of the files read").arg(static_cast<int>(progress.share * 100))
                            : tr("Checking again …"));
    const QString certified = QString::fromStdString(certificate.model.weightHash);
    m_outdated->setVisible(!certified.isEmpty() && certified != weightHash);
    if (!isSame) {
        m_title->setText(tr("Certificate of %1").arg(wrappingName(model)));
        m_about->setText(aboutInWords(certificate));
        showChecks();
    }
    const bool isGreen = certificate.isGreen();
    m_verdict->set(isGreen ? Shape::tick : Shape::cross, isGreen ? Tone::good : Tone::error,
                   isGreen ? tr("Green: it answers as what it was made from")
                           : tr("Red: %n check(s) failed", nullptr, static_cast<int>(certificate.failures().size())));
}

void CertificateView::showChecks()
{
    while (QLayoutItem *item = m_checks->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const bool passed : {false, true}) { // what failed is what one came for
        for (const runs::ParityCheck &check : m_certificate.checks) {
            if (check.passed == passed) {
                addCheck(check);
            }
        }
    }
}

void CertificateView::addCheck(const runs::ParityCheck &check)
{
    const int u = unitOf(*this);
    auto *made = new QWidget;
    auto *column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *mark = new StateMark;
    mark->set(check.passed ? Shape::tick : Shape::cross, check.passed ? Tone::good : Tone::error,
              checkInWords(check.check));
    column->addWidget(mark, 0, Qt::AlignLeft);
    auto *more = new QVBoxLayout;
    more->setContentsMargins(2 * u, 0, 0, 0);
    more->setSpacing(0);
    const std::vector<std::pair<QString, Tone>> lines{
        {measureInWords(check), Tone::muted},
        {QString::fromStdString(check.cause), check.passed ? Tone::muted : Tone::error},
        {QString::fromStdString(check.hint), Tone::muted}};
    for (const auto &[text, tone] : lines) {
        if (!text.isEmpty()) {
            auto *label = words(text);
            label->setTone(tone);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            more->addWidget(label);
        }
    }
    column->addLayout(more);
    m_checks->addWidget(made);
}

} // namespace bafo::ui
