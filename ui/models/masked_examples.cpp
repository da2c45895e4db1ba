// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/masked_examples.h"

#include <QJsonArray>

#include <utility>

namespace bafo::ui {
namespace {

constexpr int kPauseMs = 120;
constexpr int kNumKept = 200;

MaskedConversation conversationIn(const QJsonObject &json)
{
    MaskedConversation conversation{.document = json.value(QLatin1String("document")).toInteger(),
                                    .rendered = json.value(QLatin1String("rendered")).toString(),
                                    .tokens = {},
                                    .numTokens = json.value(QLatin1String("num_tokens")).toInteger(),
                                    .numTargets = json.value(QLatin1String("num_targets")).toInteger(),
                                    .numKept = json.value(QLatin1String("kept")).toInteger()};
    for (const QJsonValue &value : json.value(QLatin1String("tokens")).toArray()) {
        const QJsonObject token = value.toObject();
        conversation.tokens.push_back({.id = static_cast<quint32>(token.value(QLatin1String("id")).toInteger()),
                                       .piece = token.value(QLatin1String("piece")).toString(),
                                       .isTarget = token.value(QLatin1String("is_target")).toBool(),
                                       .isCutOff = token.value(QLatin1String("is_cut_off")).toBool()});
    }
    return conversation;
}

} // namespace

MaskedExamples::MaskedExamples(ProjectSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_known(kNumKept)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kPauseMs);
    connect(&m_soon, &QTimer::timeout, this, &MaskedExamples::ask);
}

void MaskedExamples::setWish(const MaskedWish &wish)
{
    if (wish != m_wish) {
        m_wish = wish;
        forget();
    }
}

void MaskedExamples::forget()
{
    m_known.clear();
    m_soon.stop();
    if (m_process != nullptr) { // what it will say is of before
        std::exchange(m_process, nullptr)->deleteLater();
    }
    m_wanted = 0;
}

void MaskedExamples::read(qint64 document, const data::DocumentQuery &filters)
{
    m_wanted = document;
    m_filters = filters;
    if (const MaskedConversation *known = m_known.object(document)) {
        m_soon.stop();
        Q_EMIT ready(*known);
        return;
    }
    if (document > 0) {
        Q_EMIT asked();
        m_soon.start();
    }
}

void MaskedExamples::ask()
{
    if (m_process != nullptr || m_wanted == 0) {
        return; // when it has answered
    }
    QStringList arguments{QStringLiteral("data"),
                          QStringLiteral("show"),
                          m_wish.dataset,
                          QStringLiteral("--masked"),
                          QStringLiteral("--tokenizer"),
                          m_wish.tokenizer,
                          QStringLiteral("--style"),
                          m_wish.style,
                          QStringLiteral("--loss"),
                          m_wish.loss,
                          QStringLiteral("--length"),
                          QString::number(m_wish.sequenceLength),
                          QStringLiteral("--most-tokens"),
                          QString::number(kMostTokens),
                          QStringLiteral("--after"),
                          QString::number(m_wanted - 1),
                          QStringLiteral("--limit"),
                          QString::number(kNumAtOnce)};
    for (const auto &[option, value] :
         {std::pair{"--language", m_filters.language}, std::pair{"--split", m_filters.split},
          std::pair{"--search", m_filters.search}}) {
        if (!value.empty()) {
            arguments << QLatin1String(option) << QString::fromStdString(value);
        }
    }
    m_process = m_session.ask(arguments, this);
    connect(m_process, &BafoProcess::ended, this,
            [this, process = m_process, document = m_wanted](const ProcessEnd &end) {
                process->deleteLater();
                if (process == m_process) {
                    m_process = nullptr;
                    take(end, document);
                }
            });
    m_process->start();
}

void MaskedExamples::take(const ProcessEnd &end, qint64 document)
{
    for (const QJsonValue &value : end.result.value(QLatin1String("examples")).toArray()) {
        auto *conversation = new MaskedConversation(conversationIn(value.toObject()));
        m_known.insert(conversation->document, conversation);
    }
    if (document != m_wanted && m_known.object(m_wanted) == nullptr) {
        ask(); // somebody went on meanwhile
        return;
    }
    if (const MaskedConversation *known = m_known.object(m_wanted)) {
        Q_EMIT ready(*known);
        return;
    }
    Q_EMIT failed(end.error.value_or(Error{.code = ErrorCode::data,
                                           .message = tr("The conversation is no longer there.").toStdString(),
                                           .hint = tr("Choose another one.").toStdString()}));
}

} // namespace bafo::ui
