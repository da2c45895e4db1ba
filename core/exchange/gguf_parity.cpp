// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_parity.h"

#include "core/exchange/parity_logits.h"
#include "core/exchange/parity_prompts.h"
#include "core/formats/gguf.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace bafo::exchange {
namespace {

using runs::ParityCheck;

constexpr const char *kExportAgain = "export the file again from its model";

/// Of its matrices the coarsest.
Result<std::string> dtypeOf(const Path &path)
{
    const auto file = BAFO_TRY(formats::GgufFile::open(path));
    const auto has = [&file](formats::GgufTensorType type) {
        return std::any_of(file.tensors().begin(), file.tensors().end(),
                           [type](const auto &entry) { return entry.second.type == static_cast<std::uint32_t>(type); });
    };
    using Type = formats::GgufTensorType;
    for (const auto &[type, name] :
         {std::pair{Type::Q4_0, "q4_0"}, std::pair{Type::Q4_1, "q4_1"}, std::pair{Type::Q8_0, "q8_0"},
          std::pair{Type::BF16, "bf16"}, std::pair{Type::F16, "f16"}}) {
        if (has(type)) {
            return std::string(name);
        }
    }
    return std::string("f32");
}

ParityCheck failed(const char *check, const Error &error)
{
    return {.check = check, .passed = false, .cause = error.message, .hint = error.hint};
}

ParityCheck compareIds(const text::Tokenizer &reference, GgufReader &reader)
{
    std::int64_t numOther = 0;
    std::string first;
    const auto prompts = parityPrompts();
    for (const std::string_view prompt : prompts) {
        const auto ids = reader.idsOf(prompt);
        if (!ids) {
            return failed("token_ids", ids.error());
        }
        if (*ids != reference.encode(prompt)) {
            ++numOther;
            first = first.empty() ? std::string(prompt) : first;
        }
    }
    ParityCheck check{.check = "token_ids",
                      .passed = numOther == 0,
                      .measured = static_cast<double>(numOther),
                      .limit = 0,
                      .unit = "prompts with other ids"};
    if (numOther > 0) {
        check.cause = "llama.cpp cuts " + std::to_string(numOther) + " of " + std::to_string(prompts.size())
            + " sentences into other tokens, the first of them '" + first + "'";
        check.hint = kExportAgain;
    }
    return check;
}

/// Each end that the reference knows ends an answer there too; llama.cpp may know more, by their names.
ParityCheck compareEnds(const ParitySide &reference, const GgufAbout &about)
{
    ParityCheck check{.check = "end_tokens", .passed = true};
    std::vector<std::uint32_t> ends = reference.answerEnds;
    if (reference.tokenizer != nullptr && reference.tokenizer->endOfText()) {
        ends.push_back(*reference.tokenizer->endOfText());
    }
    for (const std::uint32_t end : ends) {
        if (std::find(about.endTokens.begin(), about.endTokens.end(), end) == about.endTokens.end()) {
            check.passed = false;
            check.cause = "llama.cpp does not end an answer at token " + std::to_string(end);
            check.hint = kExportAgain;
        }
    }
    return check;
}

ParityCheck compareBegin(const ParitySide &reference, const GgufAbout &about)
{
    ParityCheck check{.check = "begin_token", .passed = true};
    const auto begin = reference.tokenizer == nullptr ? std::nullopt : reference.tokenizer->beginOfText();
    if (begin && about.beginOfText != static_cast<std::int64_t>(*begin)) {
        check.passed = false;
        check.cause = "llama.cpp begins a text with token " + std::to_string(about.beginOfText)
            + ", the reference with " + std::to_string(*begin);
        check.hint = kExportAgain;
    }
    return check;
}

ParityCheck compareTemplates(const ParitySide &reference, const GgufAbout &about)
{
    ParityCheck check{.check = "chat_template", .passed = reference.chatTemplate == about.chatTemplate};
    if (!check.passed) {
        check.cause = about.chatTemplate.empty() ? "the file has no chat template" : "another chat template";
        check.hint = kExportAgain;
    }
    return check;
}

} // namespace

Result<ParityFindings> checkGgufParity(FileSystem &files, const Path &file, const ParityReference &reference,
                                       GgufReader &reader)
{
    ParityFindings findings;
    findings.dtype = BAFO_TRY(dtypeOf(file));
    findings.numPrompts = static_cast<std::int64_t>(parityPrompts().size());
    const ParitySide side = BAFO_TRY(sideOf(files, reference));
    const auto about = reader.about();
    if (!about) {
        findings.checks.push_back(failed("gguf", about.error()));
        return findings;
    }
    findings.checks.push_back({.check = "gguf", .passed = true});
    if (side.tokenizer != nullptr) {
        findings.checks.push_back(compareIds(*side.tokenizer, reader));
    }
    findings.checks.push_back(compareBegin(side, *about));
    findings.checks.push_back(compareEnds(side, *about));
    findings.checks.push_back(compareTemplates(side, *about));
    const eval::ReferenceRows rows = BAFO_TRY(readReferenceRows(reference, side, nullptr));
    const auto difference
        = rows.compareRows([&reader](const eval::ComparedSequence &sequence) { return reader.logitsOf(sequence.ids); });
    if (!difference) {
        findings.checks.push_back(failed("logits", difference.error()));
        return findings;
    }
    const std::vector<ParityCheck> measured = logitChecks(*difference, findings.dtype);
    findings.checks.insert(findings.checks.end(), measured.begin(), measured.end());
    return findings;
}

} // namespace bafo::exchange
