// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_facts.h"

#include "ui/models/run_list.h"
#include "ui/pages/models/model_tree.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

namespace bafo::ui {
namespace {

struct HowWords {
    Q_DECLARE_TR_FUNCTIONS(HowWords)
};

/// Settings that every lineage of its kind has, in words; others by their own name.
QString settingInWords(const std::string &key)
{
    static const QHash<QString, QString (*)()> known{
        {QStringLiteral("config_hash"), [] { return HowWords::tr("Configuration"); }},
        {QStringLiteral("tokenizer_hash"), [] { return HowWords::tr("Word pieces"); }},
        {QStringLiteral("steps"), [] { return HowWords::tr("Steps"); }},
        {QStringLiteral("train_bytes"), [] { return HowWords::tr("Text read"); }},
        {QStringLiteral("train_tokens"), [] { return HowWords::tr("Pieces read"); }},
        {QStringLiteral("initialisation"), [] { return HowWords::tr("New rows from"); }},
        {QStringLiteral("way"), [] { return HowWords::tr("Merged into"); }},
        {QStringLiteral("format"), [] { return HowWords::tr("Format"); }},
        {QStringLiteral("seed"), [] { return HowWords::tr("Seed"); }}};
    const QString name = QString::fromStdString(key);
    const auto found = known.constFind(name);
    return found == known.constEnd() ? QString(name).replace(QLatin1Char('_'), QLatin1Char(' ')) : (*found)();
}

/// "not here (538 MB): ...": of a model of which only what is known came.
QString weightsElsewhere(const runs::ModelSummary &model)
{
    quint64 bytes = 0;
    for (const runs::LineageFile &file : model.lineage.files) {
        bytes += file.name.ends_with(".safetensors") ? file.sizeBytes : 0;
    }
    return bytes > 0 ? HowWords::tr("not here (%1). Put its files back, or make it again from what it was made from.")
                           .arg(sizeInWords(bytes))
                     : HowWords::tr("not here. Put its files back, or make it again from what it was made from.");
}

/// "q_proj" is "q" to people; a pattern stays one.
QString targetsInWords(const std::vector<std::string> &targets)
{
    QStringList names;
    for (const std::string &target : targets) {
        QString name = QString::fromStdString(target).section(QLatin1Char('.'), -1);
        if (name.endsWith(QLatin1String("_proj"))) {
            name.chop(5);
        }
        names.append(targets.size() == 1 && target.find_first_of("()|*\\") != std::string::npos
                         ? QString::fromStdString(target)
                         : name);
    }
    return names.join(QStringLiteral(", "));
}

void addAdapterFacts(const FamilyMember &member, const ShelfContent &content, std::vector<Fact> &facts)
{
    const runs::ModelSummary &model = member.model;
    const QString base = QString::fromStdString(model.baseName);
    const bool isBaseHere = member.isOriginHere;
    facts.push_back(
        {HowWords::tr("Base"),
         base.isEmpty() ? HowWords::tr("none noted: nobody knows what it belongs to")
             : isBaseHere
             ? wrappingName(base)
             : HowWords::tr("%1, which is not here: it cannot be used without it").arg(wrappingName(base))});
    facts.push_back({HowWords::tr("Rank"),
                     HowWords::tr("%1, alpha %2%3")
                         .arg(model.adapterRank)
                         .arg(plainNumber(model.adapterAlpha),
                              model.isRankStabilised ? HowWords::tr(", rank-stabilised") : QString())});
    if (!model.adapterTargets.empty()) {
        facts.push_back({HowWords::tr("Layers"), targetsInWords(model.adapterTargets)});
    }
    if (model.hasTokenRows) {
        facts.push_back({HowWords::tr("Word pieces"), HowWords::tr("also the rows of new ones")});
    }
    if (!model.hasWeights) {
        facts.push_back({HowWords::tr("Weights"), weightsElsewhere(model)});
        return;
    }
    facts.push_back({HowWords::tr("Parameters"), countInWords(model.numParameters),
                     groupedNumber(static_cast<qint64>(model.numParameters))});
    const FamilyMember *whole = content.member(base);
    facts.push_back({HowWords::tr("On disk"),
                     whole == nullptr ? sizeInWords(model.sizeBytes)
                                      : HowWords::tr("%1, and %2 of its base")
                                            .arg(sizeInWords(model.sizeBytes), sizeInWords(whole->model.sizeBytes))});
}

} // namespace

QString howInWords(const FamilyMember &member)
{
    const QString origin = wrappingName(member.origins.join(QStringLiteral(", ")));
    switch (member.kind) {
    case MemberKind::base:
        return origin.isEmpty() ? HowWords::tr("Nobody noted how it was made: it has no lineage.json.")
                                : HowWords::tr("Imported from %1").arg(origin);
    case MemberKind::random:
        return HowWords::tr("Made with random weights");
    case MemberKind::grown:
        return HowWords::tr("%1 with rows for new word pieces").arg(origin);
    case MemberKind::trained:
        return HowWords::tr("%1, trained in run %2").arg(origin, wrappingName(runNameOf(member.setting("run"))));
    case MemberKind::adapter:
        return HowWords::tr("An adapter on %1: it is used together with it")
            .arg(origin.isEmpty() ? QStringLiteral("?") : origin);
    case MemberKind::merged:
        return HowWords::tr("Merged from %1").arg(origin);
    case MemberKind::exported:
        return HowWords::tr("Exported from %1").arg(origin);
    case MemberKind::unreadable:
        return HowWords::tr("This folder cannot be read as a model.");
    }
    return {};
}

std::vector<Fact> settingsOf(const FamilyMember &member)
{
    constexpr std::size_t kHashLength = 64;
    std::vector<Fact> facts;
    for (const auto &[key, value] : member.model.lineage.settings) {
        if (key == "run") {
            continue; // said above
        }
        const QString name = settingInWords(key);
        const QString whole = QString::fromStdString(value);
        bool isNumber = false;
        const qint64 number = whole.toLongLong(&isNumber);
        if (value.size() == kHashLength) {
            facts.push_back({name, whole.left(kHashShown) + QStringLiteral("…"), whole});
        } else if (isNumber) {
            facts.push_back(
                {name, key == "train_bytes" ? sizeInWords(static_cast<quint64>(number)) : groupedNumber(number)});
        } else {
            facts.push_back({name, whole});
        }
    }
    return facts;
}

std::vector<Fact> factsOf(const FamilyMember &member, const ShelfContent &content)
{
    const runs::ModelSummary &model = member.model;
    std::vector<Fact> facts;
    if (const RunScores *scores = content.scoresOf(member)) {
        for (const LanguageScore &score : scores->languages) {
            facts.push_back(
                {HowWords::tr("%1, bits a byte").arg(languageName(score.language)),
                 scoreInWords(scores, score.language),
                 HowWords::tr("On held-out text, at the start and at the end of the run that made it. Fewer is "
                              "better.")});
        }
    }
    if (member.kind == MemberKind::adapter) {
        addAdapterFacts(member, content, facts);
        return facts;
    }
    if (model.hasWeights) {
        facts.push_back({HowWords::tr("Parameters"), countInWords(model.numParameters),
                         groupedNumber(static_cast<qint64>(model.numParameters))});
    } else {
        facts.push_back({HowWords::tr("Weights"), weightsElsewhere(model)});
    }
    facts.push_back(
        {HowWords::tr("Vocabulary"), HowWords::tr("%1 word pieces").arg(groupedNumber(model.vocabularySize))});
    facts.push_back({HowWords::tr("Context"), HowWords::tr("%1 word pieces").arg(groupedNumber(model.contextLength))});
    facts.push_back({HowWords::tr("Shape"),
                     HowWords::tr("%1, %2 layers of %3")
                         .arg(QString::fromStdString(model.architecture))
                         .arg(model.numLayers)
                         .arg(model.hiddenSize)});
    facts.push_back({HowWords::tr("On disk"), sizeInWords(model.sizeBytes)});
    if (model.hasWeights && !model.hasTokenizer) {
        facts.push_back({HowWords::tr("Word pieces"), HowWords::tr("none in its folder: it cannot talk")});
    }
    if (member.missesItsOrigin()) {
        facts.push_back({HowWords::tr("Made from"),
                         HowWords::tr("%1, which is no longer here").arg(member.origins.join(QStringLiteral(", ")))});
    }
    return facts;
}

} // namespace bafo::ui
