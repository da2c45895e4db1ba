// SPDX-License-Identifier: Apache-2.0
#include "app/engine/certification.h"

#include "app/command_line/model_files.h"
#include "app/engine/gguf_reader_program.h"
#include "app/engine/model_arguments.h"
#include "core/base/sha256.h"
#include "core/exchange/model_merge.h"
#include "core/exchange/parity_checks.h"
#include "core/runs/adapter_base.h"
#include "core/runs/model_lineage.h"
#include "plugins/architectures/architectures.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <utility>

namespace bafo::engine {
namespace {

/// What the model is compared with, opened.
struct OpenedReference {
    exchange::ModelFolder base;
    std::optional<exchange::AdapterFolder> adapter;
    exchange::BaseForm form = exchange::BaseForm::asTrained;

    [[nodiscard]] exchange::ParityReference borrowed() const
    {
        return {.base = base, .adapter = adapter ? &*adapter : nullptr, .form = form};
    }
};

Result<OpenedReference> openNamed(const command_line::VerbContext &context, const std::string &name,
                                  const Registry<model::Architecture> &architectures)
{
    FoundModel found = BAFO_TRY(findModelAndBase(context, name));
    auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, found.base, architectures));
    return OpenedReference{.base = std::move(base), .adapter = std::move(found.adapter)};
}

/// In the project's models, else beside the model.
Result<Path> folderOfParent(const command_line::VerbContext &context, const Path &model,
                            const runs::LineageParent &parent)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    const Path beside = std::filesystem::absolute(model).lexically_normal().parent_path() / parent.name;
    const Path known = project ? project->modelsFolder() / parent.name : beside;
    if (runs::isName(parent.name)) {
        for (const Path &place : {known, beside}) {
            if (BAFO_TRY(context.files.status(place)).isDirectory) {
                return place;
            }
        }
    }
    return fail(ErrorCode::data, model.filename().string() + " was merged from " + parent.name + ", which is not here",
                "bring it back under its name, or name what to compare with: --against MODEL");
}

Failure isAnother(const Path &model, const runs::LineageParent &parent)
{
    return fail(ErrorCode::data,
                parent.name + " is not the one that " + model.filename().string()
                    + " was merged from: its weights are others",
                "bring that one back under its name; what was merged cannot be judged by another");
}

Result<OpenedReference> openParents(const command_line::VerbContext &context, const Path &model,
                                    const Registry<model::Architecture> &architectures)
{
    const runs::ModelLineage lineage = BAFO_TRY(runs::readLineage(context.files, model));
    if (lineage.how != "merge" || lineage.parents.size() != 2) {
        return fail(ErrorCode::data, model.filename().string() + " was not merged here: it has nothing to compare with",
                    "name that with --against, for an export the model that it was made of");
    }
    const Path basePath = BAFO_TRY(folderOfParent(context, model, lineage.parents[0]));
    const Path adapterPath = BAFO_TRY(folderOfParent(context, model, lineage.parents[1]));
    auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, basePath, architectures));
    auto adapter = BAFO_TRY(exchange::AdapterFolder::open(context.files, adapterPath));
    if (BAFO_TRY(base.lineage()).weightHash() != lineage.parents[0].weightHash) {
        return isAnother(model, lineage.parents[0]);
    }
    if (BAFO_TRY(adapter.weightHash()) != lineage.parents[1].weightHash) {
        return isAnother(model, lineage.parents[1]);
    }
    const auto way = lineage.settings.find(exchange::kWaySetting);
    const bool isIntoOwnWeights
        = way == lineage.settings.end() || way->second == exchange::nameOf(exchange::MergeWay::base16Bit);
    return OpenedReference{.base = std::move(base),
                           .adapter = std::move(adapter),
                           .form = isIntoOwnWeights ? exchange::BaseForm::dense : exchange::BaseForm::asTrained};
}

/// As its lineage has it; of a model without one from the files.
Result<std::string> weightHashOf(FileSystem &files, const Path &model)
{
    if (!BAFO_TRY(files.status(model)).isDirectory) {
        return sha256OfFile(model);
    }
    runs::ModelLineage lineage = BAFO_TRY(runs::readLineage(files, model));
    if (!lineage.weightHash().empty()) {
        return lineage.weightHash();
    }
    for (const std::string &name : BAFO_TRY(files.list(model))) {
        if (name.ends_with(".safetensors")) {
            lineage.files.push_back({.name = name, .sha256 = BAFO_TRY(sha256OfFile(model / name))});
        }
    }
    return lineage.weightHash();
}

/// A folder as it is, a GGUF file as llama.cpp reads it.
Result<exchange::ParityFindings> findingsOf(const command_line::VerbContext &context, const Path &model,
                                            const OpenedReference &reference,
                                            const Registry<model::Architecture> &architectures)
{
    if (BAFO_TRY(context.files.status(model)).isDirectory) {
        return exchange::checkParity(context.files, model, reference.borrowed(), architectures);
    }
    const auto reader
        = BAFO_TRY(GgufReaderProgram::start(context.files, Path(context.programPath).parent_path(), model));
    return exchange::checkGgufParity(context.files, model, reference.borrowed(), *reader);
}

runs::ParityCheck checkOf(const runs::ModelVerification &found)
{
    return {.check = "files",
            .passed = found.isSound(),
            .measured = static_cast<double>(found.differences.size()),
            .limit = 0,
            .unit = "files that are not as they were written",
            .cause = command_line::differencesInWords(found),
            .hint = found.isSound() ? std::string() : command_line::mendOf(found)};
}

std::string inWords(const runs::ParityCheck &check)
{
    std::string words = (check.passed ? "  ok   " : "  RED  ") + check.check;
    if (check.measured) {
        char figures[120];
        std::snprintf(figures, sizeof(figures), ": %.4g %s", *check.measured, check.unit.c_str());
        words += figures;
        if (check.limit) {
            std::snprintf(figures, sizeof(figures), " (limit %.4g)", *check.limit);
            words += figures;
        }
    }
    return check.passed ? words : words + ": " + check.cause;
}

} // namespace

Result<runs::ParityCertificate> certify(const command_line::VerbContext &context, const Certification &request)
{
    const auto architectures = architectures::makeArchitectures();
    const OpenedReference reference
        = BAFO_TRY(request.against.empty() ? openParents(context, request.model, architectures)
                                           : openNamed(context, request.against, architectures));
    runs::ParityCertificate certificate;
    certificate.madeAt = runs::utcOf(context.clock.wallMs());
    certificate.reference
        = {.name = reference.base.name(), .weightHash = BAFO_TRY(reference.base.lineage()).weightHash()};
    if (reference.adapter) {
        certificate.adapter = runs::CertifiedModel{.name = reference.adapter->name(),
                                                   .weightHash = BAFO_TRY(reference.adapter->weightHash())};
    }
    if (request.files) {
        certificate.checks.push_back(checkOf(*request.files));
    }
    const exchange::ParityFindings findings = BAFO_TRY(findingsOf(context, request.model, reference, architectures));
    certificate.checks.insert(certificate.checks.end(), findings.checks.begin(), findings.checks.end());
    certificate.numPrompts = findings.numPrompts;
    certificate.model = {.name = request.model.filename().string(),
                         .weightHash = BAFO_TRY(weightHashOf(context.files, request.model)),
                         .dtype = findings.dtype};
    BAFO_TRY(runs::writeCertificate(context.files, request.model, certificate));
    return certificate;
}

Result<void> tellCertificate(const command_line::VerbContext &context, const runs::ParityCertificate &certificate)
{
    const std::string reference = certificate.reference.name
        + (certificate.adapter ? " with the adapter " + certificate.adapter->name : std::string());
    context.printer.say("compared with " + reference + " on " + std::to_string(certificate.numPrompts) + " sentences:");
    for (const runs::ParityCheck &check : certificate.checks) {
        context.printer.say(inWords(check));
    }
    context.printer.json({{"certificate", nlohmann::json::parse(runs::toJson(certificate))}});
    if (certificate.isGreen()) {
        context.printer.say(certificate.model.name + " says what its reference says");
        return {};
    }
    std::string causes;
    std::string hint;
    for (const runs::ParityCheck &check : certificate.failures()) {
        causes += (causes.empty() ? "" : "; ") + check.check + ": " + check.cause;
        hint = hint.empty() ? check.hint : hint;
    }
    return fail(ErrorCode::data, certificate.model.name + " is not what it was made from: " + causes, hint);
}

} // namespace bafo::engine
