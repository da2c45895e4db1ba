// SPDX-License-Identifier: Apache-2.0
#include "core/runs/parity_certificate.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace bafo::runs {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t kMaxCertificateBytes = 1 << 20;
constexpr int kSchema = 1;
constexpr const char *kGreen = "green";
constexpr const char *kRed = "red";

ordered_json jsonOf(const CertifiedModel &model)
{
    ordered_json json{{"name", model.name}, {"weight_hash", model.weightHash}};
    if (!model.dtype.empty()) {
        json["dtype"] = model.dtype;
    }
    return json;
}

ordered_json jsonOf(const ParityCheck &check)
{
    ordered_json json{{"check", check.check}, {"passed", check.passed}};
    // JSON has no infinity: what is none of its numbers is told by the cause.
    if (check.measured && std::isfinite(*check.measured)) {
        json["measured"] = *check.measured;
    }
    if (check.limit) {
        json["limit"] = *check.limit;
    }
    for (const auto &[key, text] :
         {std::pair{"unit", &check.unit}, std::pair{"cause", &check.cause}, std::pair{"hint", &check.hint}}) {
        if (!text->empty()) {
            json[key] = *text;
        }
    }
    return json;
}

std::string stringOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> numberOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

CertifiedModel modelOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_object()) {
        return {};
    }
    return {.name = stringOf(*found, "name"),
            .weightHash = stringOf(*found, "weight_hash"),
            .dtype = stringOf(*found, "dtype")};
}

ParityCheck checkOf(const nlohmann::json &entry)
{
    const auto passed = entry.find("passed");
    return {.check = stringOf(entry, "check"),
            .passed = passed != entry.end() && passed->is_boolean() && passed->get<bool>(),
            .measured = numberOf(entry, "measured"),
            .limit = numberOf(entry, "limit"),
            .unit = stringOf(entry, "unit"),
            .cause = stringOf(entry, "cause"),
            .hint = stringOf(entry, "hint")};
}

Failure damaged(const Path &origin, const std::string &what)
{
    return fail(ErrorCode::data, origin.string() + ": " + what, "'bafo model verify' makes it again");
}

} // namespace

bool ParityCertificate::isGreen() const
{
    return !checks.empty()
        && std::all_of(checks.begin(), checks.end(), [](const ParityCheck &check) { return check.passed; });
}

std::vector<ParityCheck> ParityCertificate::failures() const
{
    std::vector<ParityCheck> failed;
    std::copy_if(checks.begin(), checks.end(), std::back_inserter(failed),
                 [](const ParityCheck &check) { return !check.passed; });
    return failed;
}

std::string toJson(const ParityCertificate &certificate)
{
    ordered_json json;
    json["schema"] = kSchema;
    json["made_at"] = certificate.madeAt;
    json["verdict"] = certificate.isGreen() ? kGreen : kRed;
    json["model"] = jsonOf(certificate.model);
    json["reference"] = jsonOf(certificate.reference);
    if (certificate.adapter) {
        json["reference"]["adapter"] = jsonOf(*certificate.adapter);
    }
    json["num_prompts"] = certificate.numPrompts;
    json["checks"] = ordered_json::array();
    for (const ParityCheck &check : certificate.checks) {
        json["checks"].push_back(jsonOf(check));
    }
    return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<ParityCertificate> parseCertificate(std::string_view text, const Path &origin)
{
    const auto parsed = formats::parseJson(text, {});
    if (!parsed) {
        return damaged(origin, parsed.error().message);
    }
    const nlohmann::json &json = *parsed;
    if (!json.is_object() || json.value("schema", nlohmann::json()) != kSchema) {
        return damaged(origin, "is no certificate of schema 1");
    }
    ParityCertificate certificate;
    certificate.madeAt = stringOf(json, "made_at");
    certificate.model = modelOf(json, "model");
    certificate.reference = modelOf(json, "reference");
    if (json.contains("reference") && json["reference"].is_object() && json["reference"].contains("adapter")) {
        certificate.adapter = modelOf(json["reference"], "adapter");
    }
    certificate.numPrompts = static_cast<std::int64_t>(numberOf(json, "num_prompts").value_or(0));
    for (const nlohmann::json &entry : json.value("checks", nlohmann::json::array())) {
        if (!entry.is_object()) {
            return damaged(origin, "'checks' holds something that is no object");
        }
        certificate.checks.push_back(checkOf(entry));
    }
    if (stringOf(json, "verdict") != (certificate.isGreen() ? kGreen : kRed)) {
        return damaged(origin, "its verdict is not what its checks say");
    }
    return certificate;
}

Result<Path> certificateFileOf(FileSystem &files, const Path &model)
{
    if (BAFO_TRY(files.status(model)).isDirectory) {
        return model / kCertificateFileName;
    }
    return Path(model.string() + "." + std::string(kCertificateFileName));
}

Result<std::optional<ParityCertificate>> readCertificate(FileSystem &files, const Path &model)
{
    const Path path = BAFO_TRY(certificateFileOf(files, model));
    if (!BAFO_TRY(files.status(path)).exists) {
        return std::optional<ParityCertificate>();
    }
    const std::string text = BAFO_TRY(files.readFile(path, kMaxCertificateBytes));
    return std::optional(BAFO_TRY(parseCertificate(text, path)));
}

Result<void> writeCertificate(FileSystem &files, const Path &model, const ParityCertificate &certificate)
{
    const Path path = BAFO_TRY(certificateFileOf(files, model));
    return writeFileAtomically(files, path, toJson(certificate));
}

std::string utcOf(std::int64_t wallMs)
{
    using namespace std::chrono;
    const sys_seconds moment(seconds(wallMs / 1000));
    const sys_days day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    char text[40];
    std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

} // namespace bafo::runs
