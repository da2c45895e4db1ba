// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/memory_words.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace bafo::ui {
namespace {

struct MemoryWords {
    Q_DECLARE_TR_FUNCTIONS(MemoryWords)
};

QString inWords(const plan::PlanChange &change)
{
    const QString value = QString::fromStdString(change.value);
    if (change.key == "micro_batch") {
        return MemoryWords::tr("compute %1 at once").arg(value);
    }
    if (change.key == "loss_chunk_mib") {
        return MemoryWords::tr("logits in %1 MiB").arg(value);
    }
    if (change.key == "recompute") {
        return MemoryWords::tr("compute blocks again");
    }
    if (change.key == "sharding") {
        return MemoryWords::tr("divide the weights too");
    }
    if (change.key == "ranks") {
        return change.value == "1" ? MemoryWords::tr("use one process")
                                   : MemoryWords::tr("use %1 processes").arg(value);
    }
    return QString::fromStdString(change.key + "=" + change.value);
}

} // namespace

MemoryPicture pictureOf(const plan::MemoryPlan &plan, const plan::MachineMemory &machine)
{
    using plan::MemoryKind;
    const auto of = [&plan](std::initializer_list<MemoryKind> kinds) {
        qint64 sum = 0;
        for (const MemoryKind kind : kinds) {
            sum += plan.perRank[static_cast<std::size_t>(kind)];
        }
        return sum;
    };
    MemoryPicture picture;
    // What all of them share stands in the bar once.
    const qint64 sharedByOne = plan.rankBytes() - plan.machineBytes() / std::max(1, plan.numRanks);
    picture.parts
        = {{MemoryWords::tr("Model"), of({MemoryKind::weights, MemoryKind::gathered})},
           {MemoryWords::tr("Learning"), of({MemoryKind::gradients, MemoryKind::moments, MemoryKind::batchGradients})},
           {MemoryWords::tr("Text at work"), of({MemoryKind::activations})},
           {MemoryWords::tr("Word pieces (logits)"), of({MemoryKind::lossHead})},
           {MemoryWords::tr("Program"), of({MemoryKind::program}) - sharedByOne},
           {MemoryWords::tr("Rest"), of({MemoryKind::workspace, MemoryKind::gaps})}};
    picture.numProcesses = plan.numRanks;
    picture.totalBytes = machine.totalBytes;
    picture.otherBytes = std::max<std::int64_t>(0, machine.totalBytes - machine.availableBytes);
    return picture;
}

QString mendingInWords(const std::vector<plan::PlanChange> &changes)
{
    QStringList words;
    for (const plan::PlanChange &change : changes) {
        words << inWords(change);
    }
    QString text = words.join(QStringLiteral(", "));
    if (!text.isEmpty()) {
        text[0] = text.at(0).toUpper();
    }
    return text;
}

} // namespace bafo::ui
