// SPDX-License-Identifier: Apache-2.0
// An answer out of a passage, as an exam paper asks for it.
#pragma once

#include "core/scoring/evaluation_kind.h"

namespace bafo::evaluations {

class ReadingComprehensionKind final : public scoring::EvaluationKind {
public:
    [[nodiscard]] std::string_view name() const override { return "reading_comprehension"; }
    [[nodiscard]] Result<void> check(const scoring::Task &task) const override;
    [[nodiscard]] std::vector<scoring::Metric> metrics(const scoring::Task &task) const override;
    [[nodiscard]] Result<scoring::Question> ask(const scoring::Task &task, const scoring::PromptStyle &prompt,
                                                const scoring::Item &item) const override;
    [[nodiscard]] std::vector<scoring::Request> requests(const scoring::Task &task, const scoring::PromptStyle &prompt,
                                                         const scoring::Question &question) const override;
    [[nodiscard]] Result<scoring::Judgement> judge(const scoring::Task &task, const scoring::Question &question,
                                                   std::span<const scoring::Answer> answers) const override;
};

} // namespace bafo::evaluations
