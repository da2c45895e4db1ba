// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does when it is asked to: start, rehearse, mend, load.
#include "ui/connection/start_problem.h"
#include "ui/models/run_proposal.h"
#include "ui/pages/train/knob_form.h"
#include "ui/pages/train/plan_panel.h"
#include "ui/pages/train/train_page.h"
#include "ui/widgets/whole_file.h"

#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QPushButton>
#include <QTabBar>

namespace bafo::ui {
namespace {

constexpr qint64 kMostYamlBytes = 1 << 20;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(kMostYamlBytes) : QByteArray();
}

} // namespace

QString TrainPage::configFile() const
{
    const std::string name = m_draft.config().name;
    const QString base = context().session->folder() + QStringLiteral("/configs/")
        + (runs::isName(name) ? QString::fromStdString(name) : QStringLiteral("run"));
    QString path = base + QStringLiteral(".yaml");
    for (int number = 2; QFileInfo::exists(path) && contentOf(path) != m_draft.yaml().toUtf8(); ++number) {
        path = QStringLiteral("%1-%2.yaml").arg(base).arg(number);
    }
    return path;
}

bool TrainPage::writeDraft(const QString &path)
{
    if (!context().session->isThere()) { // never makes its folder anew: it could not be put back then
        context().host->tell(projectGone(context().session->folder()));
        return false;
    }
    if (const auto written = writeOwnFile(path, m_draft.yaml().toUtf8()); !written) {
        context().host->tell(written.error());
        return false;
    }
    return true;
}

QStringList TrainPage::startArguments(bool isQueued, bool mayBeTooLarge) const
{
    QStringList arguments{QStringLiteral("run"), QStringLiteral("start"), configFile()};
    if (m_plan->numRanks() > 1) {
        arguments << QStringLiteral("--ranks") << QString::number(m_plan->numRanks());
    }
    if (mayBeTooLarge) {
        arguments << QStringLiteral("--even-if-too-large");
    }
    if (isQueued) {
        for (const RunRow &row : runsBefore()) {
            arguments << QStringLiteral("--after") << row.id();
        }
    }
    return arguments;
}

/// What stands in a field and cannot be started; empty where all are sound.
QString TrainPage::wrongField() const
{
    if (m_draft.yamlError()) {
        return tr("The YAML has a mistake.");
    }
    if (m_draft.typed().isEmpty()) {
        return {};
    }
    KnobEditor *editor = m_form->editor(m_draft.typed().firstKey());
    return editor == nullptr ? tr("A field has no value.")
                             : tr("%1: %2.").arg(editor->field()->accessibleName(), editor->problem());
}

bool TrainPage::isReady()
{
    if (m_draft.yamlError()) {
        m_tabs->setCurrentIndex(1);
        context().host->tell({.tone = Tone::warning,
                              .text = wrongField(),
                              .hint = QString::fromStdString(m_draft.yamlError()->message)});
        return false;
    }
    if (!m_draft.typed().isEmpty()) {
        const QString key = m_draft.typed().firstKey();
        m_tabs->setCurrentIndex(0);
        m_form->focusKnob(key);
        context().host->tell(
            {.tone = Tone::warning, .text = wrongField(), .hint = tr("Under the field stands what is allowed.")});
        return false;
    }
    for (const DraftWarning &warning : m_warnings) {
        if (warning.tone == Tone::error) {
            Message message{.tone = Tone::warning, .text = warning.text};
            if (!warning.mendLabel.isEmpty()) {
                message.actionLabel = warning.mendLabel;
                message.act = [page = QPointer(this), warning] {
                    if (page) { // the message may outlive it
                        page->mend(warning);
                    }
                };
            }
            context().host->tell(message);
            return false;
        }
    }
    return true;
}

/// A run that would take more memory than there is starts only when somebody says so again.
bool TrainPage::asksForMemory(bool isQueued)
{
    if (m_fitsMemory) {
        return false;
    }
    Message message{.tone = Tone::warning,
                    .text = tr("This run needs more memory than is free."),
                    .hint = tr("The system may end it, or another program. Beside the form stands what would make it "
                               "fit."),
                    .actionLabel = tr("Start it all the same")};
    message.act = [page = QPointer(this), isQueued] {
        if (page) { // the message may outlive it
            page->start(isQueued, true);
        }
    };
    context().host->tell(message);
    return true;
}

void TrainPage::start(bool isQueued, bool mayBeTooLarge)
{
    if (m_isStarting || !m_facts || !isReady() || context().host->needsEngineFirst()
        || (!mayBeTooLarge && asksForMemory(isQueued))) {
        return;
    }
    const QStringList arguments = startArguments(isQueued, mayBeTooLarge);
    if (!writeDraft(arguments.at(2))) {
        return;
    }
    m_isStarting = true;
    showAll();
    BafoProcess *process = context().session->ask(arguments, this);
    connect(process, &BafoProcess::ended, this, [this, process](const ProcessEnd &end) {
        process->deleteLater();
        m_isStarting = false;
        showAll();
        if (end.error) {
            context().host->tell(*end.error);
            return;
        }
        const QString run = end.result.value(QLatin1String("run")).toString();
        if (run.isEmpty()) {
            context().host->tell(
                Error{.code = ErrorCode::internal,
                      .message = tr("bafo said nothing of the run that it was to start.").toStdString(),
                      .hint = tr("Look at Runs whether it is there; otherwise try it in a terminal: %1")
                                  .arg(process->commandLine())
                                  .toStdString()});
            return;
        }
        context().session->runs().lookAgain();
        const QJsonObject request{{QStringLiteral("run"), run}};
        if (m_isInSight) {
            context().host->goTo(QStringLiteral("run"), request);
        } else { // whoever went on to another page stays there
            context().host->tell(
                {.tone = Tone::good,
                 .text = tr("The run has started."),
                 .hint = {},
                 .actionLabel = tr("Look at it"),
                 .act = [host = context().host, request] { host->goTo(QStringLiteral("run"), request); }});
        }
    });
    process->start();
}

void TrainPage::rehearse()
{
    if (m_rehearsal.state() != Rehearsal::State::idle || !m_facts) {
        return;
    }
    // What only the whole run needs is no obstacle: a name that is taken, a disk that is too small. bafo tells the
    // rest.
    const auto warnings = std::exchange(m_warnings, {});
    const bool isSound = isReady();
    m_warnings = warnings;
    const QString path = m_scratch.filePath(QStringLiteral("rehearsal.yaml"));
    if (isSound && !context().host->needsEngineFirst() && writeDraft(path)) {
        m_rehearsal.start(path, m_draft.config(), m_plan->numRanks());
    }
}

void TrainPage::mend(const DraftWarning &warning)
{
    for (const auto &[key, value] : warning.mend) {
        m_draft.setValue(key, value);
    }
    if (warning.numRanks) {
        m_plan->setNumRanks(*warning.numRanks);
    }
    if (!warning.page.isEmpty()) {
        context().host->goTo(warning.page, {});
    }
}

void TrainPage::propose()
{
    if (m_facts) {
        replaceDraft(proposeFor(m_purpose, *m_facts), tr("A first run is proposed."));
    }
}

void TrainPage::offerUndo(const QJsonObject &before, const QString &what)
{
    context().host->tell({.text = what, .hint = {}, .actionLabel = tr("Undo"), .act = [page = QPointer(this), before] {
                              if (page) {
                                  page->m_draft.restore(before);
                              }
                          }});
}

void TrainPage::replaceDraft(const config::RunConfig &config, const QString &what)
{
    const QJsonObject before = m_draft.toJson();
    m_draft.replace(config);
    offerUndo(before, what);
}

void TrainPage::load(const QString &yaml, const QString &what, bool isClone)
{
    const auto parsed = config::parseRunConfig(yaml.toStdString());
    if (parsed && isClone) {
        replaceDraft(withFreeNames(*parsed, *m_facts), what);
        return;
    }
    const QJsonObject before = m_draft.toJson();
    m_draft.setYaml(yaml);
    m_hasDraft = true;
    if (!parsed) {
        m_tabs->setCurrentIndex(1);
    }
    offerUndo(before, what);
}

void TrainPage::handle(const QJsonObject &request)
{
    if (!m_facts) {
        m_request = request;
        return;
    }
    const QString purpose = request.value(QLatin1String("purpose")).toString();
    if (!purpose.isEmpty()) {
        choosePurpose(purpose == QLatin1String("answering") ? RunPurpose::answering : RunPurpose::reading);
    }
    const QString model = request.value(QLatin1String("model")).toString();
    const QString run = request.value(QLatin1String("clone")).toString();
    if (!model.isEmpty()) {
        replaceDraft(proposeFor(m_purpose, *m_facts, model.toStdString()), tr("A run of %1 is proposed.").arg(model));
    } else if (runs::isName(run.toStdString())) {
        const Path config = context().session->project().runsFolder() / run.toStdString() / "config.yaml";
        const QByteArray bytes = contentOf(QString::fromStdString(config.string()));
        if (bytes.isEmpty()) {
            context().host->tell(Error{.code = ErrorCode::data,
                                       .message = tr("The configuration of %1 cannot be read.").arg(run).toStdString(),
                                       .hint = tr("Is the run still there?").toStdString()});
            return;
        }
        load(QString::fromUtf8(bytes), tr("These are the settings of %1, with free names.").arg(runNameOf(run)), true);
    }
    m_tabs->setCurrentIndex(0);
}

bool TrainPage::takeFiles(const QStringList &paths)
{
    const QFileInfo file(paths.value(0));
    const QString kind = file.suffix().toLower();
    if (paths.size() != 1 || (kind != QLatin1String("yaml") && kind != QLatin1String("yml"))
        || file.size() > kMostYamlBytes) {
        return false;
    }
    load(QString::fromUtf8(contentOf(file.filePath())),
         tr("Loaded %1 as a configuration of a run.").arg(file.fileName()), false);
    return true;
}

} // namespace bafo::ui
