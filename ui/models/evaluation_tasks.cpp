// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/evaluation_tasks.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace bafo::ui {
namespace {

struct KindWords {
    Q_DECLARE_TR_FUNCTIONS(KindWords)
};

QStringList textsIn(const QJsonValue &array)
{
    QStringList texts;
    for (const QJsonValue &value : array.toArray()) {
        texts.append(value.toString());
    }
    return texts;
}

} // namespace

std::vector<EvaluationTask> tasksIn(const QJsonObject &answer)
{
    std::vector<EvaluationTask> tasks;
    for (const QJsonValue &value : answer.value(QLatin1String("tasks")).toArray()) {
        const QJsonObject task = value.toObject();
        const auto text = [&task](const char *name) { return task.value(QLatin1String(name)).toString(); };
        tasks.push_back({.name = text("name"),
                         .title = text("title"),
                         .about = text("about").simplified(),
                         .kind = text("kind"),
                         .language = text("language"),
                         .prompts = textsIn(task.value(QLatin1String("prompts"))),
                         .files = textsIn(task.value(QLatin1String("files"))),
                         .format = text("format"),
                         .source = text("source"),
                         .revision = text("revision"),
                         .licence = text("licence"),
                         .hasData = task.value(QLatin1String("has_data")).toBool()});
    }
    return tasks;
}

QString kindInWords(const QString &kind)
{
    const std::pair<QLatin1String, QString> words[]
        = {{QLatin1String("multiple_choice"), KindWords::tr("questions with choices")},
           {QLatin1String("open_answer"), KindWords::tr("open questions")},
           {QLatin1String("reading_comprehension"), KindWords::tr("questions on a text")},
           {QLatin1String("classification"), KindWords::tr("sorting texts")},
           {QLatin1String("translation"), KindWords::tr("translation")},
           {QLatin1String("bits_per_byte"), KindWords::tr("foreseeing text")}};
    const auto *const found
        = std::find_if(std::begin(words), std::end(words), [&kind](const auto &pair) { return pair.first == kind; });
    return found == std::end(words) ? kind : found->second;
}

EvaluationTasks::EvaluationTasks(const ProjectSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
}

void EvaluationTasks::read()
{
    if (m_isAsking) {
        m_isStale = true;
        return;
    }
    m_isAsking = true;
    BafoProcess *child = m_session.ask({QStringLiteral("eval"), QStringLiteral("tasks")}, this);
    connect(child, &BafoProcess::ended, this, [this, child](const ProcessEnd &end) {
        child->deleteLater();
        m_isAsking = false;
        m_error = end.error;
        if (!end.error) {
            m_all = tasksIn(end.result);
            m_isRead = true;
        }
        Q_EMIT changed();
        if (std::exchange(m_isStale, false)) {
            read();
        }
    });
    child->start();
}

const EvaluationTask *EvaluationTasks::find(const QString &name) const
{
    const auto found
        = std::find_if(m_all.begin(), m_all.end(), [&name](const EvaluationTask &task) { return task.name == name; });
    return found == m_all.end() ? nullptr : &*found;
}

} // namespace bafo::ui
