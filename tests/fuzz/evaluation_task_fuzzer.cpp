// SPDX-License-Identifier: Apache-2.0
// Tasks of evaluations: what is accepted has sound templates, and they can be filled.
#include "core/scoring/item_template.h"
#include "core/scoring/task.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace bafo;
    const auto task = scoring::parseTask(fuzz::textOf(data, size));
    if (!task) {
        fuzz::require(!task.error().message.empty());
        return 0;
    }
    const scoring::Item item{.line = 1, .fields = {{"q", {" a [b] 'c' ", "['x', \"y\"]"}}, {"a", {"1"}}}};
    for (const scoring::PromptStyle &prompt : task->prompts) {
        const auto filled = scoring::fillTemplate(prompt.context, item);
        fuzz::require(filled || filled.error().code == ErrorCode::data);
        fuzz::keep(filled ? scoring::filteredText(*filled, task->clean) : std::string());
    }
    return 0;
}
